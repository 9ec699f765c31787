"""The measures of a text can fail, and do not cry wolf."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.proofreading.texts import Text, texts_of_markdown, texts_of_yaml
from app.proofreading.wording import (
    BANNED,
    copied_runs,
    grade,
    hash_of,
    line_faults,
    read_hashes,
    syllables,
    voice_faults,
    whole_faults,
)

SHINGLES = Path(__file__).parents[2] / "fixtures" / "article-shingles.txt"


def test_a_copied_run_is_found() -> None:
    hashes = {hash_of("lie down on the trainers mat")}
    assert copied_runs("First, lie down on the trainer's mat.", hashes) == ["lie down on the trainers mat"]
    assert copied_runs("First, lie down on a trainer's mat.", hashes) == []


def test_the_article_hashes_are_read() -> None:
    hashes = read_hashes(SHINGLES.read_text())
    assert len(hashes) > 1500
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in hashes)


def test_grade_tells_easy_from_hard() -> None:
    easy = ["Lie on your back. Lift one leg. Breathe out."]
    hard = ["Contraindicated presentations necessitate individualised multidisciplinary consideration."]
    assert grade(easy) < 2
    assert grade(hard) > 20
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45, abs=0.01)
    assert grade([]) == 0


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
    assert kind in BANNED
    (fault,) = voice_faults(text)
    assert fault.startswith(f"has {kind}: ")


def test_an_exclamation_mark_is_found() -> None:
    assert voice_faults("Well done!") == ["has an exclamation mark."]
    assert voice_faults("Well done.") == []


def test_long_sentences_are_found() -> None:
    words = "one " * 21
    assert line_faults(f"{words}.", longest=20)[0].startswith("has a sentence of 21 words, 20 is the most")
    assert line_faults("Short. And easy to read as well.", longest=20) == []


def test_a_text_is_judged_as_a_whole() -> None:
    long = "We go to the shop and we go to the sea and we go to the hill."
    assert whole_faults([long], most=6, may_be_long=True) == [
        "the sentences have 17.0 words on average, 12 is the most."
    ]
    assert whole_faults([long, long, *["Go."] * 3], most=6) == ["2 of 5 sentences have 15 words or more."]
    assert whole_faults([], most=6) == []


def test_texts_of_yaml_know_their_place(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("id: a\ncues: [Sit., Stand.]\neasier:\n  - {text: Lean., exercise: wall-lean}\n")
    assert texts_of_yaml(path) == [
        Text("id", "a", False),
        Text("cues, entry 1", "Sit."),
        Text("cues, entry 2", "Stand."),
        Text("easier, entry 1, text", "Lean."),
        Text("easier, entry 1, exercise", "wall-lean", False),
    ]


def test_texts_of_markdown_know_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\nid: a\ntitle: Walks\n---\n\nGo for **a\n[walk](walks)**.\n\n- {ok} One.\n- Two.\n\n## Then\n")
    assert texts_of_markdown(path) == [
        Text("title", "Walks"),
        Text("line 6", "Go for a walk."),
        Text("line 9", "One."),
        Text("line 10", "Two."),
        Text("line 12", "Then"),
    ]
