from __future__ import annotations

import json
from typing import Any

import msgspec
from tracker.ingest.reader import PostRow, Row
from tracker.ingest.readers.zeeschuimer_xiaohongshu import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "69a543800000000000000001") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "xiaohongshu.com", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


STILL = "https://sns.example/1.jpg"


def test_forms__an_overview_and_the_posts_own_page_give_the_same_post() -> None:
    card = {
        "display_title": "t", "desc": "w", "time": 1772438400000, "user": {"user_id": "u1", "nickname": "A"},
        "interact_info": {"liked_count": "12"}, "image_list": [{"url_default": STILL}],
    }  # fmt: skip
    note = {
        "title": "t", "desc": "w", "time": 1772438400000, "user": {"userId": "u1", "nickname": "A"},
        "interactInfo": {"likedCount": "12"}, "imageList": [{"urlDefault": STILL}],
    }  # fmt: skip
    overview, page = post_of(id="a", note_card=card), post_of(id="a", note=note)
    assert msgspec.structs.replace(overview, record=page.record) == page
    assert (page.text, page.account, page.likes, page.stated.us) == ("t\n\nw", "u1", 12, 1_772_438_400_000_000)


def test_card__of_a_user_page_is_the_item_itself() -> None:
    post = post_of(note_id="a", type="video", display_title="t", cover={"url_default": STILL})
    assert (post.native_id, post.text, post.media[0].type) == ("a", "t", "video")


def test_likes__that_are_rounded_in_words_are_unknown() -> None:
    assert post_of(id="a", note_card={"interact_info": {"liked_count": "1.2万"}}).likes is None


def test_html__has_neither_time_nor_account() -> None:
    post = post_of(id="a", title="t", author_name="A", thumbnail_url=STILL)
    assert (post.stated.us, post.account, post.name, post.media[0].file) == (None, None, "A", STILL)
