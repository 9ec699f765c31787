"""The geometry of our drawings: session column, week, pain line, adherence columns, both together, sides,
scores, sparks, dots.

Pure numbers: no Flask, no database, no clock. One unit is one CSS pixel at the drawn size; y grows downward.
The macros in `templates/components/` turn the dataclasses into SVG, so that no template does arithmetic.
"""

from app.core.drawing.adherence import AdherenceChart, AdherenceWeek, adherence_chart
from app.core.drawing.column import Column, ColumnItem, session_column
from app.core.drawing.course import CourseChart, CourseWeek, course_chart
from app.core.drawing.dots import DOT_WORDS, DotRow, DotsChart, DotState, dots_chart, dots_key
from app.core.drawing.marks import Block, Label, Point
from app.core.drawing.pain import PainChart, PainWeek, pain_chart
from app.core.drawing.scores import ScoresChart, scores_chart
from app.core.drawing.sides import SidePair, SidesChart, sides_chart
from app.core.drawing.spark import Spark, pain_spark, session_spark
from app.core.drawing.week import DAY_WORDS, WEEKDAYS, Day, DayState, week

__all__ = [
    "DAY_WORDS",
    "DOT_WORDS",
    "WEEKDAYS",
    "AdherenceChart",
    "AdherenceWeek",
    "Block",
    "Column",
    "ColumnItem",
    "CourseChart",
    "CourseWeek",
    "Day",
    "DayState",
    "DotRow",
    "DotState",
    "DotsChart",
    "Label",
    "PainChart",
    "PainWeek",
    "Point",
    "ScoresChart",
    "SidePair",
    "SidesChart",
    "Spark",
    "adherence_chart",
    "course_chart",
    "dots_chart",
    "dots_key",
    "pain_chart",
    "pain_spark",
    "scores_chart",
    "session_column",
    "session_spark",
    "sides_chart",
    "week",
]
