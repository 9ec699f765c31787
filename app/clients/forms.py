"""Forms about a client."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.accounts.forms import EMAIL_CHECKS, ZoneField, language_choices, name_field
from app.clients import documents, notes, tags
from app.core.forms import Form, PlainText
from app.core.language import ENGLISH
from app.practices.pictures import MOST_MB

SHORTEST_DAY, LONGEST_DAY = 5, 180


class MinutesField(IntegerField):
    """Whole minutes, or nothing."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = " ".join(valuelist).strip()
        self.data = None
        if not text:
            return
        try:
            self.data = int(text)
        except ValueError:
            raise ValueError("Type whole minutes, such as 20.") from None


class DetailsForm(Form):
    """What a trainer may change about a client."""

    name = name_field("Name", missing="Type a name.", render_kw={"autocomplete": "off"})
    zone = ZoneField("Time zone", description="Planned days and reminders follow the clocks of this city.")
    minutes_per_day = MinutesField(
        "Minutes a day",
        [
            Optional(),
            NumberRange(SHORTEST_DAY, LONGEST_DAY, message=f"Use {SHORTEST_DAY} to {LONGEST_DAY} minutes."),
        ],
        description="What fits in their day. A plan that is longer shows a warning.",
        render_kw={"inputmode": "numeric", "min": SHORTEST_DAY, "max": LONGEST_DAY},
    )


class TagsForm(Form):
    """The tags of one client, in one line."""

    tags = StringField(
        "Tags",
        [Length(max=300, message="That is too long."), PlainText()],
        description="Words to sort by, with commas between. Only your practice sees them.",
        render_kw={"autocomplete": "off"},
    )


class AddTagForm(Form):
    """One tag for several clients."""

    tag = StringField(
        "Tag for those ticked",
        [
            DataRequired("Type a tag."),
            Length(max=tags.LONGEST, message=f"A tag has at most {tags.LONGEST} letters."),
            PlainText(),
        ],
        render_kw={"autocomplete": "off"},
    )


class NoteForm(Form):
    """A private note. `seen` is the instant of the text that was on the page, "" for one never changed."""

    body = TextAreaField(
        "Note",
        [
            DataRequired("Type the note first."),
            Length(max=notes.LONGEST, message=f"Use {notes.LONGEST:,} characters or fewer."),
            PlainText(lines=True),
        ],
        render_kw={"rows": 4, "autocomplete": "off"},
    )
    seen = HiddenField()


class DocumentForm(Form):
    """A file to keep, and what it is called."""

    title = StringField(
        "Title",
        [
            DataRequired("Type what it is."),
            Length(max=documents.LONGEST_TITLE, message=f"Use {documents.LONGEST_TITLE} characters or fewer."),
            PlainText(),
        ],
        description="Such as “Letter of 3 November”.",
        render_kw={"autocomplete": "off"},
    )
    file = FileField("File", description=f"PDF, JPEG, PNG or WebP, up to {MOST_MB} MB.")


class AddressForm(Form):
    """Where a client's mails go."""

    email = EmailField("Email", EMAIL_CHECKS, render_kw={"autocomplete": "off"})


class OwnZoneForm(Form):
    """Where a client lives, by themselves."""

    zone = ZoneField("Time zone")


class NewClientForm(DetailsForm):
    """A client to invite."""

    email = EmailField("Email", EMAIL_CHECKS, render_kw={"autocomplete": "off"})
    language = SelectField(
        "Language",
        default=ENGLISH,
        choices=language_choices,
        description="Of their pages and mails. They can change it.",
        invalid_choice_message="Choose a language from the list.",
    )


class AnswerForm(Form):
    """The answer to an invitation. `version` is the text that was on the page."""

    version = HiddenField()
    agrees = BooleanField(
        "I have read this, and I agree that my practice keeps these facts about my health.",
        [InputRequired("Tick the box if you agree. Without it nothing is kept, and nothing starts.")],
    )
