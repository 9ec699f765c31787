"""The pain line: weekly means over time, 0 on the base line, gaps left as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.core.drawing.marks import Label, Point, YScale, place_points, runs_of, unit

PAIN_MAX = 10.0
PAIN_INSET_LEFT, PAIN_INSET_RIGHT, PAIN_INSET_TOP, PAIN_INSET_BOTTOM = 30.0, 82.0, 18.0, 30.0
TICK_SPACE = 62.0  # one date label at 13 px, with air
LONE_BAND = 12.0  # the width of a band that has no neighbour
LABEL_SPACE = 17.0  # two lines of 13-px text do not touch


@dataclass(frozen=True)
class PainWeek:
    """One week of answers: means on 0-10 and the count behind them. None is no answer, never 0."""

    label: str
    before: float | None
    after: float | None
    before_n: int = 0
    after_n: int = 0
    low: float | None = None  # a band around the mean before, when known
    high: float | None = None


@dataclass(frozen=True)
class Frame:
    """Where a line may stand: the whole drawing, and the edges of the plot in it. `bottom` is 0, `top` is 10."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Series:
    """One line: `runs` are polyline point lists without gaps, `first` and `last` the labelled values."""

    runs: tuple[str, ...]
    points: tuple[Point, ...]
    first: Label | None
    last: Label | None


@dataclass(frozen=True)
class PainLine:
    """One drawing of the chart; y runs from 0 (the base line) to 10."""

    width: float
    height: float
    left: float
    right: float
    zero_y: float
    five_y: float
    ten_y: float
    before: Series
    after: Series
    bands: tuple[str, ...]
    ticks: tuple[Label, ...]


@dataclass(frozen=True)
class PainChart:
    """The same weeks twice: for a narrow and for a wide place."""

    narrow: PainLine
    wide: PainLine
    weeks: tuple[PainWeek, ...]


def pain_chart(weeks: Sequence[PainWeek]) -> PainChart:
    """Weekly means, oldest first. Raises ValueError without weeks; a week without answers stays a gap."""
    if not weeks:
        raise ValueError("a pain chart needs at least one week")
    return PainChart(_in_frame(weeks, 356, 240), _in_frame(weeks, 592, 250), tuple(weeks))


def _in_frame(weeks: Sequence[PainWeek], width: float, height: float) -> PainLine:
    left, right = PAIN_INSET_LEFT, width - PAIN_INSET_RIGHT
    span = right - left - 12  # the first and last dot stand clear of the frame
    gap = span / (len(weeks) - 1) if len(weeks) > 1 else 0.0
    xs = [unit(left + 6 + index * gap) for index in range(len(weeks))]
    return pain_line(weeks, xs, Frame(width, height, left, right, PAIN_INSET_TOP, height - PAIN_INSET_BOTTOM))


def pain_line(weeks: Sequence[PainWeek], xs: Sequence[float], frame: Frame) -> PainLine:
    """One drawing of the weeks, each at its own x."""
    top, bottom = frame.top, frame.bottom
    gap = xs[1] - xs[0] if len(xs) > 1 else 0.0

    def y_of(value: float) -> float:
        return unit(bottom - (bottom - top) * value / PAIN_MAX)

    before = place_points([week.before for week in weeks], xs, y_of)
    after = place_points([week.after for week in weeks], xs, y_of)
    before_last_y, after_last_y = _apart(before[-1].y if before else None, after[-1].y if after else None)
    is_before_upper = not before or not after or before[0].y <= after[0].y
    step = max(1, -int(-TICK_SPACE // gap)) if gap else 1
    return PainLine(
        width=frame.width,
        height=frame.height,
        left=frame.left,
        right=frame.right,
        zero_y=y_of(0),
        five_y=y_of(5),
        ten_y=y_of(10),
        before=_series(before, xs, above_first=is_before_upper, last_y=before_last_y, last_x=frame.right + 10),
        after=_series(after, xs, above_first=not is_before_upper, last_y=after_last_y, last_x=frame.right + 10),
        bands=_bands(weeks, xs, y_of),
        ticks=tuple(
            Label(xs[index], unit(frame.height - 8), week.label)
            for index, week in enumerate(weeks)
            if (len(weeks) - 1 - index) % step == 0
        ),
    )


def _series(
    points: Sequence[Point], xs: Sequence[float], *, above_first: bool, last_y: float | None, last_x: float
) -> Series:
    if not points or last_y is None:
        return Series((), (), None, None)
    first = points[0]
    first_y = first.y - 11 if above_first else first.y + 21
    return Series(
        runs=tuple(runs_of(points, xs)),
        points=tuple(points),
        first=Label(first.x, unit(first_y), f"{first.value:.1f}") if len(points) > 1 else None,
        last=Label(last_x, unit(last_y + 4.5), f"{points[-1].value:.1f}"),
    )


def _apart(first: float | None, second: float | None) -> tuple[float | None, float | None]:
    """Push two label heights apart so that both can be read."""
    if first is None or second is None or abs(first - second) >= LABEL_SPACE:
        return first, second
    middle, half = (first + second) / 2, LABEL_SPACE / 2
    return (middle - half, middle + half) if first <= second else (middle + half, middle - half)


def _bands(weeks: Sequence[PainWeek], xs: Sequence[float], y_of: YScale) -> tuple[str, ...]:
    spans = [
        None if week.low is None or week.high is None else (x, y_of(week.low), y_of(week.high))
        for x, week in zip(xs, weeks, strict=True)
    ]
    bands = []
    for is_known, group in groupby(spans, key=lambda span: span is not None):
        run = [span for span in group if span is not None]
        if is_known and len(run) == 1:
            # A week between gaps has its band too.
            ((x, low, high),) = run
            run = [(unit(x - LONE_BAND / 2), low, high), (unit(x + LONE_BAND / 2), low, high)]
        if is_known:
            upper = [f"{x},{high}" for x, _, high in run]
            lower = [f"{x},{low}" for x, low, _ in reversed(run)]
            bands.append(" ".join(upper + lower))
    return tuple(bands)
