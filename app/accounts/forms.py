"""Forms about the account, and the fields other features ask a person for."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, EqualTo, InputRequired, Length

from app.accounts.passwords import SHORTEST
from app.core import zones
from app.core.forms import Form, KnownZone, PlainText
from app.core.language import languages

LONGEST_NAME = 80

# Few mail servers take anything but ASCII before the @ (RFC 6531); the domain may be in any script.
LOOKS_RIGHT = Email(
    "That does not look like an email address. Check the part around the @.",
    check_deliverability=False,
    allow_smtputf8=False,
)
FITS_ADDRESS = Length(max=254, message="That is longer than an address can be.")
EMAIL_CHECKS = (InputRequired("Type an email address."), FITS_ADDRESS, LOOKS_RIGHT)
PASSWORD_CHECKS = (
    InputRequired("Type a password."),
    Length(min=SHORTEST, message=f"Use {SHORTEST} characters or more. A short sentence works well."),
    Length(max=200, message="Use 200 characters or fewer."),
)


def name_field(label: str, *, missing: str, **more: Any) -> StringField:
    """A person's or a practice's name: needed, one line, 80 characters at most."""
    fits = Length(max=LONGEST_NAME, message=f"Use {LONGEST_NAME} characters or fewer.")
    # DataRequired looks at the trimmed text: a name of blanks is no name.
    return StringField(label, [DataRequired(missing), fits, PlainText()], **more)


class ZoneField(SelectField):
    """A city whose clocks the person follows; `data` is the zone's IANA name.

    Offers one name for each place, by region, after an empty first line. A historical spelling that is stored stays.
    """

    def __init__(self, label: str, validators: Any = (), **more: Any) -> None:
        checks = (InputRequired("Choose a time zone."), KnownZone(), *validators)
        super().__init__(label, checks, choices=_zone_choices, validate_choice=False, **more)


def language_choices(*_: Any) -> list[SelectChoice]:
    """Every language there is, each by its own name."""
    return [SelectChoice(tag, name) for tag, name in languages().items()]


def _zone_choices(_form: Any, field: Any) -> list[SelectChoice]:
    names = zones.zone_names()
    if field.data and field.data not in names:
        names.append(field.data)
    return [SelectChoice("", "Choose the nearest city"), *(_zone_choice(name) for name in names)]


def _zone_choice(name: str) -> SelectChoice:
    region, _, place = name.partition("/")
    words = " / ".join(reversed(place.replace("_", " ").split("/"))) if place else name
    return SelectChoice(name, words, optgroup=region if place else "No city")


class SignInForm(Form):
    """Address and password."""

    email = EmailField("Email", EMAIL_CHECKS, render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password", [InputRequired("Type your password.")], render_kw={"autocomplete": "current-password"}
    )


class LinkRequestForm(Form):
    """An address to mail a sign-in link to."""

    # It stands on one page with the sign-in form, which has an `email` of its own.
    email = EmailField("Your email address", EMAIL_CHECKS, id="link-email", render_kw={"autocomplete": "email"})


class PasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField("New password", PASSWORD_CHECKS, render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        "The same again",
        [EqualTo("password", "The two are not the same. Type both again.")],
        render_kw={"autocomplete": "new-password"},
    )


class LanguageForm(Form):
    """What a person reads."""

    language = RadioField(
        lazy_gettext("Language"),
        [InputRequired(lazy_gettext("Choose a language."))],
        choices=language_choices,
        invalid_choice_message=lazy_gettext("Choose one from the list."),
    )
