from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import drawing
from app.core.drawing import AdherenceWeek, ColumnItem, PainWeek

SMR, STRETCH, STRENGTH = ColumnItem("smr", 2, 60), ColumnItem("stretch", 2, 60), ColumnItem("strength", 1, 60)
SAMPLE = [SMR, STRETCH, STRENGTH]

items = st.lists(
    st.builds(ColumnItem, st.sampled_from(["smr", "strength"]), st.integers(1, 2), st.integers(1, 600)), max_size=12
)


# Week


def test_a_week_knows_today_and_says_its_states() -> None:
    days = drawing.week(["done", "part", "today", "rest", "planned", "unknown", "paused"], today=2)
    assert [day.is_today for day in days] == [False, False, True, False, False, False, False]
    assert [day.words for day in days] == [
        "done",
        "part done",
        "planned for today",
        "rest day",
        "planned",
        "no answer",
        "paused",
    ]


def test_a_week_of_six_days_is_refused() -> None:
    with pytest.raises(ValueError, match="seven"):
        drawing.week(["done"] * 6)


# Column


def test_area_is_time() -> None:
    column = drawing.session_column(SAMPLE, 1)
    left, right, _, _, whole = column.blocks
    assert left.width == right.width
    # A minute on one side covers the area of a minute on the whole width, but for the gap between the sides.
    assert left.width * left.height == pytest.approx(whole.width * whole.height, rel=0.05)


def test_blocks_stand_on_the_base_and_do_not_overlap() -> None:
    column = drawing.session_column(SAMPLE, 3)
    assert len(column.blocks) == 15
    bottoms = [block.y + block.height for block in column.blocks]
    assert max(bottoms) == pytest.approx(column.base_y, abs=0.2)
    tops = sorted({(block.y, block.y + block.height) for block in column.blocks}, reverse=True)
    assert all(lower[0] >= upper[1] for lower, upper in pairwise(tops))


def test_the_step_over_the_limit_and_all_after_it_are_dashed() -> None:
    column = drawing.session_column(SAMPLE, 3, limit_seconds=600)
    assert column.is_over
    assert [block.is_over for block in column.blocks] == [False] * 10 + [True] * 5
    last_inside = column.blocks[9]
    first_outside = column.blocks[10]
    assert column.limit_y is not None
    assert first_outside.y + first_outside.height <= column.limit_y <= last_inside.y


def test_a_limit_inside_a_block_crosses_it() -> None:
    column = drawing.session_column([STRENGTH], 1, limit_seconds=30)
    (block,) = column.blocks
    assert column.limit_y == pytest.approx(block.y + block.height / 2, abs=0.2)


def test_a_session_inside_its_limit_shows_the_room_left() -> None:
    column = drawing.session_column(SAMPLE, 1, limit_seconds=900)
    assert not column.is_over
    assert not any(block.is_over for block in column.blocks)
    assert column.limit_y is not None
    assert column.limit_y < min(block.y for block in column.blocks)


def test_a_short_session_is_low_not_stretched() -> None:
    assert drawing.session_column(SAMPLE, 1).height < drawing.session_column(SAMPLE, 3).height


def test_an_empty_routine_is_a_bare_base() -> None:
    column = drawing.session_column([], 3)
    assert column.blocks == ()
    assert column.height == 11


@given(items, st.integers(1, 5), st.none() | st.integers(60, 3600))
def test_no_routine_leaves_its_frame(routine: list[ColumnItem], rounds: int, limit: int | None) -> None:
    column = drawing.session_column(routine, rounds, limit_seconds=limit)
    for block in column.blocks:
        assert block.x >= 0
        assert block.x + block.width <= column.base_width
        assert block.y >= 0
        assert block.height > 0
        assert block.y + block.height <= column.base_y + 0.2
    assert column.is_over == (limit is not None and sum(i.seconds * i.sides for i in routine) * rounds > limit)


# Pain line


def weeks(*values: float | None) -> list[PainWeek]:
    return [PainWeek(f"week {index}", value, value) for index, value in enumerate(values)]


def test_a_week_without_answers_stays_a_gap() -> None:
    line = drawing.pain_chart(weeks(6, 5, None, 4, 3)).narrow
    assert len(line.before.runs) == 2
    assert len(line.before.points) == 4
    assert [point.is_last for point in line.before.points] == [False, False, False, True]


def test_a_lonely_week_between_gaps_is_a_point_without_a_line() -> None:
    line = drawing.pain_chart(weeks(None, 5, None)).narrow
    assert line.before.runs == ()
    assert len(line.before.points) == 1
    assert line.before.first is None
    assert line.before.last is not None


