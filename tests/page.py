"""A browser without a window that checks every page it sees against the rules all pages keep."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, g
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse, encode_multipart

from app.core.db import db

HOST = "http://plinth.test"
UNLABELLED = {"hidden", "submit", "button", "image"}


def text_of(element: Element) -> str:
    """All text inside an element, blanks folded."""
    return " ".join("".join(element.itertext()).split())


@dataclass
class Page:
    """An answer, parsed. `root` is the html element without namespaces."""

    response: TestResponse
    root: Element | None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        """Where a redirect points, path and query only."""
        parts = urlsplit(self.response.headers.get("Location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def text(self) -> str:
        """The words on the page, blanks folded."""
        assert self.root is not None, f"no page, status {self.status}"
        body = self.root.find("body")
        assert body is not None
        return text_of(body)

    @property
    def h1(self) -> str:
        return text_of(self.all("h1")[0])

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of a tag whose attributes equal the given ones (class_ and for_ for the reserved words)."""
        assert self.root is not None, f"no page, status {self.status}"
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [e for e in self.root.iter(tag) if all(e.get(key) == value for key, value in wanted.items())]

    def field(self, name: str) -> Element:
        """The first form control of a name."""
        for tag in ("input", "select", "textarea"):
            found = self.all(tag, name=name)
            if found:
                return found[0]
        raise AssertionError(f"no field {name}")

    def value(self, name: str) -> str:
        """What a text field holds, or which option a select has chosen."""
        control = self.field(name)
        if control.tag == "textarea":
            return "".join(control.itertext()).removeprefix("\n")
        if control.tag == "select":
            chosen = [o.get("value", "") for o in control.iter("option") if o.get("selected") is not None]
            return chosen[0] if chosen else ""
        return control.get("value", "")

    def checked(self, name: str) -> list[str]:
        """The values of the chosen radios or ticked boxes of a name."""
        return [e.get("value", "on") for e in self.all("input", name=name) if e.get("checked") is not None]

    def links(self) -> list[str]:
        return [e.get("href", "") for e in self.all("a")]

    def form(self, action: str) -> dict[str, Any]:
        """What a browser would send from the form with this action, untouched: names to a value or a list of values."""
        forms = [f for f in self.all("form") if urlsplit(f.get("action", "")).path == action]
        assert forms, f"no form posts to {action}; there are {[f.get('action') for f in self.all('form')]}"
        data: dict[str, list[str]] = {}
        for control in forms[0].iter():
            name = control.get("name")
            if not name or control.get("disabled") is not None:
                continue
            for value in _sent(control):
                data.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in data.items()}


