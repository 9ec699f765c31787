"""Forms about the practice and the trainer's own account."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from app.accounts.forms import EMAIL_CHECKS, FITS_ADDRESS, LOOKS_RIGHT, PASSWORD_CHECKS, ZoneField, name_field
from app.core.forms import Form, PlainText
from app.practices.colour import HEX, PAPER, contrast, is_readable, nearest_readable


class SignUpForm(Form):
    """A new practice and its owner."""

    practice_name = name_field(
        "Name of your practice",
        missing="Type the name your clients know you by.",
        description="It stands on top of every mail your clients get.",
        render_kw={"autocomplete": "organization"},
    )
    name = name_field("Your name", missing="Type your name.", render_kw={"autocomplete": "name"})
    email = EmailField("Email", EMAIL_CHECKS, render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password",
        PASSWORD_CHECKS,
        description="12 characters or more. A short sentence works well.",
        render_kw={"autocomplete": "new-password"},
    )
    zone = ZoneField("Your time zone", description="Calls and digests follow the clocks of this city.")


def _as_colour(value: Any) -> Any:
    """As we keep it: small letters, with its mark in front; three digits stand for six."""
    if not isinstance(value, str):
        return value
    digits = value.strip().lower().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}" if digits else ""


class BrandForm(Form):
    """How the practice looks to its clients. `picture_kept` carries a logo whose form was refused."""

    colour = StringField(
        "Your colour",
        [PlainText()],
        filters=[_as_colour],
        description="Write it like #0c4e60. Buttons and links take it on your clients’ pages and mails.",
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 7},
    )
    picture = FileField("Logo", description="JPEG, PNG, WebP or GIF, up to 10 MB. It stands on a white ground.")
    picture_kept = HiddenField()
    picture_away = BooleanField("Take the logo away")

    def validate_colour(self, field: Any) -> None:
        """A colour that can be read, both as a ground and as words."""
        if not field.data:
            return
        if not HEX.fullmatch(field.data):
            raise ValidationError("Write the colour with six signs, like #0c4e60.")
        if not is_readable(field.data):
            ratio = contrast(field.data, PAPER)
            close = nearest_readable(field.data)
            hard = f"White words on it are hard to read: {ratio:.1f} to 1, and 4.5 is needed."
            raise ValidationError(f"{hard} {close} is close and reads well.")

    def take(self, offered: str) -> None:
        """Put the colour that was offered, and chosen by its button, in place of the typed one."""
        if offered:
            self.colour.data = _as_colour(offered)

    @property
    def better(self) -> str:
        """The nearest colour that reads well, when the typed one does not; else ""."""
        colour = self.colour.data or ""
        return nearest_readable(colour) if HEX.fullmatch(colour) and not is_readable(colour) else ""


class SettingsForm(Form):
    """The trainer's own name and zone, and for an owner the practice."""

    name = name_field("Your name", missing="Type your name.", render_kw={"autocomplete": "name"})
    zone = ZoneField("Your time zone", description="Calls and digests follow the clocks of this city.")
    practice_name = name_field("Name of the practice", missing="Type the name your clients know you by.")
    reply_to = EmailField(
        "Where replies go",
        [Optional(), FITS_ADDRESS, LOOKS_RIGHT],
        description="When a client answers a mail, it lands here.",
        render_kw={"autocomplete": "off"},
    )
    postal_address = TextAreaField(
        "Postal address",
        [Length(max=200, message="Use 200 characters or fewer."), PlainText(lines=True)],
        description="It stands at the foot of every mail, as the law on mailings asks.",
        render_kw={"autocomplete": "off", "rows": 3},
    )

    weight_unit = SelectField(
        "Weights in",
        choices=[SelectChoice("kg", "Kilograms"), SelectChoice("lb", "Pounds")],
        description="What a number without a unit means when you write a load. Loads already written stay.",
    )

    def keep_own_fields(self) -> None:
        """Leave only what a trainer who is not an owner may change."""
        del self.practice_name
        del self.reply_to
        del self.postal_address
        del self.weight_unit
