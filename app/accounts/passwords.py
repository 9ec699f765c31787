"""Passwords, for those who want one: argon2id, and no rule but length."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# The library's defaults are RFC 9106's second recommendation (64 MiB, 3 passes, 4 lanes, argon2id).
_hasher = PasswordHasher()
# Checked when the address is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash("nobody has this password")

SHORTEST = 12


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """True when the password fits the stored hash. Takes the same time when there is no hash."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """True when the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)
