"""A session with the clock, on a phone: each side gets its time, nothing loses the place, and two taps save it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import groupby

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

# How many sessions this device remembers.
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('plinth-session-')).length"


def _open(page: Page) -> None:
    page.clock.install()
    page.get_by_role("link", name="Start").click()
    page.wait_for_url("**/play")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))


def _watch(page: Page, seconds: int) -> list[str]:
    """What the screen shows, second by second: the side and the exercise, or what it is instead."""
    seen = []
    for _ in range(seconds):
        seen.append(
            page.evaluate(
                """() => { const run = document.querySelector('[data-screen="run"]');
                if (run.hidden) return "end";
                if (run.classList.contains("turn")) return "switch";
                if (!document.querySelector('[data-foot="turn"]').hidden) return "change";
                const name = document.querySelector('[data-part="name"]:not([hidden]) h2').textContent;
                return `${name} ${run.dataset.side}`; }"""
            )
        )
        page.clock.run_for(1000)
    return seen


def test_each_side_gets_its_full_time_and_two_taps_save_it(come_in: Callable[..., Page]) -> None:
    page = come_in("Pia Player", "Hamstrings and adductors, sample, 15 min")
    _open(page)
    page.locator("label[for='pain_before-4']").click()
    page.get_by_role("button", name="Start").click()
    seen = _watch(page, 5 + 1050 + 1)
    lengths = [(what, len(list(same))) for what, same in groupby(seen)]
    one_round = [
        ("Supine Hamstring Stretch left", 60),
        ("switch", 5),
        ("Supine Hamstring Stretch right", 60),
        ("change", 15),
        ("Adductor Foam Roll left", 60),
        ("switch", 5),
        ("Adductor Foam Roll right", 60),
        ("change", 15),
        ("Dumbbell Romanian Deadlift both", 60),
    ]
    assert lengths == [("change", 5), *one_round, ("change", 15), *one_round, ("change", 15), *one_round, ("end", 1)]
    expect(page.get_by_role("heading", name="That was it")).to_be_focused()
    expect(page.locator("[name=whole][value=all]")).to_be_checked()
    page.locator("label[for='pain_after-2']").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Session saved")
    expect(page.locator("main")).to_contain_text("4")
    page.wait_for_function(f"{KEPT} === 0")
    page.goto(page.url.replace("/done", "/play"))
    assert page.url.endswith(re.findall(r"/sessions/\d+$", page.url)[0])


def test_a_reload_a_locked_screen_and_an_absence_keep_the_place(come_in: Callable[..., Page]) -> None:
    page = come_in("Rae Reload", "Hamstrings and adductors, sample, 15 min")
    _open(page)
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(5_000 + 20_000)
    expect(page.locator("[data-timer]")).to_have_text("0:40")
    page.reload()
    page.clock.run_for(400)
    expect(page.locator("[data-timer]")).to_have_text("0:40")
    # Timers of a locked phone do not run; the time of day does.
    page.clock.fast_forward(50_000)
    page.clock.run_for(400)
    expect(page.locator("[data-side-words]")).to_have_text("Right side")
    expect(page.locator("[data-timer]")).to_have_text("0:55")
    page.clock.fast_forward(600_000)
    page.clock.run_for(400)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.locator("[data-timer]")).to_have_text("0:55")
    page.get_by_role("button", name="Go on").click()
    page.goto("about:blank")
    page.clock.fast_forward(600_000)
    page.go_back()
    page.clock.run_for(400)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.locator("[data-timer]")).to_have_text("0:55")
    page.clock.run_for(5_000)
    expect(page.locator("[data-timer]")).to_have_text("0:55")
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for(4_000)
    expect(page.locator("[data-timer]")).to_have_text("0:51")
    assert page.evaluate(KEPT) == 1
    page.goto(page.url.split("/sessions/")[0] + "/more")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    assert page.evaluate(KEPT) == 0, "nothing of it stays on a borrowed phone"


def test_what_hurts_is_left_out_and_told(come_in: Callable[..., Page]) -> None:
    page = come_in("Hal Hurts", "Hamstrings and adductors, sample, 15 min")
    _open(page)
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(30_000)
    page.get_by_role("button", name="This hurts").click()
    page.clock.run_for(60_000)
    page.get_by_role("button", name=re.compile("It hurts a lot")).click()
    expect(page.locator("[data-side-words]")).to_have_text("Get ready")
    expect(page.locator("[data-part=name]:visible")).to_contain_text("Adductor Foam Roll")
    seen = _watch(page, 15 + 3 * (60 + 5 + 60 + 15 + 60) + 2 * 15 + 1)
    assert seen[-1] == "end" and not any("Hamstring Stretch" in what for what in seen)
    expect(page.locator("[name=whole][value=some]")).to_be_checked()
    stretch = page.locator("li", has_text="Supine Hamstring Stretch, left")
    expect(stretch.locator("select[name^=reason]")).to_have_value("pain")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Session saved")
    expect(page.locator("main")).to_contain_text("Left out. Pain.")


def test_by_keyboard_alone(come_in: Callable[..., Page]) -> None:
    page = come_in("Kit Keys", "Hamstrings and adductors, sample, 15 min")
    _open(page)
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    page.clock.run_for(6_000)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-turn]")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-side-words]")).to_have_text("Left side")


def test_without_a_script_the_session_is_a_page(come_in: Callable[..., Page], site: Site) -> None:
    page = come_in("Nora Noscript", "Hamstrings and adductors, sample, 15 min", java_script_enabled=False)
    page.get_by_role("link", name="Start").click()
    page.get_by_role("link", name="Open the session as a page").click()
    page.locator("[name=whole][value=all]").check(force=True)
    page.locator("[name=pain_after][value='1']").check(force=True)
    page.get_by_role("button", name="Save").click()
    assert page.locator("h1").inner_text() == "Session saved"
