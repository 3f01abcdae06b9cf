from __future__ import annotations

import json
import runpy
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import format_us
from tracker.base.files import open_input
from tracker.base.keys import post_key
from tracker.base.limits import Limits
from tracker.ingest.reader import Absent, PostRow, Reject, Row, Service, readers
from tracker.ingest.source import MemberSource

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parents[2] / "../shared/samples"
EXPECTED = runpy.run_path(str(Path(__file__).with_name("expected_b.py")))["EXPECTED"]

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="../shared/samples not found: real-data checks skipped"
)


@contextmanager
def opened(sample: str) -> Iterator[MemberSource]:
    found = open_input(SAMPLES / sample, Limits())
    container = found.containers[0]
    names = list(container.names)
    name = EXPECTED[sample].get("inside") or names[0]
    try:
        yield MemberSource(container, name)
    finally:
        found.close()


def rows_of(sample: str) -> list[Row]:
    with opened(sample) as source:
        return list(readers()[EXPECTED[sample]["reader"]].read(source))


def posts_of(sample: str) -> dict[str, PostRow]:
    return {row.native_id: row for row in rows_of(sample) if isinstance(row, PostRow)}


@pytest.mark.parametrize("sample", EXPECTED)
def test_detection__exactly_one_reader_claims_the_file(sample: str) -> None:
    with opened(sample) as source:
        claims = [name for name, reader in readers().items() if not reader.generic and reader.sniff(source)]
    assert claims == [EXPECTED[sample]["reader"]]


@pytest.mark.parametrize("sample", EXPECTED)
def test_rows__are_as_written_down(sample: str) -> None:
    expected = EXPECTED[sample]
    with opened(sample) as source:
        rows = list(readers()[expected["reader"]].read(source))
        assert (len(source.notes), source.complete) == (expected.get("notes", 0), True)
    posts = [row for row in rows if isinstance(row, PostRow)]
    sorts = Counter(type(row) for row in rows)
    assert (sorts[PostRow], sorts[Service]) == (expected["posts"], expected.get("service", 0))
    assert (sorts[Absent], sorts[Reject]) == (expected.get("absent", 0), expected.get("rejected", 0))
    assert Counter(post.kind for post in posts) == expected["kinds"]
    assert sum(post.embedded for post in posts) == expected.get("embedded", 0)


@pytest.mark.parametrize("sample", [name for name in EXPECTED if "handles" in EXPECTED[name]])
def test_handles__are_those_the_export_gives(sample: str) -> None:
    assert len({post.handle for post in posts_of(sample).values()} - {None}) == EXPECTED[sample]["handles"]


@pytest.mark.parametrize("sample", [name for name in EXPECTED if "media" in EXPECTED[name]])
def test_media__are_counted(sample: str) -> None:
    assert sum(len(post.media) for post in posts_of(sample).values()) == EXPECTED[sample]["media"]


@pytest.mark.parametrize("sample", [name for name in EXPECTED if "targets" in EXPECTED[name]])
def test_references__with_a_known_target_are_counted(sample: str) -> None:
    references = [found for post in posts_of(sample).values() for found in post.references]
    assert sum(found.target is not None for found in references) == EXPECTED[sample]["targets"]


@pytest.mark.parametrize("sample", [name for name in EXPECTED if "edited" in EXPECTED[name]])
def test_edits__are_counted(sample: str) -> None:
    edited = [post for post in posts_of(sample).values() if post.edited_us or post.first_version]
    assert len(edited) == EXPECTED[sample]["edited"]


@pytest.mark.parametrize("sample", [name for name in EXPECTED if "first" in EXPECTED[name]])
def test_times__reach_from_first_to_last(sample: str) -> None:
    times = sorted(post.stated.us for post in posts_of(sample).values() if post.stated.us is not None)
    assert [format_us(times[0]), format_us(times[-1])] == [
        EXPECTED[sample]["first"],
        EXPECTED[sample]["last"],
    ]


def test_x_archive__every_media_file_belongs_to_a_post() -> None:
    with opened("x_archive") as source:
        held = {name for name in source.members if name.startswith("data/tweets_media/")}
        rows = list(readers()["x_archive"].read(source))
    media = [row for post in rows if isinstance(post, PostRow) for row in post.media]
    found = {name for row in media for name in row.members if name in held}
    assert found == held
    assert len(held) == EXPECTED["x_archive"]["media_found"]


def test_x_archive__long_posts_get_the_text_of_the_notes() -> None:
    raw = (SAMPLES / "x_archive/data/note-tweet.js").read_text(encoding="utf-8").partition("=")[2]
    notes = {entry["noteTweet"]["core"]["text"] for entry in json.loads(raw)}
    joined = [post for post in posts_of("x_archive").values() if post.text in notes]
    assert (len(notes), len(joined), [post.text_cut for post in joined]) == (2, 2, [False, False])


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / "reddit" / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("ending", ["ndjson", "zst"])
def test_reddit__comments_equal_a_plain_reading(ending: str) -> None:
    posts = posts_of(f"reddit/comments.{ending}")
    for value in lines("comments.ndjson"):
        post = posts[f"t1_{value['id']}"]
        parent = value["parent_id"]
        target = post.references[0].target or ""
        native = target.partition(":")[2]
        if parent is None:
            assert native == value["link_id"]
        else:
            assert int(native.removeprefix("t1_"), 36) == parent
        assert post.stated.us == value["created_utc"] * 1_000_000
        assert (post.handle is None) is (value["author"] == "[deleted]")
        assert (post.text is None) is (value["body"] in {"[deleted]", "[removed]"})


@pytest.mark.parametrize("ending", ["ndjson", "zst"])
def test_reddit__submissions_equal_a_plain_reading(ending: str) -> None:
    posts = posts_of(f"reddit/submissions.{ending}")
    for value in lines("submissions.ndjson"):
        post = posts[f"t3_{value['id']}"]
        assert post.handle == (None if value["author"] == "[deleted]" else value["author"])
        assert post.stated.us == value["created_utc"] * 1_000_000
        assert post.captured_us == value["retrieved_on"] * 1_000_000
        assert ("removed" in post.flags) is ("removed_by_category" in value)
        assert bool(post.media) is ("preview" in value)


def test_reddit__dump_and_plain_file_hold_the_same_records() -> None:
    for name in ("comments", "submissions"):
        plain, packed = rows_of(f"reddit/{name}.ndjson"), rows_of(f"reddit/{name}.zst")
        assert [row.record for row in plain] == [row.record for row in packed]


def test_mastodon__folder_and_archive_hold_the_same_posts() -> None:
    folder = posts_of("mastodon/archive")
    packed = posts_of("mastodon/archive-20240723000000-excerpt.tar.gz")
    assert folder.keys() == packed.keys()
    assert all(post.home and post.server_timed for post in packed.values())
    assert {post.account for post in folder.values()} == {post.account for post in packed.values()}


def test_telegram__keys_are_chat_and_message() -> None:
    keys = [post_key("telegram", native_id) for native_id in posts_of("telegram/channel_constructed.json")]
    assert keys == ["telegram:1100000001/2", "telegram:1100000001/3", "telegram:1100000001/4"]
