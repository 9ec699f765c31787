"""A list of clients as somebody really sends one: 2,000 rows from a spreadsheet that was never cleaned."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

HEADING = "Vorname;Nachname;E-Mail-Adresse;Time zone;Minuten pro Tag;Tags;Notiz;Kundennummer"
CITIES = ("Berlin", "europe/berlin", "Zürich", "", "America/Halifax", "New York")


@dataclass
class MessyList:
    """`raw` is the file; `counts` says how many rows there are of each kind, and `emails` who is to be added."""

    raw: bytes = b""
    counts: Counter[str] = field(default_factory=Counter)
    emails: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


# Every so-manieth row is one of these; the cell that differs, and what it is.
FAULTS: dict[int, tuple[str, int, str]] = {
    0: ("mail", 2, "nobody at example.com"),
    1: ("mail", 2, "two@@example.com"),
    2: ("formula", 2, '=HYPERLINK("http://x.example")'),
    3: ("formula", 0, "=cmd|'/c calc'!A0"),
    4: ("control", 0, "Be\x07ll"),
    5: ("zone", 3, "Atlantis"),
    6: ("minutes", 4, "an hour"),
    7: ("minutes", 4, "900"),
    8: ("name", 0, ""),
    9: ("mail", 2, ""),
    10: ("formula", 1, "+49 170 1234567"),
}


def messy_list(rows: int = 2000, *, encoding: str = "cp1252", present: tuple[str, ...] = ()) -> MessyList:
    """`rows` people under German headings, divided by semicolons; `present` are addresses the practice knows.

    Every 37th row has one of the FAULTS, every 90th repeats an address in other letters, blank lines and notes with
    line ends stand between. Everything else is fit to come in.
    """
    made, lines = MessyList(), [HEADING, ""]
    for email in present:
        lines.append(f"Known;Person;{email.upper()};;;;;")
        made.counts["there"] += 1
    number = 0
    while made.rows < rows:
        number += 1
        cells = _person(number)
        if number % 37 == 0:
            kind, place, text = FAULTS[(number // 37) % len(FAULTS)]
            cells[place] = text
            if kind == "name":
                cells[1] = ""
            made.counts[kind] += 1
        elif number % 90 == 0:
            cells[2] = f" {made.emails[number % len(made.emails)].upper()} "
            made.counts["twice"] += 1
        else:
            made.counts["add"] += 1
            made.emails.append(cells[2])
        lines.append(";".join(_quoted(cell) for cell in cells))
        if number % 100 == 0:
            lines.append(";;;;;;;")
    made.raw = "\r\n".join(lines).encode(encoding)
    return made


def _person(number: int) -> list[str]:
    note = 'Says "hello"; comes\r\non Mondays' if number % 25 == 0 else ("=1+1" if number % 50 == 7 else "")
    minutes = ("", "20", "15 min")[number % 3]
    tags = ("", "Läufer", "läufer, Büro")[number % 3]
    return [
        f"Zoë{number}",
        "Müller-O'Neil",
        f"person{number}@example.com",
        CITIES[number % len(CITIES)],
        minutes,
        tags,
        note,
        f"K-{number}",
    ]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ';"\r\n') else cell
