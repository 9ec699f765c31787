"""The first web process of a start: `python -m worker.prepare FILE PORT` gets the data ready, then serves the site.

One process does both, because loading the application takes longer than everything else in a start. It says each step
on the terminal; what the commands themselves say goes to standard error. FILE gets the demo sign-ins, and appears when
the data is ready.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

import click
import waitress  # type: ignore[import-untyped]
from flask import Flask
from flask.cli import ScriptInfo

from worker.preflight import step
from worker.supervisor import WEB_THREADS


def run_command(app: Flask, *words: str) -> None:
    """Run one flask command. Whatever it raises goes on, after a line that names the command."""
    print(f"$ flask {' '.join(words)}", file=sys.stderr, flush=True)
    with app.app_context():
        app.cli.main(list(words), prog_name="flask", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def prepare(*, is_demo: bool) -> tuple[Flask, str]:
    """Bring tables, exercises and demo data up to date; return the application and the lines on demo sign-ins."""
    with step("Loading the application"):
        from wsgi import app
    steps = [("Bringing the database up to date", ("db", "upgrade")), ("Reading the exercises", ("sync-content",))]
    if is_demo:
        steps.append(("Looking after the demo data", ("seed-demo", "--if-empty")))
    for label, words in steps:
        with step(label), contextlib.redirect_stdout(sys.stderr):
            run_command(app, *words)
    sign_ins = io.StringIO()
    if is_demo:
        with contextlib.redirect_stdout(sign_ins):
            run_command(app, "demo-sign-ins")
    return app, sign_ins.getvalue()


def main(ready: Path, port: int, *, is_demo: bool) -> None:
    """Prepare, tell the supervisor by the file, and serve until the end."""
    app, sign_ins = prepare(is_demo=is_demo)
    half = ready.with_suffix(".half")
    half.write_text(sign_ins)
    half.replace(ready)
    # The terminal belongs to the supervisor again.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    waitress.serve(app, host="127.0.0.1", port=port, threads=WEB_THREADS)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), is_demo=os.environ.get("PLINTH_ENV") == "development")
    except click.ClickException as refusal:
        # A command that refuses has said why in words; the place in the code adds nothing.
        sys.exit(refusal.format_message())
