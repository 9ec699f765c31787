"""Whether a client may be given a plan, and which exercises of it may not suit them. Pure.

House rules: nobody is given a plan before the intake, unless the trainer says why; and nobody who is pregnant or had a
baby in the last year before the trainer has noted a clearance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.clients.models import Client
from app.core.errors import Refused
from app.exercises.words import suits
from app.prescriptions.models import PrescriptionItem
from app.routines.models import RoutineItem

# What a client is careful with, and what an exercise with that tag does, each as half of a warning.
SAID = {
    "pregnancy_any": "pregnant, or a baby in the last year",
    "pregnancy_t2plus": "pregnant, or a baby in the last year",
    "prone_intolerant": "lying face down is hard",
    "recent_surgery": "an operation not long ago",
    "osteoporosis": "thin bones",
    "knee_pain": "knee pain",
    "shoulder_pain": "shoulder pain",
    "hernia_or_abdominal": "a hernia, or trouble with the belly",
}
DOES = {
    "recent_surgery": "This one strains what may still heal.",
    "osteoporosis": "This one bends or presses strongly.",
    "knee_pain": "This one bends or loads the knee.",
    "shoulder_pain": "This one loads the shoulder.",
    "hernia_or_abdominal": "This one presses on the belly.",
}
LIES = {"prone": "This one lies on the front.", "supine": "This one lies on the back."}
ELSE = "This one may not suit that."


@dataclass(frozen=True, slots=True)
class Clash:
    """An exercise that may not suit a client, and why, in a sentence or two."""

    name: str
    why: str


def lacks_intake(client: Client) -> bool:
    """Whether the client has not answered the intake."""
    return client.intake_done_at is None


def check(client: Client, without_intake: str | None) -> None:
    """Raise Refused where a plan has to wait. `without_intake` is the trainer's reason not to wait for the intake, None
    where the trainer did not say so. A clearance is always waited for."""
    first = client.first_name
    if client.awaits_clearance:
        raise Refused(f"{first} waits for a clearance. Note it on the page “Intake” first.")
    if not lacks_intake(client):
        return
    if without_intake is None:
        raise Refused(f"{first} has not answered the intake. Wait for it, or tick this.", field="without_intake")
    if not without_intake:
        raise Refused("Write why it cannot wait.", field="override_note")


def clashes_of(client: Client, items: Iterable[PrescriptionItem | RoutineItem]) -> list[Clash]:
    """The items that may not suit the client, in order: "Cleo: knee pain. This one bends or loads the knee."."""
    found = []
    for item in items:
        name, content = _read(item)
        why = clash_of(client.cautions, content)
        if why:
            found.append(Clash(name, f"{client.first_name}: {why}"))
    return found


def clash_of(cautions: Iterable[str], content: Mapping[str, Any]) -> str:
    """Why an exercise may not suit somebody with these tags; "" where it does. The first tag that speaks is named."""
    tag = next((tag for tag in cautions if tag in SAID and not suits(content, [tag])), None)
    if tag is None:
        return ""
    return f"{SAID[tag]}. {DOES.get(tag) or LIES.get(str(content.get('position')), ELSE)}"


def _read(item: PrescriptionItem | RoutineItem) -> tuple[str, Mapping[str, Any]]:
    if isinstance(item, PrescriptionItem):
        return item.name, item.content
    return item.exercise.name, item.exercise.content
