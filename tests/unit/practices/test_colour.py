"""A practice's colour: contrast by WCAG, and tones that read everywhere they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practices.colour import (
    DARK_PAGE,
    PAGE,
    PAPER,
    READABLE,
    contrast,
    dark_tones,
    is_readable,
    light_tones,
    nearest_readable,
    stylesheet,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


@pytest.mark.parametrize(
    ("colour", "nearest"),
    [("#0c4e60", "#0c4e60"), ("#ffcc00", "#866b00"), ("#e11d48", "#d61c44"), ("#ffffff", "#6c6c6c")],
)
def test_the_nearest_readable_colour_keeps_its_hue(colour: str, nearest: str) -> None:
    assert nearest_readable(colour) == nearest


@given(colours)
def test_every_tone_reads_wherever_it_stands(colour: str) -> None:
    chosen = nearest_readable(colour)
    assert is_readable(chosen)
    for tones, page in ((light_tones(chosen), PAGE), (dark_tones(chosen), DARK_PAGE)):
        assert contrast(tones.fill, tones.on_fill) >= READABLE
        assert contrast(tones.ink, page) >= READABLE
        assert contrast(tones.ink, tones.soft) >= READABLE
    assert light_tones(chosen).on_fill == PAPER


def test_the_style_sheet_leaves_the_readers_own_colours_alone() -> None:
    sheet = stylesheet("#7c3aed")
    assert "forced-colors: none" in sheet
    assert "--accent: light-dark(#7c3aed, " in sheet


@pytest.mark.parametrize("colour", ["", "#FFF", "red", "#12345g", "#1234567"])
def test_anything_else_is_no_colour(colour: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        contrast(colour, PAPER)
