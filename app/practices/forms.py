"""Forms about the practice and the trainer's own account."""

from __future__ import annotations

from wtforms import EmailField, PasswordField, TextAreaField
from wtforms.validators import Length, Optional

from app.accounts.forms import EMAIL_CHECKS, FITS_ADDRESS, LOOKS_RIGHT, PASSWORD_CHECKS, ZoneField, name_field
from app.core.forms import Form, PlainText


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

    def keep_own_fields(self) -> None:
        """Leave only what a trainer who is not an owner may change."""
        del self.practice_name
        del self.reply_to
        del self.postal_address
