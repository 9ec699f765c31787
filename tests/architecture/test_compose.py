"""The files that run Plinth on a server: whole, pinned, watched, and without a secret anybody could use."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"
EXAMPLE = ROOT / ".env.example"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
PINNED = re.compile(r"^[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$")
SECRET_NAMES = re.compile(r"SECRET|PASSWORD|TOKEN|_KEY$|SMTP_URL")
VARIABLE = re.compile(r"\$\{(\w+)([^}]*)\}")


def example_names() -> dict[str, str]:
    """Every variable of .env.example, also those that are only suggested, with its value."""
    found = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.M)
    return {name: value.strip() for name, value in found}


def strings(node: object) -> Iterator[str]:
    """Every text in a YAML tree."""
    if isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)
    elif isinstance(node, str):
        yield node


def test_compose_file_is_valid() -> None:
    tool = Path(sys.executable).parent / "check-jsonschema"
    done = subprocess.run(
        [tool, "--builtin-schema", "vendor.compose-spec", COMPOSE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_parts_are_the_ones_that_make_up_plinth() -> None:
    assert set(SERVICES) == {"database", "redis", "migrate", "web", "worker", "beat", "mail"}


@pytest.mark.parametrize("name", SERVICES)
def test_image_is_pinned(name: str) -> None:
    assert PINNED.match(SERVICES[name]["image"]), SERVICES[name]["image"]


def test_base_images_are_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE.read_text(), re.M)
    assert bases and all(PINNED.match(base) for base in bases), bases


@pytest.mark.parametrize("name", SERVICES)
def test_service_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"] and check["test"] != ["NONE"] and not check.get("disable")
    assert check["interval"] and check["timeout"] and check["retries"]


@pytest.mark.parametrize("name", SERVICES)
def test_service_comes_back_after_a_fault(name: str) -> None:
    expected = "on-failure:5" if name == "migrate" else "unless-stopped"
    assert SERVICES[name]["restart"] == expected


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_process_waits_for_the_tables(name: str) -> None:
    assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", SERVICES)
def test_no_port_is_open_to_the_network(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", ["migrate", "web", "worker", "beat", "mail"])
def test_container_of_ours_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_image_runs_as_a_normal_user_and_installs_only_locked_packages() -> None:
    text = DOCKERFILE.read_text()
    users = re.findall(r"^USER (\d+)", text, re.M)
    assert users and int(users[-1]) > 0
    assert "--require-hashes -r /tmp/requirements.txt" in text
    assert re.search(r"^HEALTHCHECK ", text, re.M)


def test_every_secret_must_be_given() -> None:
    """A secret stands in the compose file only as a variable that stops the start when it is empty."""
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if SECRET_NAMES.search(name):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", str(value)), name
    for text in strings(SERVICES):
        for variable, rest in VARIABLE.findall(text):
            if SECRET_NAMES.search(variable):
                assert rest.startswith(":?"), f"{variable} has a default"


def test_no_address_carries_a_password() -> None:
    for text in [*strings(SERVICES), DOCKERFILE.read_text()]:
        for password in re.findall(r"://[^:/\s]+:([^@/\s]+)@", text):
            assert password.startswith("${POSTGRES_PASSWORD:?"), text


def test_example_holds_no_usable_secret() -> None:
    set_lines = re.findall(r"^([A-Z][A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.M)
    assert set_lines
    for name, value in set_lines:
        if SECRET_NAMES.search(name):
            assert value == "", name


def test_example_names_every_variable_compose_uses() -> None:
    used = {name for text in strings(SERVICES) for name, _ in VARIABLE.findall(text)}
    assert used and used <= example_names().keys()


def test_example_names_every_setting_of_the_application() -> None:
    settings = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert settings <= example_names().keys()


def test_example_explains_each_variable_in_one_line() -> None:
    blocks = EXAMPLE.read_text().strip().split("\n\n")[1:]
    for block in blocks:
        explanation, variable = block.split("\n")
        assert re.match(r"# [A-Za-z]", explanation) and explanation.endswith("."), block
        assert re.match(r"(# )?[A-Z_]+=", variable), block


def test_nothing_but_what_runs_goes_into_the_image() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    copied = set(re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE.read_text(), re.M))
    assert lines[0] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == copied
