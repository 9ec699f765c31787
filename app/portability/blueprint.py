"""The one blueprint of this room. Its pages stand in the `*_pages`: import, export, erase, print, paper."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("portability", __name__)
