"""What a session asks for and what an answer says: lines, units, and when an answer is still taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.logbook.models import Side, SkipReason
from app.prescriptions.models import PrescriptionItem
from app.routines.dose import Laterality

# House rule A7: an answer is taken on the day itself and up to seven local days later.
ANSWER_DAYS = timedelta(days=7)
NEXT_DAY = timedelta(days=1)
# What got in the way, as a trainer reads it.
SKIP_WORDS: dict[str, str] = {
    "pain": "pain",
    "time": "no time",
    "forgot": "forgot",
    "unwell": "unwell",
    "equipment": "no equipment",
    "unclear": "unclear how",
}


class Window(StrEnum):
    """Whether a planned day may be answered on a given local date."""

    AHEAD = "ahead"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise on one side. `units` is what it asks for: one unit a round (house rule A1)."""

    item_id: int
    name: str
    side: Side
    units: int

    @property
    def key(self) -> str:
        """The name of this line in a form, see `key_of`."""
        return key_of(self.item_id, self.side)

    @property
    def label(self) -> str:
        """The name of this line for a reader: "Pigeon Stretch, left"."""
        return self.name if self.side is Side.BOTH else f"{self.name}, {self.side.value}"


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """Units done on one line, what got in the way of the rest, and how much it hurt, 0 to 10, if the client said so."""

    done_units: int
    skip_reason: SkipReason | None = None
    pain: int | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """A whole answer. Pain and effort are 0 to 10, None where nothing was chosen. `lines` is keyed by `Line.key`."""

    lines: Mapping[str, LineAnswer]
    pain_before: int | None = None
    pain_after: int | None = None
    effort: int | None = None
    note: str = ""

    @property
    def done_units(self) -> int:
        """All units done in the session."""
        return sum(line.done_units for line in self.lines.values())


def key_of(item_id: int, side: Side) -> str:
    """The name of an exercise's side in a form: "12_left"."""
    return f"{item_id}_{side.value}"


def sides_of(item: PrescriptionItem) -> tuple[Side, ...]:
    """Left, then right, for a one-sided exercise; any other is done once."""
    return (Side.LEFT, Side.RIGHT) if item.laterality == Laterality.UNILATERAL else (Side.BOTH,)


def lines_of(items: Iterable[PrescriptionItem], rounds: int) -> list[Line]:
    """The lines of a session in order: a one-sided exercise has a left and a right one, any other just one."""
    return [Line(item.id, item.name, side, rounds) for item in items for side in sides_of(item)]


def window(planned_on: date, today: date) -> Window:
    """Whether the session of a local date is still ahead, may be answered, or is closed (house rule A7)."""
    if planned_on > today:
        return Window.AHEAD
    return Window.OPEN if today - planned_on <= ANSWER_DAYS else Window.CLOSED


def asks_morning(performed_on: date, done_units: int, today: date) -> bool:
    """Whether the pain of the morning after is asked: on the next local day, and only where something was done.

    A day later nobody remembers a morning. What the answer says is `safety.traffic_light.classify`.
    """
    return done_units > 0 and today - performed_on == NEXT_DAY


def all_done(lines: Iterable[Line]) -> dict[str, LineAnswer]:
    """Every line done in full: "Did it all"."""
    return {line.key: LineAnswer(line.units) for line in lines}


def all_left_out(lines: Iterable[Line], reason: SkipReason) -> dict[str, LineAnswer]:
    """Nothing done, for one reason: "Not today"."""
    return {line.key: LineAnswer(0, reason) for line in lines}
