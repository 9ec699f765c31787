"""Reading a list of people as spreadsheets write it: bytes to text, text to rows. Pure.

Nothing is guessed twice: the byte order mark names the encoding, else UTF-8 has to fit, else it is Windows-1252, which
holds Latin-1. The separator is the one that divides most lines alike.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from dataclasses import dataclass

from app.core.errors import Refused

MOST_ROWS = 5000
MOST_COLUMNS = 60
LONGEST_CELL = 5000
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Spreadsheets and archives in their own format: new Excel and LibreOffice, old Excel.
_FOREIGN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SAMPLE_LINES = 40
# What a spreadsheet would run instead of show (the list OWASP gives for CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `line` is where it begins in the file, counted from 1 as an editor does."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole list. `separator` is one of SEPARATORS. Rows without any text are left out."""

    rows: tuple[Row, ...]
    separator: str


def decode(raw: bytes) -> str:
    """The text of a file. Raises Refused for one that is no text.

    UTF-8 and UTF-16 with a byte order mark, UTF-16 without one where every other byte is empty, UTF-8, Windows-1252.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw, encoding)
    guessed = _utf16_without_mark(raw)
    if guessed:
        return _decoded(raw, guessed)
    if raw.startswith(_FOREIGN):
        raise _not_text()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        # The five bytes Windows-1252 leaves open become a sign that says so; the preview shows it.
        text = raw.decode("cp1252", errors="replace")
    head = text[:2000]
    # One stray control character is a row's fault, and said there. Many are a picture or a program.
    if sum(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in head) > len(head) / 20:
        raise _not_text()
    return text


def read_sheet(text: str) -> Sheet:
    """The rows of a list. Raises Refused when there is nothing in it, too much, or when it breaks off in a quote."""
    separator = guess_separator(text)
    if not text.strip():
        raise Refused("There is nothing in this list. Paste it, or choose a file.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(line, cells))
                # One more may be the line of headings.
                if len(rows) > MOST_ROWS + 1:
                    raise Refused(
                        f"This list has more than {MOST_ROWS:,} rows. Divide it, and bring in one part first."
                    )
            line = reader.line_num + 1
    except csv.Error:
        raise Refused(
            f"We cannot read line {line}. A quotation mark there is not closed, or stands in the middle."
        ) from None
    return Sheet(tuple(rows), separator)


def guess_separator(text: str) -> str:
    """Comma, semicolon or tab: the one that cuts most of the first lines into the same number of cells."""
    lines = [line for line in text.splitlines()[: _SAMPLE_LINES * 3] if line.strip()][:_SAMPLE_LINES]
    best, best_score = ",", (0, 0)
    for separator in SEPARATORS:
        counts = [len(row) for row in csv.reader(lines, delimiter=separator)] if lines else []
        wide = [number for number in counts if number > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        # A heading without any separator cannot be: the first line weighs in when the rest is undecided.
        score = (wide.count(usual), counts[0])
        if score > best_score:
            best, best_score = separator, score
    return best


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would take this cell for a formula."""
    return cell.startswith(FORMULA_STARTS)


def safe_cell(value: object) -> str:
    """A value as it may stand in a CSV file we write: what begins like a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if is_formula(text) else text


def write_csv(heads: list[str], rows: list[list[object]], *, separator: str = ",") -> bytes:
    """A CSV file as UTF-8 with a byte order mark, so that every spreadsheet reads the letters right."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow([safe_cell(head) for head in heads])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    # A lone half of a character, which some programs write, has no UTF-8.
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8", errors="replace")


def _row(line: int, cells: list[str]) -> Row:
    if len(cells) > MOST_COLUMNS:
        raise Refused(f"Line {line} has more than {MOST_COLUMNS} cells. Is this a list of people?")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise Refused(f"A cell on line {line} is longer than {LONGEST_CELL:,} characters. Shorten it first.")
    return Row(line, tuple(cells))


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise _not_text() from None


def _utf16_without_mark(raw: bytes) -> str:
    head = raw[:2000]
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.6 and even < half * 0.2:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.6 and odd < half * 0.2 else ""


def _not_text() -> Refused:
    return Refused("This file is no text. Save the list as CSV, and choose that file.", field="file")
