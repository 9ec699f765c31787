"""Taking everything out of a page that could be pressed, so that it can only be looked at. Pure.

A link becomes a span, a form a div, and every control is switched off. What folds still unfolds: that changes nothing.
Only what stands inside <main> is touched, so that the frame around it keeps its own links.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

STAND_INS = {"a": "span", "form": "div"}
CONTROLS = frozenset({"button", "input", "select", "textarea"})
# Where a press would lead, and what a script would hang on to.
_LIVE = frozenset({"href", "action", "method", "target", "enctype", "novalidate", "formaction", "autofocus"})


def without_life(page: str) -> str:
    """The same HTML page with nothing in its main part that could be pressed, sent or followed."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return "".join(reader.kept)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.is_inside = True
        is_hidden = tag == "input" and ("type", "hidden") in attrs
        if not self.is_inside or (tag not in STAND_INS and tag not in CONTROLS):
            self.kept.append(self.get_starttag_text() or "")
        elif not is_hidden:
            calm = [(name, value) for name, value in attrs if name not in _LIVE and not name.startswith("data-")]
            if tag in CONTROLS:
                calm.append(("disabled", None))
            words = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in calm)
            self.kept.append(f"<{STAND_INS.get(tag, tag)}{words}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in CONTROLS:
            self.handle_starttag(tag, attrs)
        else:
            self.kept.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.is_inside = False
        self.kept.append(f"</{STAND_INS.get(tag, tag) if self.is_inside else tag}>")

    def handle_data(self, data: str) -> None:
        self.kept.append(data)

    def handle_entityref(self, name: str) -> None:
        self.kept.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.kept.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.kept.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        self.kept.append(f"<!--{data}-->")
