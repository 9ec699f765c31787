"""The habits we offer. Pure.

Small and general; none of them treats pain. Walking starts from what somebody walks now and builds toward 30 minutes
five times a week (WalkBack, Lancet 2024;404:134); 150 minutes of activity a week is the WHO's lower figure for adults
(2020), who also say to sit less, without a number: the breaks are ours. Food is portions and days, never calories or
weight. A target stands here only where we have a reason for one; elsewhere the person types their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.habits.rules import HabitType, Period

# The key of what a trainer put in words of their own.
OWN = "own"


@dataclass(frozen=True, slots=True)
class Offer:
    """One habit to choose. `target` is offered at first, None where the person decides alone; `unit` is one of what is
    counted; `question` stands beside yes and no."""

    key: str
    name: str
    type: HabitType
    period: Period
    hint: str
    target: int | None = None
    unit: str = "time"
    question: str = ""
    is_food: bool = False


OFFERS = (
    Offer(
        "walk",
        "Walking",
        HabitType.MINUTES,
        Period.WEEK,
        "Start from what you walk now. Build slowly toward 150 minutes a week.",
    ),
    Offer(
        "sitting-break",
        "Breaks from sitting",
        HabitType.COUNT,
        Period.DAY,
        "Stand up for a moment, about every 30 to 45 minutes at a desk.",
        target=6,
        unit="break",
    ),
    Offer(
        "activity",
        "Moving, of any kind",
        HabitType.MINUTES,
        Period.WEEK,
        "Walking, cycling, swimming, work in the garden. Advised for adults: 150 to 300 minutes a week. Less counts.",
        target=150,
    ),
    Offer(
        "sit-check",
        "A look at how you sit",
        HabitType.BOOLEAN,
        Period.DAY,
        "Low back supported, both sit bones down, legs uncrossed, feet on something firm.",
        target=1,
        question="Did you look?",
    ),
    Offer(
        "sleep-setup",
        "Set up for sleep",
        HabitType.BOOLEAN,
        Period.DAY,
        "On your side: a pillow between the knees.",
        target=1,
        question="Did you set it up?",
    ),
    Offer(
        "breathing",
        "Calm breathing",
        HabitType.MINUTES,
        Period.DAY,
        "A few slow breaths, sitting or lying. You choose how many minutes.",
    ),
    Offer(
        "food-favour",
        "Food to have more of",
        HabitType.COUNT,
        Period.DAY,
        "Tomato, olive oil, leafy greens, nuts, fatty fish, fruit. Leave out whatever you are allergic to.",
        unit="portion",
        is_food=True,
    ),
    Offer(
        "food-limit",
        "A day without fried or sugary things",
        HabitType.BOOLEAN,
        Period.DAY,
        "A day without fried food, sugary drinks and processed meat. A day with them is a day like any other.",
        target=1,
        question="A day without them?",
        is_food=True,
    ),
)
BY_KEY = {offer.key: offer for offer in OFFERS}
FOOD_WORDS = (
    "Here food is never counted in calories, and nobody asks your weight.",
    "If thinking about food is hard for you, leave these out. Nobody asks why.",
)
