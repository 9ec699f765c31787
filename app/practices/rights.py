"""What each role of a practice may do beyond looking: one table, and a mark on each view that asks for a right.

A view says `@rights.needs(Right.PLANS)`; a hook (`practices.install`) reads the mark and answers 403 to a member whose
role lacks it. Which clients a member sees is `clients.queries.visible_to`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from app.practices.models import MemberRole

View = TypeVar("View", bound=Callable[..., Any])


class Right(StrEnum):
    """What a role may or may not do. The words stand on the page that gives the roles."""

    PLANS = "plans"  # give, change, pause and end plans, and decide on suggestions
    SAFETY = "safety"  # release a safety hold, clear an intake, mark red answers as seen
    RECORDS = "records"  # take data out, delete documents, undo an import
    PRACTICE = "practice"  # brand, people, the practice's own settings


RIGHTS: dict[MemberRole, frozenset[Right]] = {
    MemberRole.OWNER: frozenset(Right),
    MemberRole.TRAINER: frozenset({Right.PLANS, Right.SAFETY, Right.RECORDS}),
    MemberRole.ASSISTANT: frozenset(),
}

WORDS: dict[MemberRole, tuple[str, str]] = {
    MemberRole.OWNER: ("Owner", "Sees every client. Changes the practice, its people and its brand."),
    MemberRole.TRAINER: ("Trainer", "Sees their own clients. Gives and changes plans."),
    MemberRole.ASSISTANT: (
        "Assistant",
        "Sees every client. Adds people, writes messages, keeps the diary. Cannot change plans or release a hold.",
    ),
}


def may(role: str, right: Right) -> bool:
    """Whether a role has a right. `role` is a member's, as stored."""
    return right in RIGHTS[MemberRole(role)]


def needs(right: Right) -> Callable[[View], View]:
    """Mark a trainer's view: only a member with this right may use it."""

    def decorate(view: View) -> View:
        view.right = right  # type: ignore[attr-defined]
        return view

    return decorate


def right_of(view: Callable[..., Any]) -> Right | None:
    """The right a view asks for, or None when every member of the practice may use it."""
    return getattr(view, "right", None)
