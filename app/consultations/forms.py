"""What a visitor is asked."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, HiddenField, RadioField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from app.accounts.forms import EMAIL_CHECKS, ZoneField, name_field
from app.consultations.queries import Offer
from app.core.forms import Form, PlainText
from app.core.words import count

NO_TRAINER = "Choose a trainer."


class StartForm(Form):
    """Which call, and on whose clocks. It is sent by GET and changes nothing."""

    class Meta(Form.Meta):
        csrf = False

    call = RadioField("Who do you want to talk to?", [InputRequired(NO_TRAINER)], validate_choice=False)
    zone = ZoneField("Your time zone", description="Times are shown on the clocks of this city.")

    def offer(self, offers: list[Offer]) -> None:
        """Let one of these be chosen. Where there is only one, it is."""
        self.call.choices = [(str(one.call_type.id), _words(one)) for one in offers]
        self.call.validators = (*self.call.validators, AnyOf([number for number, _ in self.call.choices], NO_TRAINER))
        if len(offers) == 1:
            self.call.validators = ()
            self.call.data = str(offers[0].call_type.id)


class AskForm(Form):
    """The last step: the start, as `times.write_instant` writes it, who asks, and their line to the trainer."""

    start = RadioField("Time", validate_choice=False)
    form_key = HiddenField()
    version = HiddenField()
    name = name_field("Your name", missing="Type your name.", render_kw={"autocomplete": "name"})
    email = EmailField(
        "Email",
        EMAIL_CHECKS,
        description="We mail you a link. The call is booked when you open it and confirm.",
        render_kw={"autocomplete": "email"},
    )
    question = StringField(
        "What would you like to talk about?",
        [Length(max=200, message="That is more than fits. Keep it under 200 characters."), PlainText()],
        description="No medical detail needed here.",
        render_kw={"autocomplete": "off", "maxlength": 200},
    )
    agrees = BooleanField(
        "What is kept",
        [InputRequired("Tick the box if you agree. Without it nothing is kept.")],
    )
    # Nobody sees it; what fills in every field of a page fills in this one too.
    website = StringField("Leave this empty", render_kw={"autocomplete": "off", "tabindex": "-1"})


def _words(offer: Offer) -> str:
    call = offer.call_type
    return f"{offer.trainer.name}. {call.name}, {count(call.minutes, 'minute')}"
