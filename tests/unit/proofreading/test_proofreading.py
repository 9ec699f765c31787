"""All of `content/` is sound; and each way to break a file gets a sentence of its own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from app.proofreading.__main__ import main
from app.proofreading.check import Section, check
from app.proofreading.wording import hash_of, read_hashes, sentences

ROOT = Path(__file__).parents[3]
CONTENT = ROOT / "content"
SHINGLES = ROOT / "tests" / "fixtures" / "article-shingles.txt"
GOOD = Path(__file__).parent / "good"
UNREADABLE = ROOT / "tests" / "unit" / "exercises" / "fixtures" / "unreadable"
INVENTED = "the heron stands on one leg all day"
HASHES = frozenset({hash_of("the heron stands on one leg")})


# --- the real files


def article_hashes() -> frozenset[str]:
    return read_hashes(SHINGLES.read_text())


REAL = check(CONTENT, article_hashes())


@pytest.mark.parametrize("section", REAL, ids=lambda section: section.kind)
def test_the_content_is_sound(section: Section) -> None:
    """Files, fields, links, figures, minutes, reading level, calm words, and no run of six words of the article."""
    assert section.faults == ()


def test_everything_was_read() -> None:
    """A kind that reads nothing would be sound for ever."""
    read = {section.kind: section.read for section in REAL}
    assert read["exercises"].startswith("42 files, ")
    assert read["routines"].startswith(f"{len(list((CONTENT / 'routines').iterdir()))} files, ")
    assert read["figures"].startswith("1 file, 84 texts")
    assert read["guide"].startswith(f"{len(list((CONTENT / 'guide').glob('*.md')))} files, ")
    assert set(read) == {
        "exercises", "routines", "equipment", "figures", "guide", "sources", "consent", "visitors", "other",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted((CONTENT / "exercises").glob("*.yaml")), ids=lambda path: path.stem)
def test_why_stays_honest(path: Path) -> None:
    why = yaml.safe_load(path.read_text())["why"]
    assert re.search(r"\b(may|can)\b", why)
    assert 1 <= len(sentences(why)) <= 2


# --- broken files


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small, sound content folder that a test may break."""
    return Path(shutil.copytree(GOOD, tmp_path / "content"))


def faults(content: Path) -> dict[str, tuple[str, ...]]:
    """The faults of each kind that has any."""
    return {section.kind: section.faults for section in check(content, HASHES) if section.faults}


def test_the_small_folder_is_sound(content: Path) -> None:
    assert faults(content) == {}


Edit = Callable[[dict[str, Any]], object]
LEAN, RISE = "exercises/wall-lean.yaml", "exercises/chair-rise.yaml"
TWO, GEAR, POSES = "routines/two-things.yaml", "equipment.yaml", "figures/poses.yaml"
HARD = "Contraindicated presentations necessitate individualised multidisciplinary consideration."
LONG = "We go to the shop and to the sea and up the hill and then we all go home to bed again."

AGREED = "consent/health-data/2026-11.md"

