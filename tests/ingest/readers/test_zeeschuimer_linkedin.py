from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.base.idtime import id_time
from tracker.ingest.reader import PostRow, Reference, Row
from tracker.ingest.readers.zeeschuimer_linkedin import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "urn:li:activity:7402746946853253120") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "linkedin.com", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


ID = "7402746946853253120"
OTHER = "7402746946853253999"


def urn(number: str) -> dict[str, Any]:
    return {"updateMetadata": {"urn": f"urn:li:activity:{number}"}}


@pytest.mark.parametrize(
    "item",
    [
        urn(ID),
        {"preDashEntityUrn": f"urn:li:fs_feedUpdate:(V2&MAIN_FEED,urn:li:activity:{ID})"},
        {"entityUrn": f"urn:li:aggregate:(urn:li:activity:{ID},urn:li:activity:{OTHER})"},
        {},
    ],
)
def test_id__is_the_number_of_the_first_activity_wherever_it_stands(item: dict[str, Any]) -> None:
    post = post_of(**item)
    assert (post.native_id, post.stated.us) == (ID, None)
    found = id_time("linkedin", post.native_id, now_us=1_790_000_000_000_000)
    assert format_us(found.us or 0) == "2025-12-05T16:33:28.517Z"


@pytest.mark.parametrize(("words", "kind"), [({"text": {"text": "Really?"}}, "quote"), (None, "repost")])
def test_share__is_a_quote_with_words_and_a_repost_without(words: Any, kind: str) -> None:
    post, original = rows_of({**urn(ID), "commentary": words, "*resharedUpdate": urn(OTHER)})
    assert isinstance(post, PostRow)
    assert isinstance(original, PostRow)
    assert (post.kind, original.native_id, original.embedded) == (kind, OTHER, True)
    assert post.references == (Reference(kind, f"linkedin:{OTHER}", "unknown"),)


@pytest.mark.parametrize(
    ("age", "flags"), [("2h • Edited", ()), ("Promoted", ("promoted",)), ("Anzeige", ("promoted",))]
)
def test_promoted__posts_have_no_age(age: str, flags: tuple[str, ...]) -> None:
    assert post_of(actor={"subDescription": {"text": age}}).flags == flags


def test_counts__are_read_in_both_forms() -> None:
    new = post_of(
        **{"*socialDetail": {"*totalSocialActivityCounts": {"numLikes": 3, "numShares": 2, "numComments": 1}}}
    )
    old = post_of(
        **{"*socialDetail": {"likes": {"paging": {"total": 3}}, "totalShares": 2, "comments": {"paging": {"total": 1}}}}
    )
    assert (new.likes, new.reposts, new.replies) == (old.likes, old.reposts, old.replies) == (3, 2, 1)


def test_media__the_largest_size_is_taken() -> None:
    sizes = [{"width": size, "fileIdentifyingUrlPathSegment": f"{size}.jpg"} for size in (100, 1200, 400)]
    vector = {"rootUrl": "https://media.example/", "artifacts": sizes}
    (row,) = post_of(content={"images": [{"attributes": [{"vectorImage": vector}]}]}).media
    assert (row.file, row.width) == ("https://media.example/1200.jpg", 1200)


def test_handle__is_the_path_of_the_profile() -> None:
    actor = {"navigationContext": {"actionTarget": "https://www.linkedin.com/company/lumenwerk_example/posts?x=1"}}
    assert post_of(actor=actor).handle == "company/lumenwerk_example"
