from __future__ import annotations

import json
from typing import Any

from tracker.ingest.reader import PostRow, Reference
from tracker.ingest.readers.zeeschuimer_threads import READER
from tracker.ingest.source import memory_source

PK, OTHER = "3630000000000000001", "3630000000000000002"


def posts_of(**item: Any) -> list[PostRow]:
    value = {"nav_index": "1", "item_id": PK, "source_platform": "threads.net", "data": {"pk": PK} | item}
    rows = list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))
    assert all(isinstance(row, PostRow) for row in rows), rows
    return [row for row in rows if isinstance(row, PostRow)]


def original(**more: Any) -> dict[str, Any]:
    return {"pk": OTHER, "taken_at": 1747000000, "user": {"pk": "5", "username": "a_example"}} | more


def test_quote__brings_the_quoted_post_with_it() -> None:
    quote, quoted = posts_of(text_post_app_info={"share_info": {"quoted_post": original()}})
    assert (quote.kind, quoted.embedded, quoted.handle) == ("quote", True, "a_example")
    assert quote.references == (Reference("quote", f"threads:{quoted.native_id}", account="5"),)


def test_repost__points_to_the_root() -> None:
    repost, _ = posts_of(text_post_app_info={"share_info": {"reposted_post": original()}})
    assert (repost.kind, repost.references[0].scope) == ("repost", "root")


def test_reply__names_only_whom_it_answers() -> None:
    (reply,) = posts_of(text_post_app_info={"is_reply": True, "reply_to_author": {"id": "5"}})
    assert reply.references == (Reference("reply", account="5"),)


def test_shared__post_without_any_id_is_left_out() -> None:
    (post,) = posts_of(text_post_app_info={"share_info": {"quoted_post": {"user": {"username": "a_example"}}}})
    assert post.kind == "post"
