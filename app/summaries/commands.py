"""`flask progress show`: one client's week in numbers."""

from __future__ import annotations

import json
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from app.accounts.models import User
from app.clients.models import Client
from app.core import zones
from app.core.clock import clock
from app.core.db import db
from app.summaries.queries import load_weeks

group = AppGroup("progress", help="What was done and how it felt.")


@group.command("show")
@click.argument("email")
@click.option("--week", required=True, metavar="2026-W47", help="The ISO week, in the client's own zone.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
def show_command(email: str, week: str, as_json: bool) -> None:
    """Print the numbers of a client's week. Changes nothing."""
    try:
        monday = zones.parse_iso_week(week)
    except ValueError as error:
        raise click.BadParameter(f"{error}. Write it as 2026-W47.", param_hint="--week") from error
    clients = db.session.scalars(
        select(Client).join(User, User.id == Client.user_id).where(User.email == email.lower()).order_by(Client.id)
    ).all()
    if not clients:
        raise click.ClickException(f"There is no client with the address {email}.")
    client = clients[-1]
    today = zones.local_date(clock.now(), zones.get_zone(client.user.zone))
    numbers = load_weeks([client], {client.id: monday}, {client.id: today})[client.id].numbers.to_json()
    found = {"email": client.user.email, "zone": client.user.zone, **numbers}
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: dict[str, Any], indent: str = "") -> list[str]:
    lines = []
    for key, value in found.items():
        name = f"{indent}{key.replace('_', ' ')}"
        if isinstance(value, dict):
            lines += [f"{name}:", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{name}: {'–' if value is None else value}")
    return lines


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(group)
