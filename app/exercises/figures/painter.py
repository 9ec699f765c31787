"""One pose as marks in paint order: what lies behind first."""

from __future__ import annotations

from collections.abc import Mapping

from app.exercises.figures.body import CLOTH, LENGTHS, WHOLE_FOOT
from app.exercises.figures.camera import Camera, View
from app.exercises.figures.gear import Scene, gear_of, marks_of
from app.exercises.figures.paths import Mark
from app.exercises.figures.pose import BONES
from app.exercises.figures.shape import head, open_outline, outline, sleeve
from app.exercises.figures.skeleton import Pose
from app.exercises.figures.spec import Spec
from app.exercises.figures.tint import tints
from app.exercises.figures.vectors import dot

_ORDER = ("far_arm", "far_leg", "body", "near_leg", "near_arm")
_TRUNK = ("thorax", "lumbar", "pelvis")
_HAS_FAR_TONE = "sth"


def paint(
    figure: Spec, pose: Pose, camera: Camera, near: int, middle: float, shapes: Mapping[str, View] | None = None
) -> list[Mark]:
    """Every mark of one pose. `middle` is the world x at the middle of the panel.

    A figure that moves keeps one shape for each segment: `shapes` says from which view, by the segment's name.
    """
    return _Painter(figure, pose, camera, near, middle, shapes).marks


def bends_toes(poses: tuple[Pose, ...]) -> bool:
    """True when a toe leaves the line of its foot; otherwise feet can be drawn in one piece."""
    feet = [(pose.segments[f"{side}_toe"], pose.segments[f"{side}_foot"]) for pose in poses for side in ("near", "far")]
    return any(dot(toe.along, foot.along) < 0.999 for toe, foot in feet)


def join_toes(pose: Pose) -> None:
    """Give both feet the shape that includes the toes."""
    for side in ("near", "far"):
        pose.segments[f"{side}_foot"].rings = WHOLE_FOOT


class _Painter:
    def __init__(
        self,
        figure: Spec,
        pose: Pose,
        camera: Camera,
        near: int,
        middle: float,
        shapes: Mapping[str, View] | None,
    ) -> None:
        self.figure, self.pose, self.camera, self.near = figure, pose, camera, near
        self.scene = Scene(pose, camera, middle)
        self.targets: list[str] = figure.get("target", [])
        self.views = {name: View(camera, segment) for name, segment in pose.segments.items()}
        self.shapes = shapes or self.views
        self.order = tuple(figure.get("order", _ORDER))
        self.marks: list[Mark] = []
        # Tints of the pelvis wait for the near thigh, which would cover them.
        self.held: list[Mark] = []
        self._gear("back")
        for item in self.order:
            if item == "body":
                self._body()
            else:
                self._limb(item)
            self._gear(item)
            if item.endswith("arm") and any(
                spec.get("hand") == item.split("_")[0] for _, spec in gear_of(figure, item)
            ):
                self._close_hand(item)
        self._gear("front")

    def _gear(self, slot: str) -> None:
        for kind, spec in gear_of(self.figure, slot):
            self.marks += marks_of(kind, spec, self.scene)

    def _mark(self, cls: str, path: str, name: str, is_far: bool = False) -> Mark:
        view = self.views[name]
        tone = f"{cls}x" if is_far and cls in _HAS_FAR_TONE else cls
        return Mark(tone, path, view.at, view.degrees, view.stretch(self.shapes[name]))

    def _outline(self, name: str) -> str:
        return outline(self.camera, self.shapes[name])

    def _is_late(self, limb: str) -> bool:
        """Painted over the trunk: its line is open at the joint, so that it looks grown and not pinned."""
        return self.order.index(limb) > self.order.index("body")

    def _is_far(self, limb: str) -> bool:
        """Clearly behind the middle between both hips or shoulders, or said so: from the front neither side is."""
        if "shade" in self.figure:
            return limb in self.figure["shade"]
        side, kind = limb.split("_")
        trunk = self.pose.segments["pelvis" if kind == "leg" else "thorax"]
        middle = trunk.at if kind == "leg" else trunk.point(LENGTHS["thorax"])
        return self.camera(self.pose.segments[f"{side}_{BONES[kind][0]}"].at)[2] < self.camera(middle)[2] - 4

    def _close_hand(self, limb: str) -> None:
        """The fingers go round what the hand holds."""
        name = f"{limb.split('_')[0]}_hand"
        self.marks += [
            self._mark("k", self._outline(name), name),
            self._mark("s", self._outline(name), name, self._is_far(limb)),
        ]

    def _limb(self, limb: str) -> None:
        side, kind = limb.split("_")
        names = [f"{side}_{part}" for part in BONES[kind]]
        if kind == "leg" and self.pose.segments[names[-1]].rings is not WHOLE_FOOT:
            names.append(f"{side}_toe")
        root, is_far = self.pose.segments[names[0]], self._is_far(limb)
        # All lines first, then all fills: so the joints melt.
        for name in names:
            is_open = name == names[0] and self._is_late(limb)
            path = open_outline(self.camera, self.shapes[name]) if is_open else self._outline(name)
            self.marks.append(self._mark("k", path, name))
        for name in reversed(names):
            self.marks.append(self._mark("s", self._outline(name), name, is_far))
        cloth = sleeve(self.camera, self.shapes[names[0]], CLOTH[root.kind])
        self.marks.append(self._mark("h" if kind == "leg" else "t", cloth, names[0], is_far))
        if limb == "near_leg":
            self.marks += self.held
        for name in names:
            self.marks += self._tints(name, self.near if side == "near" else -self.near)

    def _tints(self, name: str, side: int) -> list[Mark]:
        paths = tints(self.targets, self.shapes[name], side, side == self.near)
        return [self._mark("m", path, name) for path in paths]

    def _body(self) -> None:
        for limb in ("near_leg", "near_arm", "far_leg", "far_arm"):
            if self._is_late(limb):
                side, kind = limb.split("_")
                name = f"{side}_{BONES[kind][0]}"
                self.marks.append(self._mark("k", self._outline(name), name))
        for name in ("pelvis", "lumbar", "thorax", "neck"):
            self.marks.append(self._mark("k", self._outline(name), name))
        for cls, name in (("s", "neck"), ("t", "thorax"), ("t", "lumbar"), ("h", "pelvis")):
            self.marks.append(self._mark(cls, self._outline(name), name))
        for name in _TRUNK:
            for half in (self.near, -self.near):
                waits = name == "pelvis" and self._is_late("near_leg")
                (self.held if waits else self.marks).extend(self._tints(name, half))
        self.marks += head(self.shapes["head"], self.views["head"])
