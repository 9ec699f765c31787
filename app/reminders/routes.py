"""The client's own reminder settings."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.queries import get_own_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.mail import kinds
from app.mail.stopping import list_stopped
from app.reminders import service
from app.reminders.forms import ReminderForm
from app.reminders.state import policy_of

blueprint = Blueprint("reminders", __name__)


@blueprint.route("/reminders", methods=["GET", "POST"])
@access.client
def edit_settings() -> ResponseReturnValue:
    """Time, which kinds of mail come, and the ways to rest. Three queries to show it."""
    client = get_own_client(viewer())
    stopped = list_stopped(client.user_id)
    policy = policy_of(client.practice)
    form = ReminderForm(
        policy,
        data={
            "at": service.find_time(client.id),
            "is_on": kinds.SESSION_REMINDER.name not in stopped,
            "wants_summary": kinds.WEEK_SUMMARY.name not in stopped,
            "wants_messages": kinds.NEW_MESSAGES.name not in stopped,
        },
    )
    if form.validate_on_submit():
        with transaction():
            service.set_wishes(
                client,
                at=form.chosen_time(),
                wanted={
                    kinds.SESSION_REMINDER: form.is_on.data,
                    kinds.WEEK_SUMMARY: form.wants_summary.data,
                    kinds.NEW_MESSAGES: form.wants_messages.data,
                },
                now=clock.now(),
            )
        flash("Reminders saved.")
        return redirect(url_for("accounts.show_more"))
    return render_template(
        "reminders/settings.html",
        form=form,
        policy=policy,
        client=client,
        zone=client.user.zone,
        practice_name=client.practice.name,
    )
