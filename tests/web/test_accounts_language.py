"""A person chooses what they read: pages, dates and mails follow, for them alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db, transaction
from app.core.language import ENGLISH, current_language, languages, speaking
from app.core.words import day_month, full_date, hour_minute, long_date, one_decimal, short_date
from app.mail.models import OutboxMail
from app.routines.dose import about_minutes
from tests.factories import Cast
from tests.page import Browser, Page

PATH = "/language"
FRENCH = "fr-CA"
SignIn = Callable[..., None]


@pytest.fixture
def cleo(cast: Cast, sign_in: SignIn) -> Cast:
    sign_in(cast.cleo.user)
    return cast


def _language(page: Page) -> str | None:
    assert page.root is not None
    return page.root.get("lang")


def test_a_language_goes_by_its_own_name() -> None:
    assert languages() == {"en": "English", "fr-CA": "Français (Canada)"}


def test_pages_follow_the_choice(cleo: Cast, page: Browser) -> None:
    before = page.get("/more")
    assert _language(before) == "en"
    seen = page.follow(page.submit(page.get(PATH), PATH, language=FRENCH))
    assert "Enregistré. Pages et courriels sont maintenant en : Français (Canada)." in seen.text
    assert seen.h1 == "Plus" and _language(seen) == FRENCH
    assert "Votre langue : Français (Canada)" in seen.text
    assert db.session.scalar(select(User.language).where(User.email == "cleo@example.com")) == FRENCH


def test_the_choice_is_shown_and_can_be_taken_back(cleo: Cast, page: Browser) -> None:
    page.submit(page.get(PATH), PATH, language=FRENCH)
    again = page.get(PATH)
    assert (again.h1, again.checked("language")) == ("Votre langue", [FRENCH])
    page.submit(again, PATH, language=ENGLISH)
    assert page.get("/more").h1 == "More"


def test_a_language_that_is_not_there_is_refused(cleo: Cast, page: Browser) -> None:
    refused = page.post(PATH, {"language": "tlh"})
    assert "Choose one from the list." in refused.text
    assert db.session.scalar(select(User.language).where(User.email == "cleo@example.com")) == ENGLISH


def test_nobody_else_is_spoken_to_in_it(cleo: Cast, page: Browser, sign_in: SignIn) -> None:
    page.submit(page.get(PATH), PATH, language=FRENCH)
    sign_in(cleo.tara)
    assert _language(page.get("/desk")) == "en"


def test_a_mail_speaks_its_readers_language(cast: Cast, page: Browser) -> None:
    with transaction():
        cast.cleo.user.language = FRENCH
    page.submit(page.get("/sign-in/link"), "/sign-in/link", email="cleo@example.com")
    mail = db.session.scalars(select(OutboxMail)).one()
    assert mail.subject == "Votre lien de connexion"
    assert "Il sert une seule fois, pendant 30 minutes." in mail.text
    assert '<html lang="fr-CA">' in mail.html
    link = mail.text.partition("/enter/")[2].split()[0]
    opened = page.get(f"/enter/{link}")
    assert opened.h1 == "Bon retour, Cleo" and _language(opened) == FRENCH


def test_dates_and_numbers_in_french(app: Flask) -> None:
    first, other = date(2026, 11, 1), date(2026, 11, 25)
    with speaking(FRENCH):
        assert current_language() == FRENCH
        assert [long_date(other), short_date(other)] == ["mercredi 25 novembre", "mer. 25 nov."]
        assert [long_date(first), day_month(first)] == ["dimanche 1er novembre", "1er nov."]
        assert full_date(first) == "1er novembre 2026"
        assert hour_minute(time(18, 5)) == "18\u00a0h\u00a005"
        assert [one_decimal(3.65), one_decimal(-0.5), one_decimal(None)] == ["3,7", "−0,5", "–"]
        # In French nothing, and one, are singular.
        assert [about_minutes(seconds) for seconds in (0, 60, 120)] == [
            "environ 0 minute",
            "environ 1 minute",
            "environ 2 minutes",
        ]
    assert [long_date(first), hour_minute(time(18, 5)), one_decimal(3.65)] == ["Sunday 1 November", "18:05", "3.7"]
