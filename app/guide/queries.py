"""The guide of this copy of Plinth, read once per process."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from app.core.errors import NotFound
from app.guide.content import Guide, Topic, load_guide


def get_guide() -> Guide:
    """The guide. Raises ContentError when a file of it is broken, which `flask content-check` tells beforehand."""
    kept: dict[str, Guide] = current_app.extensions.setdefault("guide", {})
    folder = current_app.config["CONTENT_PATH"]
    if folder not in kept:
        kept[folder] = load_guide(Path(folder) / "guide")
    return kept[folder]


def get_topic(topic_id: str) -> Topic:
    """One topic. Raises NotFound when there is none of this id."""
    topic = get_guide().find(topic_id)
    if topic is None:
        raise NotFound
    return topic
