"""The words about care: calm, plain, and true to the rule."""

from __future__ import annotations

import re

import pytest

from app.safety import words

FORBIDDEN = ("!", "warning", "danger", "serious condition", "diagnos", "probab", "likely", "medicine", "should")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (4, 7, "7 is more than we want"),
        (None, 6, "6 is more than we want"),
        (2, 6, "6 is more than we want"),
        (2, 5, "From 2 to 5 is a bigger rise than we want"),
    ],
)
def test_too_much_says_why(before: int | None, after: int, sentence: str) -> None:
    assert words.too_much(before, after) == sentence


def _sentences() -> list[str]:
    texts = [text for group in words.SIGN_GROUPS for text in (group.title, group.act, *group.signs)]
    return [sentence for text in texts for sentence in re.split(r"(?<=[.?:]) ", text)]


@pytest.mark.parametrize("sentence", _sentences())
def test_sentences_are_short_and_calm(sentence: str) -> None:
    assert len(sentence.split()) <= 18, sentence
    assert not [word for word in FORBIDDEN if word in sentence.lower()]


def test_the_emergency_comes_first_and_tells_what_to_do() -> None:
    first = words.SIGN_GROUPS[0]
    assert first is words.EMERGENCY
    assert "emergency number" in first.act
    assert "Do not wait for your trainer." in first.act


def test_every_group_has_signs_and_one_act() -> None:
    assert [group.key for group in words.SIGN_GROUPS] == ["now", "soon", "pregnancy", "book"]
    assert all(group.signs and group.act for group in words.SIGN_GROUPS)
