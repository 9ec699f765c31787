"""Loads the invented practice into an empty database: two trainers, twelve clients, ten weeks up to today."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from secrets import token_hex

from sqlalchemy import or_, select

from app.accounts import service as accounts
from app.accounts.models import Role
from app.bookings import hours
from app.bookings.hours import Stretch, Terms
from app.bookings.models import Guest
from app.bookings.queries import find_call_type, find_first_call_type, list_open_starts
from app.bookings.service import book
from app.clients import consent
from app.clients.models import Client, ClientStatus, Consent, Pause
from app.consultations.service import Wish, confirm, hold
from app.core import events, zones
from app.core.db import db
from app.core.errors import Refused
from app.core.words import count
from app.demo.check_ins import check_in
from app.demo.doses import add_doses
from app.demo.habits import follow_some
from app.demo.intakes import hold_one, tell, why_without
from app.demo.office import furnish
from app.demo.plans import think_ahead
from app.demo.record import keep_record
from app.demo.stories import PERSONAS, WEEKS, Persona, Told, answers, first_day
from app.demo.talk import talk
from app.demo.triage import add_triage
from app.logbook.models import ItemLog, SessionLog, SkipReason
from app.logbook.rules import lines_of
from app.practices import service as practices
from app.practices.models import Membership
from app.prescriptions.laying_out import extend_plans
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.queries import find_newest
from app.prescriptions.schedule import PerWeek, Schedule, Weekdays, default_review_on
from app.prescriptions.service import PlanTerms, assign
from app.reminders import service as reminders
from app.routines.models import Routine, RoutineItem
from app.safety.models import SafetyEvent
from app.safety.traffic_light import Level, classify
from app.safety.words import VERSION
from app.suggestions import service as suggestions
from app.summaries import service as summaries

PASSWORD = "plinth on a laptop"  # noqa: S105 - for invented people on one machine; production refuses to load them
TRAINERS = (("Ines Calder", "ines@demo.example"), ("Marcus Feld", "marcus@demo.example"))
ZONE = "America/Edmonton"
PAGE = """Pain low in the back or deep in the buttock can come from the joint between spine and pelvis. We build short \
home routines for it, and watch how they sit with you.

We are two trainers in Edmonton. Most of our clients sit a lot, and many have had pain for years. We see them by video \
or in our room on River Road.

We like to work together with whoever looks after you already. Bring what your doctor or physio has said."""
INTRODUCTIONS = (
    ("Personal trainer", "I have trained people with sore backs for ten years. I start small, and I ask a lot."),
    ("Personal trainer", "I used to run too much and sit too much. Now I help people find a middle."),
)
NOTE = "Start with the release. If one side is tighter, stay there a little longer."


def is_empty() -> bool:
    """True while nobody has an account."""
    return db.session.scalar(select(Membership.id).limit(1)) is None


def load(*, now: datetime) -> None:
    """Add the practice with everybody in it, as it would stand at `now`. Belongs inside a transaction.

    Raises Refused when the starter routines have not been read yet.
    """
    # Those for weeks of training; a warm-up or a gentle day is nobody's whole plan.
    is_course = or_(Routine.slug == "article-sample", Routine.slug.endswith("-release-to-strength"))
    starters = db.session.scalars(
        select(Routine).where(Routine.practice_id.is_(None), is_course).order_by(Routine.slug)
    ).all()
    if not starters:
        raise Refused("There are no routines yet. Run `flask sync-content` first.")
    trainers = _open_practice(now - timedelta(weeks=WEEKS, days=3))
    people: list[tuple[Persona, Client]] = []
    for number, persona in enumerate(PERSONAS):
        trainer = trainers[persona.trainer]
        client = _add_client(persona, trainer, now)
        people.append((persona, client))
        if persona.status is not ClientStatus.INVITED:
            tell(persona, client, at=client.accepted_at or now)
            routine = _own(starters[number % len(starters)], persona.rounds, trainer.practice_id, now)
            _give_plan(persona, client, routine, trainer.user_id, now)
    add_doses(trainers[0], now=now)
    think_ahead(people[0][1], now=now)
    extend_plans(now=now)
    for persona, client in people:
        _tell(persona, client, now)
    hold_one(people, now=now)
    furnish(trainers[0], [client for _, client in people], zone=ZONE, password=PASSWORD, now=now)
    _book_calls([client for _, client in people], now)
    _book_first_call(trainers[0], now)
    for _, client in people:
        reminders.replan(client, now=now)
        summaries.schedule_summary(client, now=now)
    for trainer in trainers:
        summaries.schedule_digest(trainer, now=now)
    talk(trainers[0], [one for persona, one in people if persona.status is ClientStatus.ACTIVE], now=now)
    suggestions.make([one for persona, one in people if persona.status is ClientStatus.ACTIVE], now=now)
    follow_some(people[0][1], now=now)
    check_in(people[0][1], now=now)
    keep_record([client for _, client in people], now=now)
    add_triage([client for _, client in people], now=now)


def _open_practice(began: datetime) -> tuple[Membership, Membership]:
    (first, first_mail), (second, second_mail) = TRAINERS
    owner = practices.open_practice(
        practice_name="Calder Movement", name=first, email=first_mail, zone=ZONE, now=began, password=PASSWORD
    )
    practice = owner.practice
    practices.update_practice(
        owner,
        name=practice.name,
        reply_to=first_mail,
        postal_address="12 River Road, Edmonton AB",
        weight_unit="kg",
        now=began,
    )
    trainer = practices.add_trainer(practice, name=second, email=second_mail, zone=ZONE, now=began, password=PASSWORD)
    _show_page(owner, trainer, began)
    weekday_hours = [Stretch(day, time(9), time(12)) for day in range(1, 6)]
    weekday_hours += [Stretch(day, time(14), time(17)) for day in (2, 4)]
    for member in (owner, trainer):
        # New people talk to the owner first.
        first_minutes = 20 if member is owner else None
        terms = Terms(first_minutes=first_minutes, place="Video call. The link is in your calendar.")
        hours.save_hours(member.user_id, stretches=weekday_hours, days_off=[], terms=terms, today=began.date())
    return owner, trainer


def _show_page(owner: Membership, trainer: Membership, began: datetime) -> None:
    """The practice's public page, with both trainers on it."""
    practices.update_public_page(
        owner,
        slug="calder-movement",
        tagline="Training for a sore back and hip, one side at a time",
        about=PAGE,
        is_public=True,
        now=began,
    )
    for member, (title, about) in ((owner, INTRODUCTIONS[0]), (trainer, INTRODUCTIONS[1])):
        practices.introduce(member, title=title, about=about, is_listed=True, portrait=None, by=owner, now=began)


