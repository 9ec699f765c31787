"""What the first invented client follows beside the plan: three weeks of walks and breaks, some days blank."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.clients.models import Client
from app.core.db import db
from app.habits import service
from app.habits.catalogue import BY_KEY, OWN
from app.habits.models import HabitEntry
from app.habits.rules import EVERY_DAY, HabitType, Period
from app.habits.service import Wish
from app.prescriptions.laying_out import local_today
from app.prescriptions.schedule import Weekdays

WORKDAYS = Weekdays.of(1, 2, 3, 4, 5)
# Yesterday first; None is a blank day.
WALKS = (25, None, 40, 30, None, 0, 40, 30, None, 45, 30, 20, None, 25, 20, 20, None, None, 20, 15, None)
BREAKS = (6, 4, None, 7, 6, None, 5, 6, None, None, 8, 3, None, 6, 6, None, 4, 5, None, 6, 2)
WALK_NOTE = "Flat ground first. Split it in two walks on a stiff day."
GLASS = Wish(OWN, HabitType.BOOLEAN, 1, Period.DAY, EVERY_DAY, "A glass of water with each meal")


def follow_some(client: Client, *, now: datetime) -> None:
    """Two habits with three weeks of entries, and one that the trainer has proposed."""
    began, today = now - timedelta(weeks=3), local_today(client, now)
    for key, target, days, values in (
        ("walk", 120, EVERY_DAY, WALKS),
        ("sitting-break", BY_KEY["sitting-break"].target or 6, WORKDAYS, BREAKS),
    ):
        habit = service.follow(client, Wish.of(BY_KEY[key], target, days), now=began)
        for back, value in enumerate(values, start=1):
            on = today - timedelta(days=back)
            if value is not None and days.includes(on):
                db.session.add(
                    HabitEntry(
                        habit_id=habit.id,
                        happened_on=on,
                        value=value,
                        target=target,
                        noted_at=now - timedelta(days=back, hours=1),
                    )
                )
        if key == "walk":
            service.write_note(habit, WALK_NOTE, by=client.trainer_id, now=began)
    service.propose(client, GLASS, "It also gets you up from the chair.", by=client.trainer_id, now=now)
    db.session.flush()
