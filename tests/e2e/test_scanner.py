"""What a mail scanner does: it opens every link of every mail in a browser that runs scripts. Nothing may change.

A scanner comes before the reader and looks like one. A page that acted on being opened, by itself or by a script, would
confirm a call nobody confirmed, use up a sign-in link, or stop mails nobody stopped. So each kind of mail is made as
the product makes it, the links in its HTML, its text and its headers are opened, and every row is compared.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Playwright, Request
from playwright.sync_api import TimeoutError as TimedOut
from sqlalchemy import select
from werkzeug.serving import make_server

from app.accounts.models import User
from app.bookings import queries as bookings_queries
from app.bookings import service as bookings
from app.bookings.models import Booking
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.limits import limiter
from app.mail import dispatch
from app.mail.catcher import CaughtMail, get_caught
from app.mail.kinds import KINDS, TEST_MAIL
from app.mail.models import OutboxMail
from app.practices.models import Membership
from app.reminders import service as reminders
from app.summaries import service as summaries
from tests import factories
from tests.conftest import Moment
from tests.diary import make_call
from tests.e2e.conftest import CHROMIUM_FLAGS, DESK
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.people import rows
from tests.services.browser import chromium_path
from tests.visitors import book, calls, hold, open_page
from tests.worker.reminders import Reminded, planned_on, six_pm

SignIn = Callable[..., None]

MON, WED = date(2026, 11, 23), date(2026, 11, 25)
# The Monday after: 07:00 in Edmonton, where everybody but the visitors is, and later that morning.
SUMMARY_AT = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
# Open times of the practice, 09:00 in Edmonton.
WEDNESDAY, THURSDAY, FRIDAY = (datetime(2026, 12, day, 15, 0, tzinfo=UTC) for day in (2, 3, 4))
HOUR = timedelta(hours=1)


@dataclass
class Post:
    """A mail as it left the house. `user_id` is None for a reader without an account."""

    kind: str
    user_id: int | None
    mail: CaughtMail

    @property
    def links(self) -> list[str]:
        """Every address in its HTML, its text and its headers, each once."""
        found = Addresses()
        found.feed(self.mail.html)
        listed = [value for name, value in self.mail.headers if name == "List-Unsubscribe"]
        return list(
            dict.fromkeys([*found.addresses, *self.mail.links, *re.findall(r"<(https?://[^>]+)>", str(listed))])
        )


class Addresses(HTMLParser):
    """Collects what a mail program could follow or load."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attrs if name in ("href", "src") and value]


@pytest.fixture
def told(cast: Cast, at: Moment, page: Browser, sign_in: SignIn) -> list[Post]:
    """One mail of each kind at least, every one made by what people do and by what is due, and handed over."""
    _a_week_passes(cast, at)
    at.move(MORNING)
    _people_come_in(cast, page, sign_in)
    _calls_are_booked(cast, page)
    _people_write(cast, at, page, sign_in)
    db.session.rollback()
    folder = Path(page.app.config["MAIL_CATCHER_PATH"])
    sent = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert {row.status for row in sent} == {"sent"}
    posts = [Post(row.kind, row.user_id, get_caught(folder, _file_of(row))) for row in sent]
    db.session.rollback()
    return posts


def _file_of(row: OutboxMail) -> str:
    return row.message_id.strip("<>").partition("@")[0]


def _a_week_passes(cast: Cast, at: Moment) -> None:
    """A plan, an answer, a reminder on Wednesday, the summary and the digest on Monday."""
    now = clock.now()
    exercises = factories.make_exercises(now=now)
    plan = Reminded(cast, exercises, now).give_plan(cast.cleo, effective_from=MON)
    on_monday = planned_on(cast.cleo, MON)
    factories.make_log(cast.cleo, plan, MON, now=now, planned=on_monday, before=5, after=4)
    at.move(six_pm(WED))
    reminders.send_due()
    dispatch.run_due()
    # Friday is answered by silence: its reminder was due, and is not looked at here.
    member = db.session.scalars(select(Membership).where(Membership.user_id == cast.tara.id)).one()
    with transaction():
        summaries.schedule_summary(cast.cleo, now=clock.now())
        summaries.schedule_digest(member, now=clock.now())
    at.move(SUMMARY_AT)
    summaries.send_due()
    dispatch.run_due()


