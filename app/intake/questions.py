"""What is asked at intake, in our own words, and what the answers mean. Pure.

The signs that stop a plan are those of `safety.words`. The rule for booking a visit follows the criteria for back pain
of the inflammatory kind (ASAS, Ann Rheum Dis 2009;68:784: four of five with pain of more than three months). No answer
is scored, and nothing here says what somebody has. Whoever changes a sentence raises VERSION.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.safety.words import STOPPING, tier_of

VERSION = "2026-11"


class Pregnancy(StrEnum):
    """What a client says about themselves."""

    NO = "no"
    PREGNANT = "pregnant"
    BABY = "baby"


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are each answered with yes or no, or all at once with "none of these"."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]


NOW, SOON, SIGNS = (Group(group.key, group.title, group.keyed) for group in STOPPING)
HISTORY = Group(
    "history",
    "Your pain until now",
    (
        ("six-weeks", "You have had it for six weeks, and it is no better."),
        ("below-knee", "The pain runs down past your knee."),
        ("long", "It has lasted for more than three months."),
        ("young", "It began before you were 40."),
        ("slow", "It came on slowly."),
        ("eases", "Moving and exercise ease it."),
        ("no-rest", "Resting does not ease it."),
        ("night", "It wakes you at night, and gets better when you are up."),
    ),
)
# Asked of everybody; the signs in a pregnancy only of whom they are about.
GROUPS = (NOW, SOON, HISTORY)
CRITERIA = frozenset({"young", "slow", "eases", "no-rest", "night"})
CRITERIA_NEEDED = 4

# What an exercise may not suit, as a client says it. The tags are those of the library.
CAUTIONS = (
    ("prone_intolerant", "Lying face down hurts, or is hard for you."),
    ("recent_surgery", "You had an operation in the last six months."),
    ("osteoporosis", "You were told that your bones are thin."),
    ("knee_pain", "Kneeling, or bending a knee far, hurts."),
    ("shoulder_pain", "Raising an arm over your head hurts."),
    ("hernia_or_abdominal", "You have a hernia, or trouble with your belly."),
)
# Whoever is pregnant, or had a baby in the last year, leaves out lying face down, pressure on the belly and long lying
# on the back (doi:10.1016/j.jogc.2018.07.001).
IN_PREGNANCY = ("pregnancy_any", "pregnancy_t2plus", "prone_intolerant")


@dataclass(frozen=True, slots=True)
class Health:
    """The health answers of one intake. `said_yes` are keys of lines answered with yes; everything else was no."""

    said_yes: frozenset[str]
    pregnancy: Pregnancy
    cautions: tuple[str, ...]
    is_assessed: bool

    @property
    def tier(self) -> int | None:
        """How urgent the signs are: 1, 2, None where none of them stops a plan."""
        return tier_of(self.said_yes)

    @property
    def stopping(self) -> list[str]:
        """The keys of the signs that stop a plan."""
        return [key for group in STOPPING for key in group.keys if key in self.said_yes]

    @property
    def asks_for_visit(self) -> bool:
        """Whether to suggest a visit in the next weeks (tier 3). The plan may go on."""
        return asks_for_visit(self.said_yes)

    @property
    def tags(self) -> list[str]:
        """What an exercise must suit: the library's tags, each once."""
        more = IN_PREGNANCY if self.pregnancy is not Pregnancy.NO else ()
        return list(dict.fromkeys([*more, *self.cautions]))


def asks_for_visit(said_yes: Collection[str]) -> bool:
    """The rule of tier 3: no better after six weeks, or pain below the knee, or more than three months of pain with at
    least four of the five criteria."""
    found = set(said_yes)
    if found & {"six-weeks", "below-knee"}:
        return True
    return "long" in found and len(found & CRITERIA) >= CRITERIA_NEEDED


def lines_said(said_yes: Collection[str]) -> list[tuple[str, list[str]]]:
    """(title, words) of what was answered with yes, by group, groups without any left out."""
    every = (*GROUPS, SIGNS)
    found = [(group.title, [words for key, words in group.lines if key in said_yes]) for group in every]
    return [(title, lines) for title, lines in found if lines]


def caution_lines(tags: Collection[str]) -> list[str]:
    """The words a client ticked."""
    return [words for tag, words in CAUTIONS if tag in tags]


def next_year(on: date) -> date:
    """The same day a year later, the last of February for a leap day: how long a PAR-Q+ record is good for (12 months,
    says its text, eparmedx.com)."""
    return on.replace(year=on.year + 1) if (on.month, on.day) != (2, 29) else on.replace(year=on.year + 1, day=28)


def stored_health(row: Mapping[str, object]) -> Health:
    """The health answers as they were kept, read back."""
    yes, cautions = row["yes"], row["cautions"]
    assert isinstance(yes, list) and isinstance(cautions, list)
    return Health(frozenset(yes), Pregnancy(str(row["pregnancy"])), tuple(cautions), bool(row["is_assessed"]))
