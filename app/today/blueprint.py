"""The one blueprint of this room: the client's pages stand in `routes`, a trainer's look at them in `as_client`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("today", __name__)
