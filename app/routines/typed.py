"""A dose as it was typed into the builder, and what can be kept of it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from app.exercises.dose import DEFAULT_SECONDS_PER_REP, LONGEST_LOAD, TEMPO, Dose, DoseMode, tempo_s

SHORTEST_S, LONGEST_S, STEP_S = 5, 600, 5
MOST_REPS, LONGEST_REP_S, LONGEST_PART_S, MOST_METRES = 100, 60, 120, 1000
LONGEST_WHY = 200
# Longer than anything that can be kept, so that what is too long still comes back.
_READ_AT_MOST = 400
# A weight without a word for what it is: "6", "2 × 7.5".
_BARE = re.compile(r"(?:[0-9]{1,2} ?[×x*] ?)?[0-9]{1,3}(?:[.,][0-9]{1,2})?")
_SLOT = f"Type {SHORTEST_S} to {LONGEST_S} seconds, in steps of {STEP_S}."

MODES = (
    (DoseMode.TIME, "Time"),
    (DoseMode.REPS, "Reps"),
    (DoseMode.CONTRACT_RELAX, "Press and relax"),
    (DoseMode.DISTANCE, "Distance"),
)


@dataclass(frozen=True, slots=True)
class TypedDose:
    """The dose fields of one line, each as it stands on the page. Fields of another mode are kept, not judged."""

    mode: str = DoseMode.TIME.value
    seconds: str = ""
    reps: str = ""
    sec_per_rep: str = ""
    contract_s: str = ""
    relax_s: str = ""
    metres: str = ""
    load: str = ""
    tempo: str = ""
    why: str = ""

    @classmethod
    def of(cls, dose: Dose, why: str = "") -> TypedDose:
        """How a page shows a dose. Seconds of a repetition that its tempo says already are left to the tempo."""
        is_reps, seconds = dose.mode is DoseMode.REPS, -(-dose.dose_s // STEP_S) * STEP_S
        is_by_tempo = bool(dose.tempo) and tempo_s(dose.tempo) == dose.sec_per_rep
        return cls(
            mode=dose.mode.value,
            seconds=str(seconds),
            reps=str(dose.reps) if is_reps else "",
            sec_per_rep=str(dose.sec_per_rep) if is_reps and not is_by_tempo else "",
            contract_s=str(dose.contract_s),
            relax_s=str(dose.relax_s),
            metres=str(dose.metres or ""),
            load=dose.load,
            tempo=dose.tempo,
            why=why,
        )

    @classmethod
    def read(cls, get: Callable[[str], str | None], unit: str) -> TypedDose:
        """From what a page sent; `get` gives a field by its name. An unknown mode is time.

        A load that is a bare number is in the practice's `unit`, "kg" or "lb".
        """
        typed = {one.name: (get(one.name) or "").strip()[:_READ_AT_MOST] for one in fields(cls)}
        if typed["mode"] not in set(DoseMode):
            typed["mode"] = DoseMode.TIME.value
        if _BARE.fullmatch(typed["load"]):
            typed["load"] += f" {unit}"
        return cls(**typed)

    @property
    def faults(self) -> dict[str, str]:
        """(field, sentence) of everything that cannot be kept, in the order of the page."""
        found: dict[str, str] = {}
        for name, sentence in (*self._number_faults(), *self._text_faults()):
            found.setdefault(name, sentence)
        return found

    @property
    def dose(self) -> Dose | None:
        """The dose, or None as long as one of its fields cannot be kept."""
        if self.faults.keys() - {"why"}:
            return None
        mode, load, tempo = DoseMode(self.mode), self.load, self.tempo
        if mode is DoseMode.REPS:
            reps, each = int(self.reps), self._each
            return Dose(mode, reps * each, reps=reps, sec_per_rep=each, load=load, tempo=tempo)
        seconds = int(self.seconds)
        if mode is DoseMode.CONTRACT_RELAX:
            press, relax = int(self.contract_s), int(self.relax_s)
            return Dose(mode, seconds, contract_s=press, relax_s=relax, load=load, tempo=tempo)
        metres = int(self.metres) if mode is DoseMode.DISTANCE else None
        return Dose(mode, seconds, metres=metres, load=load, tempo=tempo)

    @property
    def _each(self) -> int:
        """Seconds of one repetition: what is typed, else what the tempo makes, else the usual."""
        if self.sec_per_rep:
            return int(self.sec_per_rep)
        return tempo_s(self.tempo) if self.tempo else DEFAULT_SECONDS_PER_REP

    def _number_faults(self) -> Iterator[tuple[str, str]]:
        if self.mode == DoseMode.REPS:
            yield from self._reps_faults()
            return
        seconds = number(self.seconds, SHORTEST_S, LONGEST_S)
        if seconds is None or seconds % STEP_S:
            yield "seconds", _SLOT
        if self.mode == DoseMode.CONTRACT_RELAX:
            press, relax = (number(text, 1, LONGEST_PART_S) for text in (self.contract_s, self.relax_s))
            for name, part in (("contract_s", press), ("relax_s", relax)):
                if part is None:
                    yield name, f"Type 1 to {LONGEST_PART_S} seconds."
            if seconds and press and relax and press + relax > seconds:
                yield "seconds", "One press and one relax take longer than this."
        if self.mode == DoseMode.DISTANCE and number(self.metres, 1, MOST_METRES) is None:
            yield "metres", f"Type 1 to {MOST_METRES} metres."

    def _reps_faults(self) -> Iterator[tuple[str, str]]:
        reps = number(self.reps, 1, MOST_REPS)
        if reps is None:
            yield "reps", f"Type 1 to {MOST_REPS} reps."
        if self.sec_per_rep and number(self.sec_per_rep, 1, LONGEST_REP_S) is None:
            yield "sec_per_rep", f"Type 1 to {LONGEST_REP_S} seconds, or leave it empty."
        elif self.tempo and not TEMPO.fullmatch(self.tempo):
            return
        elif self.tempo and self._each != tempo_s(self.tempo):
            yield "sec_per_rep", f"This tempo takes {tempo_s(self.tempo)} s. Type that, or leave it empty."
        elif reps and not SHORTEST_S <= (work := reps * self._each) <= LONGEST_S:
            yield "reps", f"That makes {work} seconds. A side takes {SHORTEST_S} to {LONGEST_S}."

    def _text_faults(self) -> Iterator[tuple[str, str]]:
        if self.tempo and not (TEMPO.fullmatch(self.tempo) and tempo_s(self.tempo)):
            yield "tempo", "Type a tempo such as 3-1-1."
        for name, text, most in (("load", self.load, LONGEST_LOAD), ("why", self.why, LONGEST_WHY)):
            if len(text) > most:
                yield name, f"Use {most} characters or fewer."
            elif any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
                yield name, "There is a character here that we cannot keep. Type it again by hand."


def number(text: str, least: int, most: int) -> int | None:
    """A whole number from `least` to `most`, None for anything else."""
    if not re.fullmatch(r"[0-9]{1,4}", text):
        return None
    return int(text) if least <= int(text) <= most else None
