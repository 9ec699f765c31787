"""The one blueprint of plans: giving, pausing and ending stand in `routes`, what changes a plan in `change_pages`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("prescriptions", __name__)
