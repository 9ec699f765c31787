"""A client's own habits, and the trainer's page of them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.clients.models import Client
from app.clients.queries import get_client, get_own_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import NotFound, Refused
from app.habits import cards, service
from app.habits.catalogue import BY_KEY, FOOD_WORDS, OFFERS, OWN, Offer
from app.habits.forms import DayForm, EntryForm, GoalForm, NoteForm, ProposalForm
from app.habits.models import Habit, HabitState
from app.habits.queries import Tracked, get_habit, list_habits
from app.habits.rules import EVERY_DAY, Goal, HabitType, may_note
from app.habits.service import Wish
from app.practices import rights
from app.practices.rights import Right
from app.prescriptions.laying_out import local_today
from app.safety.queries import find_open_hold

blueprint = Blueprint("habits", __name__)
# Where a tap on a day's entry leads back to.
BACK = {"today": "today.show_today", "habits": "habits.list_own"}


@blueprint.get("/habits")
@access.client
def list_own() -> ResponseReturnValue:
    """What the client follows with the last two weeks, what is proposed, and what may be added. Three queries."""
    client = get_own_client(identity.viewer())
    today = local_today(client, clock.now())
    tracked = list_habits(client.id, since=cards.memory_of(today))
    followed = [cards.card_of(one, today) for one in tracked if one.habit.state == HabitState.FOLLOWED]
    hold = find_open_hold(client.id)
    known = {one.habit.key for one in tracked}
    return render_template(
        "habits/own.html",
        trainer=client.trainer,
        hold=hold,
        cards=followed,
        key=cards.key_of(followed),
        proposed=[one.habit for one in tracked if one.habit.state == HabitState.PROPOSED],
        stopped=[one.habit for one in tracked if one.habit.state == HabitState.STOPPED],
        offers=[offer for offer in OFFERS if offer.key not in known],
        food_words=FOOD_WORDS,
    )


@blueprint.get("/habits/add/<habit_key>")
@access.client
def add(habit_key: str) -> ResponseReturnValue:
    """The target and the days of a habit of the catalogue. One query."""
    client, offer = get_own_client(identity.viewer()), _offer(habit_key)
    return _add_page(client, offer, GoalForm.offered(_goal_of(offer), offer.target))


@blueprint.post("/habits/add/<habit_key>")
@access.client
def follow(habit_key: str) -> ResponseReturnValue:
    """Follow it."""
    client, offer = get_own_client(identity.viewer()), _offer(habit_key)
    form = GoalForm.sent(_goal_of(offer))
    if not form.validate_on_submit():
        return _add_page(client, offer, form)
    wish = Wish.of(offer, form.chosen_target(), form.chosen_days())
    try:
        with transaction():
            service.follow(client, wish, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _add_page(get_own_client(identity.viewer()), offer, form)
    flash(f"{offer.name}: you follow it now.")
    return redirect(url_for("habits.list_own"))


@blueprint.post("/habits/leave-out/<habit_key>")
@access.client
def leave_out(habit_key: str) -> ResponseReturnValue:
    """Put a habit of the catalogue out of sight."""
    client, offer = get_own_client(identity.viewer()), _offer(habit_key)
    try:
        with transaction():
            service.leave_out(client, offer, now=clock.now())
    except Refused as refusal:
        flash(refusal.sentence, "error")
    else:
        flash(f"{offer.name}: left out. You find it at the end of this page.")
    return redirect(url_for("habits.list_own"))


@blueprint.get("/habits/<int:habit_id>")
@access.client
def show(habit_id: int) -> ResponseReturnValue:
    """One habit: the days that may still be changed, its target, stopping. Two queries."""
    client = get_own_client(identity.viewer())
    return _habit_page(client, _own(client, habit_id))


@blueprint.post("/habits/<int:habit_id>")
@access.client
def change(habit_id: int) -> ResponseReturnValue:
    """Another target, other days."""
    client = get_own_client(identity.viewer())
    tracked = _own(client, habit_id)
    form = GoalForm.sent(tracked.habit.goal)
    if not form.validate_on_submit():
        return _habit_page(client, tracked, goal_form=form)
    with transaction():
        service.change(tracked.habit, target=form.chosen_target(), active_days=form.chosen_days())
    flash("Saved. It counts from your next entry.")
    return redirect(url_for("habits.show", habit_id=habit_id))


@blueprint.post("/habits/<int:habit_id>/follow")
@access.client
def take_up(habit_id: int) -> ResponseReturnValue:
    """Follow what was proposed, or what was stopped."""
    habit = _own(get_own_client(identity.viewer()), habit_id).habit
    with transaction():
        service.take_up(habit, now=clock.now())
    flash(f"{habit.title}: you follow it now.")
    return redirect(url_for("habits.list_own"))


@blueprint.post("/habits/<int:habit_id>/stop")
@access.client
def stop(habit_id: int) -> ResponseReturnValue:
    """Stop following it, or leave a proposal out. What was noted stays."""
    habit = _own(get_own_client(identity.viewer()), habit_id).habit
    was_followed = habit.state == HabitState.FOLLOWED
    with transaction():
        service.stop(habit)
    flash(f"{habit.title}: stopped. What you noted is kept." if was_followed else f"{habit.title}: left out.")
    return redirect(url_for("habits.list_own"))


@blueprint.post("/habits/<int:habit_id>/entry")
@access.client
def note(habit_id: int) -> ResponseReturnValue:
    """Write down what a day had, in place of what stood there."""
    client, now = get_own_client(identity.viewer()), clock.now()
    tracked = _own(client, habit_id)
    form, today = EntryForm(HabitType(tracked.habit.type)), local_today(client, now)
    if not form.validate_on_submit():
        # Only minutes are typed, and only on a day that the page has a field for.
        if tracked.habit.type == HabitType.MINUTES and form.on.data and may_note(form.on.data, today):
            return _habit_page(client, tracked, entry_form=form)
        return _refuse(habit_id, next(iter(form.errors.values()))[0])
    try:
        with transaction():
            service.note(tracked.habit, form.chosen_day(), form.chosen_value(), today=today, now=now)
    except Refused as refusal:
        return _refuse(habit_id, refusal.sentence)
    return _back(habit_id, f"{tracked.habit.title}: noted.")


@blueprint.post("/habits/<int:habit_id>/clear")
@access.client
def clear(habit_id: int) -> ResponseReturnValue:
    """Make a day blank again."""
    client = get_own_client(identity.viewer())
    tracked = _own(client, habit_id)
    form = DayForm()
    if not form.validate_on_submit():
        return _refuse(habit_id, "Choose a day.")
    try:
        with transaction():
            service.clear(tracked.habit, form.chosen_day(), today=local_today(client, clock.now()))
    except Refused as refusal:
        return _refuse(habit_id, refusal.sentence)
    return _back(habit_id, f"{tracked.habit.title}: that day is blank again.")


@blueprint.get("/clients/<int:client_id>/habits")
@access.trainer
def show_client(client_id: int) -> ResponseReturnValue:
    """What the client follows, with the same dots, and the form of a proposal. Three queries."""
    return _trainer_page(get_client(identity.viewer(), client_id))


@blueprint.post("/clients/<int:client_id>/habits")
@access.trainer
@rights.needs(Right.PLANS)
def propose(client_id: int) -> ResponseReturnValue:
    """Propose a habit; the client decides."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    form = ProposalForm()
    if not form.validate_on_submit():
        return _trainer_page(client, form=form)
    first_name = client.first_name
    try:
        with transaction():
            service.propose(client, form.wish(), form.note.data or "", by=viewer.id, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _trainer_page(get_client(viewer, client_id), form=form)
    flash(f"Proposed. {first_name} sees it under Habits and decides.")
    return redirect(url_for("habits.show_client", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/habits/<int:habit_id>/note")
@access.trainer
@rights.needs(Right.PLANS)
def write_note(client_id: int, habit_id: int) -> ResponseReturnValue:
    """Put the trainer's words beside a habit."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    habit = _seen(client, habit_id).habit
    form = NoteForm()
    if not form.validate_on_submit():
        return _trainer_page(client, note_form=form, noted_id=habit_id)
    with transaction():
        service.write_note(habit, form.note.data or "", by=viewer.id, now=clock.now())
    flash("The note is saved.")
    return redirect(url_for("habits.show_client", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/habits/<int:habit_id>/take-back")
@access.trainer
@rights.needs(Right.PLANS)
def take_back(client_id: int, habit_id: int) -> ResponseReturnValue:
    """Take a proposal back that the client has not decided on."""
    viewer = identity.viewer()
    habit = _seen(get_client(viewer, client_id), habit_id).habit
    try:
        with transaction():
            service.take_back(habit, by=viewer.id, now=clock.now())
        flash("The proposal is taken back.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("habits.show_client", client_id=client_id))


def _offer(key: str) -> Offer:
    offer = BY_KEY.get(key)
    if offer is None:
        raise NotFound
    return offer


def _goal_of(offer: Offer) -> Goal:
    return Goal(offer.type, offer.target or 1, offer.period, EVERY_DAY, offer.unit)


def _own(client: Client, habit_id: int) -> Tracked:
    return get_habit(client, habit_id, since=cards.memory_of(local_today(client, clock.now())))


def _seen(client: Client, habit_id: int) -> Tracked:
    """A habit as the trainer may see it: what the client left out is not there. Raises NotFound."""
    tracked = _own(client, habit_id)
    if _is_left_out(tracked.habit):
        raise NotFound
    return tracked


def _is_left_out(habit: Habit) -> bool:
    return habit.state == HabitState.STOPPED and habit.followed_at is None


def _back(habit_id: int, words: str) -> ResponseReturnValue:
    flash(words)
    endpoint = BACK.get(request.form.get("back", ""))
    if endpoint is None:
        return redirect(url_for("habits.show", habit_id=habit_id))
    return redirect(url_for(endpoint, _anchor=f"habit-{habit_id}"))


def _refuse(habit_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "error")
    return redirect(url_for("habits.show", habit_id=habit_id))


def _add_page(client: Client, offer: Offer, form: GoalForm) -> ResponseReturnValue:
    return render_template("habits/add.html", trainer=client.trainer, offer=offer, form=form, food_words=FOOD_WORDS)


def _habit_page(
    client: Client, tracked: Tracked, *, goal_form: GoalForm | None = None, entry_form: EntryForm | None = None
) -> ResponseReturnValue:
    today = local_today(client, clock.now())
    card = cards.card_of(tracked, today)
    goal = tracked.habit.goal
    return render_template(
        "habits/habit.html",
        trainer=client.trainer,
        card=card,
        key=cards.key_of([card]),
        days=cards.days_to_correct(tracked, today),
        goal_form=goal_form or GoalForm.offered(goal, goal.target),
        entry_form=entry_form,
    )


def _trainer_page(
    client: Client,
    *,
    form: ProposalForm | None = None,
    note_form: NoteForm | None = None,
    noted_id: int | None = None,
) -> ResponseReturnValue:
    today = local_today(client, clock.now())
    seen = [one for one in list_habits(client.id, since=cards.memory_of(today)) if not _is_left_out(one.habit)]
    followed = [cards.card_of(one, today) for one in seen if one.habit.state == HabitState.FOLLOWED]
    return render_template(
        "habits/client.html",
        client=client,
        cards=followed,
        key=cards.key_of(followed),
        proposed=[one.habit for one in seen if one.habit.state == HabitState.PROPOSED],
        stopped=[one.habit for one in seen if one.habit.state == HabitState.STOPPED],
        form=form or ProposalForm(formdata=None, data={"weekdays": [*EVERY_DAY]}),
        note_form=note_form,
        noted_id=noted_id,
        own_key=OWN,
        offers=OFFERS,
    )
