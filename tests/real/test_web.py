"""Real answers of X's web pages, walked independently with the json module, against what the readers make of them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tracker.ingest.reader import PostRow, readers
from tracker.ingest.source import memory_source
from tracker.testing.samples import claims

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parents[2] / "../shared/samples/x_graphql"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="../shared/samples not found: real-data checks skipped"
)


class Expected(NamedTuple):
    """What SOURCES.md and the file itself say that must come out."""

    reader: str
    posts: int
    kinds: dict[str, int]
    handles: int
    media: int


EXPECTED = {
    # one conversation: a post and 36 replies to it; two of them carry media
    "raw_tweet_details.json": Expected("x_graphql", 37, {"post": 1, "reply": 36}, 31, 2),
    # the same 37 in the newer layout, and five of 2023 in the older one, two of which open a thread
    "zeeschuimer_constructed.ndjson": Expected("zeeschuimer_x", 42, {"post": 3, "reply": 39}, 35, 3),
}


def _posts(name: str) -> dict[str, PostRow]:
    source: Any = memory_source({"f": (SAMPLES / name).read_bytes()}, "f")
    (claim,) = claims(source, readers())
    assert claim == EXPECTED[name].reader
    rows = list(readers()[claim].read(source))
    assert all(isinstance(row, PostRow) for row in rows)
    return {row.native_id: row for row in rows if isinstance(row, PostRow)}


def _nodes(name: str) -> Iterator[dict[str, Any]]:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    waiting = [json.loads(line) for line in text.splitlines()] if name.endswith("ndjson") else [json.loads(text)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("__typename") == "Tweet":
                yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_web__counts_are_those_written_down_before_loading(name: str) -> None:
    posts = _posts(name).values()
    found = (len(posts), Counter(post.kind for post in posts), len({post.handle for post in posts}))
    assert found == (EXPECTED[name].posts, EXPECTED[name].kinds, EXPECTED[name].handles)
    assert sum(len(post.media) for post in posts) == EXPECTED[name].media
    assert None not in {post.handle for post in posts}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_web__ids_times_authors_and_parents_equal_an_independent_walk(name: str) -> None:
    posts, nodes = _posts(name), {node["rest_id"]: node for node in _nodes(name)}
    assert posts.keys() == nodes.keys()
    for key, node in nodes.items():
        legacy = node["legacy"]
        written = datetime.strptime(legacy["created_at"], "%a %b %d %H:%M:%S %z %Y")
        assert posts[key].stated.us == (written - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        user = node["core"]["user_results"]["result"]
        assert posts[key].handle == (user.get("core") or user["legacy"])["screen_name"]
        assert posts[key].account == user["rest_id"] == legacy["user_id_str"]
        parent = legacy.get("in_reply_to_status_id_str")
        replied = [found.target for found in posts[key].references if found.kind == "reply"]
        assert replied == ([f"x:{parent}"] if parent else [])
