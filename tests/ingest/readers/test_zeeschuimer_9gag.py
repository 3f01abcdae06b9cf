from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Row
from tracker.ingest.readers.zeeschuimer_9gag import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "aExmpl1") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "9gag.com", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


def size(width: int, name: str = "a.jpg", **more: Any) -> dict[str, Any]:
    return {"width": width, "height": width, "url": f"https://img.example/{width}{name}"} | more


@pytest.mark.parametrize(
    ("images", "kind", "shown"),
    [
        ({"s": size(460), "l": size(700), "t": size(220)}, "image", "700a.jpg"),
        ({"l": size(700), "v": size(900, ".mp4", hasAudio=1)}, "video", "700a.jpg"),
        ({"v": size(460, ".mp4", hasAudio=0)}, "video", "460.mp4"),
    ],
)
def test_media__the_largest_still_is_shown(images: dict[str, Any], kind: str, shown: str) -> None:
    assert [(row.type, row.file.rpartition("/")[2]) for row in post_of(images=images).media] == [(kind, shown)]


def test_media__an_animation_is_a_gif() -> None:
    images = {"l": size(700), "v": size(460, ".mp4", hasAudio=0)}
    assert [row.type for row in post_of(images=images, type="Animated").media] == ["gif"]


def test_author__who_stays_anonymous_is_unknown() -> None:
    assert (post_of(creator=None).handle, post_of(creator={"username": "a_example"}).handle) == (None, "a_example")


def test_time__is_seconds() -> None:
    assert post_of(creationTs=1772438400).stated.us == 1_772_438_400_000_000
