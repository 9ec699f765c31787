"""What is wrong with the words of one file, by the kind of text it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.proofreading.texts import Text
from app.proofreading.wording import copied_runs, grade, line_faults, sentences, voice_faults, whole_faults
from app.safety.words import SIGN_GROUPS

# Flesch-Kincaid grades: a child of 12 reads what clients read.
STEPS_GRADE, PAGE_GRADE = 6, 7
STEPS_LONGEST, PAGE_LONGEST = 20, 22


@dataclass(frozen=True, slots=True)
class File:
    """The texts of one file that can be read."""

    name: str
    texts: Sequence[Text]


Judge = Callable[[File], Iterator[str]]


def steps(names: Iterable[str]) -> Judge:
    """The judge of exercises, routines and equipment: whole, short, easy, calm sentences.

    `names` of exercises are long words that no sentence can avoid, so they do not count.
    """
    ordered = sorted(names, key=len, reverse=True)
    named = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    def judge(file: File) -> Iterator[str]:
        for text in file.texts:
            yield from (f"{text.where} {fault}" for fault in voice_faults(text.words))
        plain = []
        for text in file.texts:
            if text.is_prose:
                plain.append(named.sub("it", text.words))
                if not re.fullmatch(r"[A-Z0-9].*\.", text.words):
                    yield f'{text.where} is no whole sentence with a full stop: "{text.words}"'
                yield from (f"{text.where} {fault}" for fault in line_faults(plain[-1], longest=STEPS_LONGEST))
        yield from whole_faults(plain, most=STEPS_GRADE)

    return judge


def pages(file: File) -> Iterator[str]:
    """The judge of the guide. The signs that need a doctor keep the words they have on their own page."""
    plain = []
    for text in file.texts:
        plain.append(text.words)
        rest = " ".join(line for line in sentences(text.words) if line not in SIGNS)
        yield from (f"{text.where} {fault}" for fault in voice_faults(rest))
        yield from (f"{text.where} {fault}" for fault in line_faults(rest, longest=PAGE_LONGEST))
    yield from whole_faults(plain, most=PAGE_GRADE, may_be_long=True)


def terms(file: File) -> Iterator[str]:
    """The judge of what somebody agrees to. The law's words stay; the whole still has to be easy."""
    yield from whole_faults([text.words for text in file.texts], most=PAGE_GRADE, may_be_long=True)


def captions(file: File) -> Iterator[str]:
    """The judge of what stands for a picture: calm words, and that is all."""
    for text in file.texts:
        yield from (f"{text.where} {fault}" for fault in voice_faults(text.words))


def copies(file: File, hashes: Collection[str]) -> Iterator[str]:
    """Every run of six words that is not our own."""
    for text in file.texts:
        for run in copied_runs(text.words, hashes):
            yield f'{text.where} shares six words with the source article: "{run}".'


def level(file: File) -> float:
    """The grade of a file's sentences."""
    return grade([text.words for text in file.texts if text.is_prose])


def _signs() -> Iterator[str]:
    for group in SIGN_GROUPS:
        for text in (group.act, *group.signs):
            yield from sentences(text)


SIGNS = frozenset(_signs())
