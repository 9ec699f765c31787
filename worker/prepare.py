"""Gets the data ready before a start: `python -m worker.prepare FILE` runs the flask commands one after the other.

In one process, because loading the application takes longer than all of them together. Says each step on the
terminal; what the commands themselves say goes to standard error, and the demo sign-ins into FILE.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo

from worker.preflight import step


def run_command(app: Flask, *words: str) -> None:
    """Run one flask command. Whatever it raises goes on, after a line that names the command."""
    print(f"$ flask {' '.join(words)}", file=sys.stderr, flush=True)
    with app.app_context():
        app.cli.main(list(words), prog_name="flask", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def main(sign_ins: Path, *, is_demo: bool) -> None:
    """Bring tables, exercises and demo data up to date, and write down who may sign in to the demo."""
    with step("Loading the application"):
        from wsgi import app
    steps = [("Bringing the database up to date", ("db", "upgrade")), ("Reading the exercises", ("sync-content",))]
    if is_demo:
        steps.append(("Looking after the demo data", ("seed-demo", "--if-empty")))
    for label, words in steps:
        with step(label), contextlib.redirect_stdout(sys.stderr):
            run_command(app, *words)
    if is_demo:
        with sign_ins.open("w") as file, contextlib.redirect_stdout(file):
            run_command(app, "demo-sign-ins")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), is_demo=os.environ.get("PLINTH_ENV") == "development")
    except click.ClickException as refusal:
        # A command that refuses has said why in words; the place in the code adds nothing.
        sys.exit(refusal.format_message())
