"""The one blueprint of the desk. Its pages stand in `routes`; those about one client in `*_pages`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("desk", __name__)
