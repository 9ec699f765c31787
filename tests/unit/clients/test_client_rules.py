"""What may become of a client's status."""

from __future__ import annotations

import pytest

from app.clients.models import ClientStatus
from app.clients.rules import Act, acts_for, next_status

INVITED, ACTIVE, PAUSED = ClientStatus.INVITED, ClientStatus.ACTIVE, ClientStatus.PAUSED
MAINTENANCE, ARCHIVED = ClientStatus.MAINTENANCE, ClientStatus.ARCHIVED


@pytest.mark.parametrize(
    ("status", "has_accepted", "offered"),
    [
        (INVITED, False, {Act.ARCHIVE: ARCHIVED}),
        (ACTIVE, True, {Act.PAUSE: PAUSED, Act.MAINTAIN: MAINTENANCE, Act.ARCHIVE: ARCHIVED}),
        (MAINTENANCE, True, {Act.PAUSE: PAUSED, Act.BUILD: ACTIVE, Act.ARCHIVE: ARCHIVED}),
        (PAUSED, True, {Act.RESUME: ACTIVE, Act.ARCHIVE: ARCHIVED}),
        (ARCHIVED, True, {Act.RESTORE: ACTIVE}),
        (ARCHIVED, False, {Act.RESTORE: INVITED}),
    ],
)
def test_each_status_offers_what_makes_sense(
    status: ClientStatus, has_accepted: bool, offered: dict[Act, ClientStatus]
) -> None:
    assert acts_for(status, has_accepted=has_accepted) == list(offered)
    for act in Act:
        assert next_status(act, status, has_accepted=has_accepted) == offered.get(act)
