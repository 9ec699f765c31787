"""Who needs the trainer, and why: from plain numbers to a list of needs and a bucket. Pure.

The order of severity is that of the trainers' digest: holds, red answers, silence, adherence, suggestions, the rest.
Dates are the client's local ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.clients.models import ClientStatus
from app.core.words import count, long_date, one_decimal
from app.core.zones import iso_week_key
from app.triage.models import Bucket

# Fewer missed sessions than these are one bad day, and no reason to worry anybody.
FEWEST_MISSED = 2
# A mean of one rating says nothing about a week.
FEWEST_RATINGS = 2
# A plan's end and its review are told this many days ahead.
END_AHEAD, REVIEW_AHEAD = timedelta(days=7), timedelta(days=3)
# Means are binary fractions: a true rise of 2 may come out a hair below it.
_HAIR = 1e-9


class NeedKind(StrEnum):
    """What a client can need from the trainer."""

    HOLD = "hold"
    RED = "red"
    PAIN_UP = "pain_up"
    SILENT = "silent"
    MAIL = "mail"
    ADHERENCE = "adherence"
    MESSAGE = "message"
    NO_PLAN = "no_plan"
    INTAKE = "intake"
    PLAN_END = "plan_end"
    REVIEW = "review"
    SUGGESTION = "suggestion"


SEVERITY = {
    NeedKind.HOLD: 100,
    NeedKind.RED: 90,
    NeedKind.PAIN_UP: 80,
    NeedKind.SILENT: 70,
    NeedKind.MAIL: 65,
    NeedKind.ADHERENCE: 60,
    NeedKind.MESSAGE: 55,
    NeedKind.SUGGESTION: 50,
    NeedKind.NO_PLAN: 40,
    NeedKind.INTAKE: 35,
    NeedKind.PLAN_END: 30,
    NeedKind.REVIEW: 20,
}
# The one thing to do about each, as a button says it.
ACTS = {
    NeedKind.HOLD: "Open the hold",
    NeedKind.RED: "See the answer",
    NeedKind.PAIN_UP: "Look closer",
    NeedKind.SILENT: "Write a message",
    NeedKind.MAIL: "Check the address",
    NeedKind.ADHERENCE: "Look closer",
    NeedKind.MESSAGE: "Read and answer",
    NeedKind.SUGGESTION: "Decide",
    NeedKind.NO_PLAN: "Give a plan",
    NeedKind.INTAKE: "Open the answers",
    NeedKind.PLAN_END: "Plan what comes next",
    NeedKind.REVIEW: "Review the plan",
}
# Who ticks these off needs the right to judge them.
JUDGED = frozenset({NeedKind.HOLD, NeedKind.RED})
# A pause or a hold stops the plan; it does not stop these.
IN_A_PAUSE = frozenset({NeedKind.HOLD, NeedKind.RED, NeedKind.MAIL, NeedKind.MESSAGE})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts as trouble. Per cent for the bands, points of 0 to 10 for pain, percentage points for the fall.

    The pain rise of 2 is about the smallest that matters (pubmed 15928561); 80 per cent is the commonest satisfactory
    band (doi:10.1136/bjsports-2017-098742); the others are house rules.
    """

    green_pct: int = 80
    amber_pct: int = 50
    pain_rise: int = 2
    silent_days: int = 7
    adherence_fall: int = 20


@dataclass(frozen=True, slots=True)
class Cause:
    """What set a need off: a key that changes with every new cause, the date it began, and how many there are."""

    key: str
    since: date
    number: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """Sessions of a window: planned, and completed of those."""

    planned: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True)
class PainWeeks:
    """Mean pain before sessions of the last 7 days and of the 7 before, each with its number of ratings."""

    now: float | None = None
    now_n: int = 0
    earlier: float | None = None
    earlier_n: int = 0

    @property
    def change(self) -> float | None:
        """The later mean minus the earlier one, None without either."""
        return self.now - self.earlier if self.now is not None and self.earlier is not None else None


