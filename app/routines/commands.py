"""`flask sync-content`: the library and the starter routines, from the files under `content/`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app

from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.exercises import service as exercises
from app.exercises.content import ContentError, load_exercises, load_routines
from app.routines import service as routines


@click.command("sync-content")
def sync_content() -> None:
    """Bring exercises and starter routines in step with the files, all or none. Running it again does no harm."""
    folder = Path(current_app.config["CONTENT_PATH"])
    now = clock.now()
    try:
        library = load_exercises(folder / "exercises")
        starters = load_routines(folder / "routines", library)
        with transaction():
            of_exercises = exercises.sync_library(library, now=now)
            of_routines = routines.sync_starters(starters, now=now)
    except (ContentError, Refused) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Exercises: {of_exercises}")
    click.echo(f"Starter routines: {of_routines}")


def register(app: Flask) -> None:
    """Add the command to the application."""
    app.cli.add_command(sync_content)
