"""The course: pain above, sessions below, the same weeks under each other. Each keeps a scale of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core.drawing.adherence import AdherenceDrawing, AdherenceWeek, adherence_columns
from app.core.drawing.marks import unit
from app.core.drawing.pain import Frame, PainLine, PainWeek, pain_line

INSET_LEFT, INSET_RIGHT, INSET_TOP = 30.0, 82.0, 18.0
PAIN_HEIGHT = 168.0
# Under the line of pain: the counts on top of the columns, and air.
BETWEEN = 42.0
PITCH_MOST, COLUMN_MOST, FOOT_SPACE = 20.0, 100.0, 27.0


@dataclass(frozen=True)
class CourseWeek:
    """One week: its pain answers, with the band around their mean as low and high, and its sessions."""

    pain: PainWeek
    sessions: AdherenceWeek


@dataclass(frozen=True)
class CourseDrawing:
    """One drawing of the chart: a line of pain without dates of its own, and the columns that carry them."""

    width: float
    height: float
    pain: PainLine
    sessions: AdherenceDrawing


@dataclass(frozen=True)
class CourseChart:
    """The same weeks twice: for a narrow and for a wide place."""

    narrow: CourseDrawing
    wide: CourseDrawing
    weeks: tuple[CourseWeek, ...]


def course_chart(weeks: Sequence[CourseWeek]) -> CourseChart:
    """Pain and sessions week by week, oldest first. Raises ValueError without weeks."""
    if not weeks:
        raise ValueError("a course needs at least one week")
    return CourseChart(_course(weeks, 356), _course(weeks, 592), tuple(weeks))


def _course(weeks: Sequence[CourseWeek], width: float) -> CourseDrawing:
    left, right = INSET_LEFT, width - INSET_RIGHT
    slot = (right - left) / len(weeks)
    xs = [unit(left + slot * (index + 0.5)) for index in range(len(weeks))]
    frame = Frame(width, PAIN_HEIGHT, left, right, INSET_TOP, PAIN_HEIGHT)
    pain = replace(pain_line([week.pain for week in weeks], xs, frame), ticks=())
    most = max([week.sessions.planned for week in weeks] + [1])
    pitch = min(COLUMN_MOST / most, PITCH_MOST)
    base_y = unit(PAIN_HEIGHT + BETWEEN + pitch * most)
    sessions = adherence_columns([week.sessions for week in weeks], xs, slot, pitch, base_y)
    drawn = AdherenceDrawing(width, base_y + FOOT_SPACE, base_y, sessions)
    return CourseDrawing(width, drawn.height, pain, drawn)
