"""Routines: the list, one routine, the builder."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.core import access
from app.core.clock import clock
from app.core.converters import LARGEST
from app.core.db import transaction
from app.core.errors import NotFound, Refused
from app.exercises import words
from app.exercises.content import GROUP_LABELS
from app.exercises.equipment import labels_of
from app.practices.models import Membership
from app.practices.queries import get_membership
from app.routines import dose, queries, service
from app.routines.builder import Builder, load_builder
from app.routines.draft import Chosen, Draft
from app.routines.forms import RoutineForm
from app.routines.models import Routine
from app.routines.service import RoutineTerms
from app.routines.shape import MANY, shape_of, time_of
from app.routines.typed import MODES

blueprint = Blueprint("routines", __name__)

# The numbers of the dose calculator that the page counts with while it is edited.
LIVE = {
    "data-dose-form": "",
    "data-change-s": dose.EXERCISE_CHANGE_S,
    "data-side-s": dose.SIDE_CHANGE_S,
    "data-rep-s": dose.DEFAULT_SECONDS_PER_REP,
    "data-most": MANY,
}


@blueprint.get("/routines")
@access.trainer
def list_routines() -> ResponseReturnValue:
    """The practice's own routines, the starters, and what was archived. Four queries with sign-in and membership."""
    routines = queries.list_routines(get_membership(identity.viewer()).practice_id, with_archived=True)
    times = {routine.id: time_of(routine.items, routine.rounds) for routine in routines}
    kinds = {routine.id: _kinds_of(routine) for routine in routines}
    starters = [routine for routine in routines if not routine.practice_id and not routine.archived_at]
    return render_template(
        "routines/list.html",
        own=[routine for routine in routines if routine.practice_id and not routine.archived_at],
        # Those for any day first, then those with strength work.
        starters=sorted(starters, key=lambda routine: "strength" in kinds[routine.id]),
        archived=[routine for routine in routines if routine.practice_id and routine.archived_at],
        time_words={number: dose.time_text(time) for number, time in times.items()},
        times=times,
        kinds=kinds,
        equipment={routine.id: labels_of(_things_of(routine)) for routine in routines},
    )


def _kinds_of(routine: Routine) -> list[str]:
    """What the routine does, each kind once, in the order of every list."""
    return [kind for kind in words.KINDS if any(item.kind == kind for item in routine.items)]


def _things_of(routine: Routine) -> list[str]:
    return [thing for item in routine.items for thing in item.exercise.content.get("equipment") or ()]


@blueprint.get("/routines/<int:routine_id>")
@access.trainer
def show_routine(routine_id: int) -> ResponseReturnValue:
    """One routine with its minutes. Four queries."""
    routine = queries.get_routine(get_membership(identity.viewer()).practice_id, routine_id)
    return render_template(
        "routines/show.html",
        routine=routine,
        shape=shape_of(routine.items, routine.rounds),
        to_check=[item.name for item in routine.items if item.exercise.content.get("requires_opt_in")],
        words=words,
    )


@blueprint.get("/routines/new")
@access.trainer
def new_routine() -> ResponseReturnValue:
    """The empty builder, or with `from` a copy of another routine. Five queries, seven for a copy."""
    membership = get_membership(identity.viewer())
    number = request.args.get("from", type=int)
    if number is None:
        return _page(load_builder(membership, RoutineForm(data={"rounds": 1}), Draft()), None)
    if not 0 < number <= LARGEST:
        raise NotFound
    return _page(_copy(membership, queries.get_routine(membership.practice_id, number)), None)


def _copy(membership: Membership, source: Routine) -> Builder:
    name = f"{source.name[:73]}, copy" if source.practice_id else source.name
    form = RoutineForm(data={"name": name, "rounds": source.rounds, "note": source.note})
    return load_builder(membership, form, _draft_of(source))


