"""The address of a public page."""

from __future__ import annotations

import pytest

from app.practices.address import LONGEST, RESERVED, fault_of, is_address, suggest


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Calder Back & Hip", "calder-back-hip"),
        ("  Zoë's   Übung  ", "zoes-ubung"),
        ("Studio 54", "studio-54"),
        ("Guide", ""),
        ("Ab", ""),
        ("療術", ""),
        ("word " * 30, "-".join(["word"] * 12)),
        ("x" * 61, ""),
    ],
)
def test_an_address_is_made_from_the_name(name: str, address: str) -> None:
    assert suggest(name) == address
    assert not address or fault_of(address) == ""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ab", "3 characters or more"),
        ("x" * (LONGEST + 1), "60 characters or fewer"),
        ("Calder", "small letters"),
        ("calder--hip", "single hyphens"),
        ("-calder", "single hyphens"),
        ("calder-", "single hyphens"),
        ("cal der", "small letters"),
        ("calder\n", "small letters"),
        ("caldér", "small letters"),
        ("cal٣der", "digits"),
        ("sign-in", "kept for the site itself"),
    ],
)
def test_what_will_not_do_is_said(address: str, words: str) -> None:
    assert words in fault_of(address)


@pytest.mark.parametrize("address", ["abc", "a-b", "x" * LONGEST, "studio-54"])
def test_what_will_do(address: str) -> None:
    assert fault_of(address) == ""
    assert is_address(address)


def test_a_reserved_word_has_the_form_of_an_address() -> None:
    assert {word for word in RESERVED if len(word) >= 3 and not is_address(word)} == set()
