"""Lets a mail program's one-click stop through without a form's token."""

from __future__ import annotations

from flask import Flask

from app.mail.routes import stop


def register(app: Flask) -> None:
    """Free the stop address from the CSRF check: the request of RFC 8058 has no cookies, and the address is signed."""
    app.extensions["csrf"].exempt(stop)
