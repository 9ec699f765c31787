"""The words of `content/`: our own, calm, short, and easy to read."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest
import yaml

CONTENT = Path(__file__).parents[3] / "content"
SHINGLES = Path(__file__).parents[2] / "fixtures" / "article-shingles.txt"

RUN = 6
GRADE = 6  # of a whole file: a child of 12 reads it
LINE_GRADE = 10  # of one sentence, so that no hard one hides among easy ones
SHORT = 6  # words; below that the formula measures one long word, not the sentence
PROSE = ("summary", "setup", "cues", "mistakes", "easier", "harder", "stop_if", "cautions", "why",
         "notes_for_trainer", "order_note")  # fmt: skip

BANNED = {
    "a promise": r"cur(e|es|ed|ing)|guarantee\w*|heal(s|ed|ing)?|fix(es|ed|ing)?|eliminate\w*|miracle\w*|proven",
    "fear": r"danger\w*|damag\w+|tear(s|ing)?|torn|rupture\w*|cripple\w*|harmful|agony|scary|warning",
    "a moral word": r"should|shouldn't|must|lazy|cheat\w*|fail\w*|bad|perfect|great|excellent|proper\w*|correct\w*",
}

EXERCISES = sorted((CONTENT / "exercises").glob("*.yaml"))
ROUTINES = sorted((CONTENT / "routines").glob("*.yaml"))
FILES = [*EXERCISES, *ROUTINES]


def strings(value: object) -> Iterator[str]:
    """Every text inside a parsed YAML value, fields and lists of any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def prose(path: Path) -> list[str]:
    """The sentences' fields of one file: names, muscles and tags are left out."""
    data = yaml.safe_load(path.read_text())
    return [
        text
        for field in PROSE
        for text in strings(data.get(field))
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text)
    ]


def known_names() -> list[str]:
    """Names of exercises, longest first: they are long words that no sentence can avoid."""
    return sorted((yaml.safe_load(path.read_text())["name"] for path in EXERCISES), key=len, reverse=True)


# --- measures


def hash_of(run: str) -> str:
    return hashlib.sha256(run.encode()).hexdigest()[:16]


def copied_runs(text: str, hashes: set[str]) -> list[str]:
    """Runs of six words in `text` whose hash is in `hashes`, by the rule in the head of the shingle file."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))
    runs = (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
    return [run for run in runs if hash_of(run) in hashes]


def article_hashes() -> set[str]:
    return {line for line in SHINGLES.read_text().splitlines() if line and not line.startswith("#")}


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+", text.strip()) if re.search(r"\w", part)]


def words_of(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9]+(?:['’][a-z]+)?", text)


def syllables(word: str) -> int:
    """Groups of vowels, less a silent e at the end; never below 1. A digit counts as one."""
    word = word.lower()
    count = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$", word) or re.search(r"[^aeiouytd]ed$", word) or re.search(r"[^csxz]es$", word):
        count -= 1
    return max(count, 1)


def grade(texts: list[str]) -> float:
    """Flesch–Kincaid grade: 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid 1975)."""
    lines = [sentence for text in texts for sentence in sentences(text)]
    words = [word for line in lines for word in words_of(line)]
    return 0.39 * len(words) / len(lines) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


# --- the measures can fail


def test_a_copied_run_is_found() -> None:
    hashes = {hash_of("lie down on the trainers mat")}
    assert copied_runs("First, lie down on the trainer's mat.", hashes) == ["lie down on the trainers mat"]
    assert copied_runs("First, lie down on a trainer's mat.", hashes) == []


def test_the_article_hashes_are_read() -> None:
    hashes = article_hashes()
    assert len(hashes) > 1500
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in hashes)


def test_grade_tells_easy_from_hard() -> None:
    easy = ["Lie on your back. Lift one leg. Breathe out."]
    hard = ["Contraindicated presentations necessitate individualised multidisciplinary consideration."]
    assert grade(easy) < 2
    assert grade(hard) > 20
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45, abs=0.01)


@pytest.mark.parametrize(
    ("word", "count"),
    [("hip", 1), ("knee", 1), ("place", 1), ("little", 2), ("shoulder", 2), ("rested", 2), ("raised", 1),
     ("pieces", 2), ("sides", 1), ("exercise", 3), ("60", 1)],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(("text", "kind"), [
    ("This will cure your back.", "a promise"), ("Results guaranteed.", "a promise"),
    ("This can damage a disc.", "fear"), ("You should try harder.", "a moral word"),
])  # fmt: skip
def test_banned_words_are_found(text: str, kind: str) -> None:
    assert re.search(rf"\b({BANNED[kind]})\b", text, re.IGNORECASE)


# --- the content


@pytest.mark.parametrize(
    "path",
    sorted(path for path in CONTENT.rglob("*") if path.suffix in {".yaml", ".yml", ".md", ".txt", ".html"}),
    ids=lambda path: path.relative_to(CONTENT).as_posix(),
)
def test_no_six_words_of_the_article(path: Path) -> None:
    text = path.read_text()
    texts = list(strings(yaml.safe_load(text))) if path.suffix in {".yaml", ".yml"} else [text]
    hashes = article_hashes()
    assert [run for one in texts for run in copied_runs(one, hashes)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestVoice:
    def test_calm_words(self, path: Path) -> None:
        text = " ".join(strings(yaml.safe_load(path.read_text())))
        assert "!" not in text
        for kind, words in BANNED.items():
            found = re.search(rf"\b({words})\b", text, re.IGNORECASE)
            assert found is None, f"{kind}: {found and found[0]}"

    def test_easy_to_read(self, path: Path) -> None:
        names = re.compile("|".join(map(re.escape, known_names())))
        texts = [names.sub("it", text) for text in prose(path)]
        assert grade(texts) <= GRADE
        lines = [line for text in texts for line in sentences(text) if len(words_of(line)) >= SHORT]
        assert {line: grade([line]) for line in lines if grade([line]) > LINE_GRADE} == {}

    def test_short_sentences(self, path: Path) -> None:
        lengths = {line: len(words_of(line)) for text in prose(path) for line in sentences(text)}
        assert mean(lengths.values()) <= 12
        assert {line for line, words in lengths.items() if words > 20} == set()
        long = [line for line, words in lengths.items() if words >= 15]
        assert len(long) <= len(lengths) / 10 + 1, long

    def test_whole_sentences(self, path: Path) -> None:
        assert [text for text in prose(path) if not re.fullmatch(r"[A-Z0-9].*\.", text)] == []


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_why_stays_honest(path: Path) -> None:
    why = yaml.safe_load(path.read_text())["why"]
    assert re.search(r"\b(may|can)\b", why)
    assert 1 <= len(sentences(why)) <= 2
