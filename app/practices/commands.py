"""`flask create-trainer`: a trainer's account from the command line."""

from __future__ import annotations

import sys

import click
from flask import Flask
from sqlalchemy import select

from app.accounts import links
from app.accounts.models import LinkPurpose
from app.accounts.passwords import SHORTEST
from app.core import zones
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.links import public_url
from app.practices import service
from app.practices.models import Practice


@click.command("create-trainer")
@click.argument("email")
@click.option("--name", required=True, help="The trainer's name.")
@click.option("--practice", "practice_name", required=True, help="An existing practice, or the name of a new one.")
@click.option("--zone", default="UTC", show_default=True, help="An IANA time zone, such as America/Edmonton.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_trainer(email: str, name: str, practice_name: str, zone: str, password_stdin: bool) -> None:
    """Add a trainer. Whoever opens a new practice owns it. Without a password a sign-in link is printed."""
    password = _read_password() if password_stdin else None
    _check(email, name, practice_name, zone)
    now = clock.now()
    try:
        with transaction():
            practice = _find_practice(practice_name)
            if practice is None:
                membership = service.open_practice(
                    practice_name=practice_name, name=name, email=email, zone=zone, password=password, now=now
                )
            else:
                membership = service.add_trainer(
                    practice, name=name, email=email, zone=zone, password=password, now=now
                )
            token = None if password else links.create_link(membership.user, LinkPurpose.SIGN_IN, now=now)
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"{name} is {membership.role} of {membership.practice.name}.")
    if token:
        click.echo(f"Sign in within 30 minutes: {public_url('accounts.show_link', token=token)}")


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST:
        raise click.ClickException(f"The password needs {SHORTEST} characters or more.")
    return password


def _check(email: str, name: str, practice_name: str, zone: str) -> None:
    local, _, domain = email.strip().rpartition("@")
    if not local or not domain:
        raise click.BadParameter("not an email address", param_hint="EMAIL")
    if not name.strip() or not practice_name.strip():
        raise click.ClickException("A name cannot be empty.")
    try:
        zones.get_zone(zone)
    except zones.UnknownZone as error:
        raise click.BadParameter(str(error), param_hint="--zone") from error


def _find_practice(name: str) -> Practice | None:
    found = db.session.scalars(select(Practice).where(Practice.name == name).limit(2)).all()
    if len(found) > 1:
        raise click.ClickException("There are several practices of this name. Rename one of them first.")
    return found[0] if found else None


def register(app: Flask) -> None:
    """Add the command to the application."""
    app.cli.add_command(create_trainer)
