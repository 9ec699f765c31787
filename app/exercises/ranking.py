"""Which exercises have every word of a query, and which of them come first. Pure.

A typed word finds the words of a name, of a synonym, of muscles, group, kind, equipment and position. It may be the
same word, begin it, stand inside it, or differ by one slip (from 8 letters on by two): a letter dropped, doubled,
replaced, or two swapped (optimal string alignment distance). Words of up to 3 letters must be or begin a word. A word
the library knows is never taken for a slip of another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.exercises import vocabulary
from app.exercises.content import GROUP_LABELS
from app.exercises.typed import Query, singular, words_of
from app.exercises.words import KIND_LABELS, KINDS, gear_of, group_label


class Listed(Protocol):
    """What a row needs to be found and sorted."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def content(self) -> dict[str, Any]: ...


R = TypeVar("R", bound=Listed)

# How well a word fits, and how much its place says about the exercise.
EXACT, BEGINS, INSIDE, ONE_SLIP, TWO_SLIPS, BEGINS_WITH_SLIP = 1.0, 0.85, 0.65, 0.6, 0.45, 0.4
NAME, SYNONYM, JOINED, INITIALS, TARGET, OTHER_TARGET = 10.0, 9.0, 8.5, 8.0, 7.0, 6.0
MUSCLE, OTHER_MUSCLE, GROUP, OTHER_GROUP, TAG = 5.5, 4.5, 5.0, 4.0, 5.0
# All letters of a name or synonym, all words in one text, and how much of the name was said.
WHOLE_NAME, WHOLE_SYNONYM, WHOLE_WITH_SLIP, TOGETHER, SHARE = 10.0, 8.0, 6.0, 2.0, 1.5
_LONG, _LONG_WHOLE = 8, 12
# How alike, in hundredths, a name must be to be offered instead; below that it would be a guess.
_NEAR, _NEAR_AT_MOST = 72, 3
# Words people mean as they are, also where no exercise of the library has them.
_SPOKEN = {
    word
    for table in (vocabulary.KIND_WORDS, vocabulary.GEAR_WORDS, vocabulary.POSITION_WORDS, vocabulary.MUSCLE_WORDS)
    for words in table.values()
    for text in words
    for word in words_of(text)
} | {word for name in vocabulary.NEAREST for word in words_of(name)}


