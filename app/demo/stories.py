"""Twelve invented people and ten weeks of each: who comes, who flares, who drops out. Pure and the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.clients.models import ClientStatus
from app.logbook.models import Side, SkipReason

WEEKS = 10

# Day number since the start → (chance that the session is done, pain before).
Course = Callable[[int], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Told:
    """One invented answer: pain before and after, effort, rounds done; `skipped` is an item's number and the reason.

    `shorter` is the side that got a round less, for want of time.
    """

    on: date
    before: int
    after: int
    effort: int
    rounds_done: int
    note: str = ""
    skipped: tuple[int, SkipReason] | None = None
    shorter: Side | None = None


@dataclass(frozen=True, slots=True)
class Persona:
    """One client of the demo practice. `weekdays` are ISO numbers, `days` how long they have been here."""

    name: str
    zone: str
    trainer: int
    weekdays: tuple[int, ...]
    rounds: int
    course: Course
    status: ClientStatus = ClientStatus.ACTIVE
    days: int = WEEKS * 7
    minutes_per_day: int | None = None
    notes: tuple[tuple[int, str], ...] = ()
    skips: tuple[int, SkipReason] | None = None
    reminder: str = "18:00"
    shorter: Side | None = None

    @property
    def email(self) -> str:
        """An address that belongs to nobody."""
        return f"{self.name.split()[0].lower()}@demo.example"


def _improver(day: int) -> tuple[float, float]:
    return 0.9, max(6.2 - day * 0.055, 2.0)


def _small_improver(day: int) -> tuple[float, float]:
    return 0.8, max(4.6 - day * 0.02, 3.0)


def _flare(day: int) -> tuple[float, float]:
    last = WEEKS * 7 - 8
    return (0.85, 4.2 - day * 0.02) if day < last else (0.9, 5.2)


def _drop_out(day: int) -> tuple[float, float]:
    return (0.8 - day * 0.012, 5.0) if day < WEEKS * 7 - 19 else (0.0, 5.0)


def _steady(day: int) -> tuple[float, float]:
    return 0.88, 3.0


def _partly(day: int) -> tuple[float, float]:
    return 0.6, 4.4 - day * 0.01


def _weekend(day: int) -> tuple[float, float]:
    return 0.72, 3.8 - day * 0.015


PERSONAS: tuple[Persona, ...] = (
    Persona(
        "Dana Whitlock",
        "America/Halifax",
        0,
        (1, 2, 3, 5, 6),
        3,
        _improver,
        minutes_per_day=20,
        shorter=Side.RIGHT,
        notes=((40, "First time the stairs were fine."), (66, "Long day at the desk.")),
    ),
    Persona(
        "Joel Abara",
        "America/Edmonton",
        0,
        (1, 3, 5),
        2,
        _flare,
        notes=((64, "Moved house on the weekend."), (68, "Worse after the drive.")),
    ),
    Persona("Sam Oduya", "America/Toronto", 0, (1, 3, 5), 2, _drop_out),
    Persona("Priya Nair", "America/Vancouver", 0, (2, 4, 6), 2, _steady, status=ClientStatus.PAUSED),
    Persona("Mika Lindqvist", "Europe/Stockholm", 1, (1, 3, 5), 1, _steady, days=4, minutes_per_day=15),
    Persona("Lena Vogt", "Europe/Berlin", 0, (1, 3, 5), 3, _steady, reminder="19:30", skips=(1, SkipReason.UNCLEAR)),
    Persona("Ruth Okafor", "America/Edmonton", 0, (2, 6), 2, _steady, status=ClientStatus.MAINTENANCE),
    Persona("Tomas Reyes", "America/Regina", 1, (1, 3, 5, 7), 2, _partly, skips=(1, SkipReason.UNCLEAR)),
    Persona("Aiko Tanaka", "Asia/Tokyo", 1, (1, 4, 6), 2, _small_improver, reminder="07:30"),
    Persona("Bram de Wit", "Europe/Amsterdam", 1, (6, 7), 3, _weekend, skips=(2, SkipReason.TIME)),
    Persona("Noor Haddad", "America/Edmonton", 1, (1, 3, 5), 2, _steady, status=ClientStatus.INVITED, days=0),
    Persona("Carla Souza", "America/Sao_Paulo", 1, (2, 4, 7), 2, _improver, skips=(0, SkipReason.EQUIPMENT)),
)


def answers(persona: Persona, planned: list[date], start: date) -> Iterator[Told]:
    """What this person told on the planned dates since `start`, in order."""
    dice = random.Random(persona.name)  # noqa: S311 - invented people need no secrets
    notes = dict(persona.notes)
    for on in planned:
        day = (on - start).days
        chance, pain = persona.course(day)
        if dice.random() >= chance:
            continue
        before = round(min(max(pain + dice.uniform(-0.9, 0.9), 0), 10))
        after = round(min(max(before + dice.uniform(-1.4, 0.5), 0), 10))
        # The flare: two sessions of the last week end worse than they began.
        if persona.course is _flare and day >= WEEKS * 7 - 6:
            after = 7 if dice.random() < 0.6 else 6
        is_short = dice.random() < 0.12
        note = next((text for at, text in notes.items() if at <= day < at + 3), "")
        notes = {at: text for at, text in notes.items() if text != note}
        yield Told(
            on=on,
            before=before,
            after=after,
            effort=round(min(max(4 + dice.uniform(-1.5, 1.5), 0), 10)),
            rounds_done=1 if is_short and persona.rounds > 1 else persona.rounds,
            note=note,
            skipped=persona.skips if persona.skips and dice.random() < 0.4 else None,
            shorter=persona.shorter if day % 3 else None,
        )


def first_day(persona: Persona, today: date) -> date:
    """The local date this person's plan began."""
    return today - timedelta(days=persona.days)
