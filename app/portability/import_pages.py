"""A list of people: give it, say what its columns are, look at what would happen, bring it in, take it back."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.portability import drafts, importing
from app.portability.blueprint import blueprint
from app.portability.columns import LABELS, Part
from app.portability.drafts import Draft
from app.portability.forms import MOST_SENT_BYTES, AddForm, ListForm, chosen, columns_form
from app.portability.models import ImportStatus
from app.portability.people import Checked, Outcome
from app.portability.queries import list_batches, list_imported
from app.portability.sheets import read_sheet, write_csv
from app.practices import rights
from app.practices.queries import get_membership
from app.practices.rights import Right

PAGE = 50
# In this order, so that what needs a hand stands first.
SHOWN = (
    (Outcome.REFUSED, "Refused"),
    (Outcome.TWICE, "Twice in this list"),
    (Outcome.THERE, "There already"),
    (Outcome.ADD, "Will be added"),
)


@blueprint.get("/clients/import")
@access.trainer
def show_import() -> ResponseReturnValue:
    """Where a list is given, and the lists that were. Two queries."""
    return _give_page(ListForm(formdata=None, data={"zone": get_membership(identity.viewer()).practice.zone}))


@blueprint.post("/clients/import")
@access.trainer
@access.takes_upload(MOST_SENT_BYTES)
def take_list() -> ResponseReturnValue:
    """Keep the list for an hour, and show what would happen. Nobody is added."""
    membership = get_membership(identity.viewer())
    form = ListForm()
    if not form.validate_on_submit():
        return _give_page(form)
    try:
        sheet = read_sheet(form.list_text())
        with transaction():
            draft = drafts.keep_draft(membership, sheet, zone=form.zone.data, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal if refusal.field else Refused(refusal.sentence, field="text"))
        return _give_page(form)
    endpoint = "ask_columns" if drafts.needs_mapping(sheet) else "show_list"
    return redirect(url_for(f"portability.{endpoint}", import_id=draft.batch.id))


@blueprint.get("/clients/import/<int:import_id>/columns")
@access.trainer
def ask_columns(import_id: int) -> ResponseReturnValue:
    """Ask what the columns are."""
    draft = _draft(import_id)
    if isinstance(draft, str):
        return _back(draft)
    return render_template(
        "portability/columns.html", form=columns_form(draft, formdata=None), draft=draft, labels=LABELS
    )


@blueprint.post("/clients/import/<int:import_id>/columns")
@access.trainer
def set_columns(import_id: int) -> ResponseReturnValue:
    """Read the list by these columns."""
    draft = _draft(import_id)
    if isinstance(draft, str):
        return _back(draft)
    form = columns_form(draft)
    if form.validate_on_submit():
        try:
            columns = chosen(form)
            with transaction():
                drafts.change_columns(draft, columns.places, has_heading=columns.has_heading, zone=form["zone"].data)
            return redirect(url_for("portability.show_list", import_id=import_id))
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("portability/columns.html", form=form, draft=draft, labels=LABELS)


@blueprint.get("/clients/import/<int:import_id>")
@access.trainer
def show_list(import_id: int) -> ResponseReturnValue:
    """A draft: what would happen to each row. A list that is in: who came with it. Five queries at most."""
    membership = get_membership(identity.viewer())
    batch = drafts.get_batch(membership, import_id)
    if batch.status != ImportStatus.DRAFT:
        waiting, posted = importing.count_waiting(batch)
        page = _page_number()
        people = list_imported(membership, batch, page, PAGE)
        return render_template(
            "portability/done.html",
            batch=batch,
            people=people,
            page=page,
            first=(page - 1) * PAGE + 1,
            waiting=waiting,
            posted=posted,
            why_not=importing.why_not_undo(batch),
            zone=identity.viewer().user.zone,
        )
    draft = _draft(import_id)
    if isinstance(draft, str):
        return _back(draft)
    if not draft.is_readable:
        return redirect(url_for("portability.ask_columns", import_id=import_id))
    return _preview_page(draft, AddForm(formdata=None))


@blueprint.post("/clients/import/<int:import_id>/add")
@access.trainer
def add_people(import_id: int) -> ResponseReturnValue:
    """Bring the list in, everybody or nobody."""
    membership = get_membership(identity.viewer())
    draft = _draft(import_id)
    if isinstance(draft, str):
        return _back(draft)
    form = AddForm()
    if not draft.is_readable or not form.validate_on_submit():
        return redirect(url_for("portability.show_list", import_id=import_id))
    try:
        with transaction():
            batch = importing.import_people(
                membership,
                import_id,
                promised=form.promised.data or "",
                sends_invitations=form.sends_invitations.data,
                now=clock.now(),
            )
    except Refused as refusal:
        form.refuse(refusal)
        return _preview_page(draft, form)
    flash(f"{batch.added:,} {'person' if batch.added == 1 else 'people'} added.")
    return redirect(url_for("portability.show_list", import_id=import_id))


@blueprint.get("/clients/import/<int:import_id>/refused.csv")
@access.trainer
def download_refused(import_id: int) -> ResponseReturnValue:
    """The rows that would not come in, as they were typed, with the line and the reason. Three queries."""
    draft = _draft(import_id)
    if isinstance(draft, str):
        return _back(draft)
    if not draft.is_readable:
        return redirect(url_for("portability.ask_columns", import_id=import_id))
    heads = list(draft.rows[0].cells) if draft.has_heading else _heads(draft)
    heads += [""] * (draft.width - len(heads))
    rows: list[list[object]] = [
        [*one.row.cells, *[""] * (draft.width - len(one.row.cells)), one.row.line, one.reason]
        for one in drafts.check_draft(get_membership(identity.viewer()), draft)
        if one.outcome is Outcome.REFUSED
    ]
    body = write_csv([*heads, "Line", "Reason"], rows, separator=draft.separator)
    return _file(body, "refused.csv")


@blueprint.post("/clients/import/<int:import_id>/invite")
@access.trainer
def invite_all(import_id: int) -> ResponseReturnValue:
    """Invite everybody of a list who was not yet."""
    membership = get_membership(identity.viewer())
    batch = drafts.get_batch(membership, import_id)
    with transaction():
        asked = importing.invite_all(batch, by=membership.user_id, now=clock.now())
    if asked:
        flash(
            f"{asked:,} {'invitation' if asked == 1 else 'invitations'} will go out, {importing.PER_MINUTE} a minute."
        )
    else:
        flash("Everybody of this list is invited already.")
    return redirect(url_for("portability.show_list", import_id=import_id))


@blueprint.get("/clients/import/<int:import_id>/undo")
@access.trainer
@rights.needs(Right.RECORDS)
def ask_undo(import_id: int) -> ResponseReturnValue:
    """Say what taking back does before it is done."""
    batch = drafts.get_batch(get_membership(identity.viewer()), import_id)
    return render_template("portability/undo.html", batch=batch, why_not=importing.why_not_undo(batch))


@blueprint.post("/clients/import/<int:import_id>/undo")
@access.trainer
@rights.needs(Right.RECORDS)
def undo(import_id: int) -> ResponseReturnValue:
    """Take everybody of a list back, while nobody has accepted."""
    membership = get_membership(identity.viewer())
    batch = drafts.get_batch(membership, import_id)
    try:
        with transaction():
            gone = importing.undo(batch, by=membership.user_id, now=clock.now())
        flash(f"Taken back: {gone:,} {'person' if gone == 1 else 'people'}.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("portability.show_list", import_id=import_id))


def _draft(import_id: int) -> Draft | str:
    """The draft, or the sentence why it can no longer be used."""
    try:
        return drafts.get_draft(get_membership(identity.viewer()), import_id, now=clock.now())
    except Refused as refusal:
        return refusal.sentence


def _back(sentence: str) -> ResponseReturnValue:
    flash(sentence, "error")
    return redirect(url_for("portability.show_import"))


def _give_page(form: ListForm) -> str:
    membership = get_membership(identity.viewer())
    return render_template(
        "portability/import.html", form=form, batches=list_batches(membership), zone=membership.practice.zone
    )


def _preview_page(draft: Draft, form: AddForm) -> str:
    checked = drafts.check_draft(get_membership(identity.viewer()), draft)
    counts = drafts.count_outcomes(checked)
    form.promised.data = importing.fingerprint(checked)
    shown = _shown(counts)
    rows = [one for one in checked if one.outcome is shown]
    page = min(_page_number(), max(1, -(-len(rows) // PAGE)))
    first = (page - 1) * PAGE
    return render_template(
        "portability/preview.html",
        draft=draft,
        form=form,
        counts=counts,
        total=len(checked),
        shown=shown,
        shown_words=dict(SHOWN)[shown],
        tabs=[
            (_tab_url(draft, outcome), words, outcome is shown, counts[outcome])
            for outcome, words in SHOWN
            if counts[outcome]
        ],
        lines=[_line(draft, one) for one in rows[first : first + PAGE]],
        first=first + 1,
        last=min(first + PAGE, len(rows)),
        rows_total=len(rows),
        page=page,
        unused=_unused(draft),
        outcome=Outcome,
    )


def _tab_url(draft: Draft, outcome: Outcome) -> str:
    return url_for("portability.show_list", import_id=draft.batch.id, show=outcome.value)


def _shown(counts: dict[Outcome, int]) -> Outcome:
    asked = request.args.get("show", "")
    for outcome, _words in SHOWN:
        if outcome.value == asked and counts[outcome]:
            return outcome
    return next((outcome for outcome, _words in SHOWN if counts[outcome]), Outcome.ADD)


def _line(draft: Draft, one: Checked) -> tuple[int, str, str, str]:
    """A row for a reader: line, name and address as typed, and what comes of it."""
    typed = {part: one.row.cells[place] for part, place in draft.places.items() if place < len(one.row.cells)}
    name = typed.get(Part.NAME) or f"{typed.get(Part.FIRST, '')} {typed.get(Part.LAST, '')}"
    more = one.reason
    if one.outcome is Outcome.ADD and one.person is not None:
        minutes = f", {one.person.minutes} minutes a day" if one.person.minutes else ""
        tags = f", tagged {', '.join(one.person.tags)}" if one.person.tags else ""
        more = f"{one.person.zone}{minutes}{tags}"
    return one.row.line, _visible(name), _visible(typed.get(Part.EMAIL, "")), more


def _visible(typed: str) -> str:
    """What was typed, with characters that cannot be seen as their sign, and not endlessly long."""
    shown = "".join(c if c.isprintable() else "␣" if c.isspace() else "�" for c in typed.strip(" "))
    return shown if len(shown) <= 120 else f"{shown[:119]}…"


def _unused(draft: Draft) -> list[str]:
    """The headings of columns that are not read."""
    if not draft.has_heading:
        return []
    used = set(draft.places.values())
    return [cell.strip() for number, cell in enumerate(draft.rows[0].cells) if number not in used and cell.strip()]


def _heads(draft: Draft) -> list[str]:
    names = {place: LABELS[part] for part, place in draft.places.items()}
    return [names.get(number, "") for number in range(draft.width)]


def _page_number() -> int:
    typed = request.args.get("page", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1


def _file(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
