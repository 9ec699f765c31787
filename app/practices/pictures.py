"""Drawing an uploaded picture anew, so that nothing of the file that came is ever kept or served. Pure.

What a file is, its bytes decide: not its name, not the header it came with. The guards stand before the decoder, since
that is the part which hostile files are made for.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from app.core.errors import Refused

FIELD = "picture"
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_MB = 10
MOST_BYTES = MOST_MB * 1024 * 1024
# More than any phone takes today; decoded it is about 160 MB.
MOST_PIXELS = 40_000_000
# Sharp on a large screen, small enough for a phone on the road.
LONGEST_SIDE, SHORTEST_SIDE = 1600, 64
SMALL_SIDE = 320
MOST_STORED_BYTES = 600_000
QUALITIES = (82, 70, 58, 45)
SMALLER_SIDES = (LONGEST_SIDE, 1280, 960)
# A progressive JPEG has about ten passes. Thousands, each over the whole picture, are made to keep a machine busy.
MOST_PASSES = 100
_START_OF_SCAN = b"\xff\xda"
_PAPER = (255, 255, 255)

NO_PICTURE = "We cannot read a picture in this file. Choose a JPEG, PNG, WebP or GIF."
NOT_READABLE = "This picture is damaged or cut short. Choose another file."
HEIC = "This is a HEIC picture, which we cannot read. Save it as a JPEG first."
EMPTY = "This file is empty. Choose another."
TOO_HEAVY = f"This file is larger than {MOST_MB} MB. Choose a smaller one."
TOO_LARGE = f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller first."
TOO_SMALL = f"This picture is too small to see. Each side needs {SHORTEST_SIDE} pixels or more."


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture as we keep it: `body` is a WebP without metadata, in sRGB, upright; `width` and `height` in pixels."""

    body: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The SHA-256 of `body`, in hex."""
        return sha256(self.body).hexdigest()


def redraw(file: BinaryIO) -> Redrawn:
    """Read a JPEG, PNG, WebP or GIF (its first frame) and draw it anew, at most 1600 pixels long and 600 kB.

    Raises Refused (field "picture") with one sentence for anything else: no picture, a damaged one, one too large, too
    heavy or too small. A picture with clear parts is laid on white.
    """
    data = file.read(MOST_BYTES + 1)
    _check_file(data)
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(TOO_LARGE, FIELD) from None
    except Exception:
        # A decoder that is fed nonsense may raise anything at all.
        raise Refused(NO_PICTURE, FIELD) from None
    _check_size(*image.size)
    try:
        clean = _on_paper(_upright(_plain(image)))
    except Exception:
        raise Refused(NOT_READABLE, FIELD) from None
    if min(clean.size) < SHORTEST_SIDE:
        raise Refused(TOO_SMALL, FIELD)
    return _encode(clean)


def shrink(body: bytes) -> bytes:
    """One of our own pictures, at most 320 pixels long, for a line of a list."""
    image = Image.open(BytesIO(body), formats=("WEBP",))
    image.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    target = BytesIO()
    image.save(target, "WEBP", quality=QUALITIES[0], method=4)
    return target.getvalue()


def _check_file(data: bytes) -> None:
    if not data:
        raise Refused(EMPTY, FIELD)
    if len(data) > MOST_BYTES:
        raise Refused(TOO_HEAVY, FIELD)
    if data[4:8] == b"ftyp":
        raise Refused(HEIC if data[8:11] in (b"hei", b"hev", b"mif", b"msf") else NO_PICTURE, FIELD)
    # Inside the data of a pass an FF is always followed by 00, so the mark counts passes (and a preview's, a few).
    if data.startswith(b"\xff\xd8") and data.count(_START_OF_SCAN) > MOST_PASSES:
        raise Refused(NOT_READABLE, FIELD)
    # The WebP decoder makes room for its canvas while it opens a file, before anybody can ask for the size.
    canvas = _webp_canvas(data[:32])
    if canvas is not None:
        _check_size(*canvas)


def _webp_canvas(head: bytes) -> tuple[int, int] | None:
    """The canvas of a WebP in pixels, from its first chunk; None for another file. RFC 9649, section 2."""
    if len(head) < 30 or head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    chunk = head[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refused(TOO_LARGE, FIELD)
    if min(width, height) < SHORTEST_SIDE:
        raise Refused(TOO_SMALL, FIELD)


def _plain(image: Image.Image) -> Image.Image:
    """The first frame, small enough, in a mode that can be blended. A JPEG is read at a fraction of its size."""
    if image.mode in ("I", "I;16", "I;16L", "I;16B", "F"):
        # Sixteen bits of grey: plain conversion would cut them off at 255 and leave a white sheet.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode == "1" or "transparency" in image.info or image.mode in ("P", "PA"):
        image = image.convert("RGBA")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held. What it wrote about that may be nonsense; then the picture stays as it is."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image


def _on_paper(image: Image.Image) -> Image.Image:
    """The same on white in sRGB, as a picture that carries nothing else."""
    clear = image.getchannel("A") if "A" in image.getbands() else None
    clean = Image.new("RGB", image.size, _PAPER)
    clean.paste(_in_srgb(image), mask=clear)
    return clean


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode in ("RGBA", "LA"):
        image = image.convert(image.mode[:-1])
    if not profile:
        return image.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        drawn = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        drawn = None
    # A profile that does not fit its picture is as good as none.
    return drawn if drawn is not None else image.convert("RGB")


def _encode(image: Image.Image) -> Redrawn:
    """As WebP, with less detail, and at last smaller, until it is light enough."""
    body = b""
    for side in SMALLER_SIDES:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            target = BytesIO()
            image.save(target, "WEBP", quality=quality, method=4)
            body = target.getvalue()
            if len(body) <= MOST_STORED_BYTES:
                return Redrawn(body, *image.size)
    return Redrawn(body, *image.size)
