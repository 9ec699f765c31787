"""Drawing an uploaded picture anew: what is taken, what is refused, and that nothing of the file survives."""

from __future__ import annotations

import os
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from app.core.errors import Refused
from app.practices import pictures
from app.practices.pictures import Redrawn, redraw
from tests import files

RED_CORNER = (200, 30, 30)


def drawn(data: bytes) -> Redrawn:
    return redraw(BytesIO(data))


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(drawn(data).body))


def is_near(seen: object, wanted: tuple[int, int, int], by: int = 12) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(one - other) <= by for one, other in zip(seen, wanted, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_kinds_become_a_webp_of_the_same_picture(kind: str) -> None:
    image = opened(files.packed(files.drawing(), kind))
    assert (image.format, image.size, image.mode) == ("WEBP", (400, 300), "RGB")
    assert is_near(image.getpixel((20, 20)), RED_CORNER)


def test_a_photo_is_turned_upright_and_forgets_its_camera() -> None:
    result = drawn(files.photo())
    assert (result.width, result.height) == (300, 400)
    image = Image.open(BytesIO(result.body))
    assert is_near(image.getpixel((280, 20)), RED_CORNER), "the corner went to the right"
    assert not image.getexif() and not {"exif", "icc_profile", "xmp", "comment"} & image.info.keys()
    assert b"Secret" not in result.body


def test_a_large_one_is_made_smaller_a_small_one_stays() -> None:
    large = drawn(files.png(4000, 1000))
    assert (large.width, large.height) == (1600, 400)
    assert drawn(files.png(64, 64)).width == 64


def test_what_is_hard_to_pack_is_still_light_enough() -> None:
    noise = Image.frombytes("RGB", (1800, 1800), os.urandom(1800 * 1800 * 3))
    result = drawn(files.packed(noise, "JPEG", quality=60))
    assert 100_000 < len(result.body) <= pictures.MOST_STORED_BYTES
    assert Image.open(BytesIO(result.body)).size == (result.width, result.height)


def test_a_press_picture_in_four_inks_keeps_its_colours() -> None:
    assert is_near(
        opened(files.packed(files.drawing().convert("CMYK"), "JPEG", quality=95)).getpixel((20, 20)), RED_CORNER
    )


def test_sixteen_bits_of_grey_keep_their_grey() -> None:
    grey = Image.new("I;16", (100, 100), 40_000)
    assert is_near(opened(files.packed(grey, "PNG")).getpixel((50, 50)), (156, 156, 156))


def test_clear_parts_become_white() -> None:
    for image in (
        Image.new("RGBA", (100, 100), (0, 0, 0, 0)),
        Image.new("LA", (100, 100), (0, 0)),
    ):
        assert is_near(opened(files.packed(image, "PNG")).getpixel((50, 50)), (255, 255, 255))


def test_a_colour_profile_is_followed_and_dropped() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = opened(files.packed(files.drawing(), "JPEG", icc_profile=lab, quality=95))
    assert is_near(image.getpixel((20, 20)), RED_CORNER) and "icc_profile" not in image.info
    nonsense = opened(files.packed(files.drawing(), "JPEG", icc_profile=b"no profile", quality=95))
    assert is_near(nonsense.getpixel((20, 20)), RED_CORNER)


def test_only_the_first_frame_of_many_counts() -> None:
    image = opened(files.many_frames())
    assert image.size == (120, 90) and not getattr(image, "is_animated", False)
    moving = files.packed(
        files.drawing(), "WEBP", save_all=True, append_images=[Image.new("RGB", (400, 300), "blue")], duration=100
    )
    assert is_near(opened(moving).getpixel((20, 20)), RED_CORNER)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", pictures.EMPTY),
        (files.SVG, pictures.NO_PICTURE),
        (files.HTML, pictures.NO_PICTURE),
        (files.PROGRAM, pictures.NO_PICTURE),
        (files.HEIC, pictures.HEIC),
        (files.packed(files.drawing(), "BMP"), pictures.NO_PICTURE),
        (files.packed(files.drawing(), "TIFF"), pictures.NO_PICTURE),
        (files.packed(files.drawing(), "JPEG")[:2500], pictures.NOT_READABLE),
        (files.png()[:700], pictures.NOT_READABLE),
        (files.packed(files.drawing(), "WEBP")[:200], pictures.NO_PICTURE),
        (files.png()[:20], pictures.NO_PICTURE),
        (files.png(1, 1), pictures.TOO_SMALL),
        (files.png(8000, 70), pictures.TOO_SMALL),
        (files.gif_bomb(), pictures.TOO_LARGE),
        (files.webp_bomb(), pictures.TOO_LARGE),
        (files.png_bomb(), pictures.TOO_LARGE),
        (files.many_passes(), pictures.NOT_READABLE),
        (files.heavy_zeros(), pictures.TOO_HEAVY),
        (files.heavy_photo(), pictures.TOO_HEAVY),
    ],
    ids=lambda value: value[:28] if isinstance(value, str) else "",
)
def test_the_rest_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        drawn(data)
    assert (refusal.value.sentence, refusal.value.field) == (sentence, "picture")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_spoilt_file_never_breaks_us(kind: str) -> None:
    whole = bytearray(files.packed(files.drawing(120, 90), kind))
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        spoilt = bytes(whole[:place]) + bytes([whole[place] ^ 0xFF]) + bytes(whole[place + 1 :])
        for data in (spoilt, bytes(whole[:place])):
            try:
                assert len(drawn(data).body) <= pictures.MOST_STORED_BYTES
            except Refused as refusal:
                assert refusal.field == "picture"
