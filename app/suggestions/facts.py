"""The numbers the rules are asked with, for a page of clients in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from sqlalchemy import or_, select

from app.clients.models import Client
from app.core.db import db
from app.exercises.dose import DoseMode
from app.logbook.models import ItemLog, SessionLog, SkipReason
from app.prescriptions.models import Prescription, PrescriptionItem
from app.progress.queries import Answer, History, load_histories
from app.safety.models import SafetyHold
from app.safety.traffic_light import Level, classify
from app.suggestions.rules import WINDOW_DAYS, Inputs, Thresholds
from app.suggestions.steps import Item

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """One client on a local date: the plan in force, its exercises as the steps read them, and the numbers."""

    client: Client
    today: date
    plan: Prescription
    items: list[Item]
    inputs: Inputs


def load_facts(clients: Sequence[Client], todays: Mapping[int, date], thresholds: Thresholds) -> list[Facts]:
    """What is known of those clients who have a plan in force. Six queries, whatever their number."""
    if not clients:
        return []
    ids = [client.id for client in clients]
    plans = _plans(ids, todays)
    histories = load_histories(ids, since=min(todays.values()) - timedelta(days=WINDOW_DAYS))
    held = set(
        db.session.scalars(
            select(SafetyHold.client_id).where(SafetyHold.client_id.in_(ids), SafetyHold.released_at.is_(None))
        )
    )
    hurt = _hurt(ids, min(todays.values()) - timedelta(days=WINDOW_DAYS))
    found = []
    for client in clients:
        plan = plans.get(client.id)
        if plan is not None:
            today, history = todays[client.id], histories[client.id]
            inputs = inputs_of(history, today, thresholds, is_held=client.id in held)
            found.append(Facts(client, today, plan, _items(plan, _provoked(history, hurt, today)), inputs))
    return found


def inputs_of(history: History, today: date, thresholds: Thresholds, *, is_held: bool) -> Inputs:
    """The numbers of the 14 local days that end with `today`. Adherence counts as the roster does (house rule A9)."""
    window = history.window(today, WINDOW_DAYS)
    answers = _recent(history, today)
    lights = [classify(one.pain_before, one.pain_after, one.pain_next_morning) for one in answers]
    reds = [one.on for one, light in zip(answers, lights, strict=True) if light.level is Level.RED]
    return Inputs(
        adherence=window.session_adherence_pct,
        planned=window.planned,
        logs=len(answers),
        reds_week=sum(on > today - WEEK for on in reds),
        reds=len(reds),
        lingering=sum(light.lingering for light in lights),
        lingering_run=_longest_run([light.lingering for light in lights]),
        mean_after=_mean([one.pain_after for one in answers]),
        mean_effort=_mean([one.effort for one in answers]),
        trend=_trend(answers, today, thresholds),
        is_held=is_held,
    )


def _recent(history: History, today: date) -> list[Answer]:
    first = today - timedelta(days=WINDOW_DAYS - 1)
    return [answer for answer in history.answers if first <= answer.on <= today]


def _trend(answers: Sequence[Answer], today: date, thresholds: Thresholds) -> float | None:
    """Mean pain before of the last 7 days less that of the 7 before; None with fewer than two ratings in either."""
    new = [one.pain_before for one in answers if one.on > today - WEEK and one.pain_before is not None]
    old = [one.pain_before for one in answers if one.on <= today - WEEK and one.pain_before is not None]
    if min(len(new), len(old)) < thresholds.trend_ratings:
        return None
    return fmean(new) - fmean(old)


def _mean(ratings: Sequence[int | None]) -> float | None:
    given = [rating for rating in ratings if rating is not None]
    return fmean(given) if given else None


def _longest_run(flags: Sequence[bool]) -> int:
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


def _plans(ids: Sequence[int], todays: Mapping[int, date]) -> dict[int, Prescription]:
    """The version in force of each client, with its exercises. Two queries."""
    earliest, latest = min(todays.values()), max(todays.values())
    rows = db.session.scalars(
        select(Prescription).where(
            Prescription.client_id.in_(ids),
            Prescription.effective_from <= latest,
            or_(Prescription.ends_on.is_(None), Prescription.ends_on >= earliest),
        )
    )
    return {
        plan.client_id: plan
        for plan in rows
        if plan.effective_from <= todays[plan.client_id]
        and (plan.ends_on is None or plan.ends_on >= todays[plan.client_id])
    }


def _hurt(ids: Sequence[int], since: date) -> dict[int, list[str]]:
    """By session log: the exercises left out because of pain. One query."""
    rows = db.session.execute(
        select(SessionLog.id, PrescriptionItem.name)
        .join(ItemLog, ItemLog.session_log_id == SessionLog.id)
        .join(PrescriptionItem, PrescriptionItem.id == ItemLog.prescription_item_id)
        .where(SessionLog.client_id.in_(ids), SessionLog.performed_on >= since, ItemLog.skip_reason == SkipReason.PAIN)
    )
    named: dict[int, list[str]] = {}
    for log_id, name in rows:
        named.setdefault(log_id, []).append(name)
    return named


def _provoked(history: History, hurt: Mapping[int, list[str]], today: date) -> Counter[str]:
    """How many red answers of the window named each exercise."""
    counted: Counter[str] = Counter()
    for one in _recent(history, today):
        if classify(one.pain_before, one.pain_after, one.pain_next_morning).level is Level.RED:
            counted.update(set(hurt.get(one.log_id, ())))
    return counted


def _items(plan: Prescription, provoked: Mapping[str, int]) -> list[Item]:
    return [
        Item(
            item.id,
            item.name,
            item.kind,
            item.seconds if item.mode == DoseMode.TIME else None,
            _other_form(item, "harder"),
            _other_form(item, "easier"),
            provoked.get(item.name, 0),
            item.load,
        )
        for item in plan.items
    ]


def _other_form(item: PrescriptionItem, way: str) -> str:
    """The slug of the first exercise a harder or an easier way leads to, "" for none."""
    return next((one["exercise"] for one in item.content.get(way, ()) if one.get("exercise")), "")
