"""The one body that every figure shares: lengths in cm of a person of 170 cm, and round shapes.

Lengths follow the usual shares of height (after Drillis and Contini): thigh 0.245, shin 0.246, upper arm 0.18.
"""

from __future__ import annotations

Point = tuple[float, float]
Ring = tuple[float, float, float, float]

LENGTHS = {
    "pelvis": 13.0, "lumbar": 14.0, "thorax": 22.0, "neck": 10.5, "thigh": 41.6, "shin": 41.8, "foot": 13.0,
    "toe": 6.5, "uarm": 30.5, "farm": 25.0, "hand": 17.5,
}  # fmt: skip
HIP_HALF, SHOULDER_HALF, ANKLE_HEIGHT, WRIST_HEIGHT = 8.6, 17.0, 6.8, 2.4
# How far shorts and sleeves reach along the bone.
CLOTH = {"thigh": 20.0, "uarm": 12.0}

# A part is a stack of ellipses: distance along the bone, half breadth, depth in front, depth behind.
# In a foot "front" is up and "behind" is the sole.
_FULL_RINGS: dict[str, list[Ring]] = {
    "pelvis": [
        (-10, 8, 3, 4),
        (-8, 12.5, 6.2, 9.2),
        (-3, 16.2, 8.6, 12.2),
        (2, 16.6, 9.2, 12.2),
        (8, 15, 9.6, 9.4),
        (13, 13.4, 9.4, 7.4),
        (16, 10, 6, 5),
    ],
    "lumbar": [(-4, 10, 6, 5), (-1, 13.4, 9.4, 7.5), (7, 12.8, 9.3, 6.9), (15, 13.6, 9.8, 7.7), (18, 10, 6.5, 5)],
    "thorax": [
        (-4, 10, 6, 5),
        (-1, 13.4, 9.7, 7.5),
        (6, 15, 11, 9),
        (13, 16.4, 11.4, 10.2),
        (19, 16.4, 9.4, 9.6),
        (23, 15, 6.4, 8.2),
        (26, 10.4, 4.6, 6.4),
        (28.4, 6.4, 3, 4.4),
    ],
    "neck": [(-3, 6, 4.6, 4.4), (0, 6, 5, 4.9), (5, 5.2, 5, 5), (10, 5, 5, 5), (13, 3.5, 3.5, 3.5)],
    "thigh": [
        (-8, 5, 5, 5),
        (-5, 8, 8, 8.4),
        (0, 9, 9.4, 9.6),
        (8, 9, 9.6, 9),
        (18, 8.2, 8.9, 7.9),
        (30, 6.6, 7, 6.3),
        (38, 5.9, 6.3, 5.6),
        (42, 5.6, 6.4, 5.3),
        (45.5, 4, 4.8, 3.4),
    ],
    "shin": [
        (-4.5, 3.6, 4, 3.8),
        (-1, 5.3, 5.9, 5.2),
        (5, 5.3, 5.2, 5.6),
        (12, 5.6, 4.7, 7),
        (20, 5, 4.2, 6.1),
        (30, 3.7, 3.6, 4.1),
        (38, 3.2, 3.3, 3.5),
        (42, 3.3, 3.6, 3.7),
        (44.5, 2.4, 2.4, 2.4),
    ],
    "uarm": [
        (-5, 3, 3, 3),
        (-3, 4.6, 5, 4.8),
        (1, 5.3, 5.8, 5.5),
        (7, 5, 5.6, 5.1),
        (16, 4.4, 4.8, 4.6),
        (25, 3.8, 3.9, 3.9),
        (30, 3.8, 3.8, 4),
        (33.5, 2.4, 2.4, 2.8),
    ],
    "farm": [
        (-3.2, 2.4, 2.4, 2.6),
        (-0.5, 3.7, 3.7, 3.8),
        (6, 4.1, 4.1, 4.1),
        (14, 3.4, 3.5, 3.4),
        (22, 2.6, 2.5, 2.5),
        (25, 2.6, 2.4, 2.4),
        (27, 1.8, 1.6, 1.6),
    ],
    "hand": [
        (-2, 1.6, 1.3, 1.3),
        (0, 2.5, 2.2, 2.2),
        (4, 4, 1.9, 1.9),
        (8.5, 4.3, 1.7, 1.7),
        (13, 3.7, 1.3, 1.3),
        (16.5, 2.6, 1, 1),
        (17.8, 1.2, 0.5, 0.5),
    ],
    "fist": [
        (-2, 1.6, 1.3, 1.3),
        (0, 2.6, 2.4, 2.4),
        (3, 4.2, 3.4, 3.4),
        (7, 4.4, 4, 3.6),
        (9.6, 3.2, 2.8, 2.6),
        (10.6, 1.4, 1.2, 1.2),
    ],
    "foot": [
        (-6.6, 1.5, -2.6, 4.4),
        (-5.6, 3.2, 0, 6.4),
        (-2.5, 3.6, 3, 6.8),
        (1.5, 3.7, 3.4, 6.8),
        (5, 4, 1.2, 6.6),
        (9, 4.6, -1.2, 6.7),
        (13, 5, -2.7, 6.8),
        (15, 4.4, -3.6, 6.6),
        (16, 3, -4.4, 6),
    ],
    "toe": [(-3, 3, 0.8, 1), (-1, 4.6, 2, 2.1), (3, 4.7, 1.5, 2.1), (5.5, 3.8, 0.8, 2), (7, 2, -0.4, 1.4)],
}


