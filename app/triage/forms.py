"""The form of one client's thresholds."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField
from wtforms.validators import NumberRange, ValidationError

from app.core.forms import Form
from app.triage.rules import Thresholds


class WholeField(IntegerField):
    """A whole number that has to be there, in its bounds; anything else is told in one sentence."""

    def __init__(self, label: str, least: int, most: int, description: str, **more: Any) -> None:
        self.sentence = f"Type a whole number from {least} to {most}."
        super().__init__(
            label,
            [NumberRange(least, most, message=self.sentence)],
            description=description,
            render_kw={"inputmode": "numeric", "min": least, "max": most},
            **more,
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            self.data = int((valuelist or [""])[0])
        except ValueError:
            raise ValueError(self.sentence) from None


class ThresholdsForm(Form):
    """What counts as trouble for one client."""

    green_pct = WholeField("On track from", 1, 100, "Per cent of the planned sessions, green from here up.")
    amber_pct = WholeField("Partly from", 0, 100, "Per cent, amber from here up. Below it, the client needs you.")
    adherence_fall = WholeField("Fall in sessions done", 5, 100, "Points of per cent, against the three weeks before.")
    pain_rise = WholeField("Rise in pain", 1, 10, "Points of the mean before sessions, against the week before.")
    silent_days = WholeField("Days without an answer", 1, 60, "Counted only while something is planned.")

    def validate_amber_pct(self, field: IntegerField) -> None:
        """Amber lies below green."""
        if field.data is not None and self.green_pct.data is not None and field.data > self.green_pct.data:
            raise ValidationError("This has to be below “On track from”.")

    def thresholds(self) -> Thresholds:
        """What was typed, once it is valid."""
        return Thresholds(**{name: getattr(self, name).data for name in Thresholds.__slots__})
