"""Templates compile, and a mail's folder is complete."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from app.mail.kinds import KINDS

FOLDER = Path(__file__).resolve().parents[2] / "app" / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in (".html", ".txt"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(app: Flask, name: str) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_mail_has_its_three_parts(kind: str) -> None:
    folder = FOLDER / "email" / kind
    assert {path.name for path in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}
    assert len((folder / "subject.txt").read_text().strip().splitlines()) == 1


def test_no_mail_folder_without_a_kind() -> None:
    folders = {path.name for path in (FOLDER / "email").iterdir() if path.is_dir()}
    assert folders == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_mail_has_its_golden_files(kind: str) -> None:
    golden = Path(__file__).resolve().parents[1] / "snapshots" / "email"
    for ending in ("txt", "html"):
        assert list(golden.glob(f"{kind}*.{ending}")), f"no golden {ending} of {kind}"
