"""A phone without a network: today's session opens all the same, and what was answered goes out once, later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

# Everything of ours that the phone holds.
ON_THE_PHONE = """async () => {
    const shelves = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    return (await Promise.all(shelves.map((shelf) => shelf.keys()))).flat().map(({ url }) => url);
}"""
WAITING = "async () => (await (await caches.open('plinth-waiting')).keys()).map(({ url }) => new URL(url).pathname)"
SHELF = "async () => (await (await caches.open('plinth-shelf')).keys()).map(({ url }) => new URL(url).pathname)"


@pytest.fixture
def ready(come_in: Callable[..., Page]) -> Callable[[str], Page]:
    """A new client on Today, whose phone has put today's pages on its shelf."""

    def come(name: str) -> Page:
        page = come_in(name, "Hamstrings and adductors, sample, 15 min")
        page.wait_for_function("() => localStorage.getItem('plinth-kept') !== null")
        return page

    return come


def _answers(site: Site, session: str) -> list[dict[str, Any]]:
    number = int(session.rsplit("/", 1)[1])
    return site.rows("SELECT * FROM session_log WHERE planned_session_id = :number", number=number)


def _session(page: Page) -> str:
    """The address of today's session."""
    return str(page.get_by_role("link", name="Start").get_attribute("href")).removesuffix("/play")


def _answer(page: Page, after: int) -> None:
    page.locator("[name=whole][value=all]").check(force=True)
    page.locator(f"label[for='pain_after-{after}']").click()
    page.get_by_role("button", name="Save").click()


def test_a_session_is_done_without_a_network_and_goes_out_once(ready: Callable[[str], Page], site: Site) -> None:
    page = ready("Otis Offline")
    session = _session(page)
    page.context.set_offline(True)
    page.get_by_role("link", name="Start").click()
    page.wait_for_url("**/play")
    page.locator("label[for='pain_before-3']").click()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-timer]")).to_be_visible()
    expect(page.locator(".drawn-as:not([hidden])").first.locator("svg, img").first).to_be_visible()
    page.goto(site.url + session)
    _answer(page, 2)
    page.wait_for_url("**/kept*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved on this phone")
    expect(page.get_by_text("Saved on this phone. It goes out")).to_be_visible()
    assert page.evaluate(WAITING) == [session]
    assert _answers(site, session) == []

    page.get_by_role("link", name="Change it").click()
    expect(page.locator("[name=pain_after][value='2']")).to_be_checked()
    _answer(page, 1)
    page.wait_for_url("**/kept*")
    assert page.evaluate(WAITING) == [session], "one session has one answer"

    page.context.set_offline(False)
    page.goto(site.url + "/today")
    expect(page.get_by_text("Your answer has gone out.")).to_be_visible()
    assert page.evaluate(WAITING) == []
    assert [log["pain_after"] for log in _answers(site, session)] == [1]
    assert page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('plinth-session-'))") is False


def test_an_answer_given_elsewhere_meanwhile_is_a_question_not_a_loss(ready: Callable[[str], Page], site: Site) -> None:
    page = ready("Cora Conflict")
    session = _session(page)
    page.context.set_offline(True)
    page.goto(site.url + session)
    _answer(page, 1)
    page.wait_for_url("**/kept*")
    # Another device, as far as the site can tell: the phone has no network yet.
    shown = page.context.request.get(site.url + session).text()
    fields = dict.fromkeys(("csrf_token", "form_key"), "")
    for name in fields:
        fields[name] = shown.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]
    page.context.request.post(site.url + session, form={**fields, "whole": "all", "pain_after": "3"})
    assert [log["pain_after"] for log in _answers(site, session)] == [3]
    page.context.set_offline(False)
    page.goto(site.url + "/today")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("This session already has an answer").first).to_be_visible()
    expect(page.locator("[name=pain_after][value='1']")).to_be_checked()
    assert [log["pain_after"] for log in _answers(site, session)] == [3]
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/done*")
    assert [log["pain_after"] for log in _answers(site, session)] == [1]
    page.wait_for_function("async () => !(await (await caches.open('plinth-waiting')).keys()).length")


def test_a_red_answer_without_a_network_gets_its_advice_at_once(ready: Callable[[str], Page], site: Site) -> None:
    page = ready("Rhea Red")
    session = _session(page)
    page.context.set_offline(True)
    page.goto(site.url + session)
    _answer(page, 7)
    page.wait_for_url("**/kept*")
    expect(page.get_by_role("heading", name="Stop for today")).to_be_visible()
    expect(page.get_by_role("heading", name="Get help now if one of these is true")).to_be_visible()
    page.get_by_role("link", name="Do I need a doctor?").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do I need a doctor?")
    page.context.set_offline(False)
    page.goto(site.url + "/today")
    expect(page.get_by_text("Your answer has gone out.")).to_be_visible()
    assert [log["pain_after"] for log in _answers(site, session)] == [7]


def test_a_sign_in_that_ended_meanwhile_loses_nothing(ready: Callable[[str], Page], site: Site) -> None:
    page = ready("Sol Signin")
    session = _session(page)
    page.context.set_offline(True)
    page.goto(site.url + session)
    _answer(page, 2)
    page.wait_for_url("**/kept*")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.goto(site.url + "/today")
    page.wait_for_url("**/sign-in**")
    expect(page.get_by_text("An answer is on this phone.")).to_be_visible()
    assert _answers(site, session) == []
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(site.url + "/today")
    expect(page.get_by_text("Your answer has gone out.")).to_be_visible()
    assert [log["pain_after"] for log in _answers(site, session)] == [2]


def test_nothing_stays_on_the_phone_after_signing_out(ready: Callable[[str], Page], site: Site) -> None:
    page = ready("Una Unsent")
    session = _session(page)
    assert {"/today", session, f"{session}/play", "/doctor", "/offline"} <= set(page.evaluate(SHELF))
    page.context.set_offline(True)
    page.goto(site.url + "/progress")
    expect(page.get_by_role("heading", level=1)).to_have_text("No signal")
    page.get_by_role("link", name="Open today").click()
    page.goto(site.url + session)
    _answer(page, 2)
    page.wait_for_url("**/kept*")
    page.context.set_offline(False)
    page.goto(site.url + "/more")
    expect(page.get_by_text("Your answer has gone out.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in**")
    assert page.evaluate(ON_THE_PHONE) == []
