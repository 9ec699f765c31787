"""A tenth less of a load a trainer wrote down in free words. Pure.

Only a load that is plainly a weight is read: "6 kg", "2 × 7.5 kg", "15 lb". A band or "light" stays the trainer's.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_WEIGHT = re.compile(r"((?:\d{1,2} ?[×x*] ?)?)(\d{1,3}(?:[.,]\d{1,2})?)( ?(?:kg|lbs?))", re.IGNORECASE | re.ASCII)
SHARE = Decimal("0.9")
# Weights come in halves; a step is one of them at least.
HALF = Decimal("0.5")


def lighter(load: str) -> str:
    """The load with ten per cent less, to the nearest half and at least a half less; "" where there is none."""
    found = _WEIGHT.fullmatch(load.strip())
    if found is None:
        return ""
    times, number, measure = found.groups()
    weight = Decimal(number.replace(",", "."))
    halves = (weight * SHARE / HALF).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    less = min(halves * HALF, weight - HALF)
    if less <= 0:
        return ""
    words = f"{less.normalize():f}"
    return times + (words.replace(".", ",") if "," in number else words) + measure