def _add_client(persona: Persona, trainer: Membership, now: datetime) -> Client:
    joined = now - timedelta(days=persona.days + 1)
    user = accounts.create_user(
        email=persona.email,
        name=persona.name,
        role=Role.CLIENT,
        zone=persona.zone,
        now=joined,
        # The others come in by link, as most real clients do.
        password=PASSWORD if persona is PERSONAS[0] else None,
    )
    is_in = persona.status is not ClientStatus.INVITED
    version = consent.current_version()
    client = Client(
        practice_id=trainer.practice_id,
        trainer_id=trainer.user_id,
        user_id=user.id,
        status=persona.status,
        consent_version=version,
        minutes_per_day=persona.minutes_per_day,
        created_at=joined,
        invited_at=joined,
        accepted_at=joined if is_in else None,
    )
    client.user, client.trainer, client.practice = user, trainer.user, trainer.practice
    db.session.add(client)
    db.session.flush()
    if is_in:
        db.session.add(
            Consent(
                client_id=client.id,
                purpose="health-data",
                version=version,
                text=consent.get_text(version),
                method="invitation-page",
                given_at=joined,
            )
        )
        events.client_joined.send(client, now=joined)
    return client


def _own(starter: Routine, rounds: int, practice_id: int, now: datetime) -> Routine:
    """The practice's own copy of a starter routine, with this many rounds; made once."""
    name = f"{starter.name}, {count(rounds, 'round')}"
    known = db.session.scalar(select(Routine).where(Routine.practice_id == practice_id, Routine.name == name))
    if known is not None:
        return known
    items = [
        RoutineItem(position=item.position, exercise_id=item.exercise_id, exercise=item.exercise, dose=item.dose)
        for item in starter.items
    ]
    copy = Routine(practice_id=practice_id, name=name, rounds=rounds, note="", created_at=now, items=items)
    db.session.add(copy)
    db.session.flush()
    return copy


def _schedule(persona: Persona) -> Schedule:
    """In maintenance any day counts."""
    days = Weekdays.of(*persona.weekdays)
    return PerWeek(len(days)) if persona.status is ClientStatus.MAINTENANCE else days


