"""Which addresses are taken for a video, and what becomes of them."""

from __future__ import annotations

import pytest

from app.exercises.video import NOT_ALLOWED, NOT_PUBLIC, Video, parse_video, stored_video

ID = "dQw4w9WgXcQ"
YOUTUBE = Video("youtube", ID)
VIMEO = Video("vimeo", "76979871")


@pytest.mark.parametrize(
    ("typed", "video"),
    [
        (f"https://www.youtube.com/watch?v={ID}", YOUTUBE),
        (f"http://youtube.com/watch?list=PL1&v={ID}&t=5s#x", YOUTUBE),
        (f"m.youtube.com/watch?v={ID}", YOUTUBE),
        (f"https://youtu.be/{ID}?si=abc", YOUTUBE),
        (f"https://www.youtube.com/shorts/{ID}", YOUTUBE),
        (f"https://www.youtube.com/live/{ID}", YOUTUBE),
        (f"https://www.youtube-nocookie.com/embed/{ID}", YOUTUBE),
        (f"HTTPS://WWW.YOUTUBE.COM/watch?v={ID}", YOUTUBE),
        ("https://vimeo.com/76979871", VIMEO),
        ("vimeo.com/76979871/", VIMEO),
        ("https://player.vimeo.com/video/76979871?h=1", VIMEO),
    ],
)
def test_the_addresses_of_the_two_hosts(typed: str, video: Video) -> None:
    assert parse_video(typed) == video
    assert parse_video(video.page_url) == video, "what we show can be typed again"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ID,
        "https://example.com/watch?v=" + ID,
        f"https://youtube.com.example.com/watch?v={ID}",
        f"https://example.com/youtube.com/watch?v={ID}",
        f"https://youtube.com@example.com/watch?v={ID}",
        f"https://user@youtube.com/watch?v={ID}",
        f"https://youtube.com:8080/watch?v={ID}",
        f"https://notyoutube.com/watch?v={ID}",
        f"javascript:alert(1)//youtube.com/watch?v={ID}",
        f"ftp://youtube.com/watch?v={ID}",
        "//evil.example/watch?v=" + ID,
        f"https://youtube.com\\@evil.example/watch?v={ID}",
        f"https://youtube.com/watch?v={ID}\nSet-Cookie:x",
        f"https://youtube.com/ watch?v={ID}",
        "https://youtube.com/watch?v=short",
        "https://youtube.com/watch?v=" + "x" * 12,
        'https://youtube.com/watch?v=abc"def<gh>',
        f"https://youtube.com/watch/{ID}",
        f"https://youtube.com/embed/{ID}/more",
        f"https://youtu.be/watch?v={ID}",
        "https://youtube.com/@somebody",
        "https://youtube.com/playlist?list=PL1",
        "https://vimeo.com/channels/staffpicks",
        "https://vimeo.com/abc",
        "https://vimeo.com/1",
        "https://[::1",
        "https://youtube.com/watch?v=" + "x" * 400,
        f"<iframe src=https://www.youtube.com/embed/{ID}>",
        "https://youtübe.com/watch?v=" + ID,
    ],
)
def test_every_other_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=NOT_ALLOWED):
        parse_video(typed)


def test_a_video_that_only_some_may_see_says_why_it_cannot_be_taken() -> None:
    with pytest.raises(ValueError, match=NOT_PUBLIC):
        parse_video("https://vimeo.com/76979871/a1b2c3d4e5")


def test_the_players_are_the_two_that_keep_the_least() -> None:
    assert YOUTUBE.embed_url == f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&rel=0"
    assert VIMEO.embed_url == "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"
    assert (YOUTUBE.host_name, VIMEO.host_name) == ("YouTube", "Vimeo")
    assert stored_video({"video": {"host": "vimeo", "id": "76979871"}}) == VIMEO
    assert stored_video({"video": None}) is None and stored_video({}) is None
