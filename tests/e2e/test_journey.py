"""The main job, end to end, as a trainer and a client live it: on real parts, with one worker killed on the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core import zones
from app.mail.catcher import CaughtMail
from tests.e2e.conftest import DESK, PHONE, Site, Visitor
from tests.services.private import until

CLIENT_ZONE = zones.get_zone("America/Edmonton")
TRAINER = "tilda.frost@example.com"
CLIENT = "gus.lane@example.com"
SAMPLE = ("Supine Hamstring Stretch", "Adductor Foam Roll", "Dumbbell Romanian Deadlift")
MON_WED_FRI = (1, 3, 5)

Come = Callable[..., Visitor]


def _link(mail: CaughtMail, part: str) -> str:
    return next(link for link in mail.links if part in link)


def _reminder_day(now: datetime) -> date:
    """The first Mon, Wed or Fri whose 18:00 in the client's zone is still ahead."""
    on = zones.local_date(now, CLIENT_ZONE)
    while on.isoweekday() not in MON_WED_FRI or zones.to_utc(on, time(18), CLIENT_ZONE) <= now + timedelta(minutes=5):
        on += timedelta(days=1)
    return on


def _sign_up(trainer: Visitor) -> None:
    page = trainer.goto("/sign-up")
    trainer.picture("sign-up")
    page.fill("[name=practice_name]", "Frost Movement")
    page.fill("[name=name]", "Tilda Frost")
    page.fill("[name=email]", TRAINER)
    page.fill("[name=password]", "a quiet morning walk")
    page.select_option("[name=zone]", "Europe/Berlin")
    page.get_by_role("button", name="Open the practice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your clients")
    trainer.picture("empty-roster")


def _invite(trainer: Visitor) -> None:
    page = trainer.page
    page.get_by_role("link", name="Add a client").first.click()
    trainer.picture("add-client")
    page.fill("[name=name]", "Gus Lane")
    page.fill("[name=email]", CLIENT)
    page.select_option("[name=zone]", "America/Edmonton")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gus Lane")
    trainer.picture("invited")


def _build_sample(trainer: Visitor) -> None:
    """The article's sample routine, from the library, with the minutes read off while building."""
    page = trainer.goto("/routines/new")
    for name in SAMPLE:
        pick = page.locator("button.pick", has_text=name)
        if not pick.is_visible():
            page.locator("summary", has_text="Hamstrings").click()
        pick.click()
        expect(page.locator("[data-dose-row]", has_text=name)).to_be_visible()
    page.fill("[name=name]", "Hamstring sample")
    page.locator("[name=rounds][value='3']").check(force=True)
    expect(page.locator("[data-dose-work]")).to_have_text("15")
    expect(page.locator("[data-dose-clock]")).to_have_text("17:30")
    trainer.picture("builder")
    page.get_by_role("button", name="Save routine").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hamstring sample")


def _give_plan(trainer: Visitor, start: date) -> None:
    page = trainer.goto("/clients")
    page.get_by_role("link", name="Gus Lane").click()
    page.get_by_role("link", name="Give a plan").first.click()
    label = page.locator("[name=routine] option", has_text="Hamstring sample").first.inner_text()
    page.select_option("[name=routine]", label=label)
    for number in range(1, 8):
        page.locator(f"[name=weekdays][value='{number}']").set_checked(number in MON_WED_FRI, force=True)
    page.fill("[name=effective_from]", start.isoformat())
    page.fill("[name=reminder_at]", "18:00")
    trainer.picture("give-plan")
    page.get_by_role("button", name="Give the plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gus Lane")


def _accept(client: Visitor, site: Site) -> None:
    mail = site.wait_for_mail(CLIENT, "invit")
    page = client.goto("/mail?to=" + CLIENT)
    client.picture("mailbox")
    page.get_by_role("link", name=mail.subject).click()
    client.picture("invitation-mail")
    client.goto(_link(mail, "/invitation/"))
    client.picture("invitation")
    page.locator("[name=agrees]").check()
    page.get_by_role("button", name="Accept the invitation").click()
    page.wait_for_url("**/today")
    client.picture("today-first")


def _tell_at_intake(client: Visitor) -> None:
    page = client.goto("/today")
    page.get_by_role("link", name="Answer the questions").click()
    assert page.locator("input:checked").count() == 0
    for group in ("now", "soon", "history", "cautions"):
        page.locator(f"[name=none_{group}]").check()
    page.locator("[name=pregnancy][value=no]").check()
    page.locator("[name=is_assessed][value=yes]").check()
    page.fill("[name=goal_1]", "Sit through a film")
    client.picture("intake")
    page.get_by_role("button", name="Save the answers").click()
    page.wait_for_url("**/intake")
    client.picture("intake-told")


def _answer(client: Visitor, link: str) -> None:
    page = client.goto(link)
    client.picture("arrival")
    page.get_by_role("button", name="Open").click()
    page.wait_for_url("**/sessions/*")
    assert page.locator("[name=pain_before]:checked, [name=pain_after]:checked").count() == 0
    page.locator("[name=whole][value=all]").check(force=True)
    page.locator("[name=pain_before][value='4']").check(force=True)
    page.locator("[name=pain_after][value='3']").check(force=True)
    page.fill("[name=note]", "The roll was easier than last time.")
    client.picture("session")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Session saved")
    client.picture("saved")


