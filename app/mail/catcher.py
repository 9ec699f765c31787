"""Reading the local mailbox: the mails that would have gone out, as they would have looked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from app.core.errors import NotFound

NAME = re.compile(r"[0-9a-f]{32}(-copy\d+)?")
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail. `text` is empty for what is not text."""

    name: str
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One mail in the catcher. `links` are the addresses in its text part, each once, in order."""

    name: str
    to: str
    sender: str
    subject: str
    sent_at: datetime
    text: str
    html: str
    headers: list[tuple[str, str]]
    attachments: list[Attachment]
    links: list[str]


def list_caught(folder: Path, *, to: str = "") -> list[CaughtMail]:
    """The newest 200 mails, newest first, optionally only those whose recipient contains `to`."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    mails = (_read(path) for path in files)
    wanted = (mail for mail in mails if to.lower() in mail.to.lower())
    return [mail for mail, _ in zip(wanted, range(SHOWN), strict=False)]


def get_caught(folder: Path, name: str) -> CaughtMail:
    """One mail by name. Raises NotFound."""
    path = folder / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound
    return _read(path)


def _read(path: Path) -> CaughtMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    text = _part(message, "plain")
    return CaughtMail(
        name=path.stem,
        to=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=text,
        html=_part(message, "html"),
        headers=[(key, str(value)) for key, value in message.items()],
        attachments=[_attachment(part) for part in message.iter_attachments()],
        links=list(dict.fromkeys(re.findall(r"https?://[^\s<>]+", text))),
    )


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_content()
    if isinstance(content, bytes) and part.get_content_maintype() == "text":
        content = content.decode("utf-8", "replace")
    text = content if isinstance(content, str) else ""
    return Attachment(part.get_filename() or "without a name", part.get_content_type(), text)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""
