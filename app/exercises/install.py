"""Lets every template draw an exercise."""

from __future__ import annotations

from flask import Flask

from app.exercises.figures.markup import figure_markup


def register(app: Flask) -> None:
    """Make `figure_markup` known to templates; `components/figure.html` wraps it."""
    app.jinja_env.globals["figure_markup"] = figure_markup
