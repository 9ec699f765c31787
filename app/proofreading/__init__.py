"""Checks everything under `content/` in one go, for whoever writes it: `python -m app.proofreading`.

Needs no database and no running site.
"""
