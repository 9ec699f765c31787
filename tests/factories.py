"""Rows for tests: plain functions with keyword overrides. Each writes and commits on its own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select

from app.accounts.models import Role, User
from app.clients import consent, documents, notes
from app.clients.documents import DocumentKind, Paper
from app.clients.models import Client, ClientDocument, ClientNote, ClientStatus
from app.core.db import db, transaction
from app.exercises.models import Exercise
from app.exercises.own import OwnTerms, create_exercise
from app.habits import service as habits
from app.habits.catalogue import BY_KEY
from app.habits.models import Habit, HabitEntry
from app.habits.service import Wish
from app.logbook.models import ItemLog, SessionLog
from app.portability.drafts import keep_draft
from app.portability.models import DataExport, ExportStatus, ImportBatch
from app.portability.sheets import read_sheet
from app.practices.models import MemberRole, Membership, Practice
from app.practices.pictures import redraw
from app.prescriptions.models import PlannedSession, Prescription, PrescriptionItem
from app.prescriptions.schedule import Weekdays
from app.routines.models import Routine, RoutineItem
from app.safety import holds
from app.safety.models import HoldSource, SafetyHold
from tests import files


def _save(*rows: Any) -> None:
    with transaction():
        db.session.add_all(rows)
        db.session.flush()


def make_user(
    name: str, *, now: datetime, role: Role = Role.TRAINER, zone: str = "America/Edmonton", **more: Any
) -> User:
    """A person; the address is made from the name."""
    email = more.pop("email", f"{name.split()[0].lower()}@example.com")
    user = User(name=name, email=email, role=role, zone=zone, created_at=now, **more)
    _save(user)
    return user


def make_practice(name: str, *, now: datetime, zone: str = "America/Edmonton") -> Practice:
    """A business."""
    practice = Practice(name=name, zone=zone, created_at=now, postal_address="1 Main Street, Edmonton", reply_to="")
    _save(practice)
    return practice


def make_trainer(
    name: str, practice: Practice, *, now: datetime, role: MemberRole = MemberRole.OWNER, **more: Any
) -> User:
    """A trainer with a place in a practice."""
    user = make_user(name, now=now, role=Role.TRAINER, **more)
    _save(Membership(practice_id=practice.id, user_id=user.id, role=role))
    return user


def make_client(
    name: str,
    practice: Practice,
    trainer: User,
    *,
    now: datetime,
    status: ClientStatus = ClientStatus.ACTIVE,
    zone: str = "America/Edmonton",
    has_intake: bool = True,
) -> Client:
    """A client who has accepted, unless `status` says otherwise, and with nothing at intake that stops a plan."""
    user = make_user(name, now=now, role=Role.CLIENT, zone=zone)
    is_in = status is not ClientStatus.INVITED
    client = Client(
        practice_id=practice.id,
        trainer_id=trainer.id,
        user_id=user.id,
        status=status,
        consent_version=consent.current_version(),
        created_at=now,
        invited_at=now,
        accepted_at=now if is_in else None,
        intake_done_at=now if has_intake else None,
    )
    client.user, client.trainer, client.practice = user, trainer, practice
    _save(client)
    return client


SAMPLE = (
    ("supine-hamstring-stretch", "Supine Hamstring Stretch", "stretch", "unilateral"),
    ("adductor-foam-roll", "Adductor Foam Roll", "smr", "unilateral"),
    ("db-romanian-deadlift", "Dumbbell Romanian Deadlift", "strength", "bilateral"),
)


def make_exercises(*, now: datetime) -> list[Exercise]:
    """The three exercises of the article's sample, in the shared library, with short texts."""
    rows = [
        Exercise(
            slug=slug,
            name=name,
            kind=kind,
            laterality=laterality,
            group="hamstrings",
            mode="time",
            seconds=60,
            content={
                "id": slug,
                "name": name,
                "synonyms": [],
                "groups": ["hamstrings"],
                "targets": ["hamstrings"],
                "kind": kind,
                "equipment": ["mat"],
                "position": "supine",
                "laterality": laterality,
                "dose": {"mode": "time", "seconds": 60, "rounds": [1, 3]},
                "summary": "A short line.",
                "setup": ["Lie down."],
                "cues": ["Breathe out slowly."],
                "mistakes": ["Holding the breath."],
                "easier": [{"text": "A smaller range.", "exercise": None}],
                "harder": [{"text": "A longer range.", "exercise": None}],
                "stop_if": ["Sharp pain."],
                "cautions": [],
                "contraindications": [],
                "why": "It may help.",
                "notes_for_trainer": [],
                "requires_opt_in": False,
                "source": "seed",
                "version": 1,
            },
            content_hash="0" * 64,
            updated_at=now,
        )
        for slug, name, kind, laterality in SAMPLE
    ]
    _save(*rows)
    return rows


