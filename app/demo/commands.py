"""`flask seed-demo` and `flask demo-sign-ins`: a first look without typing anything in."""

from __future__ import annotations

import click
from flask import Flask, current_app

from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.demo import seed
from app.demo.stories import PERSONAS


@click.command("seed-demo")
@click.option("--if-empty", is_flag=True, help="Say nothing and do nothing when somebody has an account already.")
def seed_demo(if_empty: bool) -> None:
    """Load the invented practice: two trainers, twelve clients, ten weeks of history."""
    if current_app.config["ENV_NAME"] == "production":
        raise click.ClickException("Invented people do not belong in a real practice.")
    if not seed.is_empty():
        if if_empty:
            return
        raise click.ClickException("The database is not empty.")
    try:
        with transaction():
            seed.load(now=clock.now())
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"{len(seed.TRAINERS)} trainers and {len(PERSONAS)} clients are there.")


@click.command("demo-sign-ins")
def demo_sign_ins() -> None:
    """Print who can sign in to the demo, and how."""
    click.echo(f"Trainer   {seed.TRAINERS[0][1]}   password: {seed.PASSWORD}")
    click.echo(f"Client    {PERSONAS[0].email}   password: {seed.PASSWORD}")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(seed_demo)
    app.cli.add_command(demo_sign_ins)
