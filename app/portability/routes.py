"""Everything that goes in and out by the page or by the file."""

from __future__ import annotations

# Reading the modules puts their pages on the blueprint.
from app.portability import erase_pages, export_pages, import_pages, paper_pages, print_pages
from app.portability.blueprint import blueprint

__all__ = ["blueprint", "erase_pages", "export_pages", "import_pages", "paper_pages", "print_pages"]
