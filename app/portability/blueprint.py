"""The one blueprint of this room. Its pages stand in `import_pages`, `export_pages`, `print_pages`, `paper_pages`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("portability", __name__)
