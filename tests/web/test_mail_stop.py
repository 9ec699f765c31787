"""Stopping a kind of mail, from the link in its foot."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.mail import kinds
from app.mail.stopping import list_stopped, stop_url
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.people import rows


def _path(cast: Cast) -> str:
    return stop_url(cast.cleo.user_id, kinds.SESSION_REMINDER).removeprefix(HOST)


def test_opening_asks_and_changes_nothing(page: Browser, cast: Cast) -> None:
    before = rows()
    asked = page.get(_path(cast))
    assert asked.h1 == "Stop this kind of mail?"
    assert "Session reminders" in asked.text
    assert rows() == before


def test_stop_and_the_way_back(page: Browser, cast: Cast) -> None:
    path = _path(cast)
    done = page.follow(page.submit(page.get(path), path, status=302))
    assert done.h1 == "Stopped"
    assert list_stopped(cast.cleo.user_id) == {"session-reminder"}
    again = page.follow(page.submit(done, path, status=302))
    assert again.h1 == "They come again"
    assert list_stopped(cast.cleo.user_id) == set()


def test_a_mail_program_stops_with_one_click(client: FlaskClient, cast: Cast) -> None:
    """RFC 8058: a POST of its own, without cookies and without a form's token."""
    data = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        answer = client.post(_path(cast), data=data, base_url=HOST)
        assert (answer.status_code, answer.data) == (200, b"")
    assert list_stopped(cast.cleo.user_id) == {"session-reminder"}


def test_another_act_is_no_act(page: Browser, cast: Cast) -> None:
    page.post(_path(cast), {"act": "burn"}, status=400)
    assert list_stopped(cast.cleo.user_id) == set()


def test_a_forged_link_is_not_there(page: Browser, cast: Cast) -> None:
    page.get(f"{_path(cast)}x", status=404)
    page.post("/stop-mail/forged", {"act": "stop"}, status=404)
    page.get("/stop-mail/forged/done", status=404)
