"""Posts inside web archives: every reader works on what was fetched, and the fetching bounds the times."""

from __future__ import annotations

import io
import json
import runpy
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tracker.base.clock import parse_iso, to_datetime
from tracker.base.errors import UnknownFormatError
from tracker.ingest.load import Loaded, LoadSettings, load_exports
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.sources import Sources
from tracker.tables.store import read_table

made = runpy.run_path(str(Path(__file__).parents[1] / "base" / "warcs_made.py"))
answer, packed, record = made["answer"], made["packed"], made["record"]
FETCHED = "2026-03-02T10:00:00Z"
SETTINGS = LoadSettings(now_us=parse_iso("2026-06-01").us or 0)
PICTURE_URL = "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:aexample/bafkexample@jpeg"


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((64, 48), (-3, -2.5, 2, 2.5), 100).save(out, "JPEG")
    return out.getvalue()


def feed() -> bytes:
    uri = "at://did:plc:aexample/app.bsky.feed.post/3mg2vbwut5sij"
    image = {"fullsize": PICTURE_URL, "thumb": PICTURE_URL, "alt": ""}
    view = {
        "uri": uri, "author": {"did": "did:plc:aexample", "handle": "a.social.example"},
        "record": {"$type": "app.bsky.feed.post", "createdAt": "2026-03-02T09:00:00Z", "text": "words"},
        "embed": {"$type": "app.bsky.embed.images#view", "images": [image]}, "indexedAt": "2026-03-02T09:00:01Z",
    }  # fmt: skip
    return json.dumps({"feed": [{"post": view}]}).encode()


def load(folder: Path, content: bytes, name: str) -> Loaded:
    path = folder / name
    path.write_bytes(content)
    (folder / "out").mkdir()
    return load_exports([path], SETTINGS, folder / "out")


def rows(folder: Path, kind: Any) -> list[dict[str, Any]]:
    return list(read_table(kind, folder / "out").rows())


CAPTURE = (
    record("warcinfo", "", b"software: none\r\n"),
    answer("https://site.example/", b"<!DOCTYPE html><title>A page</title>", Content_Type="text/html"),
    answer("https://public.api.example/xrpc/app.bsky.feed.getAuthorFeed?actor=a", feed(), date=FETCHED),
    answer(PICTURE_URL, picture(), Content_Type="image/jpeg"),
)


def test_answers_of_an_api_are_read_and_dated_by_when_they_were_fetched(tmp_path: Path) -> None:
    loaded = load(tmp_path, packed(*CAPTURE), "capture.warc.gz")
    assert (loaded.posts, loaded.rejected) == (1, 0)
    (post,) = rows(tmp_path, Posts)
    assert post["captured_at"] == to_datetime(parse_iso(FETCHED).us or 0)
    found = {row["member"]: (row["format"], row["why"]) for row in rows(tmp_path, Sources)}
    assert found["3/public.api.example/xrpc/app.bsky.feed.getAuthorFeed"][0] == "bluesky_api"
    assert found["2/site.example"] == ("", "a web page, which is no post")


def test_a_picture_that_was_fetched_too_belongs_to_the_post_that_gives_its_address(tmp_path: Path) -> None:
    loaded = load(tmp_path, packed(*CAPTURE), "capture.warc.gz")
    (media,) = rows(tmp_path, Media)
    assert (loaded.media, media["missing_reason"]) == (1, None)
    assert media["member"].startswith("4/cdn.bsky.app/img/")


def test_wacz__the_same_posts(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.warc.gz", packed(*CAPTURE))
        archive.writestr("pages/pages.jsonl", b'{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n'
                         b'{"id": "x", "url": "https://site.example/", "ts": "2026-03-02T10:00:00Z"}\n')
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package", "resources": []}))
    loaded = load(tmp_path, buffer.getvalue(), "capture.wacz")
    assert (loaded.posts, loaded.media) == (1, 1)
    formats = {row["member"]: row["format"] for row in rows(tmp_path, Sources)}
    assert formats["archive/data.warc.gz/3/public.api.example/xrpc/app.bsky.feed.getAuthorFeed"] == "bluesky_api"
    assert formats["pages/pages.jsonl"] == ""


def test_pages_alone_are_named_as_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match="a web page, which is no post"):
        load(tmp_path, packed(*CAPTURE[:2]), "capture.warc.gz")


def test_wacz__a_picture_may_lie_in_another_of_its_web_archives(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/a.warc.gz", packed(*CAPTURE[:3]))
        archive.writestr("archive/b.warc.gz", packed(CAPTURE[0], CAPTURE[3]))
    assert load(tmp_path, buffer.getvalue(), "capture.wacz").media == 1
    (media,) = rows(tmp_path, Media)
    assert media["member"].startswith("archive/b.warc.gz/2/cdn.bsky.app/")
