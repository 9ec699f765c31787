"""Who may still change a call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import Role, User
from app.bookings.models import Booking
from app.bookings.rules import why_fixed

START = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
UNTIL = START - timedelta(hours=12)
CLIENT = User(role=Role.CLIENT, zone="America/Halifax")
TRAINER = User(role=Role.TRAINER, zone="America/Edmonton")


def a_call(status: str = "confirmed") -> Booking:
    return Booking(status=status, start_at=START, changes_until_at=UNTIL)


@pytest.mark.parametrize(
    ("actor", "now", "reason"),
    [
        (CLIENT, UNTIL, ""),
        (
            CLIENT,
            UNTIL + timedelta(seconds=1),
            "You could change this call until Friday 27 November, 00:30, Halifax time.",
        ),
        (TRAINER, UNTIL + timedelta(seconds=1), ""),
        (TRAINER, START - timedelta(seconds=1), ""),
        (TRAINER, START, "This call has begun, so it stays as it is."),
        (CLIENT, START, "This call has begun, so it stays as it is."),
    ],
)
def test_a_client_has_until_the_cut_off_and_a_trainer_until_the_start(actor: User, now: datetime, reason: str) -> None:
    assert why_fixed(a_call(), actor, now=now) == reason


@pytest.mark.parametrize("actor", [CLIENT, TRAINER])
def test_a_cancelled_call_stays_cancelled(actor: User) -> None:
    assert why_fixed(a_call("cancelled"), actor, now=UNTIL) == "This call is cancelled."
