"""`flask mail ...`: the same dispatch the worker runs, for cron or an operator."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from app.mail import dispatch

group = AppGroup("mail", help="The outbox.")


@group.command("dispatch")
@click.option("--limit", default=1000, show_default=True, help="At most so many mails.")
def dispatch_command(limit: int) -> None:
    """Send what is due. Several at once do no harm."""
    click.echo(f"{dispatch.run_due(limit=limit)} handled")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(group)