def _open_hours(trainer: Visitor) -> None:
    page = trainer.goto("/calls/hours")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        times = page.locator("fieldset", has_text=day).locator("input[type=time]")
        times.nth(0).fill("14:00")
        times.nth(1).fill("19:00")
    trainer.picture("hours")
    page.get_by_role("button", name="Save hours").click()
    trainer.picture("calls")


def _book(client: Visitor) -> None:
    page = client.goto("/my-calls/book")
    client.picture("choose-day")
    page.locator(".month a").first.click()
    client.picture("choose-time")
    page.locator("a.slot").first.click()
    page.fill("[name=question]", "Can I walk further?")
    client.picture("confirm-call")
    page.get_by_role("button", name="Book this call").click()
    expect(page.locator("body")).to_contain_text("Tilda")
    client.picture("my-calls")


@pytest.fixture
def people(visitor: Come) -> tuple[Visitor, Visitor]:
    return visitor("trainer", DESK), visitor("client", PHONE, has_touch=True)


def test_the_main_job(site: Site, people: tuple[Visitor, Visitor], visitor: Come) -> None:
    trainer, client = people
    _sign_up(trainer)
    _invite(trainer)
    _accept(client, site)
    _tell_at_intake(client)
    _build_sample(trainer)
    on = _reminder_day(site.now())
    # From that day on: a planned day before it would stay without an answer.
    _give_plan(trainer, on)

    # The worker dies a moment before the reminder is due, and the supervisor brings it back.
    (old,) = site.worker_pids()
    due_at = zones.to_utc(on, time(18), CLIENT_ZONE)
    site.move_clock(due_at - timedelta(seconds=5))
    os.kill(old, signal.SIGKILL)
    reminder = site.wait_for_mail(CLIENT, "session")
    (new,) = until(site.worker_pids, within_s=30, what="a new worker")
    assert new != old
    assert reminder.sent_at >= due_at
    assert "pain" not in reminder.subject.lower()

    linked = visitor("linked-client", PHONE, has_touch=True)
    _answer(linked, _link(reminder, "/s/"))
    linked.goto("/today")
    expect(linked.page.get_by_role("heading", level=1)).to_contain_text("Sign in")

    page = trainer.goto("/clients")
    page.get_by_role("link", name="Gus Lane").click()
    expect(page.locator("body")).to_contain_text("1 of 1 planned, last 7 days")
    expect(page.locator("body")).to_contain_text("Before sessions: 4.0")
    trainer.picture("client-page")

    monday = zones.week_start(on) + timedelta(days=7)
    site.move_clock(zones.to_utc(monday, time(7), CLIENT_ZONE) - timedelta(seconds=5))
    summary = site.wait_for_mail(CLIENT, "your week")
    assert "1 of" in summary.subject
    digest = site.wait_for_mail(TRAINER, "client")
    assert "Gus Lane" in digest.text

    _open_hours(trainer)
    _book(client)
    for address in (CLIENT, TRAINER):
        call = site.wait_for_mail(address, "call booked")
        assert [attachment.name for attachment in call.attachments] == ["call.ics"]

    assert len([mail for mail in site.mails(CLIENT, "session") if mail.sent_at.date() == reminder.sent_at.date()]) == 1
    assert len(site.mails(CLIENT, "your week")) == 1


def test_the_preview_of_a_week_keeps_local_time(site: Site) -> None:
    until_at = (site.now() + timedelta(days=7)).astimezone(UTC)
    lines = site.flask("reminders", "preview", "--at", until_at.isoformat(), "--json")
    reminders = [line for line in lines if line["kind"] == "session-reminder" and line["action"] == "send"]
    assert {line["email"] for line in reminders} >= {"dana@demo.example", "lena@demo.example"}
    assert {line["local"][-5:] for line in reminders if line["email"] == "lena@demo.example"} == {"19:30"}
    week = zones.iso_week_key(zones.local_date(site.now() - timedelta(days=7), CLIENT_ZONE))
    numbers = site.flask("progress", "show", "dana@demo.example", "--week", week, "--json")
    assert numbers["sessions"]["planned"] >= 1


CLIENT_PAGES = (
    "/today",
    "/programme",
    "/progress",
    "/my-calls",
    "/my-calls/book",
    "/more",
    "/reminders",
    "/calendar",
    "/doctor",
)
TRAINER_PAGES = ("/clients", "/clients/1", "/clients/1/plan/new", "/routines", "/library", "/calls", "/settings")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_client_pages_hold_on_a_small_phone(visitor: Come, scheme: str) -> None:
    client = visitor(f"dana-{scheme}", {"width": 360, "height": 640}, color_scheme=scheme)
    client.sign_in("dana@demo.example")
    _look_at(client, CLIENT_PAGES)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_trainer_pages_hold(visitor: Come, viewport: dict[str, int]) -> None:
    trainer = visitor(f"ines-{viewport['width']}", viewport)
    trainer.sign_in("ines@demo.example")
    _look_at(trainer, TRAINER_PAGES)


def _look_at(person: Visitor, paths: tuple[str, ...]) -> None:
    """Open each page; a picture of it is kept where asked for. None may scroll sideways."""
    wide = []
    for path in paths:
        page = person.goto(path)
        person.picture(path.strip("/").replace("/", "-"))
        if not _is_within(page):
            wide.append(path)
    assert not wide, f"these scroll sideways: {wide}"


def _is_within(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
