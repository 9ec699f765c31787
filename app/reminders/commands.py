"""`flask reminders preview`: what would be sent up to an instant, and why."""

from __future__ import annotations

import json
from datetime import datetime

import click
from flask import Flask
from flask.cli import AppGroup

from app.accounts.service import find_user
from app.core.clock import clock
from app.reminders.preview import preview

group = AppGroup("reminders", help="Reminders and other recurring mail.")


class Instant(click.ParamType):
    """An ISO 8601 instant with its offset."""

    name = "ISO_INSTANT"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse, or fail with a sentence."""
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an instant. Write 2026-11-30T18:00:00Z.", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{value!r} has no offset. Write 2026-11-30T18:00:00Z, or -07:00 at the end.", param, ctx)
        return instant


@group.command("preview")
@click.option("--at", "until", required=True, type=Instant(), help="Show everything up to this instant.")
@click.option("--client", "email", default="", help="Only the mail of the person with this address.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of a table.")
def preview_command(until: datetime, email: str, as_json: bool) -> None:
    """List what would be sent up to an instant, what would not, and why. Changes nothing."""
    person = find_user(email) if email else None
    if email and person is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    lines = [line.to_json() for line in preview(until, now=clock.now(), person=person)]
    if as_json:
        click.echo(json.dumps(lines, indent=2))
        return
    if not lines:
        click.echo("Nothing is planned until then.")
    for line in lines:
        head = f"{line['at']}  {line['local']} {line['offset']:8} {line['zone']:20}"
        click.echo(f"{head} {line['action']:4} {line['kind']:16} {line['email']}  ({line['reason']})")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(group)
