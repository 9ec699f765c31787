"""`flask figures sheet`: all drawings on one page."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.exercises.figures import figures
from app.exercises.figures.sheet import sheet

group = AppGroup("figures", help="The drawings of the exercises.")


@group.command("sheet")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--hide-names", is_flag=True, help="Without names, to see whether the drawings speak for themselves.")
def write_sheet(file: Path, hide_names: bool) -> None:
    """Write start and end of every figure to FILE, one page of HTML that needs no other file."""
    file.write_text(sheet(hide_names=hide_names), encoding="utf-8")
    click.echo(f"{len(figures())} figures are in {file}.")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(group)
