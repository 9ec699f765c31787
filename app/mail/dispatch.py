"""Sending what is due. Safe to run many times at once: a row is claimed before it is touched.

    pending → leased → dispatching → sent

A row found `leased` past its lease was certainly not sent and goes back to pending. A row found `dispatching` past its
lease may have been sent; its kind says whether to send again or to park it as unknown. Exactly once cannot be promised
over SMTP.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded
from flask import current_app
from sqlalchemy import select, update

from app.core import events
from app.core.clock import clock
from app.core.db import db, transaction
from app.mail.kinds import KINDS, OnDoubt, still_wanted
from app.mail.message import to_mime, wire_address
from app.mail.models import MailStatus, MailStop, OutboxMail, Suppression
from app.mail.senders import MailSender, Outcome, Verdict, mail_sender

log = logging.getLogger(__name__)

BATCH = 20
# Longer than any SMTP wait (senders.SMTP_TIMEOUT_S) times the steps of one handover.
LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 8
BACKOFF_S = (30, 120, 600, 1800, 3600, 7200, 14400)


def run_due(*, limit: int = 1000) -> int:
    """Send up to `limit` due mails; returns how many rows were brought to a new state."""
    recover(now=clock.now())
    handled = 0
    with mail_sender() as sender:
        while handled < limit:
            batch = claim(min(BATCH, limit - handled), now=clock.now())
            if not batch:
                break
            for row in batch:
                _deliver(row, sender)
            handled += len(batch)
    return handled


def recover(*, now: datetime) -> None:
    """Bring back rows whose sender died, and close those that waited too long."""
    with transaction():
        parked = [kind.name for kind in KINDS.values() if kind.on_doubt is OnDoubt.PARK]
        gone = OutboxMail.lease_until < now
        free = {"lease_owner": None, "lease_until": None}
        in_doubt = update(OutboxMail).where(OutboxMail.status == MailStatus.DISPATCHING, gone)
        db.session.execute(
            in_doubt.where(OutboxMail.kind.in_(parked)).values(
                status=MailStatus.UNKNOWN, reason="the sender stopped while handing over", **free
            )
        )
        db.session.execute(in_doubt.values(status=MailStatus.PENDING, next_attempt_at=now, **free))
        leased = update(OutboxMail).where(OutboxMail.status == MailStatus.LEASED, gone)
        db.session.execute(leased.values(status=MailStatus.PENDING, next_attempt_at=now, **free))
        late = update(OutboxMail).where(OutboxMail.status == MailStatus.PENDING, OutboxMail.expires_at <= now)
        db.session.execute(late.values(status=MailStatus.EXPIRED, reason="too late to be useful"))


def claim(limit: int, *, now: datetime) -> Sequence[OutboxMail]:
    """Take up to `limit` due rows for this sender, in one short transaction."""
    owner = uuid4().hex
    with transaction():
        due = (
            select(OutboxMail.id)
            .where(OutboxMail.status == MailStatus.PENDING, OutboxMail.next_attempt_at <= now)
            .order_by(OutboxMail.next_attempt_at)
            .limit(limit)
        )
        if db.engine.dialect.name == "postgresql":
            due = due.with_for_update(skip_locked=True)
        db.session.execute(
            update(OutboxMail)
            .where(OutboxMail.id.in_(due.scalar_subquery()), OutboxMail.status == MailStatus.PENDING)
            .values(status=MailStatus.LEASED, lease_owner=owner, lease_until=now + LEASE)
            .execution_options(synchronize_session=False)
        )
        mine = select(OutboxMail).where(OutboxMail.lease_owner == owner).execution_options(populate_existing=True)
        return db.session.scalars(mine.order_by(OutboxMail.next_attempt_at)).all()


def _deliver(row: OutboxMail, sender: MailSender) -> None:
    now = clock.now()
    unwanted = _why_not(row, now)
    if unwanted is not None:
        _finish(row, *unwanted)
        _announce(row, now)
        return
    # The attempt is counted before it is made, so that a mail that kills its sender is not tried for ever.
    if not _advance(row, status=MailStatus.DISPATCHING, attempts=row.attempts + 1, lease_until=now + LEASE):
        return
    _record(row, _hand_over(row, sender, now))


def _hand_over(row: OutboxMail, sender: MailSender, now: datetime) -> Outcome:
    try:
        message = to_mime(row, mail_from=current_app.config["MAIL_FROM"], now=now)
        return sender.send(message, to_address=wire_address(row.to_address))
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        # A mail that cannot be written holds up nobody else's. The words of the error can repeat the address.
        log.error("mail %s kind=%s could not be written: %s", row.id, row.kind, type(error).__name__)
        return Outcome(Verdict.LATER, None, type(error).__name__)


def _why_not(row: OutboxMail, now: datetime) -> tuple[MailStatus, str] | None:
    """The state and reason for not sending, or None."""
    if row.expires_at <= now:
        return MailStatus.EXPIRED, "too late to be useful"
    if row.attempts >= MAX_ATTEMPTS:
        return MailStatus.FAILED, f"gave up after {MAX_ATTEMPTS} attempts"
    if db.session.get(Suppression, row.to_address.lower(), populate_existing=True) is not None:
        return MailStatus.SUPPRESSED, "the address refuses mail"
    if row.user_id and db.session.get(MailStop, (row.user_id, row.kind), populate_existing=True) is not None:
        return MailStatus.SUPPRESSED, "the person stopped this kind of mail"
    check = still_wanted.get(row.kind)
    reason = check(row) if check else None
    return (MailStatus.SUPPRESSED, reason) if reason else None


def _record(row: OutboxMail, outcome: Outcome) -> None:
    now = clock.now()
    log.info("mail %s kind=%s verdict=%s code=%s", row.id, row.kind, outcome.verdict, outcome.code)
    reason = " ".join(part for part in (str(outcome.code or ""), outcome.words) if part)
    if outcome.verdict is Verdict.SENT:
        # The bodies can hold a sign-in link, and nobody needs them again.
        _advance(row, status=MailStatus.SENT, sent_at=now, last_code=outcome.code, text="", html="", reason="")
    elif outcome.verdict is Verdict.REFUSED:
        _finish(row, MailStatus.FAILED, reason, last_code=outcome.code)
        _suppress(row.to_address, outcome, now)
        _announce(row, now)
    elif outcome.verdict is Verdict.DOUBT and KINDS[row.kind].on_doubt is OnDoubt.PARK:
        _finish(row, MailStatus.UNKNOWN, "the line broke after the mail was handed over")
    elif row.attempts >= MAX_ATTEMPTS:
        _finish(row, MailStatus.FAILED, f"gave up after {MAX_ATTEMPTS} attempts: {reason}", last_code=outcome.code)
        _announce(row, now)
    else:
        wait = BACKOFF_S[min(row.attempts, len(BACKOFF_S)) - 1]
        # Spread by a fifth, so that a server that came back is not met by everybody at once.
        at = now + timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311
        _advance(
            row,
            status=MailStatus.PENDING,
            next_attempt_at=at,
            last_code=outcome.code,
            reason=reason,
            lease_owner=None,
            lease_until=None,
        )


def _suppress(address: str, outcome: Outcome, now: datetime) -> None:
    # 550, 551 and 553 speak of the mailbox; other lasting refusals can be about this one mail (RFC 5321 §4.2.3).
    if outcome.code not in (550, 551, 553):
        return
    with transaction():
        if db.session.get(Suppression, address.lower()) is None:
            reason = f"{outcome.code} {outcome.words}".strip()
            db.session.add(Suppression(address=address.lower(), reason=reason, at=now))


def _announce(row: OutboxMail, now: datetime) -> None:
    """Say that a mail was given up. Whoever listens can fail without holding up the mails of others."""
    if row.user_id is None or row.status != MailStatus.FAILED:
        return
    try:
        with transaction():
            events.mail_refused.send(row.user_id, now=now)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        log.exception("nobody could be told that mail %s was refused", row.id)


def _finish(row: OutboxMail, status: MailStatus, reason: str, **values: object) -> None:
    _advance(row, status=status, reason=reason[:200], lease_owner=None, lease_until=None, **values)


def _advance(row: OutboxMail, **values: object) -> bool:
    """Change the row only while it is still ours; False when a lapsed lease gave it to somebody else.

    The row is read again inside the transaction, so that none is open while a mail goes over the wire.
    """
    with transaction():
        result = db.session.connection().execute(
            update(OutboxMail)
            .where(OutboxMail.id == row.id, OutboxMail.lease_owner == row.lease_owner, OutboxMail.status == row.status)
            .values(**values)
        )
        is_ours = result.rowcount == 1
        if is_ours:
            db.session.refresh(row)
    return is_ours
