"""Keeping what a client told at intake. Every change is a new version; the client's row keeps what others read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from app.clients.models import Client, ClientStatus
from app.core import audit, events
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.intake import queries
from app.intake.models import Clearance, Intake, Outcome, Screening
from app.intake.questions import VERSION, Health, Pregnancy, next_year, stored_health
from app.prescriptions.laying_out import local_today
from app.safety import holds
from app.safety.models import HoldSource


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything one intake says. `equipment` is empty where nothing was said about it."""

    health: Health
    goals: tuple[str, ...] = ()
    minutes_per_day: int | None = None
    equipment: tuple[str, ...] = ()
    cue: str = ""
    place: str = ""
    barrier: str = ""
    backup: str = ""
    contact_name: str = ""
    contact_phone: str = ""


def save(client: Client, answers: Answers, *, by: int, now: datetime) -> Intake:
    """Keep the answers as the next version, and hold the plan where a sign asks for it, in the present transaction.

    Writes `intake_done_at`, `cautions`, `equipment`, `awaits_clearance` and the minutes a day on the client. Needs
    `client.trainer` and `client.practice` loaded. Raises Refused before the client has agreed, and when somebody else
    saved at the same moment.
    """
    if client.status == ClientStatus.INVITED:
        raise Refused(f"{client.first_name} has not agreed yet. Nothing about health may be kept before.")
    health = answers.health
    before = queries.find_intake(client.id)
    row = _row(client, answers, number=before.version + 1 if before else 1, by=by, now=now)
    db.session.add(row)
    client.awaits_clearance = _awaits_clearance(client, before, health)
    client.intake_done_at = now
    client.cautions = health.tags
    client.equipment = list(answers.equipment) or None
    if answers.minutes_per_day is not None:
        client.minutes_per_day = answers.minutes_per_day
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_intake_client_id_version", "intake.client_id", "intake.version"):
            raise Refused("Somebody saved these answers a moment ago. Look at them once more.") from error
        raise
    _note("intake answered", client, by, now)
    if health.tier is not None:
        holds.report(client, health.stopping, source=HoldSource.INTAKE, by=by, now=now)
    events.intake_changed.send(client, now=now)
    return row


def _row(client: Client, answers: Answers, *, number: int, by: int, now: datetime) -> Intake:
    health = answers.health
    return Intake(
        practice_id=client.practice_id,
        client_id=client.id,
        version=number,
        text_version=VERSION,
        health={
            "yes": sorted(health.said_yes),
            "pregnancy": health.pregnancy.value,
            "cautions": list(health.cautions),
            "is_assessed": health.is_assessed,
        },
        goals=list(answers.goals),
        minutes_per_day=answers.minutes_per_day,
        equipment=list(answers.equipment),
        cue=answers.cue,
        place=answers.place,
        barrier=answers.barrier,
        backup=answers.backup,
        contact_name=answers.contact_name,
        contact_phone=answers.contact_phone,
        filled_by=by,
        created_at=now,
    )


def _awaits_clearance(client: Client, before: Intake | None, health: Health) -> bool:
    """Whether a trainer has yet to note a clearance. One that was noted holds while the answer stays the same."""
    if health.pregnancy is Pregnancy.NO:
        return False
    is_same = before is not None and stored_health(before.health).pregnancy is health.pregnancy
    return client.awaits_clearance if is_same else True


def confirm_clearance(client: Client, *, note: str, by: int, now: datetime) -> None:
    """Note who cleared a client who is pregnant, or had a baby in the last year. Raises Refused."""
    newest = queries.find_intake(client.id)
    if newest is None or not client.awaits_clearance:
        raise Refused("No clearance is waited for.")
    if not note.strip():
        raise Refused("Write who cleared it, and when.", field="note")
    db.session.add(
        Clearance(
            practice_id=client.practice_id,
            client_id=client.id,
            intake_version=newest.version,
            note=note.strip(),
            confirmed_by=by,
            confirmed_at=now,
        )
    )
    client.awaits_clearance = False
    db.session.flush()
    _note("clearance noted", client, by, now)
    events.intake_changed.send(client, now=now)


def record_screening(client: Client, *, screened_on: date, outcome: Outcome, by: int, now: datetime) -> Screening:
    """Keep that a PAR-Q+ was done elsewhere. It is good for twelve months. Raises Refused for a day to come."""
    if screened_on > local_today(client, now):
        raise Refused("Choose today or an earlier day.", field="screened_on")
    row = Screening(
        practice_id=client.practice_id,
        client_id=client.id,
        screened_on=screened_on,
        outcome=outcome,
        expires_on=next_year(screened_on),
        recorded_by=by,
        recorded_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _note("screening recorded", client, by, now)
    return row


def _note(verb: str, client: Client, by: int, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)
