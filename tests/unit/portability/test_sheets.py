"""Bytes to rows: encodings, separators, quotes, and what is too much."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.portability.columns import Part, fault_of, guess_columns
from app.portability.people import Outcome, check_rows, find_zone, with_known
from app.portability.sheets import decode, is_formula, read_sheet, safe_cell, write_csv

TEXT = "Name,Email\r\nZoë Ångström,zoe@example.com\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_every_encoding_a_spreadsheet_writes_is_read(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("raw", [b"PK\x03\x04\x00\x00\x00\x08\xff\xfe", b"\xff\xfea", b"\x89PNG\r\n\x1a\n\x00\x00\x00"])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match="no text"):
        decode(raw)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_guessed(separator: str) -> None:
    rows = [["Name", "Email", "Note"], ["Ann Bell", "ann@example.com", "x"], ["Bo Cole", "bo@example.com", ""]]
    sheet = read_sheet("\n".join(separator.join(row) for row in rows))
    assert sheet.separator == separator
    assert [list(row.cells) for row in sheet.rows] == rows


def test_commas_inside_a_semicolon_list_do_not_mislead() -> None:
    sheet = read_sheet("Name;Email\nBell, Ann;ann@example.com\nCole, Bo;bo@example.com\n")
    assert sheet.rows[1].cells == ("Bell, Ann", "ann@example.com")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    sheet = read_sheet('Name,Email,Note\n\n"Ann",ann@example.com,"one\ntwo"\n,,\nBo,bo@example.com,\n')
    assert [(row.line, row.cells[0]) for row in sheet.rows] == [(1, "Name"), (3, "Ann"), (6, "Bo")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \n\n", "nothing in this list"),
        ('Name,Email\n"Ann,ann@example.com\n', "line 2"),
        ("a@example.com\n" * 5002, "more than 5,000 rows"),
        ("," * 80 + "x", "more than 60 cells"),
        ("Ann," + "x" * 6000, "longer than 5,000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_sheet(text)


def test_five_thousand_rows_and_their_heading_are_read() -> None:
    assert len(read_sheet("Email\n" + "a@example.com\n" * 5000).rows) == 5001


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-3", "@x", "\tx", "\rx"])
def test_what_we_write_is_never_a_formula(cell: str) -> None:
    assert is_formula(cell)
    assert safe_cell(cell) == "'" + cell
    assert b"'" + cell.encode() in write_csv(["a"], [[cell]])


def test_a_written_list_reads_back() -> None:
    body = write_csv(["Name", "Note"], [["Zoë", 'a "b"; c\nd'], ["Bo", None]], separator=";")
    assert [row.cells for row in read_sheet(decode(body)).rows] == [
        ("Name", "Note"),
        ("Zoë", 'a "b"; c\nd'),
        ("Bo", ""),
    ]


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("Name,E-Mail", {Part.NAME: 0, Part.EMAIL: 1}),
        ("First Name,Last_name,EMAIL ADDRESS,City", {Part.FIRST: 0, Part.LAST: 1, Part.EMAIL: 2, Part.ZONE: 3}),
        ("Prénom,Courriel,Minutes per day,Labels", {Part.FIRST: 0, Part.EMAIL: 1, Part.MINUTES: 2, Part.TAGS: 3}),
    ],
)
def test_headings_are_known_in_several_spellings(heading: str, parts: dict[Part, int]) -> None:
    columns = guess_columns(read_sheet(heading + "\nAnn,x").rows)
    assert dict(columns.places) == parts
    assert columns.has_heading and columns.is_sure


@pytest.mark.parametrize("text", ["Ann Bell,ann@example.com\nBo Cole,bo@example.com", "Who,Where\nAnn,ann@example.com"])
def test_an_unclear_heading_is_asked_about(text: str) -> None:
    assert not guess_columns(read_sheet(text).rows).is_sure


def test_a_list_without_headings_gives_its_columns_away() -> None:
    columns = guess_columns(read_sheet("Ann Bell,ann@example.com\nBo Cole,bo@example.com").rows)
    assert dict(columns.places) == {Part.NAME: 0, Part.EMAIL: 1}
    assert not columns.has_heading


def test_one_column_cannot_be_two_things() -> None:
    assert fault_of({Part.NAME: 1, Part.EMAIL: 1}) == "One column is chosen for two things."


PLACES = {Part.NAME: 0, Part.EMAIL: 1, Part.ZONE: 2, Part.MINUTES: 3, Part.TAGS: 4, Part.NOTE: 5}


def _check(line: str) -> tuple[str, str]:
    (one,) = check_rows(read_sheet("a,b,c,d,e,f\n" + line).rows[1:], PLACES, zone="Europe/Berlin")
    return one.outcome.value, one.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",ann@example.com", "There is no name."),
        ("Ann,", "Type an email address."),
        ("Ann,ann@", "That does not look like an email address. Check the part around the @."),
        ("=Ann,ann@example.com", "The name begins like a formula. Type it as plain text."),
        ("Ann,+ann@example.com", "The address begins like a formula. Type it as plain text."),
        ("An\x07n,ann@example.com", "The name holds a character that we cannot keep."),
        ("Ann,an\x00n@example.com", "The address holds a character that we cannot keep."),
        ("x" * 81 + ",ann@example.com", "The name has more than 80 characters."),
        (
            "Ann,ann@example.com,Atlantis",
            "We do not know this time zone. Use a city such as Halifax, or leave the cell empty.",
        ),
        ("Ann,ann@example.com,,1.5", "The minutes are no whole number. Type them such as 20."),
        ("Ann,ann@example.com,,²", "The minutes are no whole number. Type them such as 20."),
        ("Ann,ann@example.com,,4", "Use 5 to 180 minutes a day."),
        ("Ann,ann@example.com,,," + "t" * 31, "A tag has more than 30 characters."),
    ],
)
def test_a_row_is_refused_in_words(line: str, reason: str) -> None:
    assert _check(line) == ("refused", reason)


def test_a_row_becomes_a_person() -> None:
    text = 'a,b,c,d,e,f\n"  Ann\nBell ", Ann@Example.COM ,new york,20 min,"runner; Runner, =sum",=1+1\n'
    (one,) = check_rows(read_sheet(text).rows[1:], PLACES, zone="Europe/Berlin")
    person = one.person
    assert person is not None
    assert (person.name, person.email, person.zone) == ("Ann Bell", "ann@example.com", "America/New_York")
    assert (person.minutes, person.tags, person.note) == (20, ("runner", "=sum"), "=1+1")


def test_the_first_good_line_of_an_address_counts() -> None:
    rows = read_sheet("a,b,c\nAnn,ann@example.com,Atlantis\nAnn,ann@example.com\nAnna,ANN@example.com").rows[1:]
    assert [one.outcome for one in check_rows(rows, PLACES, zone="UTC")] == [
        Outcome.REFUSED,
        Outcome.ADD,
        Outcome.TWICE,
    ]


def test_what_the_database_knows_is_said() -> None:
    rows = read_sheet("a,b\nAnn,ann@example.com\nBo,bo@example.com\nCy,cy@example.com").rows[1:]
    known = with_known(check_rows(rows, PLACES, zone="UTC"), clients={"ann@example.com"}, trainers={"bo@example.com"})
    assert [one.outcome for one in known] == [Outcome.THERE, Outcome.REFUSED, Outcome.ADD]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Halifax", "America/Halifax"),
        ("zurich", "Europe/Zurich"),
        ("Zürich", "Europe/Zurich"),
        ("AMERICA/NEW_YORK", "America/New_York"),
        ("utc", "UTC"),
        ("EST5", None),
        ("../etc", None),
    ],
)
def test_a_city_is_a_time_zone(typed: str, zone: str | None) -> None:
    assert find_zone(typed) == zone
