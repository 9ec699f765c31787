"""Every background job, thin: each calls one function of a feature. A job takes nothing and returns nothing."""

from __future__ import annotations

from celery import shared_task

from app.accounts import service as accounts
from app.consultations import service as consultations
from app.core.clock import clock
from app.core.db import transaction
from app.core.jobs import JobName
from app.mail import dispatch
from app.portability import drafts, exporting, importing
from app.prescriptions import laying_out, pictures
from app.reminders import service as reminders
from app.suggestions import service as suggestions
from app.summaries import service as summaries
from app.triage import service as triage


@shared_task(name=JobName.DISPATCH_MAIL)
def dispatch_mail() -> None:
    """Send what is due."""
    dispatch.run_due()


@shared_task(name=JobName.SEND_REMINDERS)
def send_reminders() -> None:
    """Post the session reminders that are due."""
    reminders.send_due()


@shared_task(name=JobName.SEND_SUMMARIES)
def send_summaries() -> None:
    """Post the weekly summaries and digests that are due."""
    summaries.send_due()


@shared_task(name=JobName.EXTEND_PLANS)
def extend_plans() -> None:
    """Lay out the coming weeks of running plans, a page per transaction."""
    extended = laying_out.PAGE
    while extended == laying_out.PAGE:
        with transaction():
            extended = laying_out.extend_plans(now=clock.now())


@shared_task(name=JobName.MAKE_SUGGESTIONS)
def make_suggestions() -> None:
    """Look at the last two weeks of every client whose local week is new."""
    suggestions.make_due()


@shared_task(name=JobName.REFRESH_TRIAGE)
def refresh_triage() -> None:
    """Make anew who needs the trainer, for every client with a new day."""
    triage.refresh_due()


@shared_task(name=JobName.INVITE_IMPORTED)
def invite_imported() -> None:
    """Post the invitations of lists that are due."""
    importing.send_due(now=clock.now())


@shared_task(name=JobName.BUILD_EXPORTS)
def build_exports() -> None:
    """Gather the data that practices asked for."""
    exporting.build_due()


@shared_task(name=JobName.SWEEP)
def sweep() -> None:
    """Forget what has run out, and bring back mails whose sender died."""
    now = clock.now()
    with transaction():
        accounts.sweep(now=now)
        consultations.sweep(now=now)
        pictures.sweep_pictures(now=now)
        drafts.sweep_drafts(now=now)
        exporting.sweep_exports(now=now)
    dispatch.recover(now=now)
