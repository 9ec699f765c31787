"""What an uploaded file is, by its bytes."""

from __future__ import annotations

from io import BytesIO

import pytest

from app.clients.documents import DocumentKind, read_paper
from app.core.errors import Refused
from tests import files


def test_a_pdf_is_kept_as_it_came() -> None:
    body = b"%PDF-1.7\n" + bytes(range(256))
    paper = read_paper(BytesIO(body))
    assert (paper.kind, paper.body) == (DocumentKind.PDF, body)


def test_a_photo_is_drawn_anew_without_what_the_camera_wrote() -> None:
    paper = read_paper(BytesIO(files.photo()))
    assert paper.kind is DocumentKind.PICTURE
    assert paper.body[:4] == b"RIFF" and paper.body[8:12] == b"WEBP"
    assert b"Exif" not in paper.body


@pytest.mark.parametrize(
    "body",
    [b"", files.HTML, files.SVG, files.PROGRAM, files.HEIC, b"\n%PDF-1.7", b"\xff\xd8\xff", b"%PDF-" + bytes(10 << 20)],
    ids=["empty", "html", "svg", "program", "heic", "late pdf", "cut jpeg", "heavy"],
)
def test_anything_else_is_refused_beside_the_field(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_paper(BytesIO(body))
    assert refused.value.field == "file"
