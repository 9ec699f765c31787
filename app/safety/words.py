"""The words shown when an answer or a sign asks for care. Plain, calm, and the same for everybody.

They name no disease, estimate nothing and do not reassure. Whoever changes a sentence raises VERSION: each stored event
keeps the version of the words that were shown with it. The signs follow the lists for people with back pain that health
services publish (IFOMPT framework, doi:10.2519/jospt.2020.9971), in our own words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.safety.traffic_light import DEFAULT_THRESHOLDS

VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class SignGroup:
    """Signs that ask for the same act. `key` is the anchor on the page, `tone` the panel they stand in.

    `tier` is 1 for help now and 2 for a doctor today or tomorrow: both stop the plan. 3 lets it go on. `keys` name the
    signs in the database, one for each and in the same order; they never change, whatever becomes of the words.
    """

    key: str
    tier: int
    tone: str
    title: str
    act: str
    keys: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def keyed(self) -> tuple[tuple[str, str], ...]:
        """(key, words) of each sign, in order."""
        return tuple(zip(self.keys, self.signs, strict=True))


EMERGENCY = SignGroup(
    key="now",
    tier=1,
    tone="red",
    title="Get help now",
    act="Call your emergency number, or be taken to an emergency department. Do not wait for your trainer.",
    keys=("saddle", "bladder", "sex", "both-legs", "leg-fast", "chest", "accident"),
    signs=(
        "You are numb or tingle between your legs, around your genitals or in your buttocks.",
        "You have new trouble with your bladder or bowels: starting, stopping, or feeling that you need to go.",
        "You have lost feeling during sex, and that is new.",
        "Both legs are weak or numb.",
        "One leg is quickly getting weaker.",
        "You have pain in your chest.",
        "The pain came after a serious accident or a bad fall.",
    ),
)

URGENT = SignGroup(
    key="soon",
    tier=2,
    tone="watch",
    title="See a doctor today or tomorrow",
    act="Leave the exercises until a health professional has seen you.",
    keys=("fever", "weight", "cancer", "immune", "bones", "unrelenting", "leg-weak", "swelling"),
    signs=(
        "You have a fever or feel ill, together with back pain.",
        "You are losing weight and do not know why.",
        "You have or had cancer, and this pain is new.",
        "Your immune system is weak, you inject drugs, or you have taken steroids for a long time.",
        "You have thin bones or you fell, and the pain is new and strong.",
        "The pain does not ease in any position, at rest or at night.",
        "One leg or foot has become weak. You trip over it, for example.",
        "Your back has a swelling, or its shape has changed.",
    ),
)

PREGNANCY = SignGroup(
    key="pregnancy",
    tier=2,
    tone="watch",
    title="Pregnant, or a baby in the last year",
    act="Stop, and call your midwife or doctor today. Chest pain? Call your emergency number.",
    keys=("bleeding", "tightenings", "breath", "head", "calf"),
    signs=(
        "You are bleeding, or losing fluid.",
        "You have regular, painful tightenings of your belly.",
        "You are short of breath or dizzy, and it does not pass.",
        "You have a bad headache.",
        "Your calf is swollen or sore.",
    ),
)

BOOK = SignGroup(
    key="book",
    tier=3,
    tone="calm",
    title="Book a visit in the next weeks",
    act="You may go on gently with your plan. Leave out what makes it worse.",
    keys=("six-weeks", "below-knee", "slow-start"),
    signs=(
        "After six weeks it is no better.",
        "The pain runs down past your knee.",
        "It began slowly before you were 40 and has lasted for more than three months. "
        "Moving eases it, resting does not, and it wakes you at night.",
    ),
)

SIGN_GROUPS = (EMERGENCY, URGENT, PREGNANCY, BOOK)
# The groups whose signs stop a plan, the most urgent first.
STOPPING = (EMERGENCY, URGENT, PREGNANCY)

# Places and their emergency numbers. Anybody elsewhere knows their own.
EMERGENCY_NUMBERS = (
    ("Canada and the United States", "911"),
    ("Europe", "112"),
    ("United Kingdom", "999"),
    ("Australia", "000"),
    ("New Zealand", "111"),
)

# Shown on every exercise page (product rule: the universal stop signs).
STOP_SIGNS = (
    "sharp or electric pain",
    "pain of 6 or more",
    "new numbness, tingling or weakness",
    "pain that runs below the knee",
    "dizziness",
    "chest pain",
)


def too_much(before: int | None, after: int) -> str:
    """Say why a red answer is one: its height, or else its rise over the pain before."""
    if before is None or after >= DEFAULT_THRESHOLDS.red_after:
        return f"{after} is more than we want"
    return f"From {before} to {after} is a bigger rise than we want"


def tier_of(keys: Collection[str]) -> int | None:
    """How urgent these signs are: 1, 2, or None where none of them stops a plan. Unknown keys count for nothing."""
    return min((group.tier for group in STOPPING if set(group.keys) & set(keys)), default=None)


def groups_of(keys: Collection[str]) -> list[tuple[SignGroup, list[str]]]:
    """Each stopping group that one of the keys belongs to, with the words of those signs, the most urgent first."""
    found = [(group, [words for key, words in group.keyed if key in keys]) for group in STOPPING]
    return [(group, signs) for group, signs in found if signs]
