"""Who did what about a client, in words for the client. Field names may stand there, never their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from app.accounts.models import User
from app.clients.models import Client
from app.core.audit import AuditEvent
from app.core.db import db

PAGE = 30

# By the beginning of the verb: what follows it is a number, a purpose or an act.
WORDS: tuple[tuple[str, LazyString], ...] = (
    ("seen as client", lazy_gettext("Looked at your pages as you see them")),
    ("client data downloaded", lazy_gettext("Downloaded your data")),
    ("own data downloaded", lazy_gettext("Downloaded your data")),
    ("client invited", lazy_gettext("Invited you")),
    ("invitation accepted", lazy_gettext("Accepted the invitation")),
    ("agreed:", lazy_gettext("Agreed to a text")),
    ("withdrawn:", lazy_gettext("Took back an agreement")),
    ("consent withdrawn", lazy_gettext("Took back an agreement")),
    ("client moved", lazy_gettext("Changed the time zone")),
    ("client changed", lazy_gettext("Changed your details")),
    ("client:", lazy_gettext("Changed whether you are active, paused or archived")),
    ("address put right", lazy_gettext("Corrected your address")),
    ("plan given", lazy_gettext("Gave you a plan")),
    ("plan revised", lazy_gettext("Changed your plan")),
    ("plan paused", lazy_gettext("Paused your plan")),
    ("plan resumed", lazy_gettext("Ended a pause")),
    ("plan ended", lazy_gettext("Ended your plan")),
    ("plan held", lazy_gettext("Put your plan on hold")),
    ("plan reviewed", lazy_gettext("Reviewed your plan")),
    ("hold released", lazy_gettext("Opened your plan again")),
    ("flare plan", lazy_gettext("Wrote, started or ended the flare plan")),
    ("intake answered", lazy_gettext("Answered the first questions")),
    ("check-in answered", lazy_gettext("Answered a check-in")),
    ("clearance noted", lazy_gettext("Noted a doctor’s word")),
    ("screening recorded", lazy_gettext("Noted a screening")),
    ("paper answer entered", lazy_gettext("Entered an answer from paper")),
    ("document", lazy_gettext("Added, opened or deleted a document")),
    ("handed over", lazy_gettext("Handed you over to another trainer")),
    ("habit", lazy_gettext("Changed a habit’s note or proposal")),
    ("suggestion", lazy_gettext("Looked at a proposal for your plan")),
)


@dataclass(frozen=True, slots=True)
class Act:
    """One act: when, who ("" for the site itself), and what, in words."""

    at: datetime
    who: str
    what: str


def list_acts(client: Client, *, page: int) -> Sequence[Act]:
    """What was done about a client, newest first, one more than a page holds. `page` counts from 1. One query."""
    rows = (
        select(AuditEvent.at, AuditEvent.verb, AuditEvent.actor_id, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.practice_id == client.practice_id, AuditEvent.subject == f"client:{client.id}")
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    return [
        Act(at, gettext("You") if actor == client.user_id else name or "", words_of(verb))
        for at, verb, actor, name in db.session.execute(rows)
    ]


def words_of(verb: str) -> str:
    """What a verb of the trail means. One without words of its own is still shown."""
    found = next((words for start, words in WORDS if verb.startswith(start)), None)
    return str(found) if found is not None else gettext("Changed something about you")
