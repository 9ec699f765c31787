"""The client's own reminder settings."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.queries import get_own_client
from app.core import access
from app.core.clock import clock
from app.core.db import db, transaction
from app.mail import kinds
from app.mail.stopping import list_stopped
from app.reminders import service
from app.reminders.forms import ReminderForm
from app.reminders.models import ReminderSetting
from app.reminders.rules import DEFAULT_REMINDER_TIME

blueprint = Blueprint("reminders", __name__)


@blueprint.route("/reminders", methods=["GET", "POST"])
@access.client
def edit_settings() -> ResponseReturnValue:
    """Time, on or off, and the weekly summary."""
    client = get_own_client(viewer())
    stopped = list_stopped(client.user_id)
    setting = db.session.get(ReminderSetting, client.id)
    form = ReminderForm(
        data={
            "at": setting.at if setting else DEFAULT_REMINDER_TIME,
            "is_on": (setting is None or setting.is_on) and kinds.SESSION_REMINDER.name not in stopped,
            "wants_summary": kinds.WEEK_SUMMARY.name not in stopped,
        }
    )
    if form.validate_on_submit():
        with transaction():
            service.set_wishes(
                client,
                at=form.at.data,
                is_on=form.is_on.data,
                wants_summary=form.wants_summary.data,
                now=clock.now(),
            )
        flash("Reminder settings saved.")
        return redirect(url_for("accounts.show_more"))
    return render_template("reminders/settings.html", form=form, client=client)
