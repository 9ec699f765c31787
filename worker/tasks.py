"""Every background job, thin: each calls one function of a feature. A job takes nothing and returns nothing."""

from __future__ import annotations

from celery import shared_task

from app.core.jobs import JobName
from app.mail import dispatch
from app.summaries import service as summaries


@shared_task(name=JobName.DISPATCH_MAIL)
def dispatch_mail() -> None:
    """Send what is due."""
    dispatch.run_due()


@shared_task(name=JobName.SEND_SUMMARIES)
def send_summaries() -> None:
    """Post the weekly summaries and digests that are due."""
    summaries.send_due()
