"""twarc-csv's columns: references to whole ids, JSON in cells, the first version of an edited post."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.readers import twarc_csv
from tracker.ingest.source import memory_source

WORDS = ("replied_to", "retweeted", "quoted")


def _read(**cells: str) -> Any:
    found = dict.fromkeys((f"referenced_tweets.{word}.id" for word in WORDS), "")
    found |= {"id": "20", "conversation_id": "20", "author_id": "7", "text": "a"}
    found["created_at"] = "2026-03-03T06:00:12.000Z"
    text = io.StringIO()
    table = csv.DictWriter(text, [*found, *(name for name in cells if name not in found)])
    table.writeheader()
    table.writerow(found | cells)
    source: Any = memory_source({"a": text.getvalue().encode()}, "a")
    assert twarc_csv.READER.sniff(source) is not None
    (row,) = twarc_csv.READER.read(source)
    return row


@pytest.mark.parametrize(
    ("word", "kind", "scope"),
    [("retweeted", "repost", "root"), ("quoted", "quote", "immediate"), ("replied_to", "reply", "immediate")],
)
def test_twarc_csv__each_reference_is_an_id_of_its_own_column(word: str, kind: str, scope: str) -> None:
    row = _read(**{f"referenced_tweets.{word}.id": "1893567890123456789"})
    (reference,) = row.references
    assert (row.kind, reference.kind, reference.scope) == (kind, kind, scope)
    assert reference.target == "x:1893567890123456789"


def test_twarc_csv__a_reference_that_became_a_float_is_never_joined_on() -> None:
    row = _read(**{"referenced_tweets.retweeted.id": "1.893567890123457e+18"})
    assert (row.kind, row.references[0].target, row.flags) == ("repost", None, ("parent_id_damaged",))


def test_twarc_csv__lists_are_json_in_a_cell_and_a_broken_one_is_none() -> None:
    media = [{"type": "video", "preview_image_url": "https://p.example/1.jpg", "width": 9}, {"type": "photo"}, 7]
    row = _read(**{"attachments.media": json.dumps(media), "edit_history_tweet_ids": '["19", "20"]'})
    assert [(found.file, found.type, found.width) for found in row.media] == [("https://p.example/1.jpg", "video", 9)]
    assert row.first_version == "19"
    row = _read(**{"attachments.media": "[", "edit_history_tweet_ids": '["20"]'})
    assert (row.media, row.first_version) == ((), None)


def test_twarc_csv__the_time_of_collection_is_kept_apart() -> None:
    row = _read(**{"__twarc.retrieved_at": "2026-03-05T10:00:00+00:00"})
    assert format_us(row.stated.us) == "2026-03-03T06:00:12Z"
    assert format_us(row.captured_us) == "2026-03-05T10:00:00Z"