@blueprint.post("/routines/new")
@access.trainer
def create_routine() -> ResponseReturnValue:
    """One press on the builder's page. Only "save" keeps anything."""
    membership = get_membership(identity.viewer())
    builder = _read(membership)
    if not builder.wants_save or not builder.validate():
        return _page(builder, None)
    try:
        with transaction():
            terms = _terms(builder)
            routine = service.create_routine(membership.practice_id, terms, by=membership.user_id, now=clock.now())
    except Refused as refusal:
        return _refused(refusal, None)
    flash("Routine saved.")
    return redirect(url_for("routines.show_routine", routine_id=routine.id))


@blueprint.get("/routines/<int:routine_id>/edit")
@access.trainer
def edit_routine(routine_id: int) -> ResponseReturnValue:
    """The builder with one of the practice's own routines. Six queries."""
    membership = get_membership(identity.viewer())
    routine = queries.get_own_routine(membership.practice_id, routine_id)
    form = RoutineForm(data={"name": routine.name, "rounds": routine.rounds, "note": routine.note})
    return _page(load_builder(membership, form, _draft_of(routine)), routine_id)


@blueprint.post("/routines/<int:routine_id>/edit")
@access.trainer
def change_routine(routine_id: int) -> ResponseReturnValue:
    """The same for a routine that exists."""
    membership = get_membership(identity.viewer())
    routine = queries.get_own_routine(membership.practice_id, routine_id)
    builder = _read(membership)
    if not builder.wants_save or not builder.validate():
        return _page(builder, routine_id)
    try:
        with transaction():
            service.change_routine(routine, _terms(builder), by=membership.user_id, now=clock.now())
    except Refused as refusal:
        return _refused(refusal, routine_id)
    flash("Routine saved. Plans already given stay as they are.")
    return redirect(url_for("routines.show_routine", routine_id=routine_id))


@blueprint.post("/routines/<int:routine_id>/archive")
@access.trainer
def archive_routine(routine_id: int) -> ResponseReturnValue:
    """Take a routine out of the list; the list offers to bring it back."""
    membership = get_membership(identity.viewer())
    routine = queries.get_own_routine(membership.practice_id, routine_id)
    with transaction():
        service.archive_routine(routine, by=membership.user_id, now=clock.now())
    flash("Archived. You can bring it back at the end of this page.")
    return redirect(url_for("routines.list_routines"))


@blueprint.post("/routines/<int:routine_id>/restore")
@access.trainer
def restore_routine(routine_id: int) -> ResponseReturnValue:
    """Bring an archived routine back."""
    membership = get_membership(identity.viewer())
    routine = queries.get_own_routine(membership.practice_id, routine_id)
    with transaction():
        service.restore_routine(routine, by=membership.user_id, now=clock.now())
    flash("Brought back.")
    return redirect(url_for("routines.list_routines"))


def _read(membership: Membership) -> Builder:
    """What the page sent, with the pressed button acted upon."""
    sent = request.form
    draft = Draft.read(sent.getlist("row"), sent.getlist("exercise"), sent.get, unit=membership.practice.weight_unit)
    builder = load_builder(membership, RoutineForm(), draft, sent)
    builder.press(sent)
    return builder


def _refused(refusal: Refused, routine_id: int | None) -> ResponseReturnValue:
    # The rolled back session has forgotten its rows, so the page is read anew.
    builder = _read(get_membership(identity.viewer()))
    builder.faults.append(("tray", refusal.sentence))
    return _page(builder, routine_id)


def _draft_of(routine: Routine) -> Draft:
    return Draft.of(Chosen(item.exercise_id, item.dose, item.why) for item in routine.items)


def _terms(builder: Builder) -> RoutineTerms:
    form = builder.form
    return RoutineTerms(form.name.data, form.rounds.data, form.note.data or "", builder.draft.items())


def _page(builder: Builder, routine_id: int | None) -> ResponseReturnValue:
    return render_template(
        "routines/builder.html",
        builder=builder,
        form=builder.form,
        routine_id=routine_id,
        words=words,
        modes=MODES,
        unit=get_membership(identity.viewer()).practice.weight_unit,
        live=LIVE,
        groups=GROUP_LABELS.items(),
    )