def _people_come_in(cast: Cast, page: Browser, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    dana = {"name": "Dana Whitlock", "email": "dana@example.com", "zone": "America/Halifax", "minutes_per_day": "20"}
    page.submit(page.get("/clients/new"), "/clients/new", status=302, **dana)
    bea = {"name": "Bea Holm", "email": "bea@example.com", "role": "assistant"}
    page.submit(page.get("/settings/people"), "/settings/people", status=302, **bea)
    page.post(f"/clients/{cast.cleo.id}/mail/test", status=302)
    for name in page.get("/settings/mails").links():
        if name.startswith("/settings/mails/"):
            page.submit(page.get(name), f"{name}/try", status=302)
    page.post("/sign-in/link", {"email": cast.cleo.user.email})
    page.post("/sign-in/link", {"email": cast.tom.email})


def _calls_are_booked(cast: Cast, page: Browser) -> None:
    """By a client and by visitors: asked for, booked, moved, cancelled."""
    first_call = open_page(cast.practice, cast.tara)
    kept, put_off = (make_call(cast.cleo, start_at, now=clock.now()) for start_at in (WEDNESDAY, WEDNESDAY + HOUR))
    with transaction():
        bookings.move(_loaded(kept.id), start_at=THURSDAY, actor=cast.tara, now=clock.now())
    with transaction():
        bookings.cancel(_loaded(put_off.id), actor=cast.cleo.user, now=clock.now())
    hold(page, first_call, FRIDAY)
    book(page, first_call, FRIDAY + HOUR, email="bo@example.com", name="Bo Lindqvist")
    book(page, first_call, THURSDAY + HOUR, email="ida@example.com", name="Ida Novak")
    with transaction():
        bookings.cancel(_loaded(calls()[-1].id), actor=cast.tara, now=clock.now())


def _loaded(booking_id: int) -> Booking:
    found = select(Booking).where(Booking.id == booking_id)
    return db.session.scalars(bookings_queries.with_people(found)).one()


def _people_write(cast: Cast, at: Moment, page: Browser, sign_in: SignIn) -> None:
    """Messages both ways, and an answer that asks for care. The shortest-lived link is still good afterwards."""
    sign_in(cast.tara)
    thread = f"/clients/{cast.cleo.id}/messages"
    page.submit(page.get(thread), thread, body="How was the roll?", status=302)
    # The mail waits some minutes for more words, and would not go out once she has answered.
    at.move(MORNING + timedelta(minutes=8))
    dispatch.run_due()
    sign_in(cast.cleo.user)
    page.submit(page.get("/my-messages"), "/my-messages", body="Fine, thank you.", status=302)
    at.move(MORNING + timedelta(minutes=16))
    dispatch.run_due()
    session = f"/sessions/{planned_on(cast.cleo, MORNING.date()).id}"
    page.submit(page.submit(page.get(session), session, whole="all", pain_before="4", pain_after="7"), session)
    dispatch.run_due()


@dataclass
class Scanner:
    """A browser that opens addresses of the product on a real server, and listens to what its pages ask for."""

    browser: Chromium
    scripts: int = 0
    written: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    def page_of(self, cookie: str) -> Page:
        """An empty browser, or one that holds a sign-in."""
        if cookie not in self.pages:
            context = self.browser.new_context(viewport=DESK)  # type: ignore[arg-type]
            if cookie:
                context.add_cookies([{"name": "plinth", "value": cookie, "url": HOST}])
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.on("request", self._note)
            self.pages[cookie] = page
        return self.pages[cookie]

    def open(self, address: str, cookie: str = "") -> int | None:
        """Open an address, wait until its scripts have run and nothing is under way, and leave.

        Returns the status, None for a page that never comes to rest.
        """
        page = self.page_of(cookie)
        before = self.scripts
        try:
            answer = page.goto(address, wait_until="networkidle")
        except TimedOut:
            page.goto("about:blank")
            return None
        assert answer is not None
        assert self.scripts > before, f"{address}: no script ran"
        assert page.evaluate("document.readyState") == "complete"
        # Some scripts speak when a page is left.
        page.goto("about:blank", wait_until="networkidle")
        return answer.status

    def _note(self, request: Request) -> None:
        self.scripts += request.resource_type == "script"
        if request.method not in ("GET", "HEAD"):
            self.written.append(f"{request.method} {request.url}")


@pytest.fixture
def scanner(app: Flask, playwright: Playwright) -> Iterator[Scanner]:
    """The product behind HTTP, and a browser that finds it under the name that stands in its mails."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    rule = f"--host-resolver-rules=MAP {HOST.removeprefix('http://')} 127.0.0.1:{server.server_port}"
    try:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*CHROMIUM_FLAGS, rule])
        try:
            yield Scanner(browser)
        finally:
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("who", ["a scanner", "the reader's own browser"])
def test_opening_every_link_of_every_kind_of_mail_changes_nothing(
    told: list[Post], scanner: Scanner, client: FlaskClient, sign_in: SignIn, who: str
) -> None:
    by_kind: dict[str, list[Post]] = defaultdict(list)
    for post in told:
        by_kind[post.kind].append(post)
    assert set(by_kind) == set(KINDS), "each kind of mail stands here"
    cookies = {} if who == "a scanner" else _signed_in(told, client, sign_in)
    opened: dict[str, set[str]] = defaultdict(set)
    before = rows()
    faults = []
    for kind, posts in sorted(by_kind.items()):
        for post in posts:
            for link in post.links:
                assert link.startswith(f"{HOST}/"), f"{kind} leads out of the house: {link}"
                limiter.reset()
                status = scanner.open(link, cookies.get(post.user_id, ""))
                opened[kind].add(link)
                # A try shows a mail about nobody, so the links in it may be gone.
                if status is None or (status >= 400 and not (kind == TEST_MAIL.name and status < 500)):
                    faults.append(f"{kind}: {link} is answered by {status}")
                after = rows()
                if after != before:
                    changed = [table for table in after if after[table] != before[table]]
                    faults.append(f"{kind}: {link} changed {changed}")
                    before = after
    print(f"\n{who}: mails and links opened")
    for kind in sorted(KINDS):
        print(f"  {kind:<18} {len(by_kind[kind]):>3} mails {len(opened[kind]):>3} links")
    assert all(opened[kind] for kind in KINDS), "each kind has a mail with a link"
    assert not faults, "\n".join(faults)
    assert not scanner.written, scanner.written


def _signed_in(told: list[Post], client: FlaskClient, sign_in: SignIn) -> dict[int | None, str]:
    """A sign-in for every reader with an account, as their browser keeps it."""
    cookies: dict[int | None, str] = {}
    for user_id in sorted({post.user_id for post in told if post.user_id}):
        sign_in(db.session.get_one(User, user_id))
        cookie = client.get_cookie("plinth", domain="plinth.test")
        assert cookie is not None
        cookies[user_id] = cookie.value
    return cookies
