"""The content of a practice's own exercise: the shape of a library exercise, where most texts may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.exercises.content import ExerciseContent, Line
from app.exercises.files import Content, Slug

LONGEST_LINE = 240
MOST_LINES = 12
# The one choice of whose exercises a list shows; the key is the `source` of stored content.
WHOSE_LABELS = {"own": "Only ours"}

Text = Annotated[str, StringConstraints(max_length=LONGEST_LINE)]
SomeLines = Annotated[tuple[Line, ...], Field(max_length=MOST_LINES)]
Positive = Annotated[int, Field(strict=True, ge=1)]


class PictureContent(Content):
    """A picture of the practice: its row, its digest and size in pixels, and what it shows in words.

    It travels with every copy of the content, so a given plan keeps the picture it was given with.
    """

    id: Positive
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    width: Positive
    height: Positive
    alt: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LINE)]


class VideoContent(Content):
    """A video by host and id, never by address."""

    host: Literal["youtube", "vimeo"]
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{6,12}$")]


class OwnExerciseContent(ExerciseContent):
    """What `Exercise.content` holds for a practice's own exercise; only a name, a dose and one cue must be there.

    `figure` names the drawing that a copy took over from the library. `version` counts the changes.
    """

    targets: SomeLines
    summary: Text
    setup: SomeLines
    mistakes: SomeLines
    stop_if: SomeLines
    why: Text
    source: Literal["own"] = "own"  # type: ignore[assignment]
    version: Positive
    figure: Slug | None = None
    picture: PictureContent | None = None
    video: VideoContent | None = None


def drawing_of(content: Mapping[str, Any]) -> str:
    """The name of the drawing that belongs to stored content, of the library or own; there may be no such drawing."""
    return str(content.get("figure") or content.get("id") or "")
