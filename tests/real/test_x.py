"""The real X samples, counted independently with the json module, against what the readers make of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tracker.ingest.reader import Absent, PostRow, Reader, Reject, Service, readers
from tracker.ingest.source import memory_source
from tracker.testing.samples import claims

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parents[2] / "../shared/samples"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="../shared/samples not found: real-data checks skipped"
)


class Expected(NamedTuple):
    """What SOURCES.md and the file itself say that must come out."""

    reader: str
    posts: int
    merged: int
    rejected: int
    service: int = 0
    absent: int = 0


EXPECTED = {
    "x_api_v1/extended.json": Expected("x_api_v1", 5, 0, 0),
    "x_api_v1/original_format_missing_user.json": Expected("x_api_v1", 1, 0, 0),
    "x_api_v1/original_format_missing_quotetweet_field.json": Expected("x_api_v1", 2, 0, 0),
    "x_api_v1/original_format_additional_field.json": Expected("x_api_v1", 1, 0, 0),
    "x_api_v1/activity_streams_additional_field.json": Expected("x_api_v1", 1, 0, 0),
    "x_api_v1/compat_mode.jsonl": Expected("x_api_v1", 24, 7, 0),
    "x_api_v2/noflat.jsonl": Expected("x_api_v2", 164, 2, 0, 1),
    "x_api_v2/edited.jsonl": Expected("x_api_v2", 2, 1, 0),
    "x_api_v2/edited_before.jsonl": Expected("x_api_v2", 2, 1, 0),
    "x_api_v2/quoted_edit.jsonl": Expected("x_api_v2", 3, 1, 0),
    "x_api_v2/media_tweet.jsonl": Expected("x_api_v2", 1, 1, 0),
    "x_api_v2/cotweet.jsonl": Expected("x_api_v2", 1, 1, 0),
    "x_api_v2/streaming_output_with_error.jsonl": Expected("x_api_v2", 11, 0, 1),
    "x_api_v2/tweets_compliance.jsonl": Expected("x_api_v2", 0, 0, 0, absent=2),
    "x_api_v2/verified_type.jsonl": Expected("x_api_v2", 1, 1, 0),
    "x_api_v2/media_policy_violation_off.jsonl": Expected("x_api_v2", 161, 1, 0),
}


def _read(name: str) -> tuple[Reader, list[Any]]:
    path = SAMPLES / name
    source: Any = memory_source({path.name: path.read_bytes()}, path.name)
    (claim,) = claims(source, readers())
    reader = readers()[claim]
    return reader, list(reader.read(source))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_x__each_sample_gives_what_its_sources_say(name: str) -> None:
    expected = EXPECTED[name]
    reader, rows = _read(name)
    kinds = Counter(type(row) for row in rows)
    distinct = len({row.native_id for row in rows if isinstance(row, PostRow)})
    merged = kinds[PostRow] - distinct
    found = Expected(reader.name, distinct, merged, kinds[Reject], kinds[Service], kinds[Absent])
    assert found == expected


def _ids(name: str) -> Iterator[str]:
    """Yield the id of every post of a sample, found by walking the JSON without the tracker."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    for document in _documents(text):
        if name.startswith("x_api_v1"):
            yield from _statuses(document)
        else:
            data = document.get("data", [])
            for post in [
                *(data if isinstance(data, list) else [data]),
                *document.get("includes", {}).get("tweets", []),
            ]:
                yield post["id"]


def _documents(text: str) -> Iterator[Any]:
    try:
        whole = json.loads(text)
    except ValueError:
        for line in text.splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue
        return
    yield from whole if isinstance(whole, list) else [whole]


def _statuses(status: Any) -> Iterator[str]:
    yield status["id_str"]
    for inner in ("retweeted_status", "quoted_status"):
        if status.get(inner):
            yield from _statuses(status[inner])


@pytest.mark.parametrize("name", sorted(name for name in EXPECTED if "compliance" not in name))
def test_x__every_post_of_a_sample_is_read_as_often_as_it_stands_there(name: str) -> None:
    _, rows = _read(name)
    found = Counter(row.native_id for row in rows if isinstance(row, PostRow))
    assert found == Counter(_ids(name))


def test_x__the_oldest_post_of_a_page_is_only_in_its_includes() -> None:
    _, rows = _read("x_api_v2/noflat.jsonl")
    posts = [row for row in rows if isinstance(row, PostRow)]
    oldest = min(posts, key=lambda row: (row.stated.us or 0, row.native_id))
    assert oldest.embedded
    page = json.loads((SAMPLES / "x_api_v2/noflat.jsonl").read_text(encoding="utf-8"))
    expected = min(
        page["data"] + page["includes"]["tweets"], key=lambda post: (post["created_at"], post["id"])
    )
    assert oldest.native_id == expected["id"]
    assert expected["id"] not in {post["id"] for post in page["data"]}


def test_x__a_repost_has_the_whole_text_of_its_original() -> None:
    _, rows = _read("x_api_v2/noflat.jsonl")
    posts = {row.native_id: row for row in rows if isinstance(row, PostRow)}
    reposts = [row for row in posts.values() if row.kind == "repost"]
    assert len(reposts) == 47
    originals = [posts.get(row.references[0].target.partition(":")[2]) for row in reposts]
    known = [
        (row, original) for row, original in zip(reposts, originals, strict=True) if original is not None
    ]
    assert len(known) == 47
    assert all(row.text == original.text and not row.text_cut for row, original in known)


def test_x__a_rounded_id_is_not_read_where_the_exact_one_stands_beside_it() -> None:
    _, rows = _read("x_api_v1/extended.json")
    page = json.loads((SAMPLES / "x_api_v1/extended.json").read_text(encoding="utf-8"))
    assert any(str(status["id"]) != status["id_str"] for status in page)
    assert {status["id_str"] for status in page} <= {row.native_id for row in rows}
    assert not {str(status["id"]) for status in page if str(status["id"]) != status["id_str"]} & {
        row.native_id for row in rows
    }


def test_x__every_record_lies_where_its_place_says() -> None:
    for name in EXPECTED:
        body = (SAMPLES / name).read_bytes()
        for row in _read(name)[1]:
            record = row.record
            assert body[record.offset : record.offset + len(record.raw)] == record.raw, name
