"""Reading what the pages about people have sent and kept."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import Base, db
from app.mail.models import OutboxMail
from tests.page import HOST


def mails_to(address: str, kind: str) -> list[OutboxMail]:
    """The mails of a kind to an address, oldest first."""
    mails = select(OutboxMail).where(OutboxMail.to_address == address, OutboxMail.kind == kind)
    return list(db.session.scalars(mails.order_by(OutboxMail.id)))


def path_in(mail: OutboxMail) -> str:
    """The path of the one link that both parts of a mail lead to."""
    in_text = set(re.findall(r"https?://[^\s<>]+", mail.text))
    in_html = set(re.findall(r'href="(https?://[^"]+)"', mail.html))
    assert len(in_text) == 1 and in_text == in_html
    return in_text.pop().removeprefix(HOST)


def rows() -> dict[str, list[str]]:
    """Every row of every table, to see that nothing was written."""
    db.session.rollback()
    found = {
        table.name: sorted(repr(tuple(row)) for row in db.session.execute(table.select()))
        for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return found


def is_signed_in(client: FlaskClient) -> bool:
    """Whether this browser holds a sign-in."""
    with client.session_transaction(base_url=HOST) as session:
        return "_user_id" in session
