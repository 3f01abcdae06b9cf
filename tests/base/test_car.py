from __future__ import annotations

import io

import pytest
from tracker.base.car import BEGINS, CutOffCarError, blocks

HEADER = bytes.fromhex("3aa265726f6f747381d82a58250001711220") + bytes(32) + b"gversion\x01"
HELLO = bytes.fromhex("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
"""SHA-256 of `hello`."""


def block(content: bytes, digest: bytes = HELLO, begins: bytes = b"\x01\x55\x12\x20") -> bytes:
    body = begins + digest + content
    return bytes([len(body)]) + body


def test_blocks__content_and_place_without_the_header() -> None:
    data = HEADER + block(b"hello")
    assert BEGINS.match(data)
    (found,) = blocks(io.BytesIO(data).read)
    assert (found.content, found.is_sound) == (b"hello", True)
    assert data[found.offset :] == b"hello"


def test_blocks__a_digest_that_is_not_the_contents_shows() -> None:
    (found,) = blocks(io.BytesIO(HEADER + block(b"jello")).read)
    assert not found.is_sound


def test_blocks__an_id_of_the_first_version_has_no_codec() -> None:
    (found,) = blocks(io.BytesIO(HEADER + block(b"hello", begins=b"\x12\x20")).read)
    assert (found.content, found.is_sound) == (b"hello", True)


def test_blocks__a_cut_anywhere_is_told_unless_it_falls_between_two_blocks() -> None:
    data = HEADER + block(b"hello") + block(b"hello")
    ends = {0, len(HEADER), len(HEADER) + len(block(b"hello"))}
    for cut in range(len(data)):
        if cut in ends:
            assert len(list(blocks(io.BytesIO(data[:cut]).read))) in {0, 1}
        else:
            with pytest.raises(CutOffCarError):
                list(blocks(io.BytesIO(data[:cut]).read))


@pytest.mark.parametrize("bad", [b"\xff" * 12, b"\xff\xff\xff\x7f", b"\x05hello", b"\x03\x01\x55\x12"])
def test_blocks__what_is_no_block_is_damage(bad: bytes) -> None:
    with pytest.raises(CutOffCarError):
        list(blocks(io.BytesIO(HEADER + bad).read))