LEFT_OUT = (
    "synonyms targets equipment setup mistakes easier harder stop_if cautions contraindications notes_for_trainer"
)


def make_own_exercise(practice: Practice, trainer: User, *, now: datetime, name: str = "Wall slide") -> Exercise:
    """An exercise of one practice with little text, a small picture and a video."""
    texts = {
        **dict.fromkeys(LEFT_OUT.split(), ()),
        "name": name,
        "groups": ["lats"],
        "kind": "mobility",
        "position": "standing",
        "laterality": "bilateral",
        "dose": {"mode": "time", "seconds": 60, "rounds": [1, 3]},
        "summary": "",
        "cues": ["Slide both arms up."],
        "why": "",
        "requires_opt_in": False,
        "video": {"host": "youtube", "id": "dQw4w9WgXcQ"},
    }
    terms = OwnTerms(texts, redraw(BytesIO(files.png(80, 66))), "Both arms up at a wall.")
    with transaction():
        return create_exercise(practice.id, terms, by=trainer.id, now=now)


def make_routine(practice: Practice, exercises: list[Exercise], *, now: datetime, rounds: int = 3) -> Routine:
    """A routine of 60 seconds a side for each exercise."""
    routine = Routine(practice_id=practice.id, name="Hamstrings", rounds=rounds, note="", created_at=now)
    routine.items = [
        RoutineItem(position=number, exercise_id=exercise.id, seconds=60) for number, exercise in enumerate(exercises)
    ]
    _save(routine)
    return routine


def make_prescription(
    client: Client,
    exercises: list[Exercise],
    *,
    now: datetime,
    effective_from: date,
    weekdays: tuple[int, ...] = (1, 3, 5),
    days: int = 28,
    version: int = 1,
    rounds: int = 3,
) -> Prescription:
    """A plan with its planned sessions laid out for `days` days from `effective_from`."""
    until = effective_from + timedelta(days=days - 1)
    plan = Prescription(
        practice_id=client.practice_id,
        client_id=client.id,
        version=version,
        name="Hamstrings",
        rounds=rounds,
        note="Slowly.",
        weekdays=",".join(map(str, weekdays)),
        effective_from=effective_from,
        review_on=effective_from + timedelta(days=28),
        planned_until=until,
        created_at=now,
    )
    plan.items = [
        PrescriptionItem(
            position=number,
            exercise_id=exercise.id,
            name=exercise.name,
            kind=exercise.kind,
            laterality=exercise.laterality,
            group=exercise.group,
            seconds=60,
            content=exercise.content,
        )
        for number, exercise in enumerate(exercises)
    ]
    _save(plan)
    dates = [effective_from + timedelta(days=number) for number in range(days)]
    _save(
        *(
            PlannedSession(client_id=client.id, prescription_id=plan.id, planned_on=on)
            for on in dates
            if on.isoweekday() in weekdays
        )
    )
    return plan