CASES: list[tuple[str, str, Edit, str]] = [
    ("exercises", LEAN, lambda d: d.pop("why"), "wall-lean.yaml: why is missing."),
    ("exercises", LEAN, lambda d: d.update(color="red"), "wall-lean.yaml: color is not a known field."),
    ("exercises", LEAN, lambda d: d.update(cues="Lean."), 'wall-lean.yaml: cues must be a list, not "Lean.".'),
    (
        "exercises", LEAN, lambda d: d["easier"][0].update(exercise="sofa-sit"),
        'wall-lean.yaml: easier, entry 1, exercise points to "sofa-sit", which does not exist.',
    ),
    (
        "exercises", LEAN, lambda d: d["harder"][0].update(exercise="wall-lean"),
        "wall-lean.yaml: harder, entry 1, exercise points to the exercise itself.",
    ),
    (
        "exercises", LEAN, lambda d: d.update(id="wall-leaning"),
        'wall-lean.yaml: id "wall-leaning" must be the file name without its ending.',
    ),
    (
        "exercises", LEAN, lambda d: d["cues"].append(HARD),
        f'wall-lean.yaml: cues, entry 2 reads at grade 45.8, 10 is the most for a sentence: "{HARD}"',
    ),
    (
        "exercises", LEAN, lambda d: d.update(cues=[HARD] * 3),
        "wall-lean.yaml: the text reads at grade 19.1, 6 is the most.",
    ),
    (
        "exercises", LEAN, lambda d: d["cues"].append(LONG),
        f'wall-lean.yaml: cues, entry 2 has a sentence of 22 words, 20 is the most: "{LONG}"',
    ),
    (
        "exercises", LEAN, lambda d: d["cues"].append("lean in"),
        'wall-lean.yaml: cues, entry 2 is no whole sentence with a full stop: "lean in"',
    ),
    ("exercises", LEAN, lambda d: d.update(why="It will cure."), 'wall-lean.yaml: why has a promise: "cure".'),
    ("exercises", LEAN, lambda d: d["cues"].append("Go!"), "wall-lean.yaml: cues, entry 2 has an exclamation mark."),
    (
        "exercises", LEAN, lambda d: d["mistakes"].append(f"So {INVENTED}."),
        'wall-lean.yaml: mistakes, entry 2 shares six words with the source article: "the heron stands on one leg".',
    ),
    (
        "routines", TWO, lambda d: d["items"][1].update(exercise="sofa-sit"),
        'two-things.yaml: items, entry 2, exercise points to "sofa-sit", which does not exist.',
    ),
    (
        "routines", TWO, lambda d: d.update(summary="It takes about 9 minutes on the clock."),
        "two-things.yaml: says about 9 minutes on the clock, and it is 6.",
    ),
    (
        "routines", TWO, lambda d: d.update(summary="Lean, with 5 minutes of work."),
        "two-things.yaml: says 5 minutes of work, and it is 5.33333.",
    ),
    (
        "routines", TWO, lambda d: d.update(order_note="It rises first."),
        "two-things.yaml: order_note stands there, and the order is the usual one.",
    ),
    (
        "routines", TWO, lambda d: d.update(notes_for_trainer=[f"Here {INVENTED}."]),
        'two-things.yaml: notes_for_trainer, entry 1 shares six words with the source article: '
        '"the heron stands on one leg".',
    ),
    (
        "equipment", GEAR, lambda d: d["pieces"]["ball"]["instead"][0].update(equipment="cannon"),
        "equipment.yaml: pieces, ball, instead, entry 1, equipment must be foam-roller, ball, mat, dumbbell, "
        "dumbbells, bench, mini-band, strap, chair, step, kettlebell, kettlebells, barbell, dowel or wall, "
        'not "cannon".',
    ),
    (
        "equipment", GEAR, lambda d: d["pieces"]["ball"]["instead"][0].update(equipment="ball"),
        "equipment.yaml: pieces, ball, instead, entry 1, equipment points to the piece itself.",
    ),
    (
        "equipment", GEAR, lambda d: d["pieces"]["chair"]["instead"][0].update(not_for=["sofa-sit"]),
        'equipment.yaml: pieces, chair, instead, entry 1, not_for points to "sofa-sit", which does not exist.',
    ),
    ("equipment", GEAR, lambda d: d["pieces"].pop("strap"), "equipment.yaml: pieces, strap is missing."),
    ("equipment", GEAR, lambda d: d["pieces"]["mat"].pop("label"), "equipment.yaml: pieces, mat, label is missing."),
    ("figures", POSES, lambda d: d.pop("wall-lean"), "poses.yaml: wall-lean is missing, an exercise without a figure."),
    (
        "figures", POSES, lambda d: d.update({"sofa-sit": d["wall-lean"]}),
        "poses.yaml: sofa-sit is the figure of no exercise.",
    ),
    ("figures", POSES, lambda d: d["wall-lean"].pop("alt"), "poses.yaml: wall-lean, alt is missing."),
    (
        "figures", POSES, lambda d: d["wall-lean"].update(alt=["Standing.", ""]),
        "poses.yaml: wall-lean, alt must be two texts, for the start and for the end.",
    ),
    (
        "figures", POSES, lambda d: d["wall-lean"].update(alt=[f"See {INVENTED}.", "Leaning."]),
        'poses.yaml: wall-lean, alt, entry 1 shares six words with the source article: "the heron stands on one leg".',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "file", "edit", "sentence"), CASES, ids=[sentence for *_, sentence in CASES])
