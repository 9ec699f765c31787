"""Every word that is meant to be translated is: nothing is missing, nothing is lost on the way."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "app" / "templates"
CATALOGUES = sorted((ROOT / "app" / "translations").glob("*/LC_MESSAGES/messages.po"))
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2)}
PLACES = re.compile(r"%\(\w+\)[sd]|%%")
# Pages and mails that speak every language: no word of theirs stands outside `_()`.
SPEAKING = (
    "accounts/enter.html",
    "accounts/language.html",
    "components/fields.html",
    "components/offline.html",
    "components/pain.html",
    "components/settings.html",
    "email/_base.html",
    "email/_base.txt",
    "email/invitation",
    "email/new-messages",
    "email/session-reminder",
    "email/sign-in-link",
    "outcomes",
    "portability/trail.html",
    "rest",
    "today/arrival.html",
)


@cache
def words() -> Catalog:
    """Everything the source asks to be translated."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(one["pattern"], one["method"]) for one in mappings]
    options = {one["pattern"]: {k: v for k, v in one.items() if k not in ("pattern", "method")} for one in mappings}
    found = Catalog()
    for _, _, message, _, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        found.add(message, context=context)
    return found


def name_of(path: Path) -> str:
    return path.parents[1].name


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=name_of(path))


def strings(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [str(message.string)]


def _text(context: str | bytes | None) -> str:
    return context.decode() if isinstance(context, bytes) else context or ""


def told(known: Catalog) -> list[tuple[str, list[str], list[str]]]:
    """Context, words and translation of each string, in one order whatever file they came from."""
    found = [
        (one.context, [*one.id] if isinstance(one.id, (list, tuple)) else [one.id], one) for one in known if one.id
    ]
    # A compiled file gives its contexts as bytes.
    return sorted(((_text(context), ids, strings(one)) for context, ids, one in found), key=repr)


def test_there_is_something_to_translate_and_a_language_to_do_it_in() -> None:
    assert len(words()) > 80
    assert [name_of(path) for path in CATALOGUES] == ["fr_CA"]


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_no_string_is_missing(path: Path) -> None:
    known = catalogue(path)
    missing = []
    for message in words():
        if message.id:
            done = known.get(message.id, message.context)
            if done is None or done.fuzzy or not all(strings(done)):
                missing.append(message.id)
    assert missing == []


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_no_string_is_left_over(path: Path) -> None:
    wanted = words()
    assert [one.id for one in catalogue(path) if one.id and wanted.get(one.id, one.context) is None] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_a_translation_keeps_every_name_and_number(path: Path) -> None:
    for message in catalogue(path):
        if message.id:
            ids = list(message.id) if isinstance(message.id, (tuple, list)) else [str(message.id)]
            for one in strings(message):
                assert sorted(PLACES.findall(one)) == sorted(PLACES.findall(ids[-1])), message.id


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_what_is_read_is_compiled_from_what_was_written(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert told(compiled) == told(catalogue(path)), "Run `make words`."


def speaking_templates() -> list[str]:
    files = [TEMPLATES / name for name in SPEAKING]
    found = [one for file in files for one in (sorted(file.iterdir()) if file.is_dir() else [file])]
    return [one.relative_to(TEMPLATES).as_posix() for one in found]


@pytest.mark.parametrize("name", speaking_templates())
def test_no_word_of_a_speaking_page_stands_bare(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    # A title is joined from pieces, so what stands between two pieces of code must not look like a tag.
    data = "\x00".join(text for _, kind, text in Environment().lex(source) if kind == "data")
    data = re.sub(r"(?s)<!--.*?-->|<style>.*?</style>", "", data)
    text = re.sub(r"(?s)<[^>]*>", "", data)
    assert re.findall(r"(?<![&#\w-])[^\W\d_]{2,}(?!;)", text) == []