def _thin(rings: list[Ring], tolerance: float) -> list[Ring]:
    """Without the rings that lie on the line between their neighbours."""
    out = list(rings)
    i = 2
    while i < len(out) - 2:
        before, ring, after = out[i - 1], out[i], out[i + 1]
        t = (ring[0] - before[0]) / (after[0] - before[0])
        if all(abs(before[k] + (after[k] - before[k]) * t - ring[k]) < tolerance for k in (1, 2, 3)):
            del out[i]
        else:
            i += 1
    return out


# The chest keeps every ring: rollers and balls touch it at any of them.
RINGS = {part: _thin(rings, 0.3 if part == "thorax" else 0.6) for part, rings in _FULL_RINGS.items()}
# A foot whose toes never bend is drawn in one piece.
WHOLE_FOOT: list[Ring] = [*RINGS["foot"][:-2], (18, 4.4, -3.6, 6.5), (20.2, 2.6, -4.6, 6)]
HEAD_RINGS: list[Ring] = [(4, 7.4, 9, 9.4), (12, 7, 8, 9)]

# The head in its own (forward, up) plane, from the top of the neck; then the full face.
HEAD: list[Point] = [
    (-5.6, -3),
    (-8.4, 2),
    (-9.6, 7),
    (-8.4, 12),
    (-4, 15.8),
    (1, 16.6),
    (5.8, 14.8),
    (8.6, 11),
    (9.1, 7.6),
    (8.9, 5.6),
    (10.3, 3.4),
    (11.3, 1.7),
    (9.7, 0.6),
    (9.8, -1),
    (9.2, -2.3),
    (9.2, -4.4),
    (7.6, -6.2),
    (3.6, -5.4),
    (0.4, -4),
]
HAIR: list[Point] = [
    (-5.9, -1.6),
    (-8.7, 2),
    (-10, 7),
    (-8.8, 12.4),
    (-4.2, 16.4),
    (1, 17.2),
    (6, 15.4),
    (8.5, 12),
    (7.2, 11.2),
    (4, 11.6),
    (1.6, 9.4),
    (0.6, 5.6),
    (-1.4, 4.6),
    (-2.4, 1.6),
    (-4, -1),
]
EAR: list[Point] = [(-2, 1), (-2.4, 4), (-0.8, 5.8), (0.9, 4.6), (0.3, 2.2), (-0.8, 0.3)]
FACE: list[Point] = [
    (0, -6.4),
    (4, -5),
    (6.6, 0),
    (7.6, 6),
    (7.4, 11),
    (4.6, 15.6),
    (0, 17),
    (-4.6, 15.6),
    (-7.4, 11),
    (-7.6, 6),
    (-6.6, 0),
    (-4, -5),
]
FACE_HAIR: list[Point] = [
    (7.8, 5),
    (7.9, 11),
    (5, 16),
    (0, 17.6),
    (-5, 16),
    (-7.9, 11),
    (-7.8, 5),
    (-6.6, 9),
    (-3, 12.4),
    (2, 12.8),
    (6, 10.4),
]