def test_a_broken_file_says_what_is_wrong(kind: str, file: str, edit: Edit, sentence: str, content: Path) -> None:
    data = yaml.safe_load((content / file).read_text())
    edit(data)
    (content / file).write_text(yaml.safe_dump(data, width=1000))
    found = faults(content)
    assert sentence in found.get(kind, ()), found
    assert set(found) <= {kind, *(["figures"] if kind == "exercises" else [])}


TEXT_CASES: list[tuple[str, str, str, str, str]] = [
    ("guide", "guide/walks.md", "description: Short walks on most days.\n", "", "walks.md: description is missing."),
    ("guide", "guide/walks.md", "id: walks", "id: strolls", "must be the file name without its ending."),
    ("guide", "guide/rest.md", "](walks)", "](runs)", 'rest.md: the link to "runs" leads nowhere.'),
    ("guide", "guide/rest.md", "[walks]", "[runs]", 'rest.md: related points to "runs", which does not exist.'),
    ("guide", "guide/rest.md", "Rest may help", "Rest cures", 'rest.md: line 11 has a promise: "cures".'),
    ("guide", "guide/walks.md", "A short walk may help.", HARD, "walks.md: the text reads at grade "),
    ("guide", "guide/walks.md", "A short walk", f"See {INVENTED}. It", "walks.md: line 9 shares six words"),
    ("consent", AGREED, "Your name.", f"See {INVENTED}.", "2026-11.md: line 3 shares six words"),
    ("consent", AGREED, "Your name.", HARD, "2026-11.md: the text reads at grade "),
    ("visitors", "visitors/2026-11.md", "## What", "What", "2026-11.md: must begin with a heading"),
]


@pytest.mark.parametrize(("kind", "file", "old", "new", "sentence"), TEXT_CASES, ids=[c[-1] for c in TEXT_CASES])
def test_a_broken_page_says_what_is_wrong(
    kind: str, file: str, old: str, new: str, sentence: str, content: Path
) -> None:
    text = (content / file).read_text()
    assert old in text
    (content / file).write_text(text.replace(old, new, 1))
    found = faults(content)
    assert any(sentence in fault for fault in found.get(kind, ())), found
    assert set(found) == {kind}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("not-yaml", "not-yaml.yaml: cannot be read as YAML near line 3: expected ',' or ']', but got '<stream end>'."),
        ("cues-twice", 'cues-twice.yaml: cannot be read as YAML near line 4: "cues" stands twice.'),
        ("empty", "empty.yaml: must hold fields with values, such as id and name."),
        ("latin-one", "latin-one.yaml: cannot be read as text in UTF-8."),
    ],
)
def test_an_unreadable_file_is_told_once(name: str, sentence: str, content: Path) -> None:
    shutil.copy(UNREADABLE / f"{name}.yaml", content / "exercises")
    assert faults(content)["exercises"] == (sentence,)


def test_one_id_in_two_folders(content: Path) -> None:
    (content / "exercises" / "more").mkdir()
    shutil.copy(content / RISE, content / "exercises" / "more")
    (fault,) = faults(content)["exercises"]
    assert fault == 'more/chair-rise.yaml: id "chair-rise" stands in chair-rise.yaml too.'


