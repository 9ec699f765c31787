"""Markdown into HTML, and what a text of the guide may hold. Pure.

Raw HTML and pictures are off. Headings begin at the second level, since the page's title is the first, and carry an id
to link to. A link is the id of another topic, one of our own addresses named here, or an https address. Words that
begin with {ok}, {watch} or {red} become a tag, whose shape says the same as its colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

OWN_ADDRESSES = frozenset({"/doctor"})
# A list of contents helps on a page with more parts than a screen shows.
SHORTEST_CONTENTS = 4

_PARSER = MarkdownIt("commonmark", {"html": False, "typographer": True, "quotes": "“”‘’"}).enable(
    ["replacements", "smartquotes", "table"]
)
_PARSER.disable(["image", "html_block", "html_inline"])
# A wide table scrolls in its own frame, also by keyboard.
_PARSER.add_render_rule(
    "table_open", lambda *_: '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>'
)
_PARSER.add_render_rule("table_close", lambda *_: "</table></div>")
_MARK = re.compile(r"\{(ok|watch|red)\} ")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a text: the id of its heading, and the heading's words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML that is ours alone, and its parts for a list of contents."""

    html: str
    parts: tuple[Part, ...]

    @property
    def contents(self) -> tuple[Part, ...]:
        """The parts, where a list of them helps."""
        return self.parts if len(self.parts) >= SHORTEST_CONTENTS else ()


@lru_cache(maxsize=512)
def render(body: str, base: str) -> Rendered:
    """Markdown as HTML. `base` is the address that topics stand under, such as "/guide/". Kept for the next reader."""
    tokens = _PARSER.parse(body)
    parts = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            part = Part(anchor(tokens[at + 1].content), _plain(tokens[at + 1]))
            token.attrSet("id", part.id)
            if token.tag == "h2":
                parts.append(part)
    for token in tokens:
        _tag(token)
    for link in _links(tokens):
        target = str(link.attrGet("href"))
        if not target.startswith(("/", "https://")):
            link.attrSet("href", base + target)
    return Rendered(_PARSER.renderer.render(tokens, _PARSER.options, {}), tuple(parts))


def faults_of(body: str, topics: set[str]) -> list[str]:
    """What is wrong with a text, as ends of a sentence that starts with the file's name."""
    tokens = _PARSER.parse(body)
    faults = [] if body else ["there is no text below the fields."]
    faults += _heading_faults(tokens)
    for link in _links(tokens):
        target = str(link.attrGet("href"))
        if not (target in topics or target in OWN_ADDRESSES or target.startswith("https://")):
            faults.append(f'the link to "{target}" leads nowhere.')
    if re.search(r"<[a-z/!]", body, re.IGNORECASE):
        faults.append("there is HTML in the text, which is not shown.")
    if "![" in body:
        faults.append("there is a picture in the text, which is not shown.")
    return faults


def _heading_faults(tokens: Sequence[Token]) -> list[str]:
    faults = []
    level = 1
    seen: set[str] = set()
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        words = tokens[at + 1].content
        depth = int(token.tag[1])
        if depth == 1:
            faults.append(f'the heading "{words}" must be of the second level or lower.')
        elif depth > level + 1:
            faults.append(f'the heading "{words}" leaves out a level.')
        if anchor(words) in seen:
            faults.append(f'the heading "{words}" stands there twice.')
        seen.add(anchor(words))
        level = depth
    return faults


def anchor(heading: str) -> str:
    """The id of a heading: "What you can try" → "what-you-can-try"."""
    return "-".join(re.findall(r"[a-z0-9]+", re.sub("['’]", "", heading.lower()))) or "part"


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _tag(inline: Token) -> None:
    """Turn "{ok} 0 to 3" into a tag with these words."""
    children = inline.children or []
    mark = _MARK.match(children[0].content) if children and children[0].type == "text" else None
    if mark is None:
        return
    children[0].content = children[0].content[mark.end() :]
    opening = Token("tag_open", "span", 1, attrs={"class": f"tag {mark[1]}"})
    inline.children = [opening, *children, Token("tag_close", "span", -1)]


def _links(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from (child for child in token.children or () if child.type == "link_open")
