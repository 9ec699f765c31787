"""Following a habit, noting it, proposing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.clients.models import Client, ClientStatus
from app.core import audit
from app.core.db import db, insert_for, is_violation
from app.core.errors import NotFound, Refused
from app.habits.catalogue import OWN, Offer
from app.habits.models import Habit, HabitEntry, HabitState
from app.habits.rules import EVERY_DAY, MOST_A_DAY, HabitType, Period, may_note
from app.prescriptions.schedule import Weekdays


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a habit to be. `key` is the catalogue's, or "own" with a `name`."""

    key: str
    type: HabitType
    target: int
    period: Period
    active_days: Weekdays = EVERY_DAY
    name: str = ""

    @classmethod
    def of(cls, offer: Offer, target: int, active_days: Weekdays) -> Wish:
        """One of the catalogue's, with a target and days of one's own."""
        return cls(offer.key, offer.type, target, offer.period, active_days)


def follow(client: Client, wish: Wish, *, now: datetime) -> Habit:
    """Follow a habit of the catalogue, new or from before. Asked twice, it is followed once; the later wish counts."""
    habit = _find(client, wish) or _add(client, wish, HabitState.STOPPED, now=now)
    habit.target, habit.active_days = wish.target, wish.active_days.text
    _take_up(habit, now)
    return habit


def take_up(habit: Habit, *, now: datetime) -> None:
    """Follow what the trainer proposed, or what was stopped; what was noted before is still there."""
    _take_up(_locked(habit), now)


def stop(habit: Habit) -> None:
    """Stop following a habit, or leave a proposed one out. Every entry stays."""
    _locked(habit).state = HabitState.STOPPED
    db.session.flush()


def leave_out(client: Client, offer: Offer, *, now: datetime) -> None:
    """Put a habit of the catalogue out of sight. One that was proposed or followed is stopped."""
    wish = Wish.of(offer, offer.target or 1, EVERY_DAY)
    habit = _find(client, wish) or _add(client, wish, HabitState.STOPPED, now=now)
    habit.state = HabitState.STOPPED
    db.session.flush()


def change(habit: Habit, *, target: int, active_days: Weekdays) -> None:
    """Another target, other days. What was noted keeps the target it was noted under."""
    habit = _locked(habit)
    habit.target, habit.active_days = target, active_days.text
    db.session.flush()


def note(habit: Habit, on: date, value: int, *, today: date, now: datetime) -> None:
    """Write down the value of a local day, in place of what stood there. Twice is the same as once.

    Raises Refused for a habit that is not followed, a day ahead or too long ago, a value no day can have.
    """
    habit = _open(habit, on, today)
    if not 0 <= value <= MOST_A_DAY[HabitType(habit.type)]:
        raise Refused("No day can have that number.", field="value")
    row = {"habit_id": habit.id, "happened_on": on, "value": value, "target": habit.target, "noted_at": now}
    entry = insert_for(HabitEntry).values(**row)
    entry = entry.on_conflict_do_update(
        index_elements=["habit_id", "happened_on"], set_={"value": value, "noted_at": now}
    )
    db.session.execute(entry)


def clear(habit: Habit, on: date, *, today: date) -> None:
    """Make a day blank again. Raises Refused as `note` does."""
    habit = _open(habit, on, today)
    db.session.execute(delete(HabitEntry).where(HabitEntry.habit_id == habit.id, HabitEntry.happened_on == on))


def propose(client: Client, wish: Wish, note: str, *, by: int, now: datetime) -> Habit:
    """Propose a habit with a note; the client decides. Raises Refused for one the client has, or has stopped."""
    if client.status == ClientStatus.ARCHIVED:
        raise Refused(f"{client.first_name} is archived. Bring them back first.")
    known = _find(client, wish)
    if known is not None:
        raise Refused(_why_not(client.first_name, HabitState(known.state)), field="key")
    habit = _add(client, wish, HabitState.PROPOSED, now=now, by=by, note=note)
    _record("habit proposed", client, by, now)
    return habit


def write_note(habit: Habit, note: str, *, by: int, now: datetime) -> None:
    """Put the trainer's words beside a habit; "" takes them away."""
    habit = _locked(habit)
    habit.note = note
    db.session.flush()
    audit.record("habit note", f"client:{habit.client_id}", now=now, actor_id=by, practice_id=habit.practice_id)


def take_back(habit: Habit, *, by: int, now: datetime) -> None:
    """Take a proposal back. Raises Refused once the client has decided."""
    habit = _locked(habit)
    if habit.state != HabitState.PROPOSED:
        raise Refused("It has been decided on already. The page shows how it stands.")
    db.session.delete(habit)
    db.session.flush()
    audit.record("habit taken back", f"client:{habit.client_id}", now=now, actor_id=by, practice_id=habit.practice_id)


def _why_not(first_name: str, state: HabitState) -> str:
    if state is HabitState.STOPPED:
        return f"{first_name} has left this one out, and can take it up at any time."
    return f"{first_name} has this one already."


def _find(client: Client, wish: Wish) -> Habit | None:
    found = select(Habit).where(Habit.client_id == client.id, Habit.key == wish.key, Habit.name == wish.name)
    return db.session.scalar(found.with_for_update().execution_options(populate_existing=True))


def _add(
    client: Client, wish: Wish, state: HabitState, *, now: datetime, by: int | None = None, note: str = ""
) -> Habit:
    habit = Habit(
        practice_id=client.practice_id,
        client_id=client.id,
        key=wish.key,
        name=wish.name if wish.key == OWN else "",
        type=wish.type,
        target=wish.target,
        period=wish.period,
        active_days=wish.active_days.text,
        note=note,
        state=state,
        proposed_by=by,
        followed_at=None,
        created_at=now,
    )
    db.session.add(habit)
    try:
        db.session.flush()
    except IntegrityError as error:
        columns = ("habit.client_id", "habit.key", "habit.name")
        if is_violation(error, "uq_habit_client_id_key_name", *columns):
            raise Refused("This one was added a moment ago. Look at the page again.") from error
        raise
    return habit


def _take_up(habit: Habit, now: datetime) -> None:
    habit.state, habit.followed_at = HabitState.FOLLOWED, now
    db.session.flush()


def _locked(habit: Habit) -> Habit:
    """The row as it is now, until the transaction ends. Raises NotFound when it is gone."""
    row = select(Habit).where(Habit.id == habit.id).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(row)
    if found is None:
        raise NotFound
    return found


def _open(habit: Habit, on: date, today: date) -> Habit:
    habit = _locked(habit)
    if habit.state != HabitState.FOLLOWED:
        raise Refused("You do not follow this habit at present.")
    if not may_note(on, today):
        raise Refused("You can write today and the seven days before.", field="on")
    return habit


def _record(verb: str, client: Client, by: int, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)
