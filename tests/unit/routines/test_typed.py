"""What was typed about a dose."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exercises.dose import Dose, DoseMode
from app.routines.typed import TypedDose

SLOT = "Type 5 to 600 seconds, in steps of 5."
REPS = {"mode": "reps", "reps": "12"}
PRESS = {"mode": "contract_relax", "seconds": "60", "contract_s": "10", "relax_s": "20"}
WALK = {"mode": "distance", "seconds": "45", "metres": "20"}


@pytest.mark.parametrize("typed", ["5", "60", "600", "065"])
def test_seconds_that_can_be_kept(typed: str) -> None:
    assert TypedDose(seconds=typed).dose == Dose(seconds=int(typed))


@pytest.mark.parametrize("typed", ["", "0", "4", "57", "605", "-5", "6e1", "60.0", "٦٠", "1_0", "sixty", "+60", " 60"])
def test_seconds_that_cannot(typed: str) -> None:
    line = TypedDose(seconds=typed)
    assert line.dose is None and line.faults == {"seconds": SLOT}


@pytest.mark.parametrize(
    ("fields", "dose"),
    [
        (REPS, Dose(DoseMode.REPS, 48, reps=12, sec_per_rep=4)),
        ({**REPS, "sec_per_rep": "3"}, Dose(DoseMode.REPS, 36, reps=12, sec_per_rep=3)),
        ({**REPS, "tempo": "3-1-1"}, Dose(DoseMode.REPS, 60, reps=12, sec_per_rep=5, tempo="3-1-1")),
        ({**REPS, "seconds": "nonsense", "metres": "?"}, Dose(DoseMode.REPS, 48, reps=12, sec_per_rep=4)),
        (PRESS, Dose(DoseMode.CONTRACT_RELAX, 60, contract_s=10, relax_s=20)),
        (WALK, Dose(DoseMode.DISTANCE, 45, metres=20)),
        ({"seconds": "30", "load": "2 × 6 kg"}, Dose(seconds=30, load="2 × 6 kg")),
    ],
)
def test_a_dose_by_its_mode(fields: dict[str, Any], dose: Dose) -> None:
    assert TypedDose(**fields).dose == dose
    assert TypedDose(**fields).faults == {}


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({**REPS, "reps": ""}, "reps", "Type 1 to 100 reps."),
        ({**REPS, "reps": "101"}, "reps", "Type 1 to 100 reps."),
        ({**REPS, "reps": "1"}, "reps", "That makes 4 seconds. A side takes 5 to 600."),
        ({**REPS, "reps": "100", "sec_per_rep": "7"}, "reps", "That makes 700 seconds. A side takes 5 to 600."),
        ({**REPS, "sec_per_rep": "0"}, "sec_per_rep", "Type 1 to 60 seconds, or leave it empty."),
        (
            {**REPS, "sec_per_rep": "4", "tempo": "3-1-1"},
            "sec_per_rep",
            "This tempo takes 5 s. Type that, or leave it empty.",
        ),
        ({**REPS, "tempo": "slow"}, "tempo", "Type a tempo such as 3-1-1."),
        ({**REPS, "tempo": "0-0-0"}, "tempo", "Type a tempo such as 3-1-1."),
        ({**PRESS, "contract_s": "0"}, "contract_s", "Type 1 to 120 seconds."),
        ({**PRESS, "relax_s": ""}, "relax_s", "Type 1 to 120 seconds."),
        ({**PRESS, "seconds": "25"}, "seconds", "One press and one relax take longer than this."),
        ({**PRESS, "seconds": "x"}, "seconds", SLOT),
        ({**WALK, "metres": "1001"}, "metres", "Type 1 to 1000 metres."),
        ({"seconds": "60", "load": "x" * 41}, "load", "Use 40 characters or fewer."),
        ({"seconds": "60", "why": "x" * 201}, "why", "Use 200 characters or fewer."),
        (
            {"seconds": "60", "why": "a\x07b"},
            "why",
            "There is a character here that we cannot keep. Type it again by hand.",
        ),
    ],
)
def test_what_cannot_be_kept_says_why(fields: dict[str, Any], name: str, sentence: str) -> None:
    line = TypedDose(**fields)
    assert line.faults[name] == sentence
    assert line.dose is None or name == "why"


WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
    .map(str.strip)
    # A bare number becomes a weight.
    .filter(lambda words: not re.fullmatch(r"[0-9 ×x*.,]+", words))
)
TEMPOS = st.sampled_from(["", "3-1-1", "2-0-2-1"])
STEPS = st.integers(6, 120).map(lambda n: n * 5)
DOSES = st.one_of(
    st.builds(Dose, seconds=STEPS, load=WORDS, tempo=TEMPOS),
    st.builds(
        lambda reps, each, load: Dose(DoseMode.REPS, reps * each, reps=reps, sec_per_rep=each, load=load),
        st.integers(5, 100),
        st.integers(1, 6),
        WORDS,
    ),
    st.builds(Dose, st.just(DoseMode.CONTRACT_RELAX), STEPS, contract_s=st.integers(1, 10), relax_s=st.integers(1, 20)),
    st.builds(Dose, st.just(DoseMode.DISTANCE), STEPS, metres=st.integers(1, 1000), load=WORDS),
)


@given(DOSES, st.text(max_size=5).filter(str.isprintable).map(str.strip))
def test_a_page_gives_back_the_dose_it_was_given(dose: Dose, why: str) -> None:
    shown = TypedDose.of(dose, why)
    sent = TypedDose.read(asdict(shown).get, "kg")
    assert sent == shown and sent.dose == dose and sent.why == why and not sent.faults


@given(st.dictionaries(st.sampled_from([*asdict(TypedDose())]), st.text(max_size=300).map(str.strip)))
def test_nothing_typed_is_ever_lost(sent: dict[str, str]) -> None:
    typed = TypedDose.read(sent.get, "kg")
    unchanged = sent.keys() - {"mode", "load"}
    assert {name: getattr(typed, name) for name in unchanged} == {name: sent[name] for name in unchanged}
    load = sent.get("load", "")
    is_bare = bool(re.fullmatch(r"([0-9]{1,2} ?[×x*] ?)?[0-9]{1,3}([.,][0-9]{1,2})?", load))
    assert typed.load == (f"{load} kg" if is_bare else load)
    assert typed.dose is None or 5 <= typed.dose.dose_s <= 600


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("6", "6 lb"),
        ("2 × 7.5", "2 × 7.5 lb"),
        ("2x6", "2x6 lb"),
        ("7,5", "7,5 lb"),
        ("6 kg", "6 kg"),
        ("light", "light"),
        ("red band 2", "red band 2"),
        ("1234", "1234"),
        ("", ""),
    ],
)
def test_a_bare_weight_is_in_the_unit_of_the_practice(written: str, kept: str) -> None:
    assert TypedDose.read({"seconds": "30", "load": written}.get, "lb").load == kept
