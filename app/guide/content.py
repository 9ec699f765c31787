"""The guide as it stands in `content/guide`: its schema, and the loader that checks each file.

Pure: reads the folder it is given, knows neither the database nor Flask. A topic is a Markdown file with its fields on
top, between two lines of three hyphens; `sources.yaml` holds what the topics lean on. Every fault is one sentence that
names the file and the field.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.exercises.files import Content, ContentError, Entry, Slug, broken, checked, parse_yaml, read_bytes, read_file
from app.guide.text import faults_of

SOURCES = "sources.yaml"
FENCE = b"---\n"

Title = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=160, pattern=r"^\S(.*\S)?$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^\S(.*\S)?$")]
Place = Annotated[int, Field(strict=True, ge=1, le=1000)]
Year = Annotated[int, Field(strict=True, ge=1900, le=2100)]
# The form that the DOI handbook recommends to look for: prefix 10, a registrant's number, a slash, a suffix.
Doi = Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/[^\s\"<>]+$")]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s\"<>]+$", max_length=300)]


class Source(Content):
    """Something that was read for the guide. It is reached by its DOI, or else by an address.

    `authors` is empty where the work names none; `place` is the journal or the publisher.
    """

    id: Slug
    authors: Words | None = None
    year: Year | None = None
    title: Words
    place: Words
    doi: Doi | None = None
    url: Url | None = None

    @model_validator(mode="after")
    def _can_be_reached_one_way(self) -> Self:
        if (self.doi is None) == (self.url is None):
            raise broken("doi", "or url is needed, one of the two")
        return self

    @property
    def link(self) -> str:
        """Where it is found."""
        return f"https://doi.org/{self.doi}" if self.doi else str(self.url)


class SourceList(Content):
    """The whole of `sources.yaml`."""

    sources: tuple[Source, ...]


class Topic(Entry):
    """One page of the guide. `description` is what a search engine shows, `reviewed` when it was last read through.

    `order` places it among the others, `related` names topics to read next, `sources` what stands at its end.
    """

    title: Title
    description: Sentence
    order: Place
    related: tuple[Slug, ...] = ()
    sources: tuple[Slug, ...] = ()
    reviewed: datetime.date
    body: str


@dataclass(frozen=True, slots=True)
class Guide:
    """All topics in reading order, and all sources by id."""

    topics: tuple[Topic, ...]
    sources: Mapping[str, Source]

    def find(self, topic_id: str) -> Topic | None:
        """The topic of this id, if there is one."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def beside(self, topic: Topic) -> tuple[Topic | None, Topic | None]:
        """The topic before and the one after."""
        at = self.topics.index(topic)
        return (self.topics[at - 1] if at else None), (self.topics[at + 1] if at + 1 < len(self.topics) else None)

    def related(self, topic: Topic) -> list[Topic]:
        """What to read next, in the order the topic names it."""
        return [found for found in map(self.find, topic.related) if found]

    def sources_of(self, topic: Topic) -> list[Source]:
        """What the topic leans on, in the order it names them."""
        return [self.sources[one] for one in topic.sources]


def load_guide(folder: Path) -> Guide:
    """Return the guide under `folder`.

    Raises ContentError with every fault: a file that cannot be read or does not fit the schema, an id that is not its
    file's name, an order or a title that stands twice, a related topic, a source or a link that does not exist, and a
    text with a heading out of place, a picture or HTML.
    """
    if not folder.is_dir():
        raise ContentError(f"{folder}: this content folder does not exist.")
    sources, faults = _load_sources(folder / SOURCES)
    topics: list[Topic] = []
    paths = sorted(folder.glob("*.md"))
    for path in paths:
        try:
            topics.append(_load_topic(path))
        except ContentError as error:
            faults += error.faults
    faults += _faults_between(topics, {path.stem for path in paths}, sources)
    if faults:
        raise ContentError(*faults)
    return Guide(tuple(sorted(topics, key=lambda topic: topic.order)), sources)


def _load_sources(path: Path) -> tuple[dict[str, Source], list[str]]:
    try:
        listed = read_file(path, SourceList).sources
    except ContentError as error:
        return {}, list(error.faults)
    found: dict[str, Source] = {}
    faults = []
    for source in listed:
        if source.id in found:
            faults.append(f'{path.name}: id "{source.id}" stands there twice.')
        found[source.id] = source
    return found, faults


def _load_topic(path: Path) -> Topic:
    data = read_bytes(path).replace(b"\r\n", b"\n")
    start, fence, rest = data.partition(FENCE)
    head, end, body = rest.partition(b"\n" + FENCE)
    if start or not fence or not end:
        raise ContentError(f"{path.name}: must begin with its fields between two lines of three hyphens.")
    fields = parse_yaml(path.name, head + b"\n")
    try:
        text = body.decode().strip()
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name}: cannot be read as text in UTF-8.") from error
    if isinstance(fields, dict):
        fields = {**fields, "body": text}
    topic = checked(path.name, fields, Topic)
    if topic.id != path.stem:
        raise ContentError(f'{path.name}: id "{topic.id}" must be the file name without its ending.')
    return topic


def _faults_between(topics: list[Topic], known: set[str], sources: Mapping[str, Source]) -> list[str]:
    """What no file shows alone: links to other topics and to sources, and what may stand only once."""
    faults = []
    orders: dict[int, str] = {}
    titles: dict[str, str] = {}
    for topic in topics:
        name = f"{topic.id}.md"
        for field, first in (
            (f"order {topic.order}", orders.setdefault(topic.order, topic.id)),
            (f'title "{topic.title}"', titles.setdefault(topic.title.casefold(), topic.id)),
        ):
            if first != topic.id:
                faults.append(f"{name}: {field} stands in {first}.md too.")
        for one in topic.related:
            if one == topic.id:
                faults.append(f"{name}: related points to the topic itself.")
            elif one not in known:
                faults.append(f'{name}: related points to "{one}", which does not exist.')
        faults += [
            f'{name}: sources names "{one}", which is not in {SOURCES}.' for one in topic.sources if one not in sources
        ]
        faults += [f"{name}: {fault}" for fault in faults_of(topic.body, known)]
    return faults
