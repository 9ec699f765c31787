"""Making accounts and changing them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import IntegrityError

from app.accounts import identity, links, passwords
from app.accounts.emails import sign_in_link_mail
from app.accounts.models import LinkPurpose, LinkToken, Role, SignIn, User
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.core.language import ENGLISH
from app.mail import outbox

# One mailbox gets so many sign-in links in such a time, from however many places they are asked for.
LINKS_AT_ONCE = 5
LINKS_WINDOW = timedelta(minutes=15)
# Says what to do without saying whose the address is.
TAKEN = "This address cannot be used for a new account. If it is yours, sign in instead."


def find_user(email: str) -> User | None:
    """The person with this address, whatever its case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def create_user(
    *,
    email: str,
    name: str,
    role: Role,
    zone: str,
    language: str = ENGLISH,
    now: datetime,
    password: str | None = None,
) -> User:
    """Add a person. Raises Refused when the address is taken."""
    if find_user(email) is not None:
        raise Refused(TAKEN, field="email")
    user = User(
        email=email.strip().lower(),
        name=name,
        role=role,
        zone=zone,
        language=language,
        password_hash=passwords.hash_password(password) if password else None,
        created_at=now,
    )
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_user_email", "user.email"):
            raise Refused(TAKEN, field="email") from error
        raise
    return user


def check_password(email: str, password: str) -> User | None:
    """The person, when address and password fit and the account is not disabled. Always takes as long."""
    user = find_user(email)
    is_right = passwords.is_right(password, user.password_hash if user else None)
    if user is None or not is_right or user.disabled_at is not None:
        return None
    return user


def renew_hash(user: User, password: str) -> None:
    """Store the password with today's settings where the old hash is weaker."""
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)


def set_password(user: User, password: str, *, keep_sign_in_id: int | None, now: datetime) -> None:
    """Set or change the password and sign every other browser out."""
    user.password_hash = passwords.hash_password(password)
    identity.sign_out_elsewhere(user.id, keep_id=keep_sign_in_id, now=now)
    db.session.flush()


def start_anew(user: User, *, now: datetime) -> None:
    """Take the password away and sign every browser out: whoever had the account may not have been this person."""
    user.password_hash = None
    identity.sign_out_elsewhere(user.id, keep_id=None, now=now)
    db.session.flush()


def send_sign_in_link(email: str, *, now: datetime) -> None:
    """Mail a sign-in link when the address is known, five in a quarter of an hour at most. Says nothing of either."""
    user = find_user(email)
    if user is None or user.disabled_at is not None or _has_many_links(user, now):
        return
    token = links.create_link(user, LinkPurpose.SIGN_IN, now=now)
    outbox.post(sign_in_link_mail(user, token, now=now), now=now)


def sweep(*, now: datetime) -> int:
    """Forget sign-ins and links that can no longer open anything; returns how many. A month of grace explains them."""
    old = now - timedelta(days=30)
    gone = 0
    for table, ended in ((SignIn, SignIn.ended_at), (LinkToken, LinkToken.used_at)):
        is_over = or_(table.expires_at < old, ended < old)
        gone += len(db.session.execute(delete(table).where(is_over).returning(table.id)).all())
    return gone


def _has_many_links(user: User, now: datetime) -> bool:
    asked = select(func.count()).where(
        LinkToken.user_id == user.id,
        LinkToken.purpose == LinkPurpose.SIGN_IN,
        LinkToken.created_at > now - LINKS_WINDOW,
    )
    return (db.session.scalar(asked) or 0) >= LINKS_AT_ONCE
