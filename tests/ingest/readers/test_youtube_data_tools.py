"""YouTube Data Tools: times are of UTC, an answer names its comment in a column of two names."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import ReadSettings
from tracker.ingest.readers import youtube_data_tools
from tracker.ingest.source import memory_source

COMMENT = "id,publishedAt,authorName,text,isReply,{},isReplyToName\nUgA.1,2026-03-03 10:05:00,@b_example,a,1,UgA,@a\n"


@pytest.mark.parametrize("column", ["isReplyTo", "isReplyToId"])
def test_youtube_data_tools__an_answer_names_the_comment_above_it(column: str) -> None:
    source: Any = memory_source({"a": COMMENT.format(column).encode()}, "a", ReadSettings(zone="Asia/Kolkata"))
    assert youtube_data_tools.READER.sniff(source) is not None
    (row,) = youtube_data_tools.READER.read(source)
    assert format_us(row.stated.us) == "2026-03-03T10:05:00Z"
    assert [(found.target, found.scope) for found in row.references] == [("youtube:UgA", "root")]
    assert (row.kind, row.handle) == ("reply", "@b_example")
    assert "which video" in source.notes[0]