def test_zero_pain_is_drawn_on_the_base_line_and_ten_on_top() -> None:
    line = drawing.pain_chart(weeks(0, 10)).wide
    assert [point.y for point in line.before.points] == [line.zero_y, line.ten_y]
    assert line.five_y == pytest.approx((line.zero_y + line.ten_y) / 2)


def test_first_and_last_values_are_labelled_and_labels_do_not_touch() -> None:
    line = drawing.pain_chart([PainWeek("a", 6.04, 5.2), PainWeek("b", 3.8, 3.7)]).narrow
    before, after = line.before, line.after
    assert before.first is not None
    assert before.last is not None
    assert after.last is not None
    assert (before.first.text, before.last.text, after.last.text) == ("6.0", "3.8", "3.7")
    assert after.last.y - before.last.y >= 16


def test_no_answers_at_all_draw_no_line() -> None:
    line = drawing.pain_chart(weeks(None, None)).narrow
    assert line.before == line.after
    assert line.before.points == ()


def test_the_last_week_always_has_its_date_and_dates_keep_apart() -> None:
    chart = drawing.pain_chart(weeks(*[5.0] * 13))
    for line in (chart.narrow, chart.wide):
        assert line.ticks[-1].text == "week 12"
        assert all(second.x - first.x >= 56 for first, second in pairwise(line.ticks))
    assert len(chart.wide.ticks) > len(chart.narrow.ticks)


def test_the_spread_is_a_band_only_where_it_is_known() -> None:
    known = PainWeek("a", 5, 5, low=4, high=6)
    chart = drawing.pain_chart([known, known, PainWeek("c", 5, 5), known])
    first, lone = chart.narrow.bands
    assert len(first.split()) == len(lone.split()) == 4
    assert len(drawing.pain_chart([PainWeek("c", 5, 5)]).wide.bands) == 0


@pytest.mark.parametrize("draw", [drawing.pain_chart, drawing.adherence_chart, drawing.course_chart])
def test_a_chart_without_weeks_is_refused(draw: object) -> None:
    assert callable(draw)
    with pytest.raises(ValueError, match="at least one week"):
        draw([])


# Course


def test_a_course_draws_both_over_the_same_weeks() -> None:
    both = [
        drawing.CourseWeek(PainWeek(name, value, value, low=value - 1, high=value + 1), AdherenceWeek(name, 5, 3))
        for name, value in (("a", 6.0), ("b", 5.0), ("c", 4.0))
    ]
    chart = drawing.course_chart(both)
    for one in (chart.narrow, chart.wide):
        assert [point.x for point in one.pain.before.points] == [column.count.x for column in one.sessions.columns]
        assert one.pain.ticks == ()
        assert one.sessions.columns[-1].tick is not None
        assert all(block.y > one.pain.zero_y for column in one.sessions.columns for block in column.blocks)
        assert all(column.count.y > one.pain.zero_y + 13 for column in one.sessions.columns)
        assert one.sessions.base_y < one.height
    assert chart.weeks == tuple(both)


def test_a_course_of_one_week_has_its_place() -> None:
    chart = drawing.course_chart([drawing.CourseWeek(PainWeek("a", 0, None), AdherenceWeek("a", 20, 20))])
    (point,) = chart.narrow.pain.before.points
    assert chart.narrow.pain.left < point.x < chart.narrow.pain.right


# Left and right


def test_bars_grow_from_the_centre_and_keep_clear_of_their_counts() -> None:
    pair = drawing.SidePair("Roll", 1.0, 0.5, "120 of 120", "60 of 120")
    chart = drawing.sides_chart([pair, pair])
    with pytest.raises(ValueError, match="at least one row"):
        drawing.sides_chart([])
    for one in (chart.narrow, chart.wide):
        first, second = one.rows
        asked_left, asked_right, done_left, done_right = first.blocks
        assert done_left.width == pytest.approx(asked_left.width, abs=0.1)
        assert done_right.width == pytest.approx(asked_right.width / 2, abs=0.1)
        assert done_left.x + done_left.width == pytest.approx(one.centre - 8, abs=0.1)
        assert done_right.x == one.centre + 8
        assert first.left.x < asked_left.x
        assert first.right.x > asked_right.x + asked_right.width
        assert second.name.y > asked_left.y + asked_left.height
        assert one.height >= second.blocks[0].y + second.blocks[0].height


# Adherence


