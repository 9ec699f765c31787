"""Forms that bring a list in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.accounts.forms import ZoneField
from app.core.errors import Refused
from app.core.forms import Form
from app.portability.columns import LABELS, Columns, Part, fault_of
from app.portability.drafts import Draft
from app.portability.sheets import decode

MOST_BYTES = 2 * 1024 * 1024
# The form around the file, and a list pasted into it.
MOST_SENT_BYTES = MOST_BYTES + 1024 * 1024
NONE = "-"


class ListForm(Form):
    """A list of people, as a file or as text."""

    file = FileField("A CSV file", description="From a spreadsheet: save as CSV. Up to 2 MB and 5,000 people.")
    # Tabs and blanks at the ends are cells of the list: nothing is trimmed.
    text = TextAreaField(
        "Or paste the list",
        filters=[lambda value: value],
        description="One person on a line, with headings on top if you have them.",
        render_kw={"rows": 8, "spellcheck": "false", "autocapitalize": "none", "wrap": "off"},
    )
    zone = ZoneField("Time zone for who has none in the list")

    def list_text(self) -> str:
        """What was given, as text. The file wins. Raises Refused for one that is too large or no text."""
        upload = self.file.data
        if isinstance(upload, FileStorage) and upload.filename:
            raw = upload.stream.read(MOST_BYTES + 1)
            if len(raw) > MOST_BYTES:
                raise Refused("This file is larger than 2 MB. Divide it, and bring in one part first.", field="file")
            return decode(raw)
        return str(self.text.data or "")


class EraseForm(Form):
    """The client's name, typed as a confirmation."""

    name = StringField("The client’s name", [InputRequired("Type the name.")], render_kw={"autocomplete": "off"})


class AddForm(Form):
    """Bring the list in. `promised` is what the page had shown."""

    promised = HiddenField()
    sends_invitations = BooleanField("Mail the invitations now", description="Or later, from this list's page.")


def column_of(part: Part) -> str:
    """The name of the field that says where a part stands."""
    return f"column_{part.value}"


def columns_form(draft: Draft, **kwargs: Any) -> Form:
    """One choice of a column for each part of a person, with what the first row has there to go by."""
    head = draft.rows[0].cells
    after = draft.rows[1].cells if len(draft.rows) > 1 else ()
    choices = [SelectChoice(NONE, "Not in this list")]
    for number in range(draft.width):
        words = [_short(cells[number]) for cells in (head, after) if number < len(cells) and cells[number].strip()]
        choices.append(SelectChoice(str(number), f"{number + 1}: {', '.join(words) or 'empty'}"))
    fields: dict[str, Any] = {
        column_of(part): SelectField(LABELS[part], choices=choices, invalid_choice_message="Choose a column.")
        for part in Part
    }
    fields["has_heading"] = BooleanField("The first line is a heading")
    fields["zone"] = ZoneField("Time zone for who has none in the list")
    form_class = type("ColumnsForm", (Form,), fields)
    data = {column_of(part): str(draft.places[part]) if part in draft.places else NONE for part in Part}
    return form_class(data={**data, "has_heading": draft.has_heading, "zone": draft.zone}, **kwargs)  # type: ignore[no-any-return]


def chosen(form: Form) -> Columns:
    """What was chosen. Raises Refused where no person can be read from it."""
    places: Mapping[Part, int] = {
        part: int(form[column_of(part)].data) for part in Part if form[column_of(part)].data != NONE
    }
    fault = fault_of(places)
    if fault:
        raise Refused(fault)
    return Columns(places, bool(form["has_heading"].data), is_sure=True)


def _short(cell: str) -> str:
    words = " ".join(cell.split())
    return words if len(words) <= 30 else f"{words[:29]}…"
