"""What the invented trainer and clients have written to each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.clients.models import Client
from app.messages import service
from app.messages.service import Words
from app.practices.models import Membership

REPLIES = (
    ("Welcome", "Welcome, {first name}. Start small, and tell me how the first session felt."),
    ("After a red answer", "Thank you for telling me, {first name}. Leave that exercise out until we have talked."),
)
# Whose turn it was, hours ago, and the words; the last ones of clients are still unread.
THREADS = (
    (
        (50, False, "How was the first week with the roller?"),
        (26, True, "Better than I thought. The left side is still tight."),
        (25, False, "That is common. Stay on the left ten seconds longer, if it is easy to breathe."),
        (2, True, "I will. Can I do the clamshell on the bed when I travel?"),
    ),
    ((75, False, "Shall we look at your plan together this week?"), (70, True, "Yes, Thursday would be good.")),
    ((20, True, "I have no band at the hotel. What can I use?"),),
)


def talk(owner: Membership, clients: Sequence[Client], *, now: datetime) -> None:
    """Two saved texts, and threads with the first three clients; the last words of two are still unread."""
    for title, body in REPLIES:
        service.save_reply(owner, None, title=title, body=body)
    for client, lines in zip(clients, THREADS, strict=False):
        for number, (hours, from_client, body) in enumerate(lines):
            service.write(
                client,
                Words(body),
                author=client.user if from_client else client.trainer,
                from_client=from_client,
                form_key=f"demo:{client.id}:{number}",
                now=now - timedelta(hours=hours),
            )
