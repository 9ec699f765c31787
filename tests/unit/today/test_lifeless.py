"""A page that can only be looked at."""

from __future__ import annotations

from app.today.lifeless import without_life

FRAME = '<!doctype html><html lang="en"><body><a href="/back">Back</a><main id="main">{}</main><a href="/on">On</a>'


def test_links_forms_and_controls_lose_what_makes_them_work() -> None:
    page = FRAME.format(
        '<p>5 &lt; 6 &amp; &#x2014;</p><a class="btn" href="/s/1" data-video="x">Start &amp; go</a>'
        '<form class="stack" method="post" action="/x" data-busy novalidate><input type="hidden" name="csrf_token">'
        '<input name="a" value="&quot;hi&quot;"><button type="submit">Send</button></form>'
        "<details><summary>More</summary>Words</details>"
        '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'
    )
    assert without_life(page) == FRAME.format(
        '<p>5 &lt; 6 &amp; &#x2014;</p><span class="btn">Start &amp; go</span>'
        '<div class="stack">'
        '<input name="a" value="&quot;hi&quot;" disabled><button type="submit" disabled>Send</button></div>'
        "<details><summary>More</summary>Words</details>"
        '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'
    )


def test_a_page_without_anything_alive_stays_the_same() -> None:
    page = FRAME.format("<!-- said --><h1>Hello&nbsp;you</h1><br/><img src='x' alt=''>")
    assert without_life(page) == page
