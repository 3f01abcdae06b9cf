from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.ingest.reader import PostRow
from tracker.ingest.readers.zeeschuimer_instagram import READER
from tracker.ingest.source import memory_source

PK = "1922949326347663701"


def post_of(**item: Any) -> PostRow:
    value = {"nav_index": "1", "item_id": f"{PK}_5", "source_platform": "instagram.com", "data": item}
    (post,) = READER.read(memory_source({"f": json.dumps(value).encode()}, "f"))
    assert isinstance(post, PostRow)
    return post


def test_forms__give_the_same_post() -> None:
    user = {"id": "5", "username": "a_example"}
    now = post_of(pk=PK, code="BqvsDleB3lV", taken_at=1543453444, caption={"text": "w"}, user=user, like_count=3)
    then = post_of(
        __typename="GraphImage", shortcode="BqvsDleB3lV", taken_at_timestamp=1543453444, owner=user,
        edge_media_to_caption={"edges": [{"node": {"text": "w"}}]}, edge_media_preview_like={"count": 3},
    )  # fmt: skip
    assert (now.native_id, now.stated, now.text, now.handle, now.likes) == (
        then.native_id,
        then.stated,
        then.text,
        then.handle,
        then.likes,
    )
    assert now.url == "https://www.instagram.com/p/BqvsDleB3lV/"


def test_overview__has_no_time_and_keeps_the_id_that_tells_it() -> None:
    post = post_of(__typename="XIGPolarisVideoMedia", code="BqvsDleB3lV", user={"username": "a_example"})
    assert (post.native_id, post.stated.us, post.flags) == ("BqvsDleB3lV", None, ())


def test_likes__that_the_author_hides_are_unknown() -> None:
    assert post_of(pk=PK, like_count=3, like_and_view_counts_disabled=True).likes is None


@pytest.mark.parametrize("item", [{"product_type": "ad"}, {"link": "https://www.facebook.com/ads/ig_redirect/?d=1"}])
def test_ads__are_marked_as_promoted(item: dict[str, Any]) -> None:
    assert post_of(pk=PK, **item).flags == ("promoted",)
