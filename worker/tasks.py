"""Every background job, thin: each calls one function of a feature. A job takes nothing and returns nothing."""

from __future__ import annotations

from celery import shared_task

from app.core.jobs import JobName
from app.mail import dispatch


@shared_task(name=JobName.DISPATCH_MAIL)
def dispatch_mail() -> None:
    """Send what is due."""
    dispatch.run_due()
