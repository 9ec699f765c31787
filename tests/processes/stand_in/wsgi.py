"""A small application with the commands that a start calls, so that starts can be tested in a second."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import Flask

app = Flask(__name__)
NOTES = Path(os.environ["PLINTH_INSTANCE"]) / "notes.txt"


def note(word: str) -> None:
    """Write down that a command ran."""
    with NOTES.open("a") as file:
        file.write(f"{word}\n")


@app.get("/healthz")
def healthz() -> str:
    """The process answers."""
    return "ok"


@app.get("/complain")
def complain() -> str:
    """Leave more warnings in the log than a terminal can bear."""
    for number in range(8):
        app.logger.warning("complaint %s", number)
    return "ok"


@app.cli.group("db")
def tables() -> None:
    """The commands Flask-Migrate brings in the real application."""


@tables.command("upgrade")
def upgrade() -> None:
    """Fail when the test asks for it."""
    if os.environ.get("STAND_IN_BREAKS"):
        raise SystemExit("the tables are in the way")
    note("upgrade")


@app.cli.command("sync-content")
def sync_content() -> None:
    """Only noted."""
    note("sync-content")


@app.cli.command("seed-demo")
@click.option("--if-empty", is_flag=True)
def seed_demo(if_empty: bool) -> None:
    """Only noted."""
    note("seed-demo if empty" if if_empty else "seed-demo")


@app.cli.command("demo-sign-ins")
def demo_sign_ins() -> None:
    """Print what the terminal shows."""
    print("Trainer  tara@demo.test  four short words")
