"""Who may knock where: the table against the routes."""

from __future__ import annotations

import pytest
from flask import Flask

from app import csrf
from app.core.access import Audience, audience_of
from tests.architecture.access_table import ACCESS


def test_every_route_stands_in_the_table_as_it_is(app: Flask) -> None:
    declared = {endpoint: audience_of(view) for endpoint, view in app.view_functions.items() if endpoint != "static"}
    assert declared == ACCESS


def test_paths_are_kebab_case_and_converters_typed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        fixed = "".join(text for is_dynamic, text in rule._trace if not is_dynamic)
        assert fixed == fixed.lower() and "_" not in fixed, rule.rule
        for name in rule.arguments:
            if name.endswith("_id"):
                assert f"<int:{name}>" in rule.rule, rule.rule


def test_endpoints_say_feature_and_verb(app: Flask) -> None:
    for endpoint in app.view_functions:
        assert endpoint in ("static", "healthz", "readyz") or endpoint.count(".") == 1


def test_csrf_is_waived_nowhere_but_for_one_click_stops(app: Flask) -> None:
    assert set(csrf._exempt_views) == {"app.mail.routes.stop"}
    assert not csrf._exempt_blueprints


@pytest.mark.parametrize("endpoint", sorted(name for name, who in ACCESS.items() if who is Audience.TOKEN))
def test_a_page_that_a_mail_links_to_is_protected_by_its_token(app: Flask, endpoint: str) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    assert rules
    assert all("token" in rule.arguments for rule in rules)
