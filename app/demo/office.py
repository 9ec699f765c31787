"""The invented practice's office: somebody at the desk, and packages of calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.clients.models import Client
from app.packages.service import PackTerms, open_pack
from app.practices import service as practices
from app.practices.models import MemberRole, Membership

ASSISTANT = ("Petra Vale", "petra@demo.example")
PACKAGES = (
    PackTerms("8 calls", 8, 5, None, "https://pay.example.com/8-calls"),
    PackTerms("4 calls", 4, 1, None, ""),
)


def furnish(owner: Membership, clients: Sequence[Client], *, zone: str, password: str, now: datetime) -> None:
    """Add an assistant, and packages for the first two clients: one to be paid, one paid two weeks ago."""
    name, email = ASSISTANT
    member = practices.add_trainer(
        owner.practice, name=name, email=email, zone=zone, now=now, password=password, role=MemberRole.ASSISTANT
    )
    member.is_listed = False
    first, second = PACKAGES
    paid = PackTerms(second.name, second.size, second.used_before, (now - timedelta(days=14)).date(), "")
    for client, terms in zip(clients, (first, paid), strict=False):
        open_pack(client, terms, by=owner.user_id, now=now)
