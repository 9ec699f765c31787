"""Ties sign-in to the application."""

from __future__ import annotations

from flask import Flask

from app.accounts.identity import init_identity


def register(app: Flask) -> None:
    """Install Flask-Login."""
    init_identity(app)
