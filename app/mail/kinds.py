"""Every kind of mail Plinth sends, and how each behaves when late, doubtful or unwanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.mail.models import OutboxMail


class OnDoubt(StrEnum):
    """What to do when a sender died between the final dot and our record of it."""

    RESEND = "resend"  # must arrive: a second copy is the lesser harm
    PARK = "park"  # a nudge: "unknown" is the lesser harm


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `name` is its template folder; `lateness` is how long after `due_at` it is still worth sending;
    `may_stop` mails carry a stop link and the one-click header."""

    name: str
    title: str
    on_doubt: OnDoubt
    lateness: timedelta
    may_stop: bool = False


INVITATION = Kind("invitation", "Invitation", OnDoubt.RESEND, timedelta(days=7))
JOINING = Kind("joining", "Invitation to a practice", OnDoubt.RESEND, timedelta(days=7))
SIGN_IN_LINK = Kind("sign-in-link", "Sign-in link", OnDoubt.RESEND, timedelta(minutes=15))
SESSION_REMINDER = Kind("session-reminder", "Session reminders", OnDoubt.PARK, timedelta(hours=3), may_stop=True)
WEEK_SUMMARY = Kind("week-summary", "Weekly summaries", OnDoubt.PARK, timedelta(hours=48), may_stop=True)
TRAINER_DIGEST = Kind("trainer-digest", "Weekly digests", OnDoubt.PARK, timedelta(hours=48), may_stop=True)
# Sent once for each request: who gets none asks again.
CALL_REQUESTED = Kind("call-requested", "Call to confirm", OnDoubt.PARK, timedelta(minutes=30))
CALL_BOOKED = Kind("call-booked", "Call booked", OnDoubt.RESEND, timedelta(hours=48))
CALL_CANCELLED = Kind("call-cancelled", "Call cancelled", OnDoubt.RESEND, timedelta(hours=48))
NEW_MESSAGES = Kind("new-messages", "New messages", OnDoubt.PARK, timedelta(hours=48), may_stop=True)
SAFETY_ALERT = Kind("safety-alert", "Safety alert", OnDoubt.RESEND, timedelta(hours=48))
# To see whether mail reaches somebody; late, it answers nothing.
TEST_MAIL = Kind("test-mail", "Test mail", OnDoubt.PARK, timedelta(hours=2))

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        INVITATION,
        JOINING,
        SIGN_IN_LINK,
        SESSION_REMINDER,
        WEEK_SUMMARY,
        TRAINER_DIGEST,
        CALL_REQUESTED,
        CALL_BOOKED,
        CALL_CANCELLED,
        SAFETY_ALERT,
        TEST_MAIL,
        NEW_MESSAGES,
    )
}

# Asked just before a mail goes out: a sentence why it is no longer wanted, or None. A higher floor adds its own.
still_wanted: dict[str, Callable[[OutboxMail], str | None]] = {}
