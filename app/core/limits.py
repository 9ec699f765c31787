"""How often an address or an account may try. Counted in Redis, so that the limit holds across processes."""

from __future__ import annotations

from hashlib import sha256

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# Sign-in tries, per address: enough for a person who forgot, too few for a machine that guesses.
SIGN_IN = "10 per 5 minutes; 60 per hour"
# Tries on one account, from wherever they come. The mailed link stays open to a person this locks out.
ACCOUNT_SIGN_IN = "20 per hour"
# Mails that anyone can ask us to send to somebody: a person needs one or two.
LINK_REQUEST = "5 per 15 minutes; 20 per hour"
# First calls visitors ask for: from one place, for one mailbox, of one practice. Only what sends a mail counts.
# One place alone stays below what a practice holds at a time, so that nobody can close a diary to all others.
FIRST_CALL = "6 per hour"
MAILBOX_FIRST_CALL = "4 per hour; 10 per day"
PRACTICE_FIRST_CALL = "60 per hour"
# Tests of a mail a member sends to their own mailbox.
TRY_MAIL = "12 per hour"
# New practices from one address.
SIGN_UP = "10 per hour"
# A mailed link that is opened again and again is a guess.
TOKEN_POST = "30 per minute"  # noqa: S105
# Addresses that open nothing, asked for from one place: a stale one now and then, no search.
TOKEN_MISS = "30 per minute"  # noqa: S105
# One calendar address. Calendars ask every few hours; several phones may do so at once.
CALENDAR_READ = "30 per minute"


def typed_account() -> str:
    """The account that a form's `email` names, as a key that keeps the address out of the counter."""
    return sha256(request.form.get("email", "").strip().lower().encode()).hexdigest()


limiter = Limiter(key_func=get_remote_address, strategy="moving-window")


def init_limits(app: Flask, redis_url: str) -> None:
    """Count in Redis when there is one. Without a broker (a bare `flask run`) the count lives in this process."""
    app.config["RATELIMIT_STORAGE_URI"] = _storage(redis_url)
    # A counter that cannot be reached must not lock people out of their plan, so the count goes on in memory.
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    app.config["RATELIMIT_HEADERS_ENABLED"] = False
    limiter.init_app(app)


def _storage(redis_url: str) -> str:
    if not redis_url:
        return "memory://"
    return "redis+" + redis_url if redis_url.startswith("unix://") else redis_url
