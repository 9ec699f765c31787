"""Two who write to each other at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.clients.models import Client
from app.core.db import db, transaction
from app.messages.models import Message, ThreadSide
from app.messages.service import Words, mark_read, write
from tests.conftest import NOW
from tests.factories import Cast

ROUNDS = 20


def test_nobody_waits_for_ever_and_nothing_is_miscounted(app: Flask, cast: Cast) -> None:
    client_id, tara_id, cleo_id = cast.cleo.id, cast.tara.id, cast.cleo.user_id
    db.session.rollback()
    start = Barrier(3)

    def act(who: str) -> None:
        with app.app_context():
            start.wait(timeout=30)
            loaded = select(Client).where(Client.id == client_id)
            loaded = loaded.options(joinedload(Client.trainer), joinedload(Client.practice))
            for number in range(ROUNDS):
                with transaction():
                    client = db.session.scalars(loaded).one()
                    if who == "reader":
                        mark_read(client, of_client=False, now=NOW)
                        continue
                    from_client = who == "client"
                    author = db.session.get_one(User, cleo_id if from_client else tara_id)
                    words, key = Words("A word."), f"{who}-{number}"
                    write(client, words, author=author, from_client=from_client, form_key=key, now=NOW)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(act, ("client", "trainer", "reader")))
    messages = db.session.scalars(select(Message)).all()
    assert len(messages) == 2 * ROUNDS
    for side in db.session.scalars(select(ThreadSide)):
        after = [m for m in messages if m.from_client is not side.of_client and m.id > side.read_to]
        assert side.unread == len(after)
