"""The short version of a plan for a bad day: one muscle group, one round of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.exercises.words import group_label
from app.routines.dose import whole_minutes
from app.routines.shape import Timed, time_of


@dataclass(frozen=True, slots=True)
class ShortVersion:
    """One group of a plan with its time in one round on the clock, in seconds."""

    group: str
    clock_s: int

    @property
    def minutes(self) -> int:
        """Whole minutes on the clock."""
        return whole_minutes(self.clock_s)

    @property
    def words(self) -> str:
        """The group and its minutes: "Glutes, about 6 min"."""
        return f"{group_label(self.group)}, about {self.minutes} min"


def short_versions(lines: Iterable[Timed]) -> list[ShortVersion]:
    """What the short version of these exercises may be: each group, in the order of the list."""
    groups: dict[str, list[Any]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    return [ShortVersion(group, time_of(mine, 1).clock_s) for group, mine in groups.items()]


def short_of(lines: Iterable[Timed], group: str | None) -> ShortVersion | None:
    """The short version of these exercises with this group, None without one."""
    return next((version for version in short_versions(lines) if version.group == group), None)


def short_group_of(lines: Iterable[Timed], wanted: str | None) -> str | None:
    """The group of the short version: the one that is wanted if it is there, else the one that takes least time."""
    versions = short_versions(lines)
    if any(version.group == wanted for version in versions):
        return wanted
    return min(versions, key=lambda version: version.clock_s).group if versions else None
