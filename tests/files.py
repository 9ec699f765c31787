"""Files as people and attackers send them, built on the spot: good pictures, odd ones, and what only claims to be."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from PIL import Image

MB = 1024 * 1024
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
PROGRAM = b"MZ\x90\x00" + bytes(4096)
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(64)


def drawing(width: int = 400, height: int = 300) -> Image.Image:
    """A picture with something on it: a slope of grey, and a red corner top left."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste((200, 30, 30), (0, 0, width // 4, height // 4))
    return image


def packed(image: Image.Image, kind: str, **how: Any) -> bytes:
    """The picture as a file of a kind."""
    target = BytesIO()
    image.save(target, kind, **how)
    return target.getvalue()


def png(width: int = 400, height: int = 300) -> bytes:
    """A good PNG."""
    return packed(drawing(width, height), "PNG")


def photo() -> bytes:
    """A JPEG that was held on its side (EXIF orientation 6), with a place and a comment in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    return packed(drawing(), "JPEG", exif=exif, comment=b"Secret comment", quality=90)


def gif_bomb() -> bytes:
    """A GIF of a few bytes that claims 65535 by 65535 pixels."""
    screen = struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + screen + frame + b"\x3b"


def webp_bomb() -> bytes:
    """A WebP of a few bytes whose canvas has 268 million pixels."""
    side = (16383).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes([2, 0, 0, 0]) + side + side
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def png_bomb() -> bytes:
    """A PNG of about 60 kB that unfolds to 49 million pixels."""
    return packed(Image.new("L", (7000, 7000)), "PNG")


def many_frames(number: int = 3000) -> bytes:
    """A GIF of thousands of frames, the first of them the drawing."""
    first = packed(drawing(120, 90).quantize(16), "GIF")
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x4c\x01\x00"
    return first[:-1] + frame * number + b"\x3b"


def many_passes() -> bytes:
    """A progressive JPEG that says it has hundreds of passes."""
    whole = packed(drawing(), "JPEG", progressive=True)
    start = whole.index(b"\xff\xda")
    length = int.from_bytes(whole[start + 2 : start + 4], "big")
    return whole[:-2] + whole[start : start + 2 + length] * 300 + whole[-2:]


def heavy_zeros(size: int = 40 * MB) -> bytes:
    """Zeros behind the header of a PNG."""
    return png()[:64] + bytes(size)


def heavy_photo(size: int = 40 * MB) -> bytes:
    """A JPEG that any program opens, with a heap of bytes behind its end."""
    return packed(drawing(), "JPEG") + bytes(size)
