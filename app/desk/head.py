"""The head that every page about one client has: who it is, where they are, and the parts of their record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clients.models import Client, ClientStatus
from app.core import zones
from app.core.words import city, count
from app.prescriptions.queries import find_newest

# The part's key, its endpoint, its name on the tab.
PARTS = (
    ("overview", "desk.show_client", "Overview"),
    ("timeline", "desk.show_timeline", "Timeline"),
    ("notes", "desk.show_notes", "Notes and documents"),
    ("mail", "desk.show_mail", "Mail"),
)
STATUS_WORDS = {
    ClientStatus.INVITED: "Invited, not in yet.",
    ClientStatus.PAUSED: "Paused.",
    ClientStatus.MAINTENANCE: "In maintenance.",
    ClientStatus.ARCHIVED: "Archived.",
}


@dataclass(frozen=True, slots=True)
class Head:
    """`part` is a key of PARTS. `has_plan` says whether a plan stands, ended or not."""

    client: Client
    part: str
    line: str
    has_plan: bool

    @property
    def parts(self) -> tuple[tuple[str, str, str], ...]:
        """(key, endpoint, words) of every part."""
        return PARTS

    @property
    def title(self) -> str:
        """The page's title: the name, and the part where it is not the first."""
        name = next(words for key, _, words in PARTS if key == self.part)
        return self.client.name if self.part == PARTS[0][0] else f"{self.client.name}: {name.lower()}"


def load_head(client: Client, part: str, viewer_zone: str, *, now: datetime) -> Head:
    """The head of a client the viewer may see. One query."""
    return make_head(client, part, viewer_zone, has_plan=find_newest(client.id) is not None, now=now)


def make_head(client: Client, part: str, viewer_zone: str, *, has_plan: bool, now: datetime) -> Head:
    """The same where it is known already whether there is a plan. No query."""
    zone = client.user.zone
    words = [f"Lives in {city(zone)}{ahead_words(zone, viewer_zone, now)}.", STATUS_WORDS.get(_status(client), "")]
    return Head(client, part, " ".join(filter(None, words)), has_plan)


def ahead_words(zone: str, viewer_zone: str, now: datetime) -> str:
    """ ", 2 hours ahead" when the client's clock differs from the trainer's, else ""."""
    offsets = [now.astimezone(zones.get_zone(name)).utcoffset() or timedelta() for name in (zone, viewer_zone)]
    minutes = int((offsets[0] - offsets[1]).total_seconds() // 60)
    if minutes == 0:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    size = f"{count(hours, 'hour')}" if not rest else f"{hours}:{rest:02d} hours"
    return f", {size} {'ahead' if minutes > 0 else 'behind'}"


def _status(client: Client) -> ClientStatus:
    return ClientStatus(client.status)
