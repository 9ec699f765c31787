"""The figure that moves: calmly from the start to the end and back, by CSS key frames inside the file.

Each segment keeps one shape; where it lies, how it is turned and how much it is shortened run through key frames
taken from poses that are solved one by one, so that feet stay planted and limbs keep their length.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from string import ascii_uppercase
from typing import NamedTuple

from app.exercises.figures.camera import Camera, View
from app.exercises.figures.floor import SHADOW
from app.exercises.figures.paths import Mark, num
from app.exercises.figures.skeleton import Pose
from app.exercises.figures.solve import way
from app.exercises.figures.spec import Spec
from app.exercises.figures.svg import PANEL, Shapes, set_up, wrap
from app.exercises.figures.vectors import mix

STEPS = 12
# One way; and the part of it, in percent, that the figure rests at either end.
SECONDS, REST = 3.2, 13
# A shape is taken from the end pose unless another pose shows the segment clearly longer.
_LONGER = 1.15
_MOVES = f".z{{animation:{SECONDS}s linear infinite alternate}}"
# Where nothing shall move, the clock stands inside the rest at the end.
_STANDS = (
    f"@media print,(prefers-reduced-motion:reduce){{.z{{animation-play-state:paused;animation-delay:-{SECONDS}s}}}}"
)


class Spot(NamedTuple):
    """Where a mark lies at one moment: page x and y, turn in degrees, scale along itself."""

    x: float
    y: float
    turn: float
    scale: float


Track = list[Spot]
# What one unit of each weighs when two spots are compared, in page units at the far end of a limb.
_WEIGHTS = (1, 1, 0.5, 30)


def compose_loop(figure: Spec, label: str) -> tuple[str, int, int]:
    """The SVG of one panel in which the figure moves; its width and height."""
    poses = way(figure, STEPS)
    stage = set_up(figure, poses)
    shapes = _shapes(stage.camera, poses)
    frames = [stage.marks(pose, shapes) for pose in poses]
    if not all(any(mark.cls == SHADOW for mark in frame) for frame in frames):
        frames = [[mark for mark in frame if mark.cls != SHADOW] for frame in frames]
    runs = _Runs()
    places = []
    for spots in zip(*frames, strict=True):
        track = _track(spots, stage.dx, stage.base)
        places.append(runs.add(track) if _moves(track) else spots[-1].place(stage.dx, stage.base))
    # Where the body itself goes the way, it needs no arrow.
    below = [*stage.ground(), *([] if stage.ghost else stage.steps())]
    drawn = [(mark, mark.place(stage.dx, stage.base)) for mark in below]
    drawn += zip(frames[-1], places, strict=True)
    shared = Shapes(drawn)
    body = shared.defs() + shared.draw(drawn)
    return wrap(body, label, (PANEL, stage.height), _MOVES + runs.css() + _STANDS)


def _shapes(camera: Camera, poses: Sequence[Pose]) -> dict[str, View]:
    """From which view each segment takes its shape: where it is seen at its length, if it can be at the end."""
    shapes = {}
    for name, segment in poses[-1].segments.items():
        last = View(camera, segment)
        longest = max((View(camera, pose.segments[name]) for pose in poses), key=lambda view: view.share)
        shapes[name] = longest if longest.share > last.share * _LONGER else last
    return shapes


def _track(marks: Sequence[Mark], dx: float, base: float) -> Track:
    track: Track = []
    for mark in marks:
        turn = -mark.degrees
        if track:  # the shortest way round
            turn += 360 * round((track[-1].turn - turn) / 360)
        track.append(Spot(mark.at[0] + dx, base - mark.at[1], turn, mark.stretch))
    return track


def _distance(a: Spot, b: Spot) -> float:
    return max(abs(p - q) * weight for p, q, weight in zip(a, b, _WEIGHTS, strict=True))


def _moves(track: Track) -> bool:
    return max(_distance(track[-1], spot) for spot in track) >= 0.25


class _Runs:
    """The key frames of a drawing. What moves alike shares them, if need be moved aside."""

    def __init__(self) -> None:
        self.rules: list[str] = []
        self.tracks: dict[str, Track] = {}
        self.frames: dict[str, Track] = {}

    def add(self, track: Track) -> str:
        """The attribute that lets a mark run along a track."""
        name = next((name for name, known in self.tracks.items() if _are_alike(known, track)), None)
        if name is None:
            name = _name(len(self.tracks))
            self.tracks[name] = track
            self.rules.append(self._rule(name, track))
        return f'class="z {name}"'

    def css(self) -> str:
        """All key frames, and which class follows which."""
        return "".join(self.rules)

    def _rule(self, name: str, track: Track) -> str:
        for other, known in self.frames.items():
            x, y = track[-1].x - known[-1].x, track[-1].y - known[-1].y
            if _are_alike([Spot(spot.x + x, spot.y + y, spot.turn, spot.scale) for spot in known], track):
                return f".{name}{{animation-name:{other};translate:{num(x)}px {num(y)}px}}"
        self.frames[name] = track
        return f"{_key_frames(name, track)}.{name}{{animation-name:{name}}}"


def _are_alike(one: Track, other: Track) -> bool:
    return all(_distance(a, b) < 0.35 for a, b in zip(one, other, strict=True))


def _name(i: int) -> str:
    return ascii_uppercase[i] if i < 26 else "Z" + ascii_uppercase[i - 26]


def _key_frames(name: str, track: Track) -> str:
    is_turned = any(abs(spot.turn) > 0.05 for spot in track)
    is_scaled = any(abs(spot.scale - 1) > 0.03 for spot in track)
    rows = ""
    for i in _needed(track):
        x, y, turn, scale = track[i]
        place = f"transform:translate({num(x)}px,{num(y)}px)"
        place += f"rotate({num(turn)}deg)" if is_turned else ""
        place += f"scale({num(scale, 2)},1)" if is_scaled else ""
        rows += f"{_moment(i)}{{{place}}}"
    return f"@keyframes {name}{{{rows}}}"


def _moment(i: int) -> str:
    if i == 0:
        return f"0%,{REST}%"
    if i == STEPS:
        return f"{100 - REST}%,to"
    return f"{num(mix(REST, 100 - REST, _time(i)))}%"


def _time(i: int) -> float:
    """The share of the time after which a soft start and stop has come as far as step i."""
    return math.acos(1 - 2 * i / STEPS) / math.pi


def _needed(track: Track) -> list[int]:
    """The fewest steps whose straight joins stay near every other one."""
    kept = [0]
    while kept[-1] < STEPS:
        first = kept[-1]
        kept.append(next(last for last in range(STEPS, first, -1) if _is_straight(track, first, last)))
    return kept


def _is_straight(track: Track, first: int, last: int) -> bool:
    a, b = _time(first), _time(last)
    for i in range(first + 1, last):
        t = (_time(i) - a) / (b - a)
        guess = Spot(*(mix(p, q, t) for p, q in zip(track[first], track[last], strict=True)))
        if _distance(guess, track[i]) > 1.0:
            return False
    return True
