"""The gate before every page, and the headers behind it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.security import safe_next
from tests.page import HOST


def test_health_answers_without_the_database(client: FlaskClient) -> None:
    assert client.get("/healthz", base_url=HOST).get_json() == {"status": "ok"}


def test_readiness_asks_the_database(client: FlaskClient) -> None:
    assert client.get("/readyz", base_url=HOST).get_json() == {"status": "ok"}


def test_a_foreign_host_name_is_refused(client: FlaskClient) -> None:
    assert client.get("/healthz", base_url="http://evil.test").status_code == 400


def test_every_answer_carries_the_strict_headers(client: FlaskClient) -> None:
    headers = client.get("/healthz", base_url=HOST).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_view_without_an_audience_is_closed(app: Flask) -> None:
    from app.core.access import audience_of

    assert audience_of(lambda: "") is None


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test",
        "/\\evil.test",
        "https:evil.test",
        "https://evil.test/",
        "/a\tb",
        " /today",
        "today",
        "",
        None,
        "/\n/x",
    ],
)
def test_next_never_leaves_the_site(target: str | None) -> None:
    assert safe_next(target) is None


def test_next_keeps_a_path_inside() -> None:
    assert safe_next("/clients/3?tab=plan") == "/clients/3?tab=plan"


@pytest.mark.parametrize("path", ["/sessions/99999999999999999999", "/clients/2147483648"])
def test_a_number_too_large_for_a_row_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, base_url=HOST).status_code == 404
