"""The whole product, running: web, worker, beat, a real Redis and a real browser, with a clock the test can move."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright
from sqlalchemy import create_engine, text

from app.core import zones
from app.mail.catcher import CaughtMail, list_caught
from tests.services.browser import chromium_path
from tests.services.postgres import postgres_server
from tests.services.private import free_port, until
from tests.services.redis import redis_server

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
ZONE = zones.get_zone("America/Edmonton")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Site:
    """A running copy of Plinth. `move_clock` takes web, worker and beat along."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]
    log: Path

    def move_clock(self, to: datetime) -> None:
        """Let it be `to` (aware) from now on; the clock runs on from there."""
        seconds = (to - datetime.now(UTC)).total_seconds()
        half = self.instance / "clock.part"
        half.write_text(str(seconds))
        half.replace(self.instance / "clock")

    def now(self) -> datetime:
        """The site's own present."""
        clock = self.instance / "clock"
        shift = float(clock.read_text()) if clock.exists() else 0.0
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + shift, UTC)

    def mails(self, to: str, subject: str = "") -> list[CaughtMail]:
        """The mails in the local mailbox to an address whose subject contains some words."""
        found = list_caught(self.instance / "mail", to=to)
        return [mail for mail in found if subject.lower() in mail.subject.lower()]

    def wait_for_mail(self, to: str, subject: str = "") -> CaughtMail:
        """The newest such mail, as soon as there is one."""
        found = until(lambda: self.mails(to, subject), within_s=60, what=f"a mail to {to} about {subject!r}")
        return found[0]

    def worker_pids(self) -> list[int]:
        """The processes of the Celery worker that belong to this copy."""
        mine = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                parent = int(re.search(r"PPid:\s+(\d+)", (folder / "status").read_text())[1])  # type: ignore[index]
            except (OSError, TypeError):
                continue
            if b"worker" in words and b"celery" in words and parent == self.process.pid:
                mine.append(int(folder.name))
        return mine

    def flask(self, *args: str) -> Any:
        """Run a `flask` command on this copy and read its JSON."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *args],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """What an SQL query finds in this copy's database."""
        engine = create_engine(self.env.get("DATABASE_URL") or f"sqlite:///{self.instance}/plinth.db")
        with engine.connect() as connection:
            found = [dict(row) for row in connection.execute(text(query), values).mappings()]
        engine.dispose()
        return found

    env: dict[str, str] = field(default_factory=dict)
    # Who signed in once: a password may be typed only so often in five minutes.
    cookies: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One supervised copy with demo data, on the database TEST_DATABASE names, ticking every second."""
    with ExitStack() as stack:
        instance = tmp_path_factory.mktemp("site")
        port = free_port()
        env = {
            **os.environ,
            "PLINTH_INSTANCE": str(instance),
            "PLINTH_CLOCK_FILE": str(instance / "clock"),
            "PLINTH_TICK_S": "1",
            "PORT": str(port),
            "REDIS_URL": stack.enter_context(redis_server()),
            "SECRET_KEY": "for the browser tests only, nothing else",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        if os.environ.get("TEST_DATABASE") == "postgresql":
            env["DATABASE_URL"] = stack.enter_context(postgres_server())
        log = instance / "supervisor.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "worker.supervisor"], cwd=ROOT, env=env, stdout=out, stderr=out
            )
        site = Site(f"http://127.0.0.1:{port}", instance, process, log, env=env)

        def is_ready() -> bool:
            assert process.poll() is None, log.read_text()
            return "Plinth is ready" in log.read_text()

        try:
            until(is_ready, within_s=180, what="the site")
            yield site
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))
    yield browser
    browser.close()


@dataclass
class Visitor:
    """A person with a browser of their own. A console error, a refused style or a broken script fails the test."""

    context: BrowserContext
    page: Page
    site: Site
    name: str
    pictures: Path | None

    def goto(self, path: str) -> Page:
        """Open a path of the site, or a full address from a mail."""
        self.page.goto(path if path.startswith("http") else self.site.url + path)
        return self.page

    def sign_in(self, email: str) -> Page:
        """Come in with a password the first time, and with what the browser kept after that."""
        known = self.site.cookies.get(email)
        if known:
            self.context.add_cookies(known)
            return self.goto("/")
        page = self.goto("/sign-in")
        form = page.locator("form", has=page.locator("[name=password]"))
        form.locator("[name=email]").fill(email)
        form.locator("[name=password]").fill("plinth on a laptop")
        form.get_by_role("button").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        self.site.cookies[email] = self.context.cookies()
        return page

    def picture(self, name: str) -> None:
        """Keep a picture of the page when PLINTH_PICTURES names a folder."""
        if self.pictures:
            self.page.screenshot(path=self.pictures / f"{self.name}-{name}.png", full_page=True)


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """`visitor("client", PHONE)`: a new person with an empty browser."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []
    folder = os.environ.get("PLINTH_PICTURES")

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def come(name: str, viewport: dict[str, int], **more: Any) -> Visitor:
        context = chromium.new_context(viewport=viewport, locale="en-CA", **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pictures = Path(folder) if folder else None
        return Visitor(context, page, site, name, pictures)

    yield come
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _plan_for(trainer: Visitor, name: str, email: str, routine: str) -> str:
    """Add a client with a session every day from today; returns the link that invites them."""
    page = trainer.goto("/clients/new")
    page.fill("[name=name]", name)
    page.fill("[name=email]", email)
    page.select_option("[name=zone]", "America/Edmonton")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_role("button", name="New link to copy").click()
    link = page.locator("#invitation-link").input_value()
    page.get_by_role("link", name=re.compile("^Give .* a plan$")).click()
    page.select_option("[name=routine]", label=page.locator("option", has_text=routine).first.inner_text())
    for number in range(1, 8):
        page.locator(f"[name=weekdays][value='{number}']").check(force=True)
    page.fill("[name=effective_from]", zones.local_date(trainer.site.now(), ZONE).isoformat())
    page.locator("[name=without_intake]").check()
    page.fill("[name=override_note]", "We spoke on the phone.")
    page.get_by_role("button", name="Give the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return link


@pytest.fixture
def come_in(visitor: Callable[..., Visitor]) -> Callable[..., Page]:
    """A new client on a phone, in front of today's session, with a clock the test moves."""

    def come(name: str, routine: str, **more: object) -> Page:
        trainer = visitor("trainer", DESK)
        trainer.sign_in("ines@demo.example")
        email = name.lower().replace(" ", ".") + "@example.com"
        link = _plan_for(trainer, name, email, routine)
        client = visitor(name.split()[0].lower(), PHONE, **more)
        page = client.goto(link)
        page.locator("[name=agrees]").check()
        page.get_by_role("button", name="Accept the invitation").click()
        page.wait_for_url("**/today")
        return page

    return come
