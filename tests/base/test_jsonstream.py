from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.jsonstream import CutOffError, Element, elements, top_keys

MIB = 1 << 20
TEXTS = st.text(st.sampled_from('ab"\\[]{},: é\n'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def found(raw: bytes, *path: str, piece: int = MIB, most: int = MIB) -> list[Element]:
    stream = io.BytesIO(raw)
    return list(elements(lambda size: stream.read(min(size, piece)), path, most))


@given(st.lists(VALUES, max_size=6), st.integers(1, 9), st.booleans(), st.sampled_from([None, 1]))
def test_elements__are_those_of_the_standard_library_wherever_the_stream_is_cut_into_chunks(
    values: list[Any], piece: int, ascii_only: bool, indent: int | None
) -> None:
    raw = json.dumps(values, ensure_ascii=ascii_only, indent=indent).encode()
    got = found(raw, piece=piece)
    assert [json.loads(element.raw) for element in got] == values
    for element in got:
        assert raw[element.offset : element.offset + element.length] == element.raw


@given(
    st.dictionaries(TEXTS, VALUES, max_size=3),
    st.lists(st.lists(VALUES, max_size=3), max_size=3),
    st.integers(1, 9),
)
def test_elements__follow_keys_and_stars(others: dict[str, Any], inner: list[list[Any]], piece: int) -> None:
    document = {
        **others,
        "chats": {"about": "x", "list": [{"id": 1, "messages": one, "z": [1]} for one in inner]},
    }
    raw = json.dumps(document).encode()
    got = found(raw, "chats", "list", "*", "messages", piece=piece)
    assert [json.loads(element.raw) for element in got] == [value for one in inner for value in one]


def test_elements__skip_the_assignment_of_an_x_archive() -> None:
    raw = b'window.YTD.tweets.part0 = [ {"a" : 1} ,\n {"b":[2]} ];\n'
    assert [element.raw for element in found(raw)] == [b'{"a" : 1}', b'{"b":[2]}']


def test_elements__a_path_to_a_single_object_yields_it() -> None:
    assert [element.raw for element in found(b'{"data": {"x":[1]}, "meta": {}}', "data")] == [b'{"x":[1]}']
    assert [element.raw for element in found(b' {"x":[1]} ')] == [b'{"x":[1]}']


def test_elements__objects_after_one_another_are_all_yielded() -> None:
    assert len(found(b'{"a":1}\n{"b":\n2}{"c":3}')) == 3


def test_elements__a_missing_path_yields_nothing() -> None:
    assert found(b'{"data": [1]}', "posts") == []
    assert found(b'{"data": 5}', "data") == []


def test_elements__a_document_cut_off_anywhere_yields_what_came_before_and_says_so() -> None:
    raw = b'{"messages": [{"a": "x]"}, {"b": [1, 2]}, 3]}'
    whole = [element.raw for element in found(raw, "messages")]
    for cut in range(raw.index(b"{"), len(raw) - 1):
        got: list[bytes] = []
        stream = io.BytesIO(raw[: cut + 1])
        with pytest.raises(CutOffError):
            got.extend(element.raw for element in elements(stream.read, ("messages",), MIB))
        assert got == whole[: len(got)]


def test_elements__brackets_that_do_not_match_end_it() -> None:
    with pytest.raises(CutOffError, match="do not match at byte 3"):
        found(b"[{}}]")


@pytest.mark.parametrize("piece", [7, MIB])
def test_elements__one_too_long_is_passed_over_by_its_digest(piece: int) -> None:
    long = json.dumps({"text": "y" * 5000}).encode()
    got = found(b"[1, " + long + b", 2]", piece=piece, most=1000)
    assert [element.whole for element in got] == [True, False, True]
    assert got[1].length in {len(long), len(long) + 1}
    assert len(got[1].raw) <= 200
    digests = {hashlib.sha256(spelled).digest() for spelled in (long, b" " + long)}
    assert got[1].sha256 in digests
    assert got[2].raw == b"2"


def test_top_keys__are_listed_past_large_values() -> None:
    raw = json.dumps({"about": "x" * 200_000, "contacts": {"list": [{"a": 1}]}, "chats": {}}).encode()
    assert top_keys(io.BytesIO(raw).read, MIB) == ("about", "contacts", "chats")
    assert top_keys(io.BytesIO(raw).read, 1000) == ("about",)
    assert top_keys(io.BytesIO(b"[1]").read, MIB) == ()
