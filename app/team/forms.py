"""Forms about the people of a practice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import EmailField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.accounts.forms import EMAIL_CHECKS, name_field
from app.core.forms import Form
from app.practices.models import MemberRole, Membership
from app.practices.rights import WORDS

ROLES = [SelectChoice(role.value, f"{WORDS[role][0]}. {WORDS[role][1]}") for role in MemberRole]


def _number(value: Any) -> int | str:
    return int(value) if value else ""


class ColleagueForm(Form):
    """Somebody who is to join."""

    name = name_field("Name", missing="Type the person’s name.", render_kw={"autocomplete": "off"})
    email = EmailField("Email", EMAIL_CHECKS, render_kw={"autocomplete": "off"})
    role = RadioField(
        "Role",
        [InputRequired("Choose a role.")],
        choices=ROLES,
        default=MemberRole.TRAINER.value,
    )


class RoleForm(Form):
    """Another role for a member."""

    role = RadioField(
        "Role",
        [InputRequired("Choose a role.")],
        choices=ROLES,
    )


class HandOverForm(Form):
    """Who looks after a client, or all clients of a trainer, from now on."""

    to = SelectField("To whom", [InputRequired("Choose a trainer.")], coerce=_number)

    def offer(self, takers: Iterable[Membership]) -> None:
        """Fill the list of trainers."""
        self.to.choices = [
            SelectChoice("", "Choose a trainer"),
            *(SelectChoice(one.id, one.user.name) for one in takers),
        ]