def test_a_page_that_is_not_utf8(content: Path) -> None:
    (content / "consent" / "health-data" / "2026-11.md").write_bytes("## Schön\n".encode("latin-1"))
    assert faults(content) == {"consent": ("2026-11.md: cannot be read as text in UTF-8.",)}


def test_what_no_kind_claims_is_still_read(content: Path) -> None:
    (content / "more").mkdir()
    (content / "more" / "birds.yaml").write_text(f"text: So {INVENTED}.\n")
    (content / "more" / "broken.yaml").write_text("a: [1\n")
    copied, unreadable = sorted(faults(content)["other"])
    assert copied == 'birds.yaml: text shares six words with the source article: "the heron stands on one leg".'
    assert unreadable.startswith("broken.yaml: cannot be read as YAML near line")


def test_a_consent_text_without_its_month(content: Path) -> None:
    (content / "consent" / "health-data" / "2026-11.md").rename(content / "consent" / "health-data" / "new.md")
    assert faults(content) == {"consent": ("new.md: must be named by its month, such as 2026-11.md.",)}


def test_a_missing_order_note(content: Path) -> None:
    """The one case that takes two files: both exercises of one group, strength before the stretch."""
    rise = yaml.safe_load((content / RISE).read_text())
    (content / RISE).write_text(yaml.safe_dump({**rise, "groups": ["core"]}))
    two = yaml.safe_load((content / TWO).read_text())
    (content / TWO).write_text(yaml.safe_dump({**two, "items": two["items"][::-1]}))
    sentence = "two-things.yaml: order_note is missing, and the order is not release, stretch, strengthen."
    assert faults(content) == {"routines": (sentence,)}


def test_all_faults_are_told_and_not_only_the_first(content: Path) -> None:
    for file in (LEAN, RISE):
        data = yaml.safe_load((content / file).read_text())
        del data["why"], data["summary"]
        (content / file).write_text(yaml.safe_dump(data))
    (content / "guide" / "walks.md").unlink()
    found = faults(content)
    assert sorted(found["exercises"]) == [
        "chair-rise.yaml: summary is missing.",
        "chair-rise.yaml: why is missing.",
        "wall-lean.yaml: summary is missing.",
        "wall-lean.yaml: why is missing.",
    ]
    assert len(found["guide"]) == 2
    assert set(found) == {"exercises", "guide"}, "a broken exercise is still there for links and figures"


# --- the command


def test_the_command_counts_and_ends_well(content: Path) -> None:
    result = CliRunner().invoke(main, [str(content)])
    assert result.exit_code == 0, result.output
    assert "exercises  ok        2 files, 39 texts" in result.output
    assert result.output.endswith("All of content/ is sound.\n")


def test_the_command_ends_with_one_when_anything_is_wrong(content: Path, tmp_path: Path) -> None:
    hashes = tmp_path / "hashes.txt"
    hashes.write_text(f"# invented\n{next(iter(HASHES))}\n")
    text = (content / LEAN).read_text()
    (content / LEAN).write_text(text.replace("Stand by a wall.", f"See {INVENTED}."))
    result = CliRunner().invoke(main, [str(content), "--not-from", str(hashes)])
    assert result.exit_code == 1
    assert "exercises  1 fault" in result.output
    assert "  wall-lean.yaml: setup, entry 1 shares six words" in result.output
    assert "Error: 1 fault in content/." in result.output


def test_a_consent_text_of_no_purpose(content: Path) -> None:
    (content / "consent" / "2026-12.md").write_text("## What\n\nYour name.\n")
    (content / "consent" / "pictures" / "2026-11.md").unlink()
    assert faults(content)["consent"] == (
        "consent/pictures/: there is no text to agree to.",
        "2026-12.md: belongs into the folder of a purpose.",
    )
