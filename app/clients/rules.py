"""What may become of a client's status."""

from __future__ import annotations

from enum import StrEnum

from app.clients.models import ClientStatus

WITH_US = frozenset({ClientStatus.ACTIVE, ClientStatus.MAINTENANCE})


class Act(StrEnum):
    """What a trainer can do to a client's status."""

    PAUSE = "pause"
    RESUME = "resume"
    MAINTAIN = "maintain"
    BUILD = "build"
    ARCHIVE = "archive"
    RESTORE = "restore"


def next_status(act: Act, status: ClientStatus, *, has_accepted: bool) -> ClientStatus | None:
    """The status after the act, or None where the act makes no sense. Who comes back without a consent is invited."""
    if act is Act.PAUSE:
        return ClientStatus.PAUSED if status in WITH_US else None
    if act is Act.RESUME:
        return ClientStatus.ACTIVE if status is ClientStatus.PAUSED else None
    if act is Act.MAINTAIN:
        return ClientStatus.MAINTENANCE if status is ClientStatus.ACTIVE else None
    if act is Act.BUILD:
        return ClientStatus.ACTIVE if status is ClientStatus.MAINTENANCE else None
    if act is Act.ARCHIVE:
        return None if status is ClientStatus.ARCHIVED else ClientStatus.ARCHIVED
    if status is not ClientStatus.ARCHIVED:
        return None
    return ClientStatus.ACTIVE if has_accepted else ClientStatus.INVITED


def acts_for(status: ClientStatus, *, has_accepted: bool) -> list[Act]:
    """The acts that make sense now, in the order they are offered."""
    return [act for act in Act if next_status(act, status, has_accepted=has_accepted)]
