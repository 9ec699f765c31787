from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.routines import dose
from app.routines.dose import Dose, DoseItem, DoseMode, Kind, Laterality, SessionTime, session_time

UNI, BI, ALT = Laterality.UNILATERAL, Laterality.BILATERAL, Laterality.ALTERNATING
SMR, STRETCH, STRENGTH, MOBILITY = Kind.SMR, Kind.STRETCH, Kind.STRENGTH, Kind.MOBILITY


def minute(laterality: Laterality, kind: Kind = STRENGTH, group: str = "") -> DoseItem:
    return DoseItem(Dose(), laterality, kind, group)


def group_of(name: str, *lateralities: Laterality) -> list[DoseItem]:
    return [minute(side, kind, name) for side, kind in zip(lateralities, (SMR, STRETCH, STRENGTH), strict=True)]


LATS = group_of("lats", UNI, BI, BI)
CORE = group_of("core", UNI, BI, BI)
GLUTES = group_of("glutes", UNI, UNI, UNI)
HAMSTRINGS = group_of("hamstrings", UNI, UNI, BI)
ALL_FOUR = [*LATS, *CORE, *GLUTES, *HAMSTRINGS]
SAMPLE = [minute(UNI, STRETCH), minute(UNI, SMR), minute(BI, STRENGTH)]


def test_sides_follow_laterality() -> None:
    assert [dose.sides(side) for side in (BI, UNI, ALT)] == [1, 2, 1]


def test_domain_1_sample_workout_is_fifteen_minutes_of_work() -> None:
    assert sum(dose.item_work_s(item) for item in SAMPLE) == 300
    assert session_time(SAMPLE, 3) == SessionTime(work_s=900, clock_s=1050, exercises=3)


@pytest.mark.parametrize(("items", "minutes"), [(LATS, 4), (CORE, 4), (GLUTES, 6), (HAMSTRINGS, 5), (ALL_FOUR, 19)])
def test_domain_1_minutes_of_work_per_group(items: list[DoseItem], minutes: int) -> None:
    assert session_time(items, 1).work_s == minutes * 60
    assert session_time(items, 3).work_s == minutes * 180


def test_domain_1_time_on_the_clock() -> None:
    assert session_time(LATS, 1) == SessionTime(240, 275, 3)
    assert session_time(ALL_FOUR, 1) == SessionTime(1140, 1340, 12)
    assert dose.format_minutes(1340) == "22:20"


def test_change_times_are_settings() -> None:
    assert session_time(SAMPLE, 3, t_exercise=0, t_side=0).clock_s == 900
    assert session_time(SAMPLE, 3, t_exercise=10, t_side=2, t_round=60).clock_s == 900 + 80 + 12 + 120


def test_an_empty_routine_takes_no_time() -> None:
    assert session_time([], 3) == SessionTime(0, 0, 0)
    assert dose.prescribed_units([], 3) == 0


def test_reps_last_four_seconds_unless_told() -> None:
    assert Dose(DoseMode.REPS, reps=10).dose_s == 40
    assert Dose(DoseMode.REPS, reps=8, sec_per_rep=6).dose_s == 48
    assert dose.item_work_s(DoseItem(Dose(DoseMode.REPS, reps=10), UNI)) == 80


def test_contract_relax_and_distance_fill_their_slot() -> None:
    assert Dose(DoseMode.CONTRACT_RELAX).dose_s == 60
    assert Dose(DoseMode.DISTANCE, seconds=45, metres=30).dose_s == 45


@pytest.mark.parametrize(
    ("contract_s", "relax_s", "count", "left_over_s"),
    [(5, 20, 2, 10), (10, 20, 2, 0), (5, 30, 1, 25), (15, 20, 1, 25), (15, 30, 1, 15)],
)
def test_domain_1_press_and_relax_cycles_in_a_minute(
    contract_s: int, relax_s: int, count: int, left_over_s: int
) -> None:
    assert dose.contract_relax_cycles(60, contract_s, relax_s) == dose.Cycles(count, left_over_s)


def test_default_contract_relax_leaves_nothing_over() -> None:
    default = Dose(DoseMode.CONTRACT_RELAX)
    cycles = dose.contract_relax_cycles(default.seconds, default.contract_s, default.relax_s)
    assert cycles == dose.Cycles(2, 0)


def test_sample_workout_prescribes_fifteen_units() -> None:
    assert dose.prescribed_units(SAMPLE, 3) == 15
    assert dose.prescribed_units(SAMPLE, 2) == 10


