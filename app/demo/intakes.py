"""What the invented people told at intake: most of them, with one pregnant, one on hold, and one who has not yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.clients.models import Client
from app.demo.stories import Persona
from app.intake import service
from app.intake.models import Outcome
from app.intake.questions import Health, Pregnancy
from app.intake.service import Answers
from app.safety import holds
from app.safety.models import HoldSource

PREGNANT, HELD = "Carla Souza", "Tomas Reyes"
# He came four days ago, and the trainer knows him.
NOT_YET = "Mika Lindqvist"
WITHOUT = "Seen in the room on Monday. He answers the questions this week."

CALM = Answers(
    Health(frozenset(), Pregnancy.NO, (), is_assessed=True),
    goals=("Sit through a whole film", "Walk the dog for half an hour"),
    equipment=("mat", "ball", "foam-roller", "chair"),
    cue="my first coffee",
    place="the rug in the living room",
    barrier="I come home late",
    backup="I do one round before bed",
    contact_name="Alex",
    contact_phone="+1 780 555 0142",
)
OTHERS = {
    "Joel Abara": Health(frozenset({"six-weeks", "long"}), Pregnancy.NO, ("knee_pain",), is_assessed=False),
    "Lena Vogt": Health(frozenset(), Pregnancy.NO, ("prone_intolerant",), is_assessed=True),
    "Aiko Tanaka": Health(frozenset({"below-knee"}), Pregnancy.NO, ("shoulder_pain",), is_assessed=True),
    PREGNANT: Health(frozenset(), Pregnancy.PREGNANT, (), is_assessed=True),
}


def why_without(persona: Persona) -> str | None:
    """Why this person has a plan before the intake, None for those who have answered it."""
    return WITHOUT if persona.name == NOT_YET else None


def tell(persona: Persona, client: Client, *, at: datetime) -> None:
    """What this person answered when they came. Who is pregnant has been cleared, and one did a PAR-Q+."""
    if persona.name == NOT_YET:
        return
    health = OTHERS.get(persona.name, CALM.health)
    answers = replace(CALM, health=health, minutes_per_day=client.minutes_per_day)
    service.save(client, answers, by=client.user_id, now=at)
    if health.pregnancy is not Pregnancy.NO:
        note = "Her midwife, by phone. Gentle exercise is fine."
        service.confirm_clearance(client, note=note, by=client.trainer_id, now=at)
    if persona.name == "Dana Whitlock":
        _screen(client, at.date() - timedelta(days=2), at)


def hold_one(people: list[tuple[Persona, Client]], *, now: datetime) -> None:
    """One person reported a sign this morning; the plan waits."""
    client = next(client for persona, client in people if persona.name == HELD)
    holds.report(client, ["fever"], source=HoldSource.REPORT, by=client.user_id, now=now)


def _screen(client: Client, on: date, at: datetime) -> None:
    service.record_screening(client, screened_on=on, outcome=Outcome.CLEARED, by=client.trainer_id, now=at)
