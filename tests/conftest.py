"""What many tests share: no network, an odd time zone, and a small made case."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

os.environ["TZ"] = "Asia/Kathmandu"
if hasattr(time, "tzset"):
    time.tzset()

settings.register_profile("tracker", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("tracker")

FORBIDDEN = {"socket.connect", "socket.getaddrinfo", "socket.bind"}


def _no_network(event: str, args: tuple[Any, ...]) -> None:
    """Fail a test that opens a socket: the tool never does."""
    if event in FORBIDDEN and not str(args[1:]).startswith("('/"):
        message = f"{event} {args!r}: the tool never opens a socket"
        raise RuntimeError(message)


sys.addaudithook(_no_network)


def _screenshot(words: str, size: tuple[int, int] = (480, 300), shade: int = 250) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", size, (shade, shade, shade))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, size[0], 40), fill=(20, 40, 90))
    draw.text((12, 8), "Lumenwerk AI", font=ImageFont.load_default(20), fill="white")
    for row, line in enumerate(words.split("|")):
        draw.text((16, 64 + 36 * row), line, font=ImageFont.load_default(24), fill=(10, 10, 10))
    draw.text(
        (16, size[1] - 22),
        "invented example - not a real post",
        font=ImageFont.load_default(11),
        fill=(90, 90, 90),
    )
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture(scope="session")
def screenshot() -> Callable[..., bytes]:
    """Draw a made screenshot with the given words (`|` breaks lines); PNG bytes."""
    return _screenshot


def _recoded(image: bytes, quality: int, scale: float) -> bytes:
    from PIL import Image

    picture = Image.open(io.BytesIO(image)).convert("RGB")
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


@pytest.fixture(scope="session")
def recoded() -> Callable[..., bytes]:
    """Save a picture again: quality of the JPEG, and scale."""
    return _recoded


@pytest.fixture(scope="session")
def small_export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a generic post file, five pictures of three claims, and the picture to look for beside it.

    Three carry the fake: a on X (first, 06:00:12), b on Reddit (a JPEG copy), c on X (the same bytes, later).
    d carries another headline in the same layout, e an unrelated one, earlier; f states a time days before its id.
    """
    folder = tmp_path_factory.mktemp("small")
    export = folder / "export"
    (export / "media").mkdir(parents=True)
    fake = _screenshot("We move all our|data centres into|orbit by 2027")
    (folder / "fake.png").write_bytes(fake)
    pictures = {
        "a.png": fake, "b.jpg": _recoded(fake, 80, 0.9), "c.png": fake,
        "d.png": _screenshot("Our new model is|available for all|users from today"),
        "e.png": _screenshot("Lunch menu: soup|and bread, salad|and a pear", shade=200),
        "f.png": fake,
    }  # fmt: skip
    for name, image in pictures.items():
        (export / "media" / name).write_bytes(image)
    rows = [
        _post("x", _x_id("2026-03-03T06:00:12.400Z"), "a_example", "2026-03-03T06:00:12Z", "a.png"),
        _post("reddit", "t3_1abc10", "b_example", "2026-03-03T07:10:00Z", "b.jpg"),
        _post("x", _x_id("2026-03-03T08:00:00.100Z"), "c_example", "2026-03-03T08:00:00Z", "c.png"),
        _post("x", _x_id("2026-03-02T08:00:00.100Z"), "d_example", "2026-03-02T08:00:00Z", "d.png"),
        _post("reddit", "t3_1abc00", "e_example", "2026-03-01T07:10:00Z", "e.png"),
        _post("x", _x_id("2026-03-03T09:30:00.100Z"), "f_example", "2026-02-20T09:30:00Z", "f.png"),
    ]
    for hour in range(7, 12):
        rows.append(_post("x", _x_id(f"2026-03-03T{hour:02}:20:00.500Z"), f"r{hour}_example",
                          f"2026-03-03T{hour:02}:20:00Z", None, parent=rows[0]["id"]))  # fmt: skip
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (export / "posts.jsonl").write_text(text + "not json\n", encoding="utf-8")
    return folder


def _x_id(moment: str) -> str:
    from tracker.base.clock import parse_iso
    from tracker.base.idtime import X_EPOCH_MS

    us = parse_iso(moment).us
    assert us is not None
    return str((us // 1000 - X_EPOCH_MS) << 22)


def _post(
    platform: str, native_id: str, author: str, time_: str, picture: str | None, parent: str | None = None
) -> dict[str, Any]:
    post: dict[str, Any] = {
        "id": native_id, "platform": platform, "author": author, "created_at": time_, "text": f"look at this {author}",
    }  # fmt: skip
    if picture:
        post["media"] = picture
    if parent:
        post |= {"parent_id": parent, "reshare_kind": "repost"}
    return post
