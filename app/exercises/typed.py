"""What somebody typed into the search, as words to look for and words to leave out. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.exercises.vocabulary import ALL_GEAR, ARTICLES, FILLERS, NEEDS_NOTHING, PHRASES, REFUSING, SAME

_APOSTROPHES = "'’ʼ‘`´"
_LONGEST_PHRASE = max(map(len, PHRASES))


@dataclass(frozen=True, slots=True)
class Query:
    """`wanted` words an exercise must have, every one; `refused` words it must not have; `whole` all letters in one."""

    wanted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    whole: str = ""


def read(text: str) -> Query:
    """The query in what was typed; empty for text without a letter or digit."""
    words = fold(text).split()
    wanted: list[str] = []
    refused: list[str] = []
    is_refusing = False
    for word in _phrases([word for word in words if word not in ARTICLES]):
        if word in REFUSING:
            is_refusing = True
        elif is_refusing:
            if _is_all_gear(word):
                wanted.append(NEEDS_NOTHING)
            else:
                refused.append(SAME.get(word, word))
            is_refusing = False
        elif word not in FILLERS:
            wanted.append(SAME.get(word, word))
    return Query(tuple(wanted), tuple(refused), "".join(words))


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The words of one of the library's texts, folded. Kept, because every search asks for the same ones."""
    return tuple(SAME.get(word, word) for word in fold(text).split())


def fold(text: str) -> str:
    """Lower case without accents and marks, so that "childs pose" finds "Child’s Pose"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = (letter for letter in letters if letter not in _APOSTROPHES and not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """A word without the ending of its plural: "squats" → "squat", "carries" → "carry", "benches" → "bench"."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


def _phrases(words: Sequence[str]) -> list[str]:
    """The words, with each phrase of several words replaced by what it stands for; the longest phrase wins."""
    out: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            meant = _meaning(tuple(words[at : at + length]))
            if meant:
                out += meant.split()
                at += length
                break
        else:
            out.append(words[at])
            at += 1
    return out


def _meaning(phrase: tuple[str, ...]) -> str:
    return PHRASES.get(phrase) or PHRASES.get((*phrase[:-1], singular(phrase[-1])), "")


def _is_all_gear(word: str) -> bool:
    return word in ALL_GEAR or singular(word) in ALL_GEAR or (len(word) > 3 and "equipment".startswith(word))
