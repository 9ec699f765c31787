"""The library."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.core import access
from app.core.forms import searched
from app.exercises import figure_files, queries, words
from app.exercises.browse import LONGEST_SEARCH, Browse
from app.exercises.equipment import Need, instead_of, label_of
from app.exercises.figures import Which
from app.exercises.figures.muscle_map import muscle_map
from app.practices.queries import get_membership

blueprint = Blueprint("exercises", __name__)
blueprint.add_app_template_global(figure_files.find_file, "figure_file")


@blueprint.get("/library")
@access.trainer
def list_exercises() -> ResponseReturnValue:
    """The library, narrowed by the words `q`, `group`, `kind`, `gear`, `position` and any number of `without`.

    By muscle group; with words the best match first. What is unknown is ignored. Three queries: sign-in, membership,
    library.
    """
    library = queries.list_library(get_membership(identity.viewer()).practice_id)
    typed = searched(request.args.get("q", ""), most=LONGEST_SEARCH)
    browse = Browse.read(library, request.args.get, request.args.getlist, typed)
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


@blueprint.get("/figures/<slug>-<any(start, end, pair, loop):pose>.svg")
@access.public
def show_figure(slug: str, pose: Which) -> ResponseReturnValue:
    """One drawing of an exercise as an image file. No query."""
    return figure_files.answer(slug, pose)
