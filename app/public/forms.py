"""Forms about what a practice shows to anyone."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from app.core.forms import Form, PlainText
from app.practices import address

LONGEST_TAGLINE, LONGEST_TITLE = 100, 80
LONGEST_ABOUT, LONGEST_INTRODUCTION = 2000, 1000


def _text(label: str, most: int, **more: Any) -> StringField:
    fits = Length(max=most, message=f"Use {most} characters or fewer.")
    return StringField(label, [fits, PlainText()], render_kw={"autocomplete": "off"}, **more)


def _paragraphs(label: str, most: int, **more: Any) -> TextAreaField:
    fits = Length(max=most, message=f"Use {most} characters or fewer.")
    return TextAreaField(label, [fits, PlainText(lines=True)], render_kw={"rows": 7}, **more)


def _as_address(value: Any) -> Any:
    """Capitals and blanks around are slips of the hand; the rest is told."""
    return value.strip().lower() if isinstance(value, str) else value


class PublicPageForm(Form):
    """The practice's page. Whether the address will do, the service says."""

    slug = StringField(
        "Address",
        [PlainText()],
        filters=[_as_address],
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": address.LONGEST,
        },
    )
    tagline = _text("Headline", LONGEST_TAGLINE, description="What you do, in one line. It stands on top of the page.")
    about = _paragraphs(
        "About the practice",
        LONGEST_ABOUT,
        description="In your own words. A blank line begins a new paragraph. The first one stands large.",
    )
    is_public = BooleanField("Show the page to anyone", description="Search engines may list it then.")


class IntroductionForm(Form):
    """How the page introduces one trainer. `picture_kept` carries a portrait whose form was refused."""

    title = _text("What you are", LONGEST_TITLE, description="Such as: personal trainer. Name only what you hold.")
    about = _paragraphs("A few words", LONGEST_INTRODUCTION, description="Who you are and how you work.")
    is_listed = BooleanField("Show this trainer on the public page")
    picture = FileField(
        "Portrait", description="JPEG, PNG, WebP or GIF, up to 10 MB. We keep the picture only, not where it was taken."
    )
    picture_kept = HiddenField()
    picture_away = BooleanField("Take the portrait away")
