"""A bare Jinja environment and sample data: the parts are tested without the application."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import jinja2
import pytest
from wtforms import (
    BooleanField,
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)

from app.core import drawing

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


def url_for(endpoint: str, **values: Any) -> str:
    if endpoint == "static":
        return f"/static/{values['filename']}"
    return "/" + endpoint.replace(".", "/").replace("_", "-")


def make_environment(flashes: list[tuple[str, str]] | None = None) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        url_for=url_for,
        current_language=lambda: "en",
        csrf_token=lambda: "token-of-this-session",
        get_flashed_messages=lambda with_categories=False: flashes or [],
    )
    return environment


@pytest.fixture
def environment() -> jinja2.Environment:
    return make_environment()


def choices(*pairs: tuple[str | int, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class SampleForm(Form):
    name = StringField("Name")
    email = StringField("E-mail address")
    zone = SelectField("Time zone", choices=choices(("America/Edmonton", "Edmonton"), ("America/Halifax", "Halifax")))
    note = TextAreaField("Anything Ines should know?")
    starts_on = DateField("Starts")
    remind_at = TimeField("Remind me at")
    is_reminded = BooleanField("Send me a reminder")
    side = RadioField("Which side?", choices=choices(("left", "Left"), ("right", "Right"), ("both", "Both")))
    gear = SelectMultipleField("What do you have?", choices=choices(("roller", "Foam roller"), ("ball", "Ball")))
    weekdays = SelectMultipleField("Days", coerce=int, choices=choices(*enumerate(drawing.WEEKDAYS)))
    triggers = SelectMultipleField(
        "What brings it on?", choices=choices(("a", "Sitting"), ("b", "Running"), ("c", "Stairs"))
    )
    rounds = RadioField("Rounds", coerce=int, choices=choices((1, "1"), (2, "2"), (3, "3")))
    pain_before = IntegerField("Pain before you start")
    pain_after = IntegerField("Worst pain during the session")
    effort = IntegerField("How hard was the work?")


def sample_form() -> SampleForm:
    form = SampleForm(
        data={
            "name": "Marta Ilves",
            "email": "marta@",
            "zone": "America/Halifax",
            "note": "Stairs <were> fine",
            "starts_on": date(2026, 11, 27),
            "remind_at": time(18, 0),
            "is_reminded": True,
            "gear": ["ball"],
            "weekdays": [0, 1, 2, 4, 5],
            "triggers": ["a"],
            "rounds": 2,
            "pain_after": 7,
        }
    )
    form.email.errors = ["The part after @ is missing."]
    form.side.errors = ["Choose a side, or both."]
    return form


WALKING = drawing.dots_chart(
    [
        drawing.DotRow("23 Nov", "120 of 150", ("met", "some", "untracked", "off", "met", "ahead", "ahead")),
        drawing.DotRow("16 Nov", "90 of 150", ("some", "untracked", "untracked", "off", "off", "some", "met")),
    ],
    drawing.WEEKDAYS,
    current=4,
)
SAMPLE_ITEMS = [
    drawing.ColumnItem("smr", 2, 60),
    drawing.ColumnItem("stretch", 2, 60),
    drawing.ColumnItem("strength", 1, 60),
]


def gallery_context() -> dict[str, Any]:
    labels = ("12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov")
    before, after = (6.0, 5.5, None, 4.8, 4.3, 3.8), (5.2, 4.8, None, 3.6, 3.0, 3.4)
    six = [*SAMPLE_ITEMS[:2], drawing.ColumnItem("strength", 2, 60), *SAMPLE_ITEMS]
    pain = [
        drawing.PainWeek(
            label, b, a, 4 if b is not None else 0, 4 if a is not None else 0, b and b - 1.2, b and b + 1.2
        )
        for label, b, a in zip(labels, before, after, strict=True)
    ]
    sessions = [
        drawing.AdherenceWeek("12 Oct", 5, 4, unknown=1),
        drawing.AdherenceWeek("19 Oct", 5, 5, extra=1),
        drawing.AdherenceWeek("26 Oct", 5, 4, part=1),
        drawing.AdherenceWeek("2 Nov", 0, 0, is_paused=True),
        drawing.AdherenceWeek("9 Nov", 5, 3, left_out=1, unknown=1),
        drawing.AdherenceWeek("16 Nov", 5, 2),
    ]
    return {
        "form": sample_form(),
        "session": drawing.session_column(SAMPLE_ITEMS, 3),
        "dose": drawing.session_column(six, 2, width=104, max_height=300, limit_seconds=900, label_width=96),
        "days": drawing.week(["done", "part", "today", "rest", "planned", "unknown", "rest"], today=2),
        "other_days": drawing.week(["done", "done", "paused", "paused", "paused", "paused", "paused"]),
        "pain": drawing.pain_chart(pain),
        "sessions": drawing.adherence_chart(sessions),
        "course_of_weeks": drawing.course_chart(
            [drawing.CourseWeek(*both) for both in zip(pain, sessions, strict=True)]
        ),
        "sides": drawing.sides_chart(
            [
                drawing.SidePair("All one-sided exercises", 0.96, 0.83, "46 of 48", "40 of 48"),
                drawing.SidePair("Adductor Foam Roll", 0.92, 0.67, "22 of 24", "16 of 24"),
            ]
        ),
        "walking": WALKING,
        "walking_key": drawing.dots_key([WALKING]),
        "side_rows": [
            {"name": "Adductor Foam Roll", "left": {"text": "22 of 24"}, "right": {"text": "16 of 24"}},
        ],
        "pain_picture": drawing.pain_spark([3, 4, None, 5, 4, 6, 4, 7]),
        "session_picture": drawing.session_spark(
            ["done", "part", "unknown", "done", "unknown", "unknown", "unknown", "unknown"]
        ),
        "month_days": [
            {
                "number": (22 + index) % 30 + 1,
                "label": f"{drawing.WEEKDAYS[index % 7]} {(22 + index) % 30 + 1}",
                "url": f"/day/{index}" if index in (4, 7, 8, 10, 11) else "",
                "is_chosen": index == 8,
            }
            for index in range(21)
        ],
    }
