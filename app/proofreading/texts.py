"""The texts of a content file, each with the place it stands in. Pure: reads the file it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.exercises.files import ContentError, parse_yaml, read_bytes, read_yaml

# The fields of sentences. Names, muscles, tags and links are no prose.
PROSE = frozenset(
    {
        "summary", "setup", "cues", "mistakes", "easier", "harder", "stop_if", "cautions", "why", "notes_for_trainer",
        "order_note", "purpose", "how", "caution",
    }
)  # fmt: skip


# Fields between two lines of three hyphens, on top of a Markdown file.
_FIELDS = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """One text: where it stands ("cues, entry 2", "line 14"), what it says, and whether it is made of sentences."""

    where: str
    words: str
    is_prose: bool = True


def texts_of_yaml(path: Path) -> list[Text]:
    """Every text of a YAML file, nested ones too. Raises ContentError for a file that cannot be read."""
    return list(_texts(read_yaml(path), "", False))


def _texts(value: object, where: str, is_prose: bool) -> Iterator[Text]:
    if isinstance(value, str):
        yield Text(where, value, is_prose)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            # Inside a way, "exercise" is a link and "text" its sentence.
            yield from _texts(inner, _join(where, str(key)), key in PROSE or (is_prose and key == "text"))
    elif isinstance(value, list):
        for at, inner in enumerate(value, start=1):
            yield from _texts(inner, _join(where, f"entry {at}"), is_prose)


def _join(where: str, step: str) -> str:
    return f"{where}, {step}" if where else step


def texts_of_markdown(path: Path) -> list[Text]:
    """Title, description, headings, paragraphs, lines of a list and cells of a Markdown file, without their marks.

    Raises ContentError for a file that cannot be read.
    """
    try:
        text = read_bytes(path).decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name}: cannot be read as text in UTF-8.") from error
    found: list[Text] = []
    at = 1
    if top := _FIELDS.match(text):
        fields = parse_yaml(path.name, top[1].encode())
        if isinstance(fields, dict):
            found = [Text(key, str(fields[key])) for key in ("title", "description") if key in fields]
        at += top[0].count("\n")
        text = text[top.end() :]
    return [*found, *_cells(text, at)]


def _cells(text: str, at: int) -> Iterator[Text]:
    for block in re.split(r"(\n\s*\n|\n(?=\s*(?:- |\d+\. |\||#)))", text):
        above = block[: len(block) - len(block.lstrip())].count("\n")
        for cell in block.split("|"):
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", cell)
            plain = re.sub(r"[*>#`]|\{\w+\}|-{3,}", "", plain)
            words = re.sub(r"^(- |\d+\. )", "", " ".join(plain.split()))
            if re.search(r"[a-z]", words):
                yield Text(f"line {at + above}", words)
        at += block.count("\n")
