"""Handing a mail over: to an SMTP server, or to the local catcher where none is set."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

# Shorter than the lease (dispatch.LEASE), so that nobody else takes a row whose sender is still waiting.
SMTP_TIMEOUT_S = 30


class Verdict(StrEnum):
    """What became of one handover."""

    SENT = "sent"
    LATER = "later"  # a passing fault: try again
    REFUSED = "refused"  # a lasting fault: do not try again
    DOUBT = "doubt"  # the line broke after the final dot: nobody knows


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, the server's reply code where there was one, and its words without addresses."""

    verdict: Verdict
    code: int | None = None
    words: str = ""


class MailSender(Protocol):
    """Something that takes mails one after the other, for as long as the `with` block lasts."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, message: EmailMessage, *, to_address: str) -> Outcome:
        """Hand over one mail."""
        ...


def mail_sender() -> MailSender:
    """The sender the settings ask for."""
    url = current_app.config["SMTP_URL"]
    if url:
        return SmtpSender(url, mail_from=current_app.config["MAIL_FROM"])
    return CatcherSender(Path(current_app.config["MAIL_CATCHER_PATH"]))


class CatcherSender:
    """Writes each mail, exactly as it would be sent, into a folder that the local mail page reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send(self, message: EmailMessage, *, to_address: str) -> Outcome:
        """Write one .eml file named by the Message-ID, so that a second copy of a mail shows as one file more."""
        name = message["Message-ID"].strip("<>").split("@")[0]
        number = sum(1 for _ in self.folder.glob(f"{name}*.eml"))
        target = self.folder / (f"{name}.eml" if number == 0 else f"{name}-copy{number}.eml")
        half = target.with_suffix(".part")
        half.write_bytes(message.as_bytes(policy=SMTP))
        os.replace(half, target)
        return Outcome(Verdict.SENT, 250)


class SmtpSender:
    """One SMTP connection, kept for a batch and opened again when the server closed it.

    URL: smtp://user:password@host:port?starttls=1, or smtps:// for TLS from the first byte.
    """

    def __init__(self, url: str, *, mail_from: str) -> None:
        self.parts = urlsplit(url)
        self.starttls = parse_qs(self.parts.query).get("starttls", ["0"])[0] == "1"
        self.mail_from = mail_from
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, message: EmailMessage, *, to_address: str) -> Outcome:
        """Hand over one mail. Faults before the body are passing or lasting by their code; after it they are doubt."""
        # Written before the server hears of it: a mail that cannot be leaves no half-begun handover behind.
        body = message.as_bytes(policy=SMTP)
        try:
            connection = self._connected()
            for code, words in (connection.mail(self.mail_from), connection.rcpt(to_address)):
                if code >= 400:
                    connection.rset()
                    return _refusal(code, words)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Outcome(Verdict.LATER, getattr(error, "smtp_code", None), type(error).__name__)
        return self._send_body(connection, body)

    def _send_body(self, connection: smtplib.SMTP, body: bytes) -> Outcome:
        try:
            code, words = connection.data(body)
        except smtplib.SMTPDataError as error:
            # The server refused the DATA command itself: nothing was handed over.
            return _refusal(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Outcome(Verdict.DOUBT, None, type(error).__name__)
        if code == 250:
            return Outcome(Verdict.SENT, code)
        return _refusal(code, words)

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None:
            return self.connection
        host, port = self.parts.hostname or "localhost", self.parts.port
        if self.parts.scheme == "smtps":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=SMTP_TIMEOUT_S, context=context)
        else:
            connection = smtplib.SMTP(host, port or 25, timeout=SMTP_TIMEOUT_S)
        if self.starttls:
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        if self.parts.username:
            connection.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        self.connection = connection
        return connection

    def _close(self) -> None:
        if self.connection is not None:
            try:
                self.connection.quit()
            except (OSError, smtplib.SMTPException):
                self.connection.close()
            self.connection = None


def _refusal(code: int, words: bytes | str) -> Outcome:
    """5xx lasts, 4xx passes (RFC 5321 §4.2.1). 552 "too much mail data" is about the box being full, so it passes."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    lasts = code >= 500 and code != 552
    # Only the enhanced status code is kept of the words: the rest can repeat the address.
    status = next((word[:20] for word in text.split() if word[:2] in ("4.", "5.")), "")
    return Outcome(Verdict.REFUSED if lasts else Verdict.LATER, code, status)
