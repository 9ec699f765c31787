"""Measures of a text: how hard it reads, which words it had better not use, and whether it was copied. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence

BANNED = {
    "a promise": r"cur(e|es|ed|ing)|guarantee\w*|heal(s|ed|ing)?|fix(es|ed|ing)?|eliminate\w*|miracle\w*|proven",
    "fear": r"danger\w*|damag\w+|tear(s|ing)?|torn|rupture\w*|cripple\w*|harmful|agony|scary|warning",
    "a moral word": r"should|shouldn't|must|lazy|cheat\w*|fail\w*|bad|perfect|great|excellent|proper\w*|correct\w*",
}

RUN = 6
LINE_GRADE = 10  # of one sentence, so that no hard one hides among easy ones
SHORT = 6  # words; below that the formula measures one long word, not the sentence
MEAN_WORDS = 12
LONG = 15  # words; one sentence in ten may have as many, and one more


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon ends one too."""
    return [part for part in re.split(r"(?<=[.?!:])\s+", text.strip()) if re.search(r"\w", part)]


def words_of(text: str) -> list[str]:
    """The words and numbers of a text."""
    return re.findall(r"[A-Za-z0-9]+(?:['’][a-z]+)?", text)


def syllables(word: str) -> int:
    """Groups of vowels, less a silent e at the end; never below 1. A digit counts as one."""
    word = word.lower()
    count = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$", word) or re.search(r"[^aeiouytd]ed$", word) or re.search(r"[^csxz]es$", word):
        count -= 1
    return max(count, 1)


def grade(texts: Iterable[str]) -> float:
    """Flesch–Kincaid grade: 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid 1975)."""
    lines = [sentence for text in texts for sentence in sentences(text)]
    words = [word for line in lines for word in words_of(line)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(lines) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def hash_of(run: str) -> str:
    """The hash a list of runs holds: the first 16 hex digits of sha256."""
    return hashlib.sha256(run.encode()).hexdigest()[:16]


def read_hashes(text: str) -> frozenset[str]:
    """The hashes of a list, one a line; a line that starts with # is a comment."""
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def copied_runs(text: str, hashes: Collection[str]) -> list[str]:
    """Runs of six words in `text` whose hash is in `hashes`: small letters and digits, apostrophes dropped."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))
    runs = (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
    return [run for run in runs if hash_of(run) in hashes]


def voice_faults(text: str) -> list[str]:
    """What a calm text leaves out, as ends of a sentence."""
    faults = ["has an exclamation mark."] if "!" in text else []
    for kind, words in BANNED.items():
        faults += [f'has {kind}: "{found[0]}".' for found in re.finditer(rf"\b({words})\b", text, re.IGNORECASE)]
    return faults


def line_faults(text: str, *, longest: int) -> list[str]:
    """Sentences of one text that are too hard or have more than `longest` words, as ends of a sentence."""
    faults = []
    for line in sentences(text):
        words = len(words_of(line))
        if words > longest:
            faults.append(f'has a sentence of {words} words, {longest} is the most: "{line}"')
        if words >= SHORT and (level := grade([line])) > LINE_GRADE:
            faults.append(f'reads at grade {level:.1f}, {LINE_GRADE} is the most for a sentence: "{line}"')
    return faults


def whole_faults(texts: Sequence[str], *, most: float, may_be_long: bool = False) -> list[str]:
    """Whether all texts of a file together are too hard or too long-winded, as ends of a sentence.

    `most` is the highest grade. Running text `may_be_long`: it has more long sentences than a list of steps.
    """
    lengths = [len(words_of(line)) for text in texts for line in sentences(text)]
    if not lengths:
        return []
    faults = []
    if (level := grade(texts)) > most:
        faults.append(f"the text reads at grade {level:.1f}, {most:g} is the most.")
    if (mean := sum(lengths) / len(lengths)) > MEAN_WORDS:
        faults.append(f"the sentences have {mean:.1f} words on average, {MEAN_WORDS} is the most.")
    long = sum(words >= LONG for words in lengths)
    if not may_be_long and long > len(lengths) / 10 + 1:
        faults.append(f"{long} of {len(lengths)} sentences have {LONG} words or more.")
    return faults
