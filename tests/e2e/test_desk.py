"""A trainer's morning at the desk, a journey for each thing it is for, and the first client by keyboard alone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.demo.record import EMPTY_PDF
from tests.e2e.conftest import DESK, PHONE, Site, Visitor

Come = Callable[..., Visitor]


@pytest.fixture
def ines(visitor: Come) -> Visitor:
    person = visitor("ines", DESK)
    person.sign_in("ines@demo.example")
    return person


def _h1(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def _open_client(person: Visitor, name: str) -> str:
    """Open a client's page from the roster; returns its path."""
    page = person.goto("/clients")
    page.get_by_role("link", name=name).first.click()
    _h1(page, name)
    return "/clients/" + re.findall(r"/clients/(\d+)", page.url)[0]


def test_roster_and_triage(ines: Visitor) -> None:
    page = ines.goto("/desk")
    before = int(re.findall(r"\d+", page.get_by_role("heading", level=1).inner_text())[0])
    ines.picture("needs")
    page.get_by_role("button", name=re.compile("^Done: ")).first.click()
    _h1(page, str(before - 1))
    page.get_by_role("button", name="Undo").click()
    _h1(page, str(before))
    page.goto(ines.site.url + "/clients")
    ines.picture("roster")
    page.get_by_role("link", name=re.compile("^Needs attention")).click()
    expect(page.locator("table")).to_contain_text("Tomas Reyes")
    expect(page.locator("table")).not_to_contain_text("Mika Lindqvist")


def test_client_page(ines: Visitor, tmp_path: Path) -> None:
    path = _open_client(ines, "Dana Whitlock")
    page = ines.page
    expect(page.locator("main")).to_contain_text("Sessions and pain, week by week")
    tabs = page.get_by_role("navigation", name="Dana Whitlock")
    tabs.get_by_role("link", name="Timeline").click()
    page.get_by_role("link", name="Notes and documents", exact=True).last.click()
    expect(page.locator(".timeline").first).to_contain_text("Note by Ines Calder")
    expect(page.locator("main")).not_to_contain_text("Session done")
    page.goto(f"{ines.site.url}{path}/notes")
    page.fill("[name=body]", "Ask about the new chair.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("main")).to_contain_text("Ask about the new chair.")
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(EMPTY_PDF)
    page.fill("[name=title]", "Letter of November")
    page.set_input_files("[type=file]", letter)
    page.get_by_role("button", name="Keep the document").click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download Letter of November").click()
    assert fetched.value.path().read_bytes().startswith(b"%PDF")
    tabs.get_by_role("link", name="Mail").click()
    page.get_by_role("button", name="Send a test mail").click()
    expect(page.locator("table")).to_contain_text("Test mail")
    ines.picture("mail")
    page.get_by_role("button", name="See as Dana").click()
    expect(page.locator("body")).to_contain_text("You see what Dana sees.")
    assert page.locator("main a[href], main form, main button:enabled").count() == 0
    ines.picture("as-client")
    page.goto(f"{ines.site.url}{path}/summary")
    _h1(page, "Dana Whitlock before the call")
    expect(page.locator("main")).to_contain_text("Ask about the new chair.")
    ines.picture("summary")


def test_intake_consent_safety(ines: Visitor) -> None:
    path = _open_client(ines, "Tomas Reyes")
    page = ines.goto(f"{path}/safety")
    expect(page.locator("main")).to_contain_text("On hold since")
    ines.picture("hold")
    page.get_by_role("button", name="Release the hold").click()
    expect(page.get_by_role("alert").or_(page.locator(".error")).first).to_be_visible()
    page.fill("[name=note]", "Dr. Hall, by phone, on Monday")
    page.get_by_role("button", name="Release the hold").click()
    expect(page.locator("main")).to_contain_text("reports clearance by: Dr. Hall")
    expect(page.locator("main")).not_to_contain_text("On hold since")


def test_prescribing(ines: Visitor) -> None:
    page = ines.goto("/routines/new")
    page.locator("[name=start_group][value=glutes]").check(force=True)
    page.locator("button[name=fill]").click()
    expect(page.locator("[data-dose-row]")).to_have_count(3)
    page.fill("[name=name]", "Glutes for a week")
    ines.picture("builder-groups")
    page.get_by_role("button", name="Save routine").click()
    _h1(page, "Glutes for a week")
    path = _open_client(ines, "Mika Lindqvist")
    page = ines.goto(f"{path}/plan/new")
    label = page.locator("[name=routine] option", has_text="Glutes for a week").first.inner_text()
    page.select_option("[name=routine]", label=label)
    page.select_option("[name=times_per_week]", label="Twice a week, any day")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="See it as Mika").click()
    _h1(opened.value, "Glutes for a week")
    expect(opened.value.locator("body")).to_contain_text("You see what Mika sees.")
    opened.value.close()
    page.get_by_role("button", name=re.compile("^(Give|Change) the plan")).click()
    _h1(page, "Mika Lindqvist")
    expect(page.locator("main")).to_contain_text("Glutes for a week")
    expect(page.locator("main")).to_contain_text("Twice a week, any day")


def test_a_plan_for_bad_days(ines: Visitor) -> None:
    path = _open_client(ines, "Lena Vogt")
    page = ines.goto(f"{path}/plan")
    page.get_by_role("link", name="Write a flare plan").click()
    page.locator("[name=keeps]").first.check()
    page.fill("[name=days]", "3")
    page.fill("[name=note]", "Only the release, gently. Call me on the third day.")
    page.get_by_role("button", name="Keep the flare plan").click()
    page.get_by_role("button", name="Switch the flare plan on").click()
    expect(page.locator("main")).to_contain_text("Flare plan from tomorrow until")
    ines.picture("flare-plan")
    page.get_by_role("button", name="Back to the usual plan tomorrow").click()
    expect(page.locator("main")).to_contain_text("The usual plan is back from tomorrow.")


