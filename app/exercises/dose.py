"""A dose: what one round asks of one side of the body, its numbers and its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.exercises.content import SECONDS_PER_REP

DEFAULT_SECONDS = 60
DEFAULT_SECONDS_PER_REP = SECONDS_PER_REP
DEFAULT_CONTRACT_S = 10
DEFAULT_RELAX_S = 20
LONGEST_LOAD = 40
TEMPO = re.compile(r"[0-9]{1,2}(-[0-9]{1,2}){2,3}")
"""Three or four numbers of seconds: down, still, up, and still again before the next one."""

_SIDES = {"unilateral": "each side", "alternating": "sides in turn"}
_TEMPO_WORDS = ("{} down", "{} still", "{} up", "{} still")


class DoseMode(StrEnum):
    """What the dose is counted in."""

    TIME = "time"
    REPS = "reps"
    CONTRACT_RELAX = "contract_relax"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class Dose:
    """The dose of one exercise, for one side and one round.

    ``seconds`` is the length of the slot: the dose itself in time mode, the space for press-and-relax
    cycles in contract-relax mode, and the trainer's estimate in distance mode. In reps mode it is ignored
    and the length is ``reps`` x ``sec_per_rep``. ``load`` is free words, such as "2 × 6 kg"; ``tempo`` is "3-1-1".
    Raises ValueError for a missing or non-positive number the mode needs.
    """

    mode: DoseMode = DoseMode.TIME
    seconds: int = DEFAULT_SECONDS
    reps: int | None = None
    sec_per_rep: int = DEFAULT_SECONDS_PER_REP
    contract_s: int = DEFAULT_CONTRACT_S
    relax_s: int = DEFAULT_RELAX_S
    metres: int | None = None
    load: str = ""
    tempo: str = ""

    def __post_init__(self) -> None:
        if self.mode is DoseMode.REPS:
            require_positive(reps=self.reps, sec_per_rep=self.sec_per_rep)
        else:
            require_positive(seconds=self.seconds)
        if self.mode is DoseMode.CONTRACT_RELAX:
            require_positive(contract_s=self.contract_s, relax_s=self.relax_s)
        if self.mode is DoseMode.DISTANCE:
            require_positive(metres=self.metres)

    @property
    def dose_s(self) -> int:
        """Seconds of work for one side in one round."""
        if self.mode is DoseMode.REPS and self.reps is not None:
            return self.reps * self.sec_per_rep
        return self.seconds


@dataclass(frozen=True, slots=True)
class Cycles:
    """Whole press-and-relax cycles that fit a slot, and the seconds left over."""

    count: int
    left_over_s: int


def contract_relax_cycles(slot_s: int, contract_s: int, relax_s: int) -> Cycles:
    """Return how many whole cycles of ``contract_s`` + ``relax_s`` fit ``slot_s`` seconds.

    Raises ValueError when a number is not positive.
    """
    require_positive(slot_s=slot_s, contract_s=contract_s, relax_s=relax_s)
    count, left_over_s = divmod(slot_s, contract_s + relax_s)
    return Cycles(count, left_over_s)


def tempo_s(tempo: str) -> int:
    """The seconds of one repetition by its tempo: 5 for "3-1-1". Raises ValueError for anything else."""
    if not TEMPO.fullmatch(tempo):
        raise ValueError(f"not a tempo: {tempo!r}")
    return sum(map(int, tempo.split("-")))


def dose_of_content(own: Mapping[str, Any], seconds: int | None = None) -> Dose:
    """The dose an exercise names itself, as `content/` gives it; with `seconds`, the same in another slot.

    Repetitions that would no longer fill the slot, and a press that no longer fits it, become plain time.
    """
    usual = own.get("seconds") or DEFAULT_SECONDS
    slot, tempo = seconds or usual, own.get("tempo") or ""
    if own.get("mode") == DoseMode.CONTRACT_RELAX and own["contract_s"] + own["relax_s"] <= slot:
        return Dose(DoseMode.CONTRACT_RELAX, slot, contract_s=own["contract_s"], relax_s=own["relax_s"], tempo=tempo)
    if own.get("mode") == DoseMode.REPS and slot == usual:
        each = tempo_s(tempo) if tempo else DEFAULT_SECONDS_PER_REP
        return Dose(DoseMode.REPS, slot, reps=own["reps"], sec_per_rep=each, tempo=tempo)
    return Dose(seconds=slot, tempo=tempo)


def dose_words(dose: Dose, laterality: str, *, in_full: bool = False) -> str:
    """The work of one round, the one way it is said everywhere; `in_full` spells the units, for clients.

    "60 s each side" · "12 reps, 3-1-1, 2 × 6 kg" · "2 × press 10 s, relax 20 s, each side" · "20 m" ·
    in full "60 seconds each side".
    """
    return ", ".join(part for part in (_amount(dose, laterality, in_full), dose.tempo, dose.load) if part)


def _amount(dose: Dose, laterality: str, in_full: bool) -> str:
    second, metre = (" seconds", " metres") if in_full else (" s", " m")
    side, joint = _SIDES.get(laterality, ""), " "
    if dose.mode is DoseMode.CONTRACT_RELAX:
        number = contract_relax_cycles(dose.seconds, dose.contract_s, dose.relax_s).count
        amount, joint = f"{number} × press {dose.contract_s}{second}, relax {dose.relax_s}{second}", ", "
    elif dose.mode is DoseMode.REPS:
        amount = "1 rep" if dose.reps == 1 else f"{dose.reps} reps"
    elif dose.mode is DoseMode.DISTANCE:
        amount = f"{dose.metres}{metre}"
    else:
        amount = f"{dose.seconds}{second}"
    if laterality == "alternating":
        joint = ", "
    return f"{amount}{joint}{side}" if side else amount


def pace_words(dose: Dose, own: Mapping[str, Any]) -> str:
    """How the work of one side is divided, where its exercise's `own` dose or the tempo says so; "" otherwise.

    "Hold 10 seconds, rest 5. Four times." · "About 12 slow ones." · "Each in seconds: 3 down, 1 still, 1 up." ·
    "About 4 seconds each." · "About 45 seconds."
    """
    if dose.mode is DoseMode.TIME and own.get("hold_s"):
        hold, rest = own["hold_s"], own.get("rest_s") or 0
        pause = f", rest {rest}" if rest else ""
        return f"Hold {hold} seconds{pause}. {_times(dose.seconds // (hold + rest))}"
    if dose.tempo:
        return f"Each in seconds: {_tempo_words(dose.tempo)}."
    if dose.mode is DoseMode.TIME and own.get("mode") == DoseMode.REPS:
        # The plan may give more or less time than the catalogue; the pace stays.
        return f"About {max(1, round(own['reps'] * dose.seconds / own['seconds']))} slow ones."
    if dose.mode is DoseMode.REPS:
        return f"About {dose.sec_per_rep} seconds each."
    return f"About {dose.seconds} seconds." if dose.mode is DoseMode.DISTANCE else ""


def _tempo_words(tempo: str) -> str:
    parts = zip(_TEMPO_WORDS, tempo.split("-"), strict=False)
    return ", ".join(words.format(int(seconds)) for words, seconds in parts if int(seconds))


def _times(number: int) -> str:
    words = {0: "As long as it lasts.", 1: "Once.", 2: "Twice.", 3: "Three times.", 4: "Four times."}
    return words.get(number, f"{number} times.")


def require_positive(**numbers: int | None) -> None:
    """Raise ValueError for a number that is missing or below 1, by its name."""
    for name, number in numbers.items():
        if number is None or number < 1:
            raise ValueError(f"{name} must be at least 1")
