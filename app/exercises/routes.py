"""The library."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.core import access
from app.core.forms import searched
from app.exercises import queries, search, words
from app.exercises.content import GROUP_LABELS
from app.exercises.equipment import Need, instead_of, label_of
from app.practices.queries import get_membership

blueprint = Blueprint("exercises", __name__)
# Nobody searches for more, and the words come back on the page.
LONGEST_SEARCH = 80


@blueprint.get("/library")
@access.trainer
def list_exercises() -> ResponseReturnValue:
    """Every exercise by muscle group, filtered by `group`, `kind`, `gear` and the words `q`.

    Three queries: sign-in, membership, library.
    """
    library = queries.list_library(get_membership(identity.viewer()).practice_id)
    filters = search.Filters(
        words=searched(request.args.get("q", ""), most=LONGEST_SEARCH),
        group=request.args.get("group", ""),
        kind=request.args.get("kind", ""),
        gear=request.args.get("gear", ""),
    )
    found = search.find(library, filters)
    return render_template(
        "exercises/list.html",
        filters=filters,
        groups=search.by_group(found),
        number=len(found),
        total=len(library),
        selects=(
            ("group", "Muscle group", "All groups", filters.group, list(GROUP_LABELS.items())),
            ("kind", "Kind", "All kinds", filters.kind, list(words.KIND_LABELS.items())),
            ("gear", "Equipment", "Any equipment", filters.gear, _gear_options(search.gear_choices(library))),
        ),
        words=words,
    )


def _gear_options(choices: list[str]) -> list[tuple[str, str]]:
    labels = {words.NO_GEAR: "Nothing, or a mat"}
    return [(thing, labels.get(thing) or words.gear_label(thing)) for thing in choices]


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