def test_suggestions(ines: Visitor) -> None:
    page = ines.goto("/suggestions")
    page.locator("main li a").first.click()
    _h1(page, "The next step for")
    ines.picture("suggestion")
    page.get_by_role("button", name="Change the plan from tomorrow").click()
    expect(page.locator("main")).to_contain_text("It applies from")
    expect(page.locator("main")).to_contain_text("accepted")


def test_conversation(ines: Visitor, visitor: Come, site: Site) -> None:
    path = _open_client(ines, "Dana Whitlock")
    page = ines.goto(f"{path}/messages")
    page.fill("[name=body]", "Yes, on the bed is fine.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".thread")).to_contain_text("Yes, on the bed is fine.")
    ines.picture("thread")
    dana = visitor("dana-messages", PHONE, has_touch=True)
    phone = dana.sign_in("dana@demo.example")
    phone.get_by_role("link", name="Messages").click()
    expect(phone.locator(".thread")).to_contain_text("Yes, on the bed is fine.")
    dana.picture("messages")
    phone.fill("[name=body]", "Thank you.")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".thread")).to_contain_text("Thank you.")
    page.goto(site.url + "/messages")
    expect(page.locator("main")).to_contain_text("1 new")


def test_in_and_out(ines: Visitor) -> None:
    page = ines.goto("/clients/import")
    page.fill(
        "[name=text]", "Name;Email\nUlla Berg;ulla.berg@example.com\nBad Mail;nowhere\nUlla Berg;ulla.berg@example.com"
    )
    page.get_by_role("button", name="Look at the list").click()
    expect(page.locator("main")).to_contain_text("1 person will be added")
    expect(page.locator("main")).to_contain_text("1 twice in this list. 1 refused.")
    ines.picture("import")
    page.get_by_role("button", name="Add 1 person").click()
    page.goto(ines.site.url + "/clients?q=Ulla")
    expect(page.locator("table")).to_contain_text("Ulla Berg")
    path = _open_client(ines, "Dana Whitlock")
    printed = page.request.get(f"{ines.site.url}{path}/plan/print.pdf")
    assert printed.body().startswith(b"%PDF")


def test_the_mails_of_the_practice(ines: Visitor) -> None:
    page = ines.goto("/settings")
    page.get_by_role("link", name="Mails and quiet hours").click()
    page.get_by_role("link", name="Session reminders").click()
    page.get_by_label("Your words").fill("Good evening, {first name}. The mat is waiting.")
    page.get_by_role("button", name="Save and look").click()
    shown = page.frame_locator("iframe")
    expect(shown.locator("body")).to_contain_text("Good evening, Alex. The mat is waiting.")
    ines.picture("mail-choice")
    page.get_by_role("button", name="Send a test to me").click()
    expect(page.locator("main")).to_contain_text("A test is on its way to ines@demo.example.")
    mail = ines.site.wait_for_mail("ines@demo.example", "Test: Your session is ready")
    assert "Good evening, Ines. The mat is waiting." in mail.text


# The label and the words of what has the focus; nothing while that is the page itself.
FOCUSED = """() => { const at = document.activeElement; return at === document.body || at.id === "main" ? "" :
  [...[...(at.labels ?? [])].map((label) => label.innerText), at.innerText].join("\\n"); }"""


class Hands:
    """Nothing but a keyboard, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes, self.began = page, 0, time.monotonic()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.strokes += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.strokes += len(words)

    def arrive(self, where: str) -> None:
        """Wait for a page that stands there whole: nothing can have the focus before its styles have come."""
        self.page.wait_for_url(where)
        self.page.wait_for_function("document.readyState === 'complete'")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def reach(self, words: str) -> None:
        """Tab on until the thing with these words has the focus."""
        met = []
        for _ in range(90):
            met.append(self.page.evaluate(FOCUSED).strip())
            if words in (line.strip() for line in met[-1].splitlines()):
                return
            self.press("Tab")
        raise AssertionError(f"no way to {words!r} on {self.page.url}, only to {met}")


def test_a_first_client_and_a_plan_by_keyboard_alone(ines: Visitor, record_property: Callable[..., None]) -> None:
    page = ines.goto("/desk")
    hands = Hands(page)
    hands.reach("Add a client")
    hands.press("Enter")
    hands.arrive("**/clients/new")
    hands.type("Rosa Lee")
    hands.reach("Email")
    hands.type("rosa.lee@example.com")
    hands.press("Enter")
    hands.arrive("**/invited")
    hands.reach("Give Rosa a plan")
    hands.press("Enter")
    hands.arrive("**/plan/new*")
    hands.reach("Routine")
    hands.type("Lat")
    hands.reach("Assign without intake")
    hands.press("Space")
    hands.reach("Why it cannot wait")
    hands.type("We spoke on the phone.")
    hands.reach("Give the plan")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosa Lee")
    expect(page.locator("main")).to_contain_text("Plan, version 1")
    seconds = time.monotonic() - hands.began
    record_property("keystrokes", hands.strokes)
    print(f"keyboard alone: {hands.strokes} keystrokes, {seconds:.1f} s of waiting and typing by machine")
    # Well under two minutes for a person: at two keystrokes a second this is 80 seconds.
    assert hands.strokes <= 160