@dataclass(frozen=True, slots=True)
class _Text:
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row as it is searched: its words with the best weight of each, its texts, the letters of each of its names."""

    weights: Mapping[str, float]
    texts: tuple[_Text, ...]
    names: tuple[str, ...]


def rank(rows: Iterable[R], query: Query) -> list[R]:
    """The rows that have every wanted word and none of the refused ones, best first; in their order without words."""
    pairs = [(row, _entry(row)) for row in rows]
    known = {word for _, entry in pairs for word in entry.weights}
    refused = [_grades(word, known) for word in query.refused]
    pairs = [(row, entry) for row, entry in pairs if not any(_has(entry, grades) for grades in refused)]
    if not query.wanted:
        return [row for row, _ in pairs]
    wanted = [_grades(word, known) for word in query.wanted]
    scores = [(_score(entry, wanted, query), row) for row, entry in pairs]
    found = [(score, row) for score, row in scores if score > 0]
    return [row for _, row in sorted(found, key=lambda pair: (-round(pair[0], 3), _usual_place(pair[1])))]


def near(rows: Sequence[Listed], query: Query) -> tuple[str, ...]:
    """Names that come nearest to a query which found nothing, best first, three at most; often none."""
    meant = vocabulary.NEAREST.get(" ".join(query.wanted))
    likeness: dict[str, float] = {}
    for row in rank(rows, replace(query, wanted=())):
        texts = [words_of(row.name), *map(words_of, row.content.get("synonyms") or ())]
        likeness[row.name] = max(_likeness(query, words) for words in texts)
        if meant and words_of(meant) == texts[0]:
            likeness[row.name] = 200.0
    best = sorted((name for name in likeness if likeness[name] >= _NEAR), key=lambda name: (-likeness[name], name))
    return tuple(best[:1] if meant and best and likeness[best[0]] == 200 else best[:_NEAR_AT_MOST])


def _likeness(query: Query, words: Sequence[str]) -> float:
    """0 to 100: the better of all letters against all letters, and of the wanted words the share that is there."""
    whole = fuzz.ratio(query.whole, "".join(words))
    there = sum(max(fuzz.ratio(singular(word), singular(other)) for other in words) >= 80 for word in query.wanted)
    # Half of the words make a name worth a look; among equals the shorter name says less that was not asked.
    share = there / len(query.wanted)
    return max(whole, 75 + 20 * share - len(words) / 10 if share >= 0.5 else 0)


def _entry(row: Listed) -> _Entry:
    content = row.content
    lists = (content.get(name) or () for name in ("synonyms", "targets", "groups"))
    synonyms, targets, groups = map(tuple, lists)
    things = gear_of(content) | ({"mat"} if "mat" in (content.get("equipment") or ()) else set())
    tags = (row.kind, tuple(sorted(things)), str(content.get("position") or ""))
    return _made((row.name, *synonyms), targets, (row.group, *groups), *tags)


# The shared library and the own exercises of a few practices.
@lru_cache(maxsize=2048)
def _made(
    names: tuple[str, ...],
    targets: tuple[str, ...],
    groups: tuple[str, ...],
    kind: str,
    things: tuple[str, ...],
    position: str,
) -> _Entry:
    texts = [_Text(words_of(name), SYNONYM if place else NAME) for place, name in enumerate(names)]
    letters = tuple("".join(text.words) for text in texts)
    # "stepup" is "step-up", "wgs" the World's Greatest Stretch.
    texts += [_Text(tuple(a + b for a, b in pairwise(text.words)), JOINED) for text in texts if len(text.words) > 1]
    texts += [_Text(("".join(word[0] for word in text.words),), INITIALS) for text in texts[:1] if len(text.words) > 2]
    for place, target in enumerate(targets):
        texts.append(_Text(words_of(target), OTHER_TARGET if place else TARGET))
        texts += [_Text(words_of(word), OTHER_MUSCLE if place else MUSCLE) for word in _muscle_words(target)]
    for group in dict.fromkeys(groups):
        plain = (group_label(group), *vocabulary.GROUP_WORDS.get(group, ()))
        texts += [_Text(words_of(word), GROUP if group == groups[0] else OTHER_GROUP) for word in plain]
    texts += [_Text(words_of(word), TAG) for word in _tag_words(kind, things, position)]
    weights: dict[str, float] = {}
    for text in texts:
        for word in text.words:
            weights[word] = max(weights.get(word, 0.0), text.weight)
    return _Entry(weights, tuple(texts), letters)


def _muscle_words(target: str) -> list[str]:
    folded = " ".join(words_of(target))
    return [word for part, words in vocabulary.MUSCLE_WORDS.items() if part in folded for word in words]


def _tag_words(kind: str, things: Iterable[str], position: str) -> list[str]:
    words = [KIND_LABELS[kind], *vocabulary.KIND_WORDS[kind]]
    words += [word for thing in things for word in vocabulary.GEAR_WORDS.get(thing, (thing,))]
    return [*words, *vocabulary.POSITION_WORDS.get(position, ())]


def _grades(word: str, known: Iterable[str]) -> dict[str, float]:
    """How well a typed word fits each known word it fits at all."""
    stem = singular(word)
    grades: dict[str, float] = {}
    for other in known:
        if other == word or singular(other) == stem:
            grades[other] = EXACT
        elif other.startswith(word) and other != vocabulary.NEEDS_NOTHING:
            grades[other] = BEGINS
        elif len(word) > 3 and word in other and other != vocabulary.NEEDS_NOTHING:
            grades[other] = INSIDE
    if any(grade >= BEGINS for grade in grades.values()) or len(word) <= 3 or word in _SPOKEN:
        return grades
    return grades | _slips(stem, known)


def _slips(stem: str, known: Iterable[str]) -> dict[str, float]:
    most = 2 if len(stem) >= _LONG else 1
    found: dict[str, float] = {}
    for other in known:
        bare = singular(other)
        if len(bare) <= 3:
            continue
        slips = OSA.distance(stem, bare, score_cutoff=most)
        if slips <= most:
            found[other] = ONE_SLIP if slips == 1 else TWO_SLIPS
        elif len(stem) >= 6 and len(bare) > len(stem) + 1:
            beginnings = (bare[: len(stem) + by] for by in (-1, 0, 1))
            if any(OSA.distance(stem, beginning, score_cutoff=1) <= 1 for beginning in beginnings):
                found[other] = BEGINS_WITH_SLIP
    return found


def _has(entry: _Entry, grades: Mapping[str, float]) -> bool:
    return any(word in entry.weights for word, grade in grades.items() if grade != INSIDE)


def _score(entry: _Entry, wanted: Sequence[Mapping[str, float]], query: Query) -> float:
    """0 where a word is missing and the letters do not make the name either."""
    weights = entry.weights
    best = [
        max((grade * weights[word] for word, grade in grades.items() if word in weights), default=0.0)
        for grades in wanted
    ]
    whole = _whole(entry, query)
    if not all(best):
        return whole
    name = entry.texts[0].words
    said = sum(any(grades.get(word, 0.0) >= ONE_SLIP for grades in wanted) for word in name)
    return sum(best) / len(best) + _together(entry, wanted) + SHARE * said / max(len(name), 1) + whole


def _together(entry: _Entry, wanted: Sequence[Mapping[str, float]]) -> float:
    """What it is worth that several words stand in one text."""
    if len(wanted) < 2:
        return 0.0
    texts = (text for text in entry.texts if all(any(word in grades for word in text.words) for grades in wanted))
    return TOGETHER / NAME * max((text.weight for text in texts), default=0.0)


def _whole(entry: _Entry, query: Query) -> float:
    """What it is worth that all typed letters make the name or a synonym, blanks aside; 0 when they do not."""
    letters = query.whole
    stems = set(map(singular, query.wanted))
    best = 0.0
    for place, name in enumerate(entry.names):
        if name == letters or set(map(singular, entry.texts[place].words)) == stems:
            best = max(best, WHOLE_SYNONYM if place else WHOLE_NAME)
        elif len(name) >= 6:
            most = 2 if len(name) >= _LONG_WHOLE else 1
            if OSA.distance(letters, name, score_cutoff=most) <= most:
                best = max(best, WHOLE_WITH_SLIP - (0.5 if place else 0))
    return best


def _usual_place(row: Listed) -> tuple[int, int, str]:
    groups = [str(key) for key in GROUP_LABELS]
    place = groups.index(row.group) if row.group in groups else len(groups)
    return place, KINDS.index(row.kind), row.name.casefold()
