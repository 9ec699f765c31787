"""Addresses that leave the house. They are built from PUBLIC_URL alone, never from what a request claims."""

from __future__ import annotations

from typing import Any

from flask import current_app


def public_url(endpoint: str, **values: Any) -> str:
    """The absolute address of an endpoint, for a mail or a calendar file."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['PUBLIC_URL']}{path}"