# Turned half toward us, facing right.
HALF_FACE: list[Point] = [
    (2.4, -6.2), (6, -3.8), (7.6, 0.6), (7.5, 4.6), (8.2, 8), (7.4, 12), (3.6, 16), (-2, 16.6), (-7, 13.6), (-9.2, 8),
    (-8.4, 2.6), (-6.2, -1.6), (-3.6, -2.6), (-0.8, -5.2),
]  # fmt: skip
HALF_HAIR: list[Point] = [
    (7.9, 11), (6, 15.2), (2, 17.2), (-3.4, 17.2), (-8, 14), (-9.8, 8), (-8.8, 2.4), (-6.4, -1.6), (-4.6, -0.6),
    (-3.8, 3.4), (-2.6, 6), (-1.4, 9.6), (1.4, 12), (4.8, 12.4),
]  # fmt: skip
# Open eyes, then brows, nose and mouth as lines; for the full and for the half-turned face.
FACE_EYES: list[Point] = [(-3.3, 4.4), (3.3, 4.4)]
FACE_LINES: list[list[Point]] = [
    [(-5, 7), (-3.4, 7.7), (-1.8, 7.2)], [(1.8, 7.2), (3.4, 7.7), (5, 7)], [(0.3, 3.6), (1.2, 0.9), (-0.5, 0.6)],
    [(-2.4, -2.3), (0, -2.9), (2.4, -2.3)],
]  # fmt: skip
HALF_EYES: list[Point] = [(1.5, 4.4), (6.2, 4.4)]
HALF_LINES: list[list[Point]] = [
    [(-0.2, 7), (1.6, 7.7), (3, 7.2)], [(5.2, 7.2), (6.6, 7.5), (7.6, 6.9)], [(4.6, 3.8), (6.1, 1), (4.4, 0.6)],
    [(1.6, -2.5), (3.8, -3), (5.6, -2.3)],
]  # fmt: skip


# Where a muscle lies: segment, from, to, angle on the ring (0 front, 90 outer side, 180 back), half angle.
MUSCLES: dict[str, tuple[str, float, float, float, float]] = {
    "lats": ("thorax", -5, 20, 140, 56),
    "lat-edge": ("thorax", 1, 22, 70, 56),
    "chest": ("thorax", 8, 21, 15, 42),
    "abs": ("lumbar", -6, 24, 4, 72),
    "hip-flexors": ("pelvis", -3, 14, 30, 56),
    "obliques": ("lumbar", -1, 16, 75, 42),
    "back": ("lumbar", -6, 24, 176, 66),
    "glutes": ("pelvis", -8, 9, 150, 58),
    "hip-side": ("pelvis", -6, 12, 86, 48),
    "hamstrings": ("thigh", 5, 38, 180, 86),
    "quads": ("thigh", 8, 38, 5, 78),
    "adductors": ("thigh", 2, 30, 250, 50),
    "inner-thigh": ("thigh", 6, 37, 195, 84),
    "groin": ("thigh", 0, 30, 310, 44),
    "calves": ("shin", 3, 22, 180, 60),
    "shoulders": ("uarm", -3, 11, 60, 70),
    "forearms": ("farm", 1, 19, 40, 80),
    "upper-back": ("thorax", 8, 25, 165, 62),
}