def make_log(
    client: Client,
    plan: Prescription,
    on: date,
    *,
    now: datetime,
    planned: PlannedSession | None = None,
    done: int = 15,
    prescribed: int = 15,
    before: int | None = None,
    after: int | None = None,
    items: list[ItemLog] | None = None,
) -> SessionLog:
    """An answer for a day; `done` of `prescribed` units."""
    log = SessionLog(
        practice_id=client.practice_id,
        client_id=client.id,
        prescription_id=plan.id,
        planned_session_id=planned.id if planned else None,
        performed_on=on,
        logged_at=now,
        zone=client.user.zone,
        pain_before=before,
        pain_after=after,
        note="",
        prescribed_units=prescribed,
        done_units=done,
        form_key=secrets.token_hex(16),
    )
    log.items = items or []
    _save(log)
    return log


def make_hold(client: Client, *, now: datetime, signs: tuple[str, ...] = ("fever",)) -> SafetyHold:
    """A plan on hold, as the client's own report makes it."""
    with transaction():
        return holds.report(client, signs, source=HoldSource.REPORT, by=client.user_id, now=now)


def make_import(trainer: User, *, now: datetime) -> ImportBatch:
    """A list of one person whom a trainer has looked at, and not brought in."""
    membership = db.session.scalars(select(Membership).where(Membership.user_id == trainer.id)).one()
    with transaction():
        sheet = read_sheet("Name,Email\nIda Novak,ida@example.com\n")
        return keep_draft(membership, sheet, zone="America/Edmonton", now=now).batch


def make_export(practice: Practice, owner: User, *, now: datetime) -> DataExport:
    """An export that waits for the worker."""
    export = DataExport(practice_id=practice.id, user_id=owner.id, status=ExportStatus.WAITING, created_at=now)
    _save(export)
    return export


def make_note(
    client: Client, author: User, *, now: datetime, body: str = "Sits a lot. Ask about the chair."
) -> ClientNote:
    """A private note."""
    with transaction():
        return notes.write(client, body, by=author.id, now=now)


def make_document(
    client: Client, author: User, *, now: datetime, title: str = "Letter of 3 November"
) -> ClientDocument:
    """A small PDF about a client."""
    with transaction():
        return documents.add(client, Paper(DocumentKind.PDF, b"%PDF-1.7 small"), title, by=author.id, now=now)


def make_habit(
    client: Client,
    *,
    now: datetime,
    key: str = "walk",
    target: int = 120,
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7),
    entries: dict[date, int] | None = None,
) -> Habit:
    """A habit of the catalogue that the client follows, with what was noted of it under this target."""
    with transaction():
        habit = habits.follow(client, Wish.of(BY_KEY[key], target, Weekdays.of(*days)), now=now)
        db.session.add_all(
            HabitEntry(habit_id=habit.id, happened_on=on, value=value, target=target, noted_at=now)
            for on, value in (entries or {}).items()
        )
    return habit


@dataclass(frozen=True)
class Cast:
    """The fixed people of every page test."""

    practice: Practice
    tara: User
    tom: User
    cleo: Client
    other_practice: Practice
    otto: User
    nils: Client
    ada: User


def make_cast(*, now: datetime) -> Cast:
    """Tara owns a practice where Tom works too and Ada helps; Cleo is Tara's client. Otto owns another; Nils is his."""
    practice = make_practice("North Side Movement", now=now)
    tara = make_trainer("Tara Lind", practice, now=now)
    tom = make_trainer("Tom Berg", practice, now=now, role=MemberRole.TRAINER)
    ada = make_trainer("Ada Roy", practice, now=now, role=MemberRole.ASSISTANT)
    cleo = make_client("Cleo Marsh", practice, tara, now=now)
    other = make_practice("Harbour Health", now=now, zone="Europe/Berlin")
    otto = make_trainer("Otto Kern", other, now=now, zone="Europe/Berlin")
    nils = make_client("Nils Falk", other, otto, now=now, zone="Europe/Berlin")
    return Cast(practice, tara, tom, cleo, other, otto, nils, ada)
