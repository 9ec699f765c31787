"""One routine for several people: giving it, and bringing a change of it to those who have it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.core import access
from app.core.clock import clock
from app.practices import rights
from app.practices.queries import get_membership
from app.practices.rights import Right
from app.prescriptions.blueprint import blueprint
from app.prescriptions.forms import FollowersForm
from app.prescriptions.many import give_each, load_many
from app.prescriptions.syncing import bring, list_followers
from app.routines.models import Routine
from app.routines.queries import get_own_routine, get_routine


@blueprint.route("/routines/<int:routine_id>/give", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PLANS)
def give_to_many(routine_id: int) -> ResponseReturnValue:
    """Give one routine to several clients: choose, look at what happens to each, give."""
    membership = get_membership(viewer())
    routine = get_routine(membership.practice_id, routine_id)
    page = load_many(membership, routine, now=clock.now())
    if request.form.get("act") != "give" or not page.outcomes:
        return render_template("prescriptions/many.html", page=page, form=page.form, routine=routine)
    results = give_each(page, by=viewer(), now=clock.now())
    return render_template("prescriptions/given.html", results=results, routine=routine)


@blueprint.app_template_global()
def count_behind(routine: Routine) -> int:
    """How many of the viewer's clients have a plan from an older form of this routine. Four queries at most."""
    if routine.practice_id is None or routine.archived_at is not None:
        return 0
    return len(list_followers(get_membership(viewer()), routine, now=clock.now()))


@blueprint.route("/routines/<int:routine_id>/bring", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PLANS)
def bring_to_followers(routine_id: int) -> ResponseReturnValue:
    """Bring a routine that was changed to those who have an older form of it, from tomorrow. Five queries to look."""
    membership = get_membership(viewer())
    routine = get_own_routine(membership.practice_id, routine_id)
    followers = list_followers(membership, routine, now=clock.now())
    form = FollowersForm()
    form.offer([one.client for one in followers if not one.refusal])
    if form.validate_on_submit():
        results = bring(form.clients.data, routine_id, by=viewer(), now=clock.now())
        return render_template("prescriptions/given.html", results=results, routine=routine)
    return render_template("prescriptions/bring.html", form=form, routine=routine, followers=followers)
