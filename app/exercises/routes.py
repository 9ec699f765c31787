"""The library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import searched
from app.core.security import allow_frame
from app.exercises import figure_files, own, queries, words
from app.exercises.browse import LONGEST_SEARCH, Browse
from app.exercises.editing import Editor, open_editor
from app.exercises.equipment import Need, instead_of, label_of
from app.exercises.figures import Which
from app.exercises.figures.muscle_map import muscle_map
from app.exercises.models import Exercise
from app.exercises.own_content import drawing_of
from app.exercises.persons import get_person
from app.exercises.video import Video, stored_video
from app.practices.choosing import MOST_SENT_BYTES
from app.practices.queries import get_membership

blueprint = Blueprint("exercises", __name__)
blueprint.add_app_template_global(figure_files.find_file, "figure_file")
blueprint.add_app_template_global(drawing_of, "drawing_of")


@blueprint.app_template_global("video_of")
def offer_video(content: Mapping[str, Any]) -> Video | None:
    """The video of an exercise; the page that asks for it may then hold that host's player."""
    video = stored_video(content)
    if video is not None:
        allow_frame(video.embed_origin)
    return video


@blueprint.get("/library")
@access.trainer
def list_exercises() -> ResponseReturnValue:
    """The library, narrowed by the words `q`, `group`, `kind`, `gear`, `position`, `whose` and any number of `without`.

    `for` is the number of a client it must suit. By muscle group; with words the best match first. What is unknown is
    ignored, but a stranger's client is not found. Three queries: sign-in, membership, library; a client is one more.
    """
    person = get_person(identity.viewer(), request.args.get("for", ""))
    library = queries.list_library(get_membership(identity.viewer()).practice_id)
    typed = searched(request.args.get("q", ""), most=LONGEST_SEARCH)
    browse = Browse.read(library, request.args.get, request.args.getlist, typed, person)
    return render_template("exercises/list.html", browse=browse, map=muscle_map(), words=words)


@blueprint.get("/library/<slug>")
@access.trainer
def show_exercise(slug: str) -> ResponseReturnValue:
    """Everything the library says about one exercise. Four queries at most."""
    practice_id = get_membership(identity.viewer()).practice_id
    exercise = queries.get_exercise(practice_id, slug)
    ways = [*(exercise.content.get("easier") or ()), *(exercise.content.get("harder") or ())]
    names = queries.map_names(practice_id, {way["exercise"] for way in ways if way.get("exercise")})
    things = exercise.content.get("equipment") or ()
    return render_template(
        "exercises/show.html",
        exercise=exercise,
        names=names,
        equipment=[label_of(thing) for thing in things],
        missing=instead_of([Need(exercise.slug, exercise.name, things)]),
        words=words,
    )


@blueprint.get("/library/new")
@access.trainer
def new_exercise() -> ResponseReturnValue:
    """The form for an exercise of one's own, empty, or with `from` as a copy of one the practice may see."""
    practice_id = get_membership(identity.viewer()).practice_id
    source = _source(practice_id)
    return _editor_page(open_editor(practice_id, source, is_copy=True), source)


@blueprint.post("/library/new")
@access.trainer
@access.takes_upload(MOST_SENT_BYTES)
def create_exercise() -> ResponseReturnValue:
    """Save it, or show what is missing with everything typed, and the picture chosen, still there."""
    membership = get_membership(identity.viewer())
    source = _source(membership.practice_id)
    editor = open_editor(membership.practice_id, source, is_copy=True)
    if not editor.is_valid():
        return _kept_page(editor, source)
    try:
        with transaction():
            exercise = own.create_exercise(
                membership.practice_id, editor.terms(), by=membership.user_id, now=clock.now()
            )
    except Refused as refusal:
        editor.form.refuse(refusal)
        return _kept_page(editor, source)
    flash(f"{exercise.name} is in your library.")
    return redirect(url_for("exercises.show_exercise", slug=exercise.slug))


@blueprint.get("/library/<slug>/edit")
@access.trainer
def edit_exercise(slug: str) -> ResponseReturnValue:
    """The same form with one of the practice's own exercises. Four queries at most."""
    practice_id = get_membership(identity.viewer()).practice_id
    exercise = queries.get_own_exercise(practice_id, slug)
    return _editor_page(open_editor(practice_id, exercise), exercise, is_change=True)


@blueprint.post("/library/<slug>/edit")
@access.trainer
@access.takes_upload(MOST_SENT_BYTES)
def change_exercise(slug: str) -> ResponseReturnValue:
    """Make its next version."""
    membership = get_membership(identity.viewer())
    exercise = queries.get_own_exercise(membership.practice_id, slug)
    editor = open_editor(membership.practice_id, exercise)
    if not editor.is_valid():
        return _kept_page(editor, exercise, is_change=True)
    try:
        with transaction():
            seen = editor.form.seen_version
            own.change_exercise(exercise, editor.terms(), seen_version=seen, by=membership.user_id, now=clock.now())
    except Refused as refusal:
        exercise = queries.get_own_exercise(membership.practice_id, slug)
        editor.form.refuse_version(refusal, exercise.content["version"])
        return _kept_page(editor, exercise, is_change=True)
    flash("Saved. Plans already given keep what they had.")
    return redirect(url_for("exercises.show_exercise", slug=slug))


@blueprint.post("/library/<slug>/put-away")
@access.trainer
def put_away(slug: str) -> ResponseReturnValue:
    """Take one of the practice's own exercises out of the library."""
    membership = get_membership(identity.viewer())
    exercise = queries.get_own_exercise(membership.practice_id, slug)
    with transaction():
        own.put_away(exercise, by=membership.user_id, now=clock.now())
    flash("Put away. You can bring it back here.")
    return redirect(url_for("exercises.show_exercise", slug=slug))


@blueprint.post("/library/<slug>/bring-back")
@access.trainer
def bring_back(slug: str) -> ResponseReturnValue:
    """Offer it again."""
    membership = get_membership(identity.viewer())
    exercise = queries.get_own_exercise(membership.practice_id, slug)
    with transaction():
        own.bring_back(exercise, by=membership.user_id, now=clock.now())
    flash("Brought back.")
    return redirect(url_for("exercises.show_exercise", slug=slug))


@blueprint.get("/library/put-away")
@access.trainer
def list_put_away() -> ResponseReturnValue:
    """The practice's own exercises that were put away. Three queries."""
    practice_id = get_membership(identity.viewer()).practice_id
    return render_template("exercises/put_away.html", exercises=queries.list_put_away(practice_id), words=words)


def _source(practice_id: int) -> Exercise | None:
    slug = request.args.get("from")
    return queries.get_exercise(practice_id, slug) if slug is not None else None


def _kept_page(editor: Editor, source: Exercise | None, *, is_change: bool = False) -> ResponseReturnValue:
    with transaction():
        editor.choice.keep_waiting(now=clock.now())
    return _editor_page(editor, source, is_change=is_change)


def _editor_page(editor: Editor, source: Exercise | None, *, is_change: bool = False) -> ResponseReturnValue:
    return render_template(
        "exercises/edit.html", editor=editor, form=editor.form, source=source, is_change=is_change, words=words
    )


@blueprint.get("/figures/<slug>-<any(start, end, pair, loop):pose>.svg")
@access.public
def show_figure(slug: str, pose: Which) -> ResponseReturnValue:
    """One drawing of an exercise as an image file. No query."""
    return figure_files.answer(slug, pose)
