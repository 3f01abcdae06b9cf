"""Takeout comments: told by what stands in the first row, in whatever language the header is."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.readers import youtube_takeout
from tracker.ingest.source import memory_source

ID, OTHER, CHANNEL = "UgxAdaExample0001AaABAg", "UgxAdaExample0002AaABAg", "UCadaExampleChannel"


def _source(head: str, row: str) -> Any:
    return memory_source({"a": f"{head}\n{row}\n".encode()}, "a")


@pytest.mark.parametrize(
    ("head", "row", "under", "scope"),
    [
        ("a,b,c,d,e,f", f"{ID},{CHANNEL},2026-03-03T06:00:12Z,0,vid,words", "vid", "immediate"),
        ("a,b,c,d,e,f,g", f"{ID},{CHANNEL},2026-03-03T06:00:12Z,0,,vid,words", "vid", "immediate"),
        ("a,b,c,d,e,f,g", f"{ID}.x,{CHANNEL},2026-03-03T06:00:12Z,0,{OTHER},vid,words", OTHER, "root"),
        ("ア,イ,ウ,エ,オ,カ,キ,ク,ケ", f"{OTHER},{CHANNEL},2026-03-03T06:00:12Z,0,{ID},,v,words,", ID, "immediate"),
        ("a,b,c,d,e,f,g,h,i", f"{ID},{CHANNEL},2026-03-03T06:00:12Z,0,,post,,words,", "post", "immediate"),
    ],
)
def test_takeout__columns_are_told_by_their_place(head: str, row: str, under: str, scope: str) -> None:
    source = _source(head, row)
    assert youtube_takeout.READER.sniff(source) is not None
    (post,) = youtube_takeout.READER.read(source)
    assert (post.kind, post.text, format_us(post.stated.us)) == ("reply", "words", "2026-03-03T06:00:12Z")
    assert [(found.target, found.scope) for found in post.references] == [(f"youtube:{under}", scope)]


@pytest.mark.parametrize(
    "row", [f"{ID},name,2026-03-03T06:00:12Z,0,vid,w", f"{ID},{CHANNEL},2026-03-03,0,vid,w", "a,b,c,d,e,f"]
)
def test_takeout__other_tables_are_not_claimed(row: str) -> None:
    assert youtube_takeout.READER.sniff(_source("a,b,c,d,e,f", row)) is None