@dataclass(frozen=True, slots=True)
class PlanDates:
    """The plan in force or to come: `ends_on` is None while it is open, or while there is none (`is_there` False).

    `ended_on` is the last day of the last plan where nothing follows, None where there never was one.
    """

    is_there: bool = False
    ends_on: date | None = None
    review_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one client on `today`. `days_silent` counts while something was planned, else 0."""

    today: date
    status: ClientStatus
    accepted_on: date | None = None
    is_pausing: bool = False
    last_active_on: date | None = None
    days_silent: int = 0
    week: Counts = Counts()
    month: Counts = Counts()
    pain: PainWeeks = PainWeeks()
    plan: PlanDates = PlanDates()
    lacks_intake: bool = False
    awaits_clearance: bool = False
    hold: Cause | None = None
    red: Cause | None = None
    message: Cause | None = None
    suggestion: Cause | None = None
    mail: Cause | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True, slots=True)
class Found:
    """A need as the rules find it: what, since when, why in words, and what set it off."""

    kind: NeedKind
    cause: str
    since: date
    reason: str
    proof: str = ""

    @property
    def severity(self) -> int:
        """Higher is worse."""
        return SEVERITY[self.kind]


def find_needs(facts: Facts) -> list[Found]:
    """Everything the client needs from the trainer now, worst first."""
    if facts.status is ClientStatus.ARCHIVED:
        return []
    if facts.status is ClientStatus.INVITED:
        return list(_mail(facts))
    found = [need for rule in _RULES for need in rule(facts)]
    if is_paused(facts) or facts.hold:
        found = [need for need in found if need.kind in IN_A_PAUSE]
    return sorted(found, key=lambda need: -need.severity)


def is_paused(facts: Facts) -> bool:
    """Whether nothing is asked of the client now."""
    return facts.status is ClientStatus.PAUSED or facts.is_pausing


def bucket_of(facts: Facts, *, is_any_open: bool) -> Bucket | None:
    """Where the client stands in the roster; None for who is not with the practice yet, or any more."""
    if facts.status is ClientStatus.ARCHIVED:
        return None
    if is_any_open:
        return Bucket.ATTENTION
    if facts.status is ClientStatus.INVITED:
        return None
    return Bucket.PAUSED if is_paused(facts) else Bucket.ON_TRACK


def days_silent(planned: Iterable[tuple[date, bool]], last_active_on: date | None, today: date) -> int:
    """Local days without an answer, counted only while something was planned; 0 when nothing was.

    `planned` are (date, is excused). The count begins after the last answer, or after the last excused day, or with the
    first planned day, whichever is latest. It is 0 unless a day of the last week is past and without an answer.
    """
    past = [(on, is_excused) for on, is_excused in planned if on < today]
    asked = [on for on, is_excused in past if not is_excused and (last_active_on is None or on > last_active_on)]
    if not asked or asked[-1] < today - timedelta(days=7):
        return 0
    breaks = [on for on, is_excused in past if is_excused]
    begins = [on for on in (last_active_on, breaks[-1] if breaks else None) if on is not None]
    return (today - (max(begins) if begins else asked[0])).days


def _hold(facts: Facts) -> Iterable[Found]:
    if facts.hold:
        proof = "Nothing is planned until you release it."
        yield Found(NeedKind.HOLD, facts.hold.key, facts.hold.since, "The plan is on hold for safety", proof)


def _red(facts: Facts) -> Iterable[Found]:
    if facts.red:
        number = facts.red.number
        reason = (
            f"A red answer on {long_date(facts.red.since)}" if number == 1 else f"{number} red answers not seen yet"
        )
        yield Found(NeedKind.RED, facts.red.key, facts.red.since, reason, "They were told to stop for that day.")


def _pain_up(facts: Facts) -> Iterable[Found]:
    pain = facts.pain
    if pain.change is None or min(pain.now_n, pain.earlier_n) < FEWEST_RATINGS:
        return
    if pain.change >= facts.thresholds.pain_rise - _HAIR:
        reason = f"Pain up from {one_decimal(pain.earlier)} to {one_decimal(pain.now)} in a week"
        proof = f"Average before sessions, from {count(pain.earlier_n, 'answer')} and {pain.now_n}."
        since = facts.today - timedelta(days=6)
        yield Found(NeedKind.PAIN_UP, iso_week_key(facts.today), since, reason, proof)


def _silent(facts: Facts) -> Iterable[Found]:
    if facts.days_silent < facts.thresholds.silent_days:
        return
    since = facts.today - timedelta(days=facts.days_silent)
    reason = f"No answer for {count(facts.days_silent, 'day')}"
    proof = "Unknown is not missed." if facts.last_active_on else "There was none yet."
    yield Found(NeedKind.SILENT, f"{facts.last_active_on or since}", since, reason, proof)


def _adherence(facts: Facts) -> Iterable[Found]:
    week, before = facts.week, _minus(facts.month, facts.week)
    # Silence says it already, and better.
    if week.planned - week.completed < FEWEST_MISSED or facts.days_silent >= facts.thresholds.silent_days:
        return
    pct = 100 * week.completed / week.planned
    pct_before = 100 * before.completed / before.planned if before.planned >= FEWEST_MISSED else None
    has_fallen = pct_before is not None and pct_before - pct >= facts.thresholds.adherence_fall
    if not has_fallen and pct >= facts.thresholds.amber_pct:
        return
    reason = f"Did {week.completed} of {week.planned} planned, last 7 days"
    proof = f"In the three weeks before: {before.completed} of {before.planned}." if pct_before is not None else ""
    yield Found(NeedKind.ADHERENCE, iso_week_key(facts.today), facts.today - timedelta(days=6), reason, proof)


def _minus(whole: Counts, part: Counts) -> Counts:
    return Counts(whole.planned - part.planned, whole.completed - part.completed)


def _message(facts: Facts) -> Iterable[Found]:
    if facts.message:
        number = facts.message.number
        reason = "A message you have not read" if number == 1 else f"{number} messages you have not read"
        yield Found(NeedKind.MESSAGE, facts.message.key, facts.message.since, reason)


def _mail(facts: Facts) -> Iterable[Found]:
    if facts.mail:
        proof = "Ask for an address that works."
        yield Found(NeedKind.MAIL, facts.mail.key, facts.mail.since, "Mail does not reach them", proof)


def _suggestion(facts: Facts) -> Iterable[Found]:
    if facts.suggestion:
        proof = "Nothing changes until you decide."
        yield Found(
            NeedKind.SUGGESTION, facts.suggestion.key, facts.suggestion.since, "A change of the plan is proposed", proof
        )


def _no_plan(facts: Facts) -> Iterable[Found]:
    # Without the health questions there is no plan yet either, and they come first.
    if facts.accepted_on and not facts.plan.is_there and facts.plan.ended_on is None and not facts.lacks_intake:
        proof = f"They are in since {long_date(facts.accepted_on)}."
        yield Found(NeedKind.NO_PLAN, f"{facts.accepted_on}", facts.accepted_on, "No plan yet", proof)


def _intake(facts: Facts) -> Iterable[Found]:
    """The questions are asked for before a first plan; a plan without them was given with a note, and settles it."""
    if facts.accepted_on is None:
        return
    if facts.lacks_intake and not facts.plan.is_there:
        reason = "The health questions are not answered"
        proof = "A plan waits for the answers."
        yield Found(NeedKind.INTAKE, f"open:{facts.accepted_on}", facts.accepted_on, reason, proof)
    elif facts.awaits_clearance:
        reason = "A doctor’s yes is awaited"
        proof = "Note it with the answers once it is there."
        yield Found(NeedKind.INTAKE, f"clearance:{facts.accepted_on}", facts.accepted_on, reason, proof)


def _plan_end(facts: Facts) -> Iterable[Found]:
    plan = facts.plan
    if plan.is_there and plan.ends_on and plan.ends_on <= facts.today + END_AHEAD:
        reason = f"The plan ends on {long_date(plan.ends_on)}"
        yield Found(NeedKind.PLAN_END, f"{plan.ends_on}", plan.ends_on - END_AHEAD, reason, "Nothing follows it yet.")
    elif not plan.is_there and plan.ended_on:
        reason = f"The plan ended on {long_date(plan.ended_on)}"
        yield Found(NeedKind.PLAN_END, f"{plan.ended_on}", plan.ended_on, reason, "Nothing has followed it.")


def _review(facts: Facts) -> Iterable[Found]:
    due = facts.plan.review_on
    if not facts.plan.is_there or due is None or due > facts.today + REVIEW_AHEAD:
        return
    reason = f"The review {'is' if due >= facts.today else 'was'} due on {long_date(due)}"
    month = facts.month
    proof = f"Did {month.completed} of {month.planned} planned, last 30 days." if month.planned else ""
    yield Found(NeedKind.REVIEW, f"{due}", due, reason, proof)


_RULES = (
    _hold,
    _red,
    _pain_up,
    _silent,
    _mail,
    _adherence,
    _message,
    _suggestion,
    _no_plan,
    _intake,
    _plan_end,
    _review,
)
