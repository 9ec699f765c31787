"""Real servers for the tests: PostgreSQL, Redis, SMTP, and a browser. Each is a context manager or a plain function.

A missing server is never a skipped test: it raises Missing, whose text says how to get it.
"""

from __future__ import annotations


class Missing(RuntimeError):
    """Something the tests need is not on this machine. The text is one sentence with the way to get it."""
