from __future__ import annotations

import base64
import math
import runpy
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.dagcbor import MAX_DEPTH, DagCborError, decode

encode = runpy.run_path(str(Path(__file__).parents[1] / "ingest" / "readers" / "test_bluesky_car.py"))["encode"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES)
def test_decode__gives_back_what_was_encoded(value: Any) -> None:
    assert decode(encode(value)) == value


@given(st.binary())
def test_decode__bytes_come_out_in_base_64_without_padding(value: bytes) -> None:
    text = decode(encode(value))["$bytes"]
    assert "=" not in text
    assert base64.b64decode(text + "=" * (-len(text) % 4)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decode__fractions_are_exact(value: float) -> None:
    assert decode(b"\xfb" + struct.pack(">d", value)) == value


@given(VALUES, st.data())
def test_decode__a_document_that_is_cut_off_is_refused(value: Any, data: st.DataObject) -> None:
    whole = encode(value)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(DagCborError):
        decode(whole[:cut])


@given(st.binary(max_size=60))
def test_decode__any_bytes_give_a_value_or_a_reason(data: bytes) -> None:
    with suppress(DagCborError):
        decode(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x01\x01", "1 bytes follow"),
        (b"\x9f\x01\xff", "indefinite"),
        (b"\xa2\x61a\x01\x61a\x02", 'the key "a" stands twice'),
        (b"\xa1\x01\x01", "no text"),
        (b"\x61\xff", "no UTF-8"),
        (b"\xc1\x01", "tag 1"),
        (b"\xd8\x2a\x41\x01", "begin with zero"),
        (b"\xf7", "simple value"),
        (b"\xfb" + struct.pack(">d", math.nan), "NaN"),
        (b"\x9b" + b"\xff" * 8, "cut off"),
        (b"\x81" * (MAX_DEPTH + 2), "nested deeper"),
        (b"\xbb" + b"\xff" * 8, "more than"),
    ],
)
def test_decode__names_what_it_refuses(data: bytes, reason: str) -> None:
    with pytest.raises(DagCborError, match=reason):
        decode(data)