def test_blocks_stand_in_the_order_done_part_unknown_left_out_ahead() -> None:
    chart = drawing.adherence_chart([AdherenceWeek("a", 6, 2, part=1, unknown=1, left_out=1)])
    (column,) = chart.narrow.columns
    assert [block.kind for block in column.blocks] == ["done", "done", "part", "unknown", "left-out", "ahead"]
    assert column.blocks[0].y > column.blocks[-1].y
    assert (column.count.text, column.extra) == ("2", "")


@pytest.mark.parametrize(
    ("week", "words"),
    [
        (AdherenceWeek("a", 5, 4), "4 of 5 planned"),
        (AdherenceWeek("a", 5, 5, extra=1), "5 of 5 planned, 1 extra"),
        (AdherenceWeek("a", 0, 0), "nothing planned"),
        (AdherenceWeek("a", 0, 0, extra=2), "nothing planned, 2 extra"),
        (AdherenceWeek("a", 3, 0, is_paused=True), "paused"),
    ],
)
def test_a_week_in_words(week: AdherenceWeek, words: str) -> None:
    assert week.words == words


def test_a_week_with_nothing_planned_is_empty_not_failed() -> None:
    chart = drawing.adherence_chart([AdherenceWeek("a", 0, 0), AdherenceWeek("b", 2, 1)])
    assert chart.wide.columns[0].blocks == ()
    assert chart.wide.columns[0].count.text == ""


def test_a_week_that_has_not_begun_has_no_count() -> None:
    chart = drawing.adherence_chart([AdherenceWeek("a", 5, 0), AdherenceWeek("b", 5, 0, unknown=1)])
    assert [column.count.text for column in chart.narrow.columns] == ["", "0"]


def test_few_sessions_a_week_make_a_low_chart() -> None:
    two, five = (drawing.adherence_chart([AdherenceWeek("a", n, n)]).narrow for n in (2, 5))
    assert two.height < five.height
    assert two.columns[0].count.y > 0


def test_a_year_of_weeks_stays_in_the_frame() -> None:
    chart = drawing.adherence_chart([AdherenceWeek(f"w{n}", 7, 7) for n in range(52)])
    for drawn in (chart.narrow, chart.wide):
        for column in drawn.columns:
            for block in column.blocks:
                assert block.x >= 0
                assert block.x + block.width <= drawn.width
                assert 0 <= block.y < drawn.base_y
        ticks = [column.tick for column in drawn.columns if column.tick]
        assert all(second.x - first.x >= 50 for first, second in pairwise(ticks))


# Sparks


def test_a_spark_marks_the_last_known_answer() -> None:
    spark = drawing.pain_spark([3, 4, None, 7, None])
    assert spark.last is not None
    assert spark.last.value == 7
    assert len(spark.runs) == 1


def test_an_empty_spark_is_a_bare_base() -> None:
    assert drawing.pain_spark([]) == drawing.Spark()
    assert drawing.session_spark([]) == drawing.Spark()


def test_a_part_done_session_is_a_lower_block_on_the_same_base() -> None:
    done, part = drawing.session_spark(["done", "part"]).blocks
    assert part.height < done.height
    assert part.y + part.height == done.y + done.height


def test_dots_stand_under_their_heads_in_order() -> None:
    row = drawing.DotRow("", "", ("met", "some", "untracked", "off", "ahead", "met", "met"))
    chart = drawing.dots_chart([row], drawing.WEEKDAYS, current=4)
    for drawn in (chart.narrow, chart.wide):
        (line,) = drawn.lines
        assert [dot.state for dot in line.dots] == list(row.states)
        assert [dot.x for dot in line.dots] == [head.x for head in drawn.heads]
        assert line.dots[0].x >= 9 and line.dots[-1].x <= drawn.width - 9
        assert drawn.heads[1].x - drawn.heads[0].x > 18
    assert drawing.dots_key([chart]) == [
        ("met", "target met"),
        ("some", "noted"),
        ("untracked", "blank"),
        ("off", "not one of its days"),
    ]


def test_two_weeks_of_dots_do_not_touch_on_a_phone() -> None:
    chart = drawing.dots_chart([drawing.DotRow("", "", ("met",) * 14)], "WTFSSMTWTFSSMT")
    xs = [dot.x for dot in chart.narrow.lines[0].dots]
    assert min(b - a for a, b in pairwise(xs)) > 20


def test_dots_need_a_state_for_each_day() -> None:
    with pytest.raises(ValueError, match="a state under each head"):
        drawing.dots_chart([drawing.DotRow("", "", ("met",))], drawing.WEEKDAYS)
    with pytest.raises(ValueError, match="rows"):
        drawing.dots_chart([], drawing.WEEKDAYS)