def _give_plan(persona: Persona, client: Client, routine: Routine, by: int, now: datetime) -> None:
    today = _local_today(persona, now)
    if persona.status is ClientStatus.PAUSED:
        db.session.add(Pause(client_id=client.id, from_on=today - timedelta(days=5), until_on=None, created_at=now))
        db.session.flush()
    start = first_day(persona, today)
    terms = PlanTerms(
        schedule=_schedule(persona),
        effective_from=start,
        review_on=default_review_on(max(start, today - timedelta(weeks=2))),
        note=NOTE,
        reminder_at=time.fromisoformat(persona.reminder),
        has_checked=True,
        without_intake=why_without(persona),
    )
    # A fixed hour: 24 hours times the days ends on another date where the clocks have changed since.
    morning = datetime.combine(start, time(8), tzinfo=zones.get_zone(client.user.zone))
    assign(routine, client, terms, by=by, now=min(morning, now))


def _tell(persona: Persona, client: Client, now: datetime) -> None:
    """Ten weeks of answers, day by day."""
    today = _local_today(persona, now)
    planned = db.session.scalars(
        select(PlannedSession)
        .where(
            PlannedSession.client_id == client.id,
            PlannedSession.planned_on < today,
            PlannedSession.excused.is_(None),
        )
        .order_by(PlannedSession.planned_on)
    ).all()
    by_date = {one.planned_on: one for one in planned if one.planned_on.isoweekday() in persona.weekdays}
    plan = find_newest(client.id)
    if plan is None:
        return
    db.session.refresh(plan, ["items"])
    for told in answers(persona, list(by_date), first_day(persona, today)):
        db.session.add(_log(client, plan, by_date[told.on], told))
        if classify(told.before, told.after, None).level is Level.RED:
            _keep_red(client, told.on, now)
    db.session.flush()


def _log(client: Client, plan: Prescription, planned: PlannedSession, told: Told) -> SessionLog:
    lines = []
    for line in lines_of(plan.items, plan.rounds):
        position = next(item.position for item in plan.items if item.id == line.item_id)
        is_skipped = told.skipped is not None and told.skipped[0] == position
        is_shorter = told.shorter is line.side and told.rounds_done > 1
        lines.append(
            ItemLog(
                prescription_item_id=line.item_id,
                side=line.side,
                prescribed_units=plan.rounds,
                done_units=0 if is_skipped else told.rounds_done - is_shorter,
                skip_reason=told.skipped[1] if told.skipped and is_skipped else SkipReason.TIME if is_shorter else None,
            )
        )
    evening = datetime.combine(told.on, time(18, 40), tzinfo=zones.get_zone(client.user.zone))
    return SessionLog(
        practice_id=client.practice_id,
        client_id=client.id,
        prescription_id=plan.id,
        planned_session_id=planned.id,
        performed_on=told.on,
        logged_at=evening.astimezone(UTC),
        zone=client.user.zone,
        pain_before=told.before,
        pain_after=told.after,
        effort=told.effort,
        note=told.note,
        prescribed_units=sum(line.prescribed_units for line in lines),
        done_units=sum(line.done_units for line in lines),
        form_key=token_hex(16),
        items=lines,
    )


def _keep_red(client: Client, on: date, now: datetime) -> None:
    """A red answer as it would stand in the record; what is older than a week has been looked at."""
    at = datetime.combine(on, time(20), tzinfo=UTC)
    is_old = now - at > timedelta(days=7)
    db.session.add(
        SafetyEvent(
            practice_id=client.practice_id,
            client_id=client.id,
            level="red",
            happened_on=on,
            text_version=VERSION,
            created_at=at,
            seen_at=at + timedelta(days=1) if is_old else None,
        )
    )


def _book_calls(clients: list[Client], now: datetime) -> None:
    """A call for the first and the second client, at the first free time."""
    for client in clients[:2]:
        call_type = find_call_type(client.trainer_id)
        free = list_open_starts(call_type, client.trainer, now=now) if call_type else []
        if not free:
            continue
        book(
            client,
            start_at=free[0],
            question="Can I go back to longer walks?",
            form_key=token_hex(16),
            now=now,
        )


def _book_first_call(trainer: Membership, now: datetime) -> None:
    """A person who is nobody's client yet has booked on the public page, and confirmed."""
    call_type = find_first_call_type(trainer.user_id)
    free = list_open_starts(call_type, trainer.user, now=now) if call_type else []
    if call_type is None or not free:
        return
    wish = Wish(
        practice=trainer.practice,
        trainer=trainer.user,
        call_type=call_type,
        start_at=free[len(free) // 4],
        guest=Guest("Robin Hale", "robin.hale@demo.example", "America/Halifax"),
        question="Sitting at work, and getting back to hiking.",
        terms=consent.current_version(consent.OF_VISITORS),
    )
    confirm(hold(wish, form_key=token_hex(16), now=now), now=now)


def _local_today(persona: Persona, now: datetime) -> date:
    return zones.local_date(now, zones.get_zone(persona.zone))
