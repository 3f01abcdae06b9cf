from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from tracker.base.errors import UnreadableError
from tracker.ingest.reader import PostRow, Reject, Row, Service
from tracker.ingest.readers.bluesky_car import READER
from tracker.ingest.source import MemberSource, memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "bluesky_car"
DID = "did:plc:aexample"
POST = {"$type": "app.bsky.feed.post", "createdAt": "2026-03-02T09:00:00.120Z", "text": "A hall in orbit?"}
LIKE = {"$type": "app.bsky.feed.like", "createdAt": "2026-03-02T09:00:00.120Z", "subject": {"uri": "at://x"}}
KEY = b"app.bsky.feed.post/3mg2vbwut5sij"


class Link(bytes):
    """A content id inside a record."""


def encode(value: Any) -> bytes:  # noqa: PLR0911 - one line for each kind of value
    """Write DAG-CBOR, by its specification and not by our decoder."""
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, Link):
        return _head(6, 42) + _head(2, len(value) + 1) + b"\0" + value
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encode, value))
    keys = sorted(value, key=lambda key: (len(key), key))
    return _head(5, len(keys)) + b"".join(encode(key) + encode(value[key]) for key in keys)


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    width = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([kind << 5 | 24 + width]) + number.to_bytes(1 << width, "big")


def cid_of(content: bytes, codec: int = 0x71) -> Link:
    return Link(bytes([1, codec, 0x12, 32]) + hashlib.sha256(content).digest())


def varint(number: int) -> bytes:
    return (bytes([number]) if number < 128 else bytes([number % 128 + 128]) + varint(number // 128))


def car(root: bytes, *contents: bytes) -> bytes:
    parts = [encode({"roots": [cid_of(root)], "version": 1}), *(cid_of(one) + one for one in contents)]
    return b"".join(varint(len(part)) + part for part in parts)


def node(*entries: tuple[bytes, bytes], left: bytes | None = None) -> bytes:
    """Return a node of the tree; each key is written as what differs from the one before."""
    written, before = [], b""
    for key, content in entries:
        shared = next((at for at, pair in enumerate(zip(key, before, strict=False)) if pair[0] != pair[1]), len(before))
        written.append({"p": shared, "k": key[shared:], "v": cid_of(content), "t": None})
        before = key
    return encode({"e": written, "l": cid_of(left) if left else None})


def commit(tree: bytes, did: str = DID, rev: str = "3mg2vvm6oc2tg") -> bytes:
    return encode({"did": did, "rev": rev, "data": cid_of(tree), "prev": None, "version": 3, "sig": bytes(64)})


def repository(*records: tuple[bytes, Any]) -> bytes:
    contents = [(key, encode(value)) for key, value in records]
    tree = node(*contents)
    return car(commit(tree), commit(tree), tree, *(content for _, content in contents))


def source_of(data: bytes) -> MemberSource:
    return memory_source({"repo.car": data}, "repo.car")


def rows_of(data: bytes) -> list[Row]:
    return list(READER.read(source_of(data)))


def test_fixture__posts_and_reposts_by_the_keys_of_the_tree() -> None:
    rows = rows_of((FIXTURE / "repository.car").read_bytes())
    kinds = [row.kind if isinstance(row, PostRow) else type(row).__name__ for row in rows]
    assert sorted(kinds) == ["Reject", "Service", "Service", "post", "quote", "reply", "repost", "repost"]


def test_address__is_the_account_the_collection_and_the_key() -> None:
    (row,) = rows_of(repository((KEY, POST)))
    assert isinstance(row, PostRow)
    assert row.native_id == f"at://{DID}/{KEY.decode()}"
    assert (row.account, row.text, row.server_timed) == (DID, "A hall in orbit?", False)


def test_record__is_the_blocks_bytes_whose_digest_is_its_content_id() -> None:
    (row,) = rows_of(repository((KEY, POST)))
    assert row.record.raw == encode(POST)
    data = repository((KEY, POST))
    assert data[row.record.offset : row.record.offset + len(row.record.raw)] == row.record.raw


def test_keys_go_on_from_the_one_before() -> None:
    keys = [b"app.bsky.feed.like/3mg2vbwut5sij", KEY, b"app.bsky.feed.post/3mg2vbwut5sik"]
    rows = rows_of(repository((keys[0], LIKE), (keys[1], POST), (keys[2], {**POST, "text": "Another."})))
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert [post.native_id.rpartition("/")[2] for post in posts] == ["3mg2vbwut5sij", "3mg2vbwut5sik"]
    assert [row.what for row in rows if isinstance(row, Service)] == ["app.bsky.feed.like, no post"]


def test_two_keys_of_one_content_are_two_posts() -> None:
    rows = rows_of(repository((KEY, POST), (b"app.bsky.feed.post/3mg2vbwut5sik", POST)))
    assert len({row.native_id for row in rows if isinstance(row, PostRow)}) == 2


def test_picture__carries_its_content_id() -> None:
    blob = cid_of(b"pixels", 0x55)
    image = {"alt": "A screenshot", "image": {"$type": "blob", "ref": blob, "mimeType": "image/png", "size": 6}}
    post = {**POST, "embed": {"$type": "app.bsky.embed.images", "images": [image]}}
    (row,) = rows_of(repository((KEY, post)))
    assert isinstance(row, PostRow)
    text = "b" + base64.b32encode(blob).decode().lower().rstrip("=")
    assert [picture.platform_digest for picture in row.media] == [text]


def test_blocks_of_an_event_without_the_tree_are_posts_without_a_key() -> None:
    content, tree = encode(POST), node()
    (row,) = rows_of(car(commit(tree), commit(tree), content))
    assert isinstance(row, PostRow)
    assert (row.native_id, row.account) == ("", DID)


def test_a_record_that_no_node_names_is_a_reject() -> None:
    tree = node((KEY, encode(POST)))
    rows = rows_of(car(commit(tree), commit(tree), tree, encode({**POST, "text": "of nobody"})))
    assert [type(row) for row in rows] == [Reject]


def test_a_damaged_block_is_a_reject_and_the_others_are_read() -> None:
    data = repository((KEY, POST), (b"app.bsky.feed.post/3mg2vbwut5sik", {**POST, "text": "Another."}))
    rows = rows_of(data.replace(b"A hall", b"A ball"))
    assert [type(row) for row in rows] == [Reject, PostRow]
    assert "damaged" in getattr(rows[0], "reason", "")


def test_a_file_that_is_cut_off_says_so_after_what_it_holds() -> None:
    data = repository((KEY, POST), (b"app.bsky.feed.post/3mg2vbwut5sik", {**POST, "text": "Another."}))
    rows = READER.read(source_of(data[:-5]))
    assert isinstance(next(rows), PostRow)
    with pytest.raises(UnreadableError, match="cut off inside a block"):
        next(rows)


def test_the_tree_states_how_many_posts_there_should_be() -> None:
    tree = node((b"app.bsky.feed.like/3mg2vbwut5sij", encode(LIKE)), (KEY, encode(POST)))
    source = source_of(car(commit(tree), commit(tree), tree))
    assert (list(READER.read(source)), source.stated) == ([], 1)


def test_sniff__an_archive_of_other_blocks_is_not_claimed() -> None:
    other = encode({"hello": "world"})
    assert READER.sniff(source_of(car(other, other))) is None
    assert READER.sniff(source_of(b'{"roots": []}')) is None
    assert READER.sniff(source_of(repository((KEY, POST)))) is not None
