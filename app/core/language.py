"""The language that a page or a mail speaks.

A language is named by its tag as browsers write it ("fr-CA"). Adding one is adding files: a folder under
`app/translations/`, made by `make words`. Words without a translation stay English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from babel import Locale
from flask import Flask, g, has_request_context
from flask_babel import Babel, force_locale, get_locale, refresh
from flask_login import current_user

ENGLISH = "en"
TRANSLATIONS = Path(__file__).parents[1] / "translations"


@cache
def languages() -> dict[str, str]:
    """Every language there is, each by its own name: {"en": "English", "fr-CA": "Français (Canada)"}."""
    folders = sorted(path.parents[1].name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo"))
    return {ENGLISH: "English"} | {_tag(Locale.parse(name)): _own_name(Locale.parse(name)) for name in folders}


def current_language() -> str:
    """The tag of what is spoken now. English where nobody is spoken to, as in a command."""
    locale = get_locale()
    return _tag(locale) if locale else ENGLISH


def current_locale() -> Locale:
    """The names of days and months, and the rules of plurals, of what is spoken now."""
    return get_locale() or Locale(ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while: what is written for one person in the name of another."""
    with force_locale(language.replace("-", "_")):
        yield


def follow(language: str) -> None:
    """Speak the language of the person this request is about, who is not signed in: a mailed link was opened."""
    g.language = language
    refresh()  # type: ignore[no-untyped-call]


def init_language(app: Flask) -> None:
    """Make every template speak the reader's language."""
    Babel(app, default_locale=ENGLISH, locale_selector=_choose)  # type: ignore[no-untyped-call]
    app.jinja_env.globals["current_language"] = current_language


def _choose() -> str | None:
    # A page that says something broke must not ask the database who is looking.
    if not has_request_context() or g.get("is_broken"):
        return None
    chosen = g.get("language") or (current_user.user.language if current_user.is_authenticated else ENGLISH)
    return str(chosen).replace("-", "_") if chosen in languages() else None


def _tag(locale: Locale) -> str:
    return str(locale).replace("_", "-")


def _own_name(locale: Locale) -> str:
    name = locale.get_display_name() or str(locale)
    return name[0].upper() + name[1:]
