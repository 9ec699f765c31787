"""The trainer's decision."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Length

from app.core.forms import Form, PlainText


class AcceptForm(Form):
    """As proposed, or with another number."""

    value = StringField("", [Length(max=8, message="Type a number."), PlainText()], render_kw={"inputmode": "numeric"})


class DeclineForm(Form):
    """Why not, if the trainer wants to say."""

    note = StringField(
        "Why not?", [Length(max=300, message="Use 300 characters or fewer."), PlainText()], render_kw={"maxlength": 300}
    )
