"""The figure that moves: from the drawn start to the drawn end and back, calmly, and not for everybody."""

from __future__ import annotations

import math
import re

import pytest

from app.exercises.figures import draw, figures
from app.exercises.figures.loop import REST, SECONDS, STEPS
from app.exercises.figures.solve import way
from app.exercises.figures.svg import PANEL, set_up

SLUGS = sorted(figures())


def loop(slug: str) -> str:
    drawing = draw(slug, "loop")
    assert drawing is not None
    return drawing.svg.decode()


def ends_of_runs(svg: str) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """For each set of key frames: page x and y in the first and in the last one."""
    place = r"\{transform:translate\((-?[\d.]+)px,(-?[\d.]+)px\)"
    found = re.findall(rf"@keyframes \w+\{{0%,{REST}%{place}.*?{100 - REST}%,to{place}", svg)
    assert len(found) == svg.count("@keyframes")
    return [((float(a), float(b)), (float(c), float(d))) for a, b, c, d in found]


@pytest.mark.parametrize("slug", SLUGS)
def test_it_runs_from_the_drawn_start_to_the_drawn_end(slug: str) -> None:
    poses = way(figures()[slug], STEPS)
    stage = set_up(figures()[slug], poses)

    def spots(number: int) -> list[tuple[float, float]]:
        points = [stage.camera.page(s.at) for s in poses[number].segments.values()]
        return [(x + stage.dx, stage.base - y) for x, y in points]

    pairs = list(zip(spots(0), spots(-1), strict=True))
    runs = ends_of_runs(loop(slug))
    # Gear and the shadow have runs of their own; every run of a segment lies where that segment is drawn.
    matched = [
        run
        for run in runs
        if any(math.dist(run[0], start) < 0.5 and math.dist(run[1], end) < 0.5 for start, end in pairs)
    ]
    assert runs
    assert len(matched) >= len(runs) - 4
    assert all(0 <= x <= PANEL and 0 <= y <= stage.height for run in matched for x, y in run)


@pytest.mark.parametrize("slug", SLUGS)
def test_whoever_wants_no_motion_sees_it_stand_at_the_end(slug: str) -> None:
    still = re.search(r"@media print,\(prefers-reduced-motion:reduce\)\{(.*?)\}\}", loop(slug))
    assert still
    # The clock stands inside the rest at the end.
    delay = re.fullmatch(r"\.z\{animation-play-state:paused;animation-delay:-([\d.]+)s", still.group(1))
    assert delay
    assert SECONDS * (100 - REST) / 100 < float(delay.group(1)) < SECONDS * (100 + REST) / 100


@pytest.mark.parametrize("slug", SLUGS)
def test_every_moving_part_follows_key_frames_that_are_there(slug: str) -> None:
    svg = loop(slug)
    followed = re.findall(r"\.(\w+)\{animation-name:(\w+)", svg)
    assert {name for name, _ in followed} == set(re.findall(r'class="z (\w+)"', svg))
    assert {run for _, run in followed} == set(re.findall(r"@keyframes (\w+)", svg))


def test_it_is_calm() -> None:
    assert 5 <= 2 * SECONDS <= 8
    assert SECONDS * REST / 100 * 2 >= 0.6
