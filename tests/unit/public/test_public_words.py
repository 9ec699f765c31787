"""A practice's texts as paragraphs and as one line."""

from __future__ import annotations

from app.public.words import OFFER, line_of, paragraphs_of


def test_a_blank_line_begins_a_paragraph() -> None:
    assert paragraphs_of("One\r\nline.\r\n\r\n  Two.\n \n\nThree.\n") == ["One line.", "Two.", "Three."]
    assert paragraphs_of(" \n ") == []


def test_the_line_is_headline_and_beginning() -> None:
    assert line_of("Calm training", "We are two.\n\nMore.") == "Calm training. We are two."
    assert line_of("", "We are two.") == "We are two."
    assert line_of("", "") == OFFER


def test_a_long_line_ends_at_a_word() -> None:
    line = line_of("Calm training", "word " * 60)
    assert len(line) <= 160
    assert line.endswith("word…")