def test_alternating_counts_one_unit() -> None:
    assert dose.prescribed_units([minute(ALT)], 1) == 1
    assert dose.item_work_s(minute(ALT)) == 60


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([SMR, STRETCH, STRENGTH], None),
        ([SMR, STRENGTH], None),
        ([SMR, SMR, STRENGTH, STRENGTH], None),
        ([], None),
        ([STRENGTH, MOBILITY, STRENGTH], None),
        ([STRETCH, SMR, STRENGTH], "Release usually comes before stretching."),
        ([STRENGTH, MOBILITY, SMR], "Release usually comes before strengthening."),
        ([SMR, STRENGTH, STRETCH], "Stretching usually comes before strengthening."),
    ],
)
def test_order_warning(kinds: list[Kind], words: str | None) -> None:
    assert dose.order_warning(kinds) == words


def test_order_is_judged_group_by_group() -> None:
    assert dose.order_warnings(ALL_FOUR) == {}
    turned = [*LATS, *reversed(CORE)]
    assert dose.order_warnings(turned) == {"core": "Stretching usually comes before strengthening."}


def test_minutes_in_figures_and_words() -> None:
    assert dose.format_minutes(1050) == "17:30"
    assert dose.format_minutes(900) == "15:00"
    assert dose.format_minutes(0) == "0:00"
    assert dose.format_minutes(4325) == "72:05"
    assert dose.about_minutes(1050) == "about 18 minutes"
    assert dose.about_minutes(1049) == "about 17 minutes"
    assert dose.about_minutes(20) == "about 1 minute"
    assert dose.about_minutes(0) == "about 0 minutes"
    assert dose.time_text(session_time(SAMPLE, 3)) == "15 min of work, about 18 min on the clock"
    assert dose.time_text(SessionTime(110, 200, 2)) == "about 2 min of work, about 3 min on the clock"


@pytest.mark.parametrize(
    "build",
    [
        lambda: Dose(seconds=0),
        lambda: Dose(DoseMode.REPS),
        lambda: Dose(DoseMode.REPS, reps=10, sec_per_rep=0),
        lambda: Dose(DoseMode.CONTRACT_RELAX, contract_s=0),
        lambda: Dose(DoseMode.CONTRACT_RELAX, relax_s=-1),
        lambda: Dose(DoseMode.DISTANCE),
        lambda: session_time(SAMPLE, 0),
        lambda: session_time(SAMPLE, 1, t_side=-1),
        lambda: dose.prescribed_units(SAMPLE, 0),
        lambda: dose.contract_relax_cycles(60, 0, 0),
        lambda: dose.format_minutes(-1),
        lambda: dose.about_minutes(-1),
    ],
)
def test_impossible_numbers_are_refused(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"at least|negative"):
        build()


DOSES = st.one_of(
    st.builds(Dose, seconds=st.integers(1, 600)),
    st.builds(Dose, st.just(DoseMode.REPS), reps=st.integers(1, 100), sec_per_rep=st.integers(1, 6)),
    st.builds(Dose, st.just(DoseMode.CONTRACT_RELAX), st.integers(1, 600)),
    st.builds(Dose, st.just(DoseMode.DISTANCE), st.integers(1, 600), metres=st.integers(1, 1000)),
)
ITEMS = st.lists(
    st.builds(
        DoseItem,
        DOSES,
        st.sampled_from(Laterality),
        st.sampled_from(Kind),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(items=ITEMS, rounds=st.integers(1, 6))
def test_clock_is_never_shorter_than_work_and_order_changes_nothing(items: list[DoseItem], rounds: int) -> None:
    total = session_time(items, rounds)
    assert total.clock_s >= total.work_s == rounds * session_time(items, 1).work_s
    assert session_time(items[::-1], rounds) == total


@settings(max_examples=60, deadline=None)
@given(items=ITEMS, rounds=st.integers(1, 3))
def test_units_ask_how_often_and_never_how_it_is_counted(items: list[DoseItem], rounds: int) -> None:
    plain = [replace(item, dose=Dose()) for item in items]
    assert dose.prescribed_units(items, rounds) == dose.prescribed_units(plain, rounds)
    work = sum(item.dose.dose_s * dose.sides(item.laterality) for item in items)
    assert session_time(items, rounds).work_s == rounds * work


@given(DOSES)
def test_only_repetitions_count_other_than_by_their_seconds(one: Dose) -> None:
    each = (one.reps or 0) * one.sec_per_rep
    assert one.dose_s == (each if one.mode is DoseMode.REPS else one.seconds)
