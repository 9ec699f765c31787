"""The words of the guide: our own, calm, short, and easy to read."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import mean

import pytest

from app.guide.content import Topic, load_guide
from app.safety.words import SIGN_GROUPS
from tests.unit.exercises.test_wording import BANNED, article_hashes, copied_runs, grade, sentences, words_of

TOPICS = load_guide(Path(__file__).parents[3] / "content" / "guide").topics
# Flesch-Kincaid: a child of 12 reads it. One sentence may be harder, none may hide among easy ones.
GRADE, LINE_GRADE, SHORT = 7, 10, 6
# The signs that need a doctor keep the words they have on their own page.
SIGNS = {
    line for group in SIGN_GROUPS for line in (*sentences(group.act), *(s for g in group.signs for s in sentences(g)))
}


def texts_of(topic: Topic) -> list[str]:
    """The texts of a topic without their marks: paragraphs, lines of a list, cells, headings."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", topic.body)
    plain = re.sub(r"[*>#`]|\{\w+\}|-{3,}", "", plain)
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:- |\d+\. |\|))", plain)
    texts = [re.sub(r"^(- |\d+\. )", "", " ".join(cell.split())) for block in blocks for cell in block.split("|")]
    return [topic.title, topic.description, *(text for text in texts if re.search(r"[a-z]", text))]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
class TestVoice:
    def test_own_words(self, topic: Topic) -> None:
        assert copied_runs(" ".join(texts_of(topic)), article_hashes()) == []

    def test_calm_words(self, topic: Topic) -> None:
        text = " ".join(line for one in texts_of(topic) for line in sentences(one) if line not in SIGNS)
        assert "!" not in text
        for kind, words in BANNED.items():
            found = re.search(rf"\b({words})\b", text, re.IGNORECASE)
            assert found is None, f"{kind}: {found and found[0]}"

    def test_easy_to_read(self, topic: Topic) -> None:
        texts = texts_of(topic)
        assert grade(texts) <= GRADE
        lines = [line for text in texts for line in sentences(text) if len(words_of(line)) >= SHORT]
        assert {line: grade([line]) for line in lines if line not in SIGNS and grade([line]) > LINE_GRADE} == {}

    def test_short_sentences(self, topic: Topic) -> None:
        lines = [line for text in texts_of(topic) for line in sentences(text) if line not in SIGNS]
        lengths = {line: len(words_of(line)) for line in lines}
        assert mean(lengths.values()) <= 12
        assert {line for line, words in lengths.items() if words > 22} == set()

    def test_it_promises_nothing(self, topic: Topic) -> None:
        text = " ".join(texts_of(topic)).lower()
        assert not re.search(r"\b(always|never) (helps?|works?)\b|\byou (will|have) (get better|recover)\b", text)


def test_every_topic_about_what_helps_says_may() -> None:
    for topic in TOPICS:
        if topic.id not in ("si-joint", "when-to-see-a-doctor"):
            assert re.search(r"\b(may|can|help some)\b", topic.body), topic.id
