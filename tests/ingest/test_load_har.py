"""Posts inside recordings of a browser: every reader works on what was loaded, and the pictures are there too."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING, Any

from PIL import Image
from tracker.base.clock import parse_iso, to_datetime
from tracker.ingest.load import LoadSettings, load_exports
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.sources import Sources
from tracker.tables.store import read_table

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = LoadSettings(now_us=parse_iso("2026-06-01").us or 0)
PICTURE = "https://pbs.twimg.com/media/Gteapot1"


def answer(uri: str, body: bytes, kind: str) -> dict[str, Any]:
    content = {"mimeType": kind, "text": base64.b64encode(body).decode(), "encoding": "base64"}
    response = {"status": 200, "content": content}
    return {"startedDateTime": "2026-03-04T09:00:00Z", "request": {"url": uri}, "response": response}


def picture(side: int) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((side, side), (-3, -2.5, 2, 2.5), 100).save(out, "JPEG")
    return out.getvalue()


def search() -> bytes:
    media = [{"type": "photo", "media_url_https": f"{PICTURE}.jpg"}]
    legacy = {
        "full_text": "words", "created_at": "Mon Mar 02 08:00:05 +0000 2026", "extended_entities": {"media": media},
    }  # fmt: skip
    post = {"__typename": "Tweet", "rest_id": "2028379804029419520", "legacy": legacy}
    return json.dumps({"data": {"tweet_results": {"result": post}}}).encode()


def test_posts_and_their_pictures_are_read_and_dated_by_the_loading(tmp_path: Path) -> None:
    entries = [
        answer("https://x.com/search?q=orbit", b"<!doctype html>", "text/html"),
        answer("https://x.com/i/api/graphql/AbC/SearchTimeline?variables=1", search(), "application/json"),
        answer(f"{PICTURE}?format=jpg&name=small", picture(64), "image/jpeg"),
        answer(f"{PICTURE}?format=jpg&name=large", picture(128), "image/jpeg"),
        answer("https://x.com/i/api/graphql/AbC/DmAllSearchSlice", search(), "application/json"),
    ]
    path = tmp_path / "capture.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")
    (tmp_path / "out").mkdir()
    loaded = load_exports([path], SETTINGS, tmp_path / "out")
    assert (loaded.posts, loaded.rejected, loaded.media) == (1, 0, 1)
    (post,) = read_table(Posts, tmp_path / "out").rows()
    assert post["captured_at"] == to_datetime(parse_iso("2026-03-04T09:00:00Z").us or 0)
    (media,) = read_table(Media, tmp_path / "out").rows()
    assert media["member"] == "4/pbs.twimg.com/media/Gteapot1.jpg"
    found = {row["member"]: row["why"] for row in read_table(Sources, tmp_path / "out").rows()}
    assert found["1/x.com/search"] == "a web page, which is no post"
    assert found["(private messages)"] == "1 x private messages are never read"
