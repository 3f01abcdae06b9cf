from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reference, Row
from tracker.ingest.readers.zeeschuimer_pinterest import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "900000000000000001") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "pinterest.com", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


@pytest.mark.parametrize("key", ["created_at", "createdAt"])
def test_time__has_the_form_of_mail_and_its_zone(key: str) -> None:
    assert post_of(**{key: "Mon, 02 Mar 2026 09:00:00 +0100"}).stated.us == 1_772_438_400_000_000


def test_time__is_missing_on_most_pins() -> None:
    assert post_of().stated.us is None


def test_pin__taken_from_somebody_names_the_last_and_the_first_of_them() -> None:
    people = {"pinner": {"entityId": "502"}, "viaPinner": {"entityId": "503"}, "originPinner": {"entityId": "501"}}
    post = post_of(**people)
    assert post.references == (Reference("repost", account="503"), Reference("repost", None, "root", account="501"))
    assert post.kind == "repost"


def test_pin__of_ones_own_is_no_repost() -> None:
    assert post_of(pinner={"entityId": "502"}, originPinner={"entityId": "502"}).kind == "post"


@pytest.mark.parametrize(
    "item",
    [
        {"imageSpec_orig": {"url": "https://i.example/a.png"}},
        {"images": {"736x": {"url": "https://i.example/s.png"}, "orig": {"url": "https://i.example/a.png"}}},
        {"images": {"url": "https://i.example/a.png"}},
        {"image": "https://i.example/a.png"},
    ],
)
def test_media__the_original_is_found_in_every_form(item: dict[str, Any]) -> None:
    assert [row.file for row in post_of(**item).media] == ["https://i.example/a.png"]
