"""Random days in a diary: whatever is booked, moved and cancelled, the grains are those of the agreed calls."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.bookings import queries, service
from app.bookings.models import Booking, BookingGrain
from app.bookings.slots import grains
from app.core.db import db, transaction
from app.core.errors import Refused
from tests.conftest import NOW
from tests.diary import open_hours
from tests.factories import Cast

STEPS = 40
LENGTHS, BUFFERS = (20, 30, 45, 60), (0, 5, 10, 15)


def agreed() -> list[Booking]:
    return list(db.session.scalars(select(Booking).where(Booking.status == "confirmed").order_by(Booking.id)))


def reserved(call: Booking) -> set[datetime]:
    buffer = timedelta(minutes=call.buffer_minutes)
    return set(grains(call.start_at - buffer, call.end_at + buffer))


@pytest.mark.parametrize("seed", range(6))
def test_the_grains_are_those_of_the_agreed_calls(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    sequences: dict[int, int] = {}
    outcomes = {"done": 0, "refused": 0}
    for step in range(STEPS):
        if step % 10 == 0:
            # New terms: calls of different lengths and breaks stand in one diary.
            open_hours(cast.tara, minutes=dice.choice(LENGTHS), buffer_minutes=dice.choice(BUFFERS), horizon_days=7)
        try:
            _act(dice, cast)
            outcomes["done"] += 1
        except Refused:
            outcomes["refused"] += 1
        _check(sequences)
    assert outcomes["done"] > 10
    assert outcomes["refused"] > 0


def _act(dice: random.Random, cast: Cast) -> None:
    """Book, move or cancel at a time that may be open or not."""
    call_type = queries.find_call_type(cast.tara.id)
    assert call_type is not None
    opened = queries.list_open_starts(call_type, cast.tara, now=NOW)
    taken = [call.start_at for call in agreed()]
    start_at = dice.choice([*opened, *taken, *taken]) + timedelta(minutes=dice.choice((0, 0, 0, 0, 5)))
    calls = agreed()
    what = dice.choice(("book", "book", "move", "cancel")) if calls else "book"
    call = queries.get_own_call(cast.cleo, dice.choice(calls).id) if calls else None
    with transaction():
        if call is None or what == "book":
            service.book(cast.cleo, start_at=start_at, question="", form_key=uuid4().hex, now=NOW)
        elif what == "move":
            service.move(call, start_at=start_at, actor=cast.tara, now=NOW)
        else:
            service.cancel(call, actor=cast.tara, now=NOW)


def _check(sequences: dict[int, int]) -> None:
    db.session.rollback()
    db.session.expire_all()
    expected = {(grain, call.id) for call in agreed() for grain in reserved(call)}
    rows = db.session.execute(select(BookingGrain.grain_at, BookingGrain.booking_id))
    assert {(grain, booking_id) for grain, booking_id in rows} == expected
    assert len({grain for grain, _ in expected}) == len(expected), "two calls share five minutes"
    for call in db.session.scalars(select(Booking)):
        assert call.sequence >= sequences.get(call.id, 0)
        sequences[call.id] = call.sequence
