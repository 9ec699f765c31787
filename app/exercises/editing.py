"""The page on which a trainer writes an exercise: its form, the picture it has, and what a copy starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import Refused
from app.exercises.content import GROUP_LABELS
from app.exercises.forms import MODE_FIELDS, OwnExerciseForm
from app.exercises.models import Exercise
from app.exercises.own import OwnTerms
from app.exercises.own_content import drawing_of
from app.exercises.service import LONGEST_NAME
from app.exercises.video import parse_video, stored_video
from app.practices.choosing import PictureChoice
from app.practices.uploads import find_picture

# What stands in a new form, visible and open to change.
STARTING = {"mode": "time", "seconds": 60, "fewest": 1, "most": 3, "position": "standing", "laterality": "bilateral"}
PLAIN = ("kind", "position", "laterality", "summary", "why", "requires_opt_in")
LISTS = ("synonyms", "targets")
SENTENCES = ("setup", "cues", "mistakes", "stop_if", "cautions", "notes_for_trainer")
WAYS = ("easier", "harder")
_COPY = ", copy"
ALT_MISSING = "Say what the picture shows."


@dataclass(slots=True)
class Editor:
    """Everything the page shows. `base` is the stored content it starts from, {} for a new exercise.

    `choice` holds the picture that the exercise would show if it were saved now.
    """

    form: OwnExerciseForm
    base: Mapping[str, Any]
    choice: PictureChoice

    @property
    def drawing(self) -> str:
        """The name of the drawing that stands in for a picture, "" for none."""
        return drawing_of(self.base)

    def is_valid(self) -> bool:
        """Whether it can be saved; otherwise the form says why."""
        fault = self.choice.take()
        is_valid = self.form.validate_on_submit()
        is_told = bool(self.form.picture_alt.data) or self.choice.chosen is None
        if fault:
            self.form.refuse(Refused(fault, "picture"))
        if not is_told:
            self.form.refuse(Refused(ALT_MISSING, "picture_alt"))
        return is_valid and is_told and not fault

    def terms(self) -> OwnTerms:
        """What the valid form decides."""
        form = self.form
        texts: dict[str, Any] = {name: form[name].data or "" for name in PLAIN}
        texts |= {name: form[name].items for name in LISTS}
        texts |= {name: form[name].lines for name in SENTENCES}
        texts |= {name: self._ways(name) for name in WAYS}
        texts |= {
            "name": form.name.data,
            "groups": [form.group.data, *(one for one in form.more_groups.data if one != form.group.data)],
            "equipment": form.equipment.data,
            "contraindications": form.contraindications.data,
            "requires_opt_in": bool(form.requires_opt_in.data),
            "dose": self._dose(),
            "figure": self.drawing or None,
            "video": self._video(),
        }
        return OwnTerms(texts, self.choice.chosen, form.picture_alt.data or "")

    def _dose(self) -> dict[str, Any]:
        form = self.form
        dose = {name: form[name].data or None for name in MODE_FIELDS[form.mode.data]}
        if form.mode.data == "reps":
            dose["seconds"] = form.reps.data * form.seconds_per_rep
        return {**dose, "mode": form.mode.data, "rounds": [form.fewest.data, form.most.data]}

    def _ways(self, name: str) -> list[dict[str, Any]]:
        # A line that was left as it stood still leads to its exercise.
        links = {way["text"]: way.get("exercise") for way in self.base.get(name) or ()}
        return [{"text": line, "exercise": links.get(line)} for line in self.form[name].lines]

    def _video(self) -> dict[str, str] | None:
        if not self.form.video.data:
            return None
        video = parse_video(self.form.video.data)
        return {"host": video.host, "id": video.id}


def open_editor(practice_id: int, source: Exercise | None, *, is_copy: bool = False) -> Editor:
    """The page for a new exercise (no source), a copy of one, or a change. One query at most, for the picture."""
    if source is None:
        form = OwnExerciseForm(data=STARTING)
        return Editor(form, {}, PictureChoice(form, practice_id))
    base = source.content
    shown = base.get("picture")
    picture = find_picture(practice_id, shown["id"]) if shown else None
    form = OwnExerciseForm(data=_offer(base, is_copy))
    return Editor(form, base, PictureChoice(form, practice_id, picture))


def _offer(base: Mapping[str, Any], is_copy: bool) -> dict[str, Any]:
    """What the form shows of stored content."""
    dose, video = base.get("dose") or {}, stored_video(base)
    groups = [group for group in base["groups"] if group in GROUP_LABELS]
    offer: dict[str, Any] = {name: base.get(name) for name in (*PLAIN, *LISTS, *SENTENCES)}
    offer |= {name: [way["text"] for way in base.get(name) or ()] for name in WAYS}
    offer |= {name: dose.get(name) for name in set().union(*MODE_FIELDS.values())}
    return offer | {
        "name": base["name"][: LONGEST_NAME - len(_COPY)] + _COPY if is_copy else base["name"],
        "group": groups[0] if groups else None,
        "more_groups": groups[1:],
        "equipment": base.get("equipment"),
        "contraindications": base.get("contraindications"),
        "mode": dose.get("mode"),
        "fewest": dose["rounds"][0],
        "most": dose["rounds"][1],
        "picture_alt": (base.get("picture") or {}).get("alt"),
        "video": video.page_url if video else "",
        "version": base.get("version"),
    }
