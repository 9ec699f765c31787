"""Forms about the account."""

from __future__ import annotations

from wtforms import EmailField, PasswordField
from wtforms.validators import Email, EqualTo, InputRequired, Length

from app.accounts.passwords import SHORTEST
from app.core.forms import Form

EMAIL_CHECKS = (
    InputRequired("Type an email address."),
    Length(max=254, message="That is longer than an address can be."),
    Email("That does not look like an email address. Check the part around the @.", check_deliverability=False),
)


class SignInForm(Form):
    """Address and password."""

    email = EmailField("Email", EMAIL_CHECKS, render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password", [InputRequired("Type your password.")], render_kw={"autocomplete": "current-password"}
    )


class LinkRequestForm(Form):
    """An address to mail a sign-in link to."""

    email = EmailField("Email", EMAIL_CHECKS, render_kw={"autocomplete": "email"})


class PasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        "New password",
        [
            InputRequired("Type a password."),
            Length(min=SHORTEST, message=f"Use {SHORTEST} characters or more. A short sentence works well."),
            Length(max=200, message="Use 200 characters or fewer."),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "The same again",
        [EqualTo("password", "The two are not the same. Type both again.")],
        render_kw={"autocomplete": "new-password"},
    )