def _sent(control: Element) -> list[str]:
    if control.tag == "textarea":
        return ["".join(control.itertext()).removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None]
        if control.get("multiple") is None and not chosen:
            chosen = options[:1]
        return [o.get("value", text_of(o)) for o in chosen]
    if control.tag != "input" or control.get("type") in ("submit", "button", "image", "file"):
        return []
    if control.get("type") in ("radio", "checkbox"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [control.get("value", "")]


class Browser:
    """`get`, `post` and `submit`, each answer checked. Afterwards the test's own session sees what was written."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app = app
        self.client = client

    def get(self, path: str, *, status: int = 200) -> Page:
        return self._seen(self.client.get(path, base_url=HOST), status)

    def post(self, path: str, data: dict[str, Any] | None = None, *, status: int | None = None) -> Page:
        """Post with a valid CSRF token. Without `status`, a redirect or a page will do, an error will not."""
        data = {"csrf_token": self.csrf_token(), **(data or {})}
        return self._seen(self.client.post(path, data=data, base_url=HOST), status)

    def upload(self, path: str, data: dict[str, Any], *, status: int | None = None) -> Page:
        """Post a form with files in it, given as (stream, name)."""
        # The test client would leave a temporary file open where a body is large.
        sent = {"csrf_token": self.csrf_token(), **data}
        boundary, body = encode_multipart({n: FileStorage(*v) if isinstance(v, tuple) else v for n, v in sent.items()})
        kind = f"multipart/form-data; boundary={boundary}"
        return self._seen(self.client.post(path, data=body, content_type=kind, base_url=HOST), status)

    def submit(self, page: Page, action: str, *, status: int | None = None, **changes: Any) -> Page:
        """Fill in the form of a page as a person would, and send it."""
        return self._seen(self.client.post(action, data={**page.form(action), **changes}, base_url=HOST), status)

    def follow(self, page: Page) -> Page:
        """Go where a redirect points."""
        assert page.status in (302, 303), f"no redirect but {page.status}: {page.text[:400]}"
        return self.get(page.location)

    def csrf_token(self) -> str:
        with self.client.session_transaction(base_url=HOST) as session:
            raw = session.setdefault("csrf_token", hashlib.sha256(os.urandom(32)).hexdigest())
        return str(URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(raw))

    def _seen(self, response: TestResponse, status: int | None) -> Page:
        db.session.rollback()
        # The test's own context outlives the request; what the request kept for itself must not reach the next one.
        for name in list(g):
            g.pop(name)
        if status is not None:
            assert response.status_code == status, (response.status_code, response.headers.get("Location"))
        else:
            assert response.status_code < 400, response.status_code
        is_page = response.mimetype == "text/html" and response.status_code not in (301, 302, 303)
        if not is_page or not response.data:
            return Page(response, None)
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.get_data(as_text=True))
        root = root if isinstance(root, Element) else root.getroot()
        for element in root.iter():
            if isinstance(element.tag, str):
                # Drawings come with a namespace, which no test needs.
                element.tag = element.tag.rpartition("}")[2]
        seen = Page(response, root)
        check(seen, self.app)
        return seen


def check(page: Page, app: Flask) -> None:
    """The rules every page keeps. A broken one is an AssertionError that names it."""
    assert page.root is not None
    assert page.root.get("lang"), "the page names its language"
    headings = page.all("h1")
    assert len(headings) == 1, f"one h1, not {[text_of(h) for h in headings]}"
    title = text_of(page.all("title")[0])
    assert title.startswith(text_of(headings[0])), f"the title {title!r} starts with the heading"
    assert len(page.all("main")) == 1, "one main"
    _check_ids(page)
    _check_controls(page)
    _check_forms(page)
    _check_strictness(page)
    _check_links(page, app)


def _check_ids(page: Page) -> None:
    assert page.root is not None
    ids = [e.get("id") for e in page.root.iter() if isinstance(e.tag, str) and e.get("id")]
    twice = {i for i in ids if ids.count(i) > 1}
    assert not twice, f"ids used twice: {twice}"
    for element in page.root.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(attribute) or "").split() if isinstance(element.tag, str) else []:
                assert target in ids, f"{attribute} points to #{target}, which is not there"


def _check_controls(page: Page) -> None:
    assert page.root is not None
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {id(control) for label in page.all("label") if text_of(label) for control in label.iter()}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            if control.get("type") in UNLABELLED:
                continue
            named = control.get("aria-label") or control.get("aria-labelledby")
            is_labelled = named or control.get("id") in labelled or id(control) in wrapped
            assert is_labelled, f"the field {control.get('name')} has no label"
    for tag in ("button", "a"):
        for element in page.all(tag):
            has_name = text_of(element) or element.get("aria-label") or element.get("aria-labelledby")
            assert has_name, f"a {tag} without words: {element.attrib}"
    for image in page.all("img"):
        assert image.get("alt") is not None, f"the picture {image.get('src')} has no alt text"
    for drawing in page.all("svg"):
        # A drawing with links in it is a group: as a picture it would hide them.
        role = "group" if list(drawing.iter("a")) else "img"
        is_named = drawing.get("role") == role and drawing.get("aria-label")
        assert is_named or drawing.get("aria-hidden") == "true", "a drawing is named or hidden"


def _check_forms(page: Page) -> None:
    for form in page.all("form"):
        assert form.get("action"), "a form has an action"
        assert form.get("method") in ("get", "post"), "a form has a method"
        if form.get("method") == "post":
            names = [e.get("name") for e in form.iter("input")]
            assert "csrf_token" in names, f"the form to {form.get('action')} has a CSRF token"
            assert form.get("novalidate") is not None or not list(_typed(form)), f"{form.get('action')}: novalidate"


def _typed(form: Element) -> list[Element]:
    return [e for e in form.iter("input") if e.get("type") not in ("hidden", "submit")]


def _check_strictness(page: Page) -> None:
    assert page.root is not None
    for element in page.root.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag != "style", "no inline style sheet"
        if element.tag == "script" and not element.get("src"):
            # A data block is never run; everything else inline would be.
            assert element.get("type") == "application/ld+json", "no inline script"
            json.loads(element.text or "")
        for attribute in element.attrib:
            assert attribute != "style", f"no inline style: {element.attrib}"
            assert not attribute.startswith("on"), f"no inline handler: {element.attrib}"


def _check_links(page: Page, app: Flask) -> None:
    adapter = app.url_map.bind("plinth.test")
    targets = [(e.get("href", ""), "GET") for e in page.all("a")]
    targets += [(e.get("action", ""), e.get("method", "get").upper()) for e in page.all("form")]
    targets += [(e.get("src", ""), "GET") for e in page.all("img")]
    targets += [(e.get("srcset", ""), "GET") for e in page.all("source")]
    for target, method in targets:
        parts = urlsplit(target)
        assert target and target != "#", "no dead link"
        if parts.scheme in ("mailto", "tel") or (parts.netloc and parts.netloc != "plinth.test") or not parts.path:
            continue
        try:
            adapter.match(parts.path, method=method)
        except HTTPException as error:
            raise AssertionError(f"{method} {target} leads nowhere ({error})") from error
