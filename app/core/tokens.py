"""Secrets that travel in links and cookies: 256 random bits out, only their SHA-256 stored."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A fresh URL-safe token of 256 random bits (43 characters)."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """The SHA-256 of a token as 64 hex digits. Plain SHA-256 is enough: the token is random, not chosen."""
    return hashlib.sha256(token.encode()).hexdigest()
