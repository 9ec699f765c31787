"""What became of a mail, in words. Pure; nothing here reads what a mail says."""

from __future__ import annotations

from dataclasses import dataclass

from app.mail.kinds import KINDS
from app.mail.models import MailStatus, OutboxMail

NO_SUCH_BOX = "The server says that there is no such mailbox."
# Reply codes speak of classes (RFC 5321 §4.2.3): the mailbox, its room, our standing, anything else.
REASONS = {
    550: NO_SUCH_BOX,
    551: NO_SUCH_BOX,
    553: NO_SUCH_BOX,
    552: "The mailbox is full.",
    452: "The mailbox is full.",
    421: "The server was busy.",
    450: "The server asked us to wait.",
    451: "The server asked us to wait.",
    554: "The server took it for an unwanted mail.",
}


@dataclass(frozen=True, slots=True)
class MailState:
    """`sign` is a state of the house ("ok", "watch", "red", "none"), `word` a short one, `reason` a sentence or ""."""

    sign: str
    word: str
    reason: str = ""


def title_of(mail: OutboxMail) -> str:
    """What kind of mail it is, in words."""
    kind = KINDS.get(mail.kind)
    return kind.title if kind else "Mail"


def state_of(mail: OutboxMail) -> MailState:
    """What became of a mail. "Accepted" is all a mail server tells: whether somebody read it, nobody knows."""
    if mail.status == MailStatus.SENT:
        return MailState("ok", "Accepted by the mail server")
    if mail.status == MailStatus.FAILED:
        return MailState("red", "Refused", _reason_class(mail.last_code))
    if mail.status in (MailStatus.SUPPRESSED, MailStatus.EXPIRED):
        # These reasons are sentences of our own.
        return MailState("none", "Not sent", f"{mail.reason[:1].upper()}{mail.reason[1:]}." if mail.reason else "")
    if mail.status == MailStatus.UNKNOWN:
        return MailState("watch", "Unknown", "The line broke while it was handed over.")
    if mail.attempts:
        return MailState("watch", "Trying again", _reason_class(mail.last_code))
    return MailState("none", "Waiting")


def _reason_class(code: int | None) -> str:
    if code is None:
        return "The server could not be reached."
    return REASONS.get(code, "The server refused it." if code >= 500 else "The server asked us to wait.")
