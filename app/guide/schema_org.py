"""What a page of the guide says about itself to a search engine, in the words of schema.org. Pure.

Only what is so: an article with the day it was last read through and what it cites. No author with a medical title, no
review by a clinician, since there was none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.guide.content import Source, Topic

SITE = "Plinth"


def crumbs(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A BreadcrumbList from (words, absolute address), the outermost first."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": words, "item": url}
            for place, (words, url) in enumerate(trail, start=1)
        ],
    }


def article(topic: Topic, sources: Iterable[Source], *, url: str, guide_url: str) -> dict[str, Any]:
    """One topic. `url` and `guide_url` are absolute."""
    return _graph(
        {
            "@type": "Article",
            "@id": url,
            "url": url,
            "headline": topic.title,
            "description": topic.description,
            "dateModified": topic.reviewed.isoformat(),
            "inLanguage": "en",
            "isAccessibleForFree": True,
            "isPartOf": {"@type": "CollectionPage", "@id": guide_url},
            "publisher": {"@type": "Organization", "name": SITE},
            "citation": [_work(source) for source in sources],
        },
        crumbs([("Guide", guide_url), (topic.title, url)]),
    )


def collection(title: str, description: str, topics: Iterable[tuple[Topic, str]], *, url: str) -> dict[str, Any]:
    """The overview; `topics` come with their absolute addresses."""
    return _graph(
        {
            "@type": "CollectionPage",
            "@id": url,
            "url": url,
            "name": title,
            "description": description,
            "inLanguage": "en",
            "hasPart": [{"@type": "Article", "@id": link, "headline": topic.title} for topic, link in topics],
        }
    )


def _graph(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def _work(source: Source) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "CreativeWork", "name": source.title, "url": source.link}
    if source.year:
        work["datePublished"] = str(source.year)
    return work
