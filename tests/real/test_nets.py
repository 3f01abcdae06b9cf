"""Real captures, and what each must give: written down before loading, from its SOURCES.md and a look at it."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tracker.base.clock import parse_iso
from tracker.base.containers import read_up_to
from tracker.base.errors import UnknownFormatError
from tracker.base.files import open_input
from tracker.base.idtime import tid_us
from tracker.base.limits import Limits
from tracker.ingest.load import LoadSettings, load_exports
from tracker.ingest.reader import Absent, PostRow, Reject, Row, Service, readers
from tracker.ingest.source import MemberSource

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parents[2] / "../shared/samples"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="../shared/samples not found: real-data checks skipped"
)


@contextmanager
def opened(sample: str) -> Iterator[MemberSource]:
    found = open_input(SAMPLES / sample, Limits())
    try:
        yield MemberSource(found.containers[0], found.containers[0].names[0])
    finally:
        found.close()


def rows_of(sample: str, reader: str) -> list[Row]:
    with opened(sample) as source:
        claims = [name for name, one in readers().items() if not one.generic and one.sniff(source)]
        assert claims == [reader]
        return list(readers()[reader].read(source))


def sorts(rows: list[Row]) -> dict[type, int]:
    return Counter(type(row) for row in rows)


def test_jetstream__ten_events_of_which_two_are_posts() -> None:
    rows = rows_of("bluesky/jetstream.ndjson", "bluesky_jetstream")
    events = [json.loads(line) for line in (SAMPLES / "bluesky/jetstream.ndjson").read_text("utf-8").splitlines()]
    assert sorts(rows) == {PostRow: 2, Service: 8}
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert [post.kind for post in posts] == ["reply", "repost"]
    assert [post.indexed_us for post in posts] == [events[1]["time_us"], events[2]["time_us"]]
    for post in posts:  # each was made within two seconds of what its author's program says, and seen after
        made = tid_us(post.native_id.rpartition("/")[2])
        assert made is not None
        assert post.stated.us is not None
        assert post.indexed_us is not None
        assert abs(made - post.stated.us) < 2_000_000
        assert made <= post.indexed_us
    assert not any(isinstance(row, Reject | Absent) for row in rows)


def test_car__the_posts_and_reposts_have_the_addresses_that_are_written_down() -> None:
    listed = (SAMPLES / "bluesky/repo_expected_records.tsv").read_text("utf-8").splitlines()
    expected = {line.split("\t")[0] for line in listed}
    rows = rows_of("bluesky/repo.car", "bluesky_car")
    assert sorts(rows) == {PostRow: 9, Service: 14}  # 6 posts, 3 reposts; 10 likes, 3 follows, 1 profile
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert {post.native_id.split("/", 3)[3] for post in posts} == {
        path for path in expected if path.split("/")[0] in {"app.bsky.feed.post", "app.bsky.feed.repost"}
    }
    assert Counter(post.kind for post in posts) == {"post": 5, "reply": 1, "repost": 3}
    assert Counter(row.what.split(",")[0].rpartition(".")[2] for row in rows if isinstance(row, Service)) == {
        "like": 10, "follow": 3, "profile": 1,
    }  # fmt: skip
    assert "3lqcnvhqk622d" in {post.native_id.rpartition("/")[2] for post in posts}


@pytest.mark.parametrize("name", ["example.warc.gz", "valid_example_2.wacz"])
def test_warc__one_page_which_is_no_post(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match="a web page, which is no post"):
        load_exports([SAMPLES / "warc" / name], LoadSettings(), tmp_path)


def test_warc__the_page_is_the_body_of_the_answer_and_the_revisit_has_none() -> None:
    found = open_input(SAMPLES / "warc/example.warc.gz", Limits())
    try:
        (container,) = found.containers
        assert container.names == ("3/example.com",)
        assert container.fetched_us("3/example.com") == parse_iso("2017-03-06T04:02:06Z").us
        with container.stream("3/example.com", container.notes.append) as stream:
            body = read_up_to(stream, 1 << 20)
        assert body.startswith(b"<!doctype html>")
        assert body.rstrip().endswith(b"</html>")
        assert container.notes == []
        assert [unread.why.partition(" ")[0] for unread in found.unread] == ["1"]
    finally:
        found.close()
