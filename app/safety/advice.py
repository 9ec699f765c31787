"""The page that stands between an answer that asks for care and its saving."""

from __future__ import annotations

from collections.abc import Collection

from flask import render_template, request

from app.clients.models import Client
from app.safety import words
from app.safety.forms import AdviceForm

# What the page itself sends anew.
OWN = frozenset({"csrf_token", "advice_seen", "has_read", "act"})


def advice_page(form: AdviceForm, client: Client, signs: Collection[str], *, action: str, is_told: bool = False) -> str:
    """What to do now, before anything is saved. Everything that was sent is carried along, to be sent again from here.

    `action` is where the form goes; `is_told` where a trainer reads it to the client. Needs `client.trainer` loaded.
    """
    return render_template(
        "safety/advice.html",
        form=form,
        client=client,
        trainer=client.trainer,
        found=words.groups_of(signs),
        is_now=words.tier_of(signs) == 1,
        numbers=words.EMERGENCY_NUMBERS,
        version=words.VERSION,
        action=action,
        sent=[(name, value) for name, value in request.form.items(multi=True) if name not in OWN],
        is_told=is_told,
    )
