"""What a practice's page says about itself to a search engine, in the words of schema.org. Pure.

Only what the practice shows on the page: no postal address and no mail, which it keeps for its clients.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.practices.models import Membership, Practice


def practice_node(
    practice: Practice, trainers: Iterable[tuple[Membership, str]], *, url: str, line: str
) -> dict[str, Any]:
    """The practice and its trainers, who come with the absolute address of their portrait, "" for none."""
    return {
        "@context": "https://schema.org",
        "@type": "ProfessionalService",
        "@id": url,
        "url": url,
        "name": practice.name,
        "description": line,
        "employee": [_person(trainer, portrait) for trainer, portrait in trainers],
    }


def _person(trainer: Membership, portrait: str) -> dict[str, Any]:
    person = {"@type": "Person", "name": trainer.user.name, "jobTitle": trainer.title, "image": portrait}
    return {key: value for key, value in person.items() if value}
