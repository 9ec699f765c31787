"""The kinds of mail a practice can look at, in the order a client meets them, and when each one goes out."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import NotFound
from app.mail import kinds
from app.mail.kinds import Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind, when it goes out, and whether it is for the practice's own people, who read it in our words."""

    kind: Kind
    when: str
    to_team: bool = False

    @property
    def may_turn_off(self) -> bool:
        """A mail that somebody asked for, or waits for, always goes out."""
        return self.kind.may_stop and not self.to_team


ENTRIES = (
    Entry(kinds.INVITATION, "When you add a client."),
    Entry(kinds.SESSION_REMINDER, "On a planned day, at the client’s own time, until they answer."),
    Entry(kinds.WEEK_SUMMARY, "On Mondays at 07:00 by the client’s clock."),
    Entry(kinds.NEW_MESSAGES, "Five minutes after you write, once for all you wrote."),
    Entry(kinds.CALL_BOOKED, "When a call is booked or moved. It carries a calendar file."),
    Entry(kinds.CALL_CANCELLED, "When a call is cancelled."),
    Entry(kinds.TEST_MAIL, "When you press “Send a test mail” on a client’s page."),
    Entry(kinds.TRAINER_DIGEST, "On Mondays at 07:00 by your clock, about all your clients.", to_team=True),
    Entry(kinds.SAFETY_ALERT, "When an answer asks for care. It cannot be turned off.", to_team=True),
)


def get_entry(name: str) -> Entry:
    """Raises NotFound for a kind that is not in the list."""
    for entry in ENTRIES:
        if entry.kind.name == name:
            return entry
    raise NotFound
