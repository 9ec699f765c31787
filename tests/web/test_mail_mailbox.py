"""The local mailbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import service
from app.core.db import transaction
from app.mail import dispatch
from app.mail.message import to_mime
from app.mail.models import OutboxMail
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser


def _send_link(email: str) -> None:
    with transaction():
        service.send_sign_in_link(email, now=NOW)
    dispatch.run_due()


def _name(page: Browser, to: str) -> str:
    links = [link for link in page.get(f"/mail?to={to}").links() if link.startswith("/mail/")]
    return links[0].removeprefix("/mail/")


def test_an_empty_box_says_so(page: Browser) -> None:
    assert "No mail yet" in page.get("/mail").text
    assert "No mail to zoe" in page.get("/mail?to=zoe").text


def test_mails_are_listed_and_found_by_address(page: Browser, cast: Cast) -> None:
    _send_link("cleo@example.com")
    _send_link("nils@example.com")
    everything = page.get("/mail").text
    assert "cleo@example.com" in everything and "nils@example.com" in everything
    some = page.get("/mail?to=CLEO@").text
    assert "cleo@example.com" in some and "nils@example.com" not in some


def test_a_mail_is_shown_with_all_its_parts(page: Browser, cast: Cast) -> None:
    _send_link("cleo@example.com")
    name = _name(page, "cleo")
    shown = page.get(f"/mail/{name}")
    assert shown.h1 == "Your sign-in link"
    assert shown.all("iframe")[0].get("src") == f"/mail/{name}/html"
    assert "It works once, for 30 minutes." in shown.text
    assert "Auto-Submitted" in shown.text
    assert [link for link in shown.links() if link.startswith(f"{HOST}/enter/")]


def test_the_html_part_stands_in_a_frame_that_runs_nothing(page: Browser, client: FlaskClient, cast: Cast) -> None:
    _send_link("cleo@example.com")
    answer = client.get(f"/mail/{_name(page, 'cleo')}/html", base_url=HOST)
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert '<base target="_top">' in answer.get_data(as_text=True)


def test_a_calendar_file_is_shown_as_text(app: Flask, page: Browser) -> None:
    row = OutboxMail(
        to_address="cleo@example.com",
        to_name="Cleo",
        from_name="North Side",
        reply_to="",
        subject="Call booked",
        message_id=f"<{'a' * 32}@plinth.test>",
        stop_url="",
        text="Booked.",
        html="<p>Booked.</p>",
        calendar="BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        calendar_method="REQUEST",
    )
    folder = Path(app.config["MAIL_CATCHER_PATH"])
    folder.mkdir(parents=True, exist_ok=True)
    mime = to_mime(row, mail_from="plinth@plinth.test", now=NOW)
    (folder / f"{'a' * 32}.eml").write_bytes(mime.as_bytes())
    shown = page.get(f"/mail/{'a' * 32}")
    assert "call.ics" in shown.text
    assert "BEGIN:VCALENDAR" in shown.text


@pytest.mark.parametrize("name", ["nope", "0" * 32, "..%2F..%2Fetc%2Fpasswd", "%2e%2e"])
def test_a_mail_that_is_not_there(page: Browser, name: str) -> None:
    page.get(f"/mail/{name}", status=404)


def test_with_a_mail_server_there_is_no_box(app: Flask, page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "CATCHES_MAIL", False)
    for path in ("/mail", f"/mail/{'a' * 32}", f"/mail/{'a' * 32}/html"):
        page.get(path, status=404)
