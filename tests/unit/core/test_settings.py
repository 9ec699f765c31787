"""Production refuses to start unsafe; a laptop starts with nothing set."""

from __future__ import annotations

import pytest

from app.core.errors import SettingsError
from app.core.settings import load_settings

SAFE = {
    "PLINTH_ENV": "production",
    "SECRET_KEY": "k9J2vQ7mZ4xT8wL1pR6yB3nH5cD0fG7s",
    "PUBLIC_URL": "https://clinic.test",
    "TRUSTED_HOSTS": "clinic.test, www.clinic.test",
}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SAFE, "PLINTH_CLOCK_FILE", "DATABASE_URL", "REDIS_URL", "SMTP_URL"):
        monkeypatch.delenv(name, raising=False)


def test_a_safe_production_starts() -> None:
    settings = load_settings(**SAFE)
    assert settings.hosts == ["clinic.test", "www.clinic.test"]
    assert settings.is_https


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "please-change-me-please-change-me-please"}, "SECRET_KEY"),
        ({"PUBLIC_URL": "http://clinic.test"}, "https"),
        ({"PUBLIC_URL": "clinic.test"}, "http"),
        ({"TRUSTED_HOSTS": " , "}, "TRUSTED_HOSTS"),
        ({"PLINTH_CLOCK_FILE": "/tmp/clock"}, "PLINTH_CLOCK_FILE"),
    ],
)
def test_an_unsafe_production_says_what_is_missing(change: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings(**{**SAFE, **change})


def test_production_needs_a_public_url_of_its_own() -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL is missing"):
        load_settings(**{name: value for name, value in SAFE.items() if name != "PUBLIC_URL"})


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(PLINTH_ENV="production")
    assert all(word in str(caught.value) for word in ("SECRET_KEY", "PUBLIC_URL", "TRUSTED_HOSTS"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p@db/plinth", "postgresql+psycopg://u:p@db/plinth"),
        ("postgresql://db/plinth", "postgresql+psycopg://db/plinth"),
        ("postgresql+psycopg://db/plinth", "postgresql+psycopg://db/plinth"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_a_database_address_names_its_driver(url: str, expected: str) -> None:
    assert load_settings(DATABASE_URL=url).database == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("unix:///tmp/v.sock", "redis+socket:///tmp/v.sock"), ("redis://localhost:6379/0", "redis://localhost:6379/0")],
)
def test_a_broker_address_is_written_as_the_queue_wants_it(url: str, expected: str) -> None:
    assert load_settings(REDIS_URL=url).broker == expected
