"""An SMTP server that keeps what it gets and refuses what it is told to refuse."""

from __future__ import annotations

import threading
from asyncio import WriteTransport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.private import free_port

ACCEPTED = "250 2.0.0 Kept"
# In place of a reply: the connection breaks, so the sender never learns whether the message was taken.
DROP = "drop"
TRIES = 5


@dataclass(frozen=True)
class Received:
    """One message as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class SmtpSink:
    """What came in, and how to answer. Both hooks return a reply line such as "451 4.3.0 Later", or DROP.

    A message counts as kept when it was answered with 2xx, or when the connection broke after it was taken.
    """

    messages: list[Received] = field(default_factory=list)
    # Asked for each recipient, by address.
    on_rcpt: Callable[[str], str] = lambda address: ACCEPTED
    # Asked for each message, after its last line and before the reply.
    on_data: Callable[[Received], str] = lambda received: ACCEPTED
    port: int = 0
    _arrived: threading.Condition = field(default_factory=threading.Condition, repr=False)

    @property
    def url(self) -> str:
        """The SMTP_URL of this server."""
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(self, count: int, within_s: float = 15.0) -> list[Received]:
        """Return the messages once there are this many. Raises AssertionError at the deadline."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.messages) >= count, within_s):
                raise AssertionError(f"{len(self.messages)} of {count} mails came within {within_s:g} s")
            return list(self.messages)

    def clear(self) -> None:
        """Forget what came in."""
        with self._arrived:
            self.messages.clear()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse one recipient."""
        reply = self.on_rcpt(address)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self._answer(server, reply)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take or refuse one message."""
        content = envelope.original_content or b""
        received = Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        reply = self.on_data(received)
        if reply == DROP or reply.startswith("2"):
            with self._arrived:
                self.messages.append(received)
                self._arrived.notify_all()
        return self._answer(server, reply)

    def _answer(self, server: SMTP, reply: str) -> str:
        if reply == DROP:
            cast(WriteTransport, server.transport).abort()
            return "421 4.3.2 Gone"
        return reply


@contextmanager
def smtp_sink() -> Iterator[SmtpSink]:
    """A running sink on a free port of 127.0.0.1."""
    sink = SmtpSink()
    controller = _started(sink)
    try:
        yield sink
    finally:
        controller.stop()


def _started(sink: SmtpSink) -> Controller:
    for attempt in range(TRIES):
        sink.port = free_port()
        controller = Controller(sink, hostname="127.0.0.1", port=sink.port, ready_timeout=10)
        try:
            controller.start()
        except OSError:
            # Somebody else took the port between our look and our start.
            if attempt == TRIES - 1:
                raise
        else:
            return controller
    raise AssertionError("unreachable")
