from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.jsontext import JsonTextError, decode, decode_all
from tracker.base.limits import Limits

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**39), 10**39)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=25,
)


@given(VALUES, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : "), ("\n,", "\t:\r\n")]))
def test_decode__equals_the_standard_library_on_valid_text(
    value: Any, ascii_only: bool, marks: tuple[str, str]
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, separators=marks)
    assert decode(text.encode()) == json.loads(text)


def escaped(text: str, spelled: list[bool]) -> str:
    """Return a JSON string in which some characters are written as escapes, as a hostile file may."""
    units = [
        f"\\u{ord(letter):04x}" if flag and ord(letter) < 0x10000 else json.dumps(letter)[1:-1]
        for letter, flag in zip(text, spelled + [False] * len(text), strict=False)
    ]
    return '"' + "".join(units) + '"'


@given(
    st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4),
    st.data(),
    st.lists(TEXTS, max_size=4),
    st.sampled_from([":", " :", "\t:", "\n:"]),
)
def test_decode__refuses_a_key_that_stands_twice_however_it_is_hidden(
    made: dict[str, Any], data: st.DataObject, decoys: list[str], colon: str
) -> None:
    key = data.draw(st.sampled_from(sorted(made)))
    spelled = data.draw(st.lists(st.booleans(), max_size=12))
    members = [f"{json.dumps(name)}:{json.dumps(value)}" for name, value in made.items()]
    members.insert(data.draw(st.integers(0, len(members))), f"{escaped(key, spelled)}{colon}1")
    hiding = [escaped(f'"{decoy}":"', [True] * 20) for decoy in decoys]
    raw = f"[{','.join([*hiding, '{' + ','.join(members) + '}'])}]".encode()
    assert isinstance(json.loads(raw), list)
    with pytest.raises(JsonTextError, match="stands twice"):
        decode(raw)


@given(st.binary(max_size=60))
def test_decode__raises_nothing_but_its_own_error(raw: bytes) -> None:
    try:
        expected = json.loads(raw)
    except (ValueError, RecursionError):
        with pytest.raises(JsonTextError, match=r"."):
            decode(raw)
    else:
        with suppress(JsonTextError):
            assert decode(raw) == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"[NaN]", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"[-Infinity]", "Infinity"),
        (b"[1e999]", "out of range"),
        (b'{"a":1}x', "Extra data"),
        (b'{"a":', "Expecting value"),
        (b"", "Expecting value"),
        (b'["\xff"]', "UTF-8"),
        (b"\xef\xbb\xbf[1]", "no JSON"),
        (b"[" + b"1" * 41 + b"]", "41 digits"),
        (b"[01]", "no JSON"),
        (b'["a\x01"]', "no JSON"),
        (b'{"a":{"b":1,"b":2}}', '"b"'),
    ],
)
def test_decode__says_why_it_refuses(raw: bytes, reason: str) -> None:
    with pytest.raises(JsonTextError, match=reason):
        decode(raw)


@pytest.mark.parametrize(("left", "right"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_decode__nesting_is_refused_before_it_can_hurt(left: str, right: str) -> None:
    deep = 512 // (len(left.replace('"a":', "")))
    assert decode((left * deep + "1" + right * deep).encode()) is not None
    for times in (deep + 1, 100_000):
        with pytest.raises(JsonTextError, match="deep"):
            decode((left * times + "1" + right * times).encode())


def test_decode__brackets_inside_texts_are_no_nesting() -> None:
    text = "[{" * 2000 + '\\"'
    assert decode(json.dumps({"a": [text]}).encode()) == {"a": [text]}


def test_decode__whole_numbers_stay_exact_to_forty_digits() -> None:
    for number in (2**53 + 1, 2**64, -(2**64), 10**40 - 1):
        assert decode(str([number]).encode()) == [number]


@given(st.integers(0, 30), st.integers(41, 60), st.booleans())
def test_decode__a_number_of_too_many_digits_is_found_wherever_it_stands(
    before: int, digits: int, minus: bool
) -> None:
    raw = b"[" + b" " * before + b"-" * minus + b"7" * digits + b"]"
    with pytest.raises(JsonTextError, match=f"{digits} digits"):
        decode(raw)


def test_decode__more_keys_than_allowed_are_refused() -> None:
    raw = json.dumps({str(number): 1 for number in range(10_001)}).encode()
    with pytest.raises(JsonTextError, match="10,001 keys"):
        decode(raw)
    assert len(decode(raw, Limits(max_keys=20_000))) == 10_001


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'["\\ud83d"]', ["\ufffd"]),
        (b'["\\ud83d\\ude00"]', ["\U0001f600"]),
        (b'{"a\\udc00":1}', {"a\ufffd": 1}),
        (b'[["x\\ud800y"],{"k":"\\udfff"}]', [["x\ufffdy"], {"k": "\ufffd"}]),
    ],
)
def test_decode__a_lone_surrogate_becomes_a_replacement_mark(raw: bytes, value: Any) -> None:
    assert decode(raw) == value


SPELLINGS = st.tuples(st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" , ", "\t: ")]))


@given(st.lists(st.tuples(VALUES, SPELLINGS), max_size=8))
def test_decode_all__gives_what_decode_gives_or_leaves_it_to_decode(
    given_values: list[tuple[Any, tuple[bool, tuple[str, str]]]],
) -> None:
    raws = [
        json.dumps(value, ensure_ascii=ascii_only, separators=marks).encode()
        for value, (ascii_only, marks) in given_values
    ]
    with suppress(JsonTextError):
        assert repr(decode_all(raws)) == repr([decode(raw) for raw in raws])


@pytest.mark.parametrize(
    "bad",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": [{"c": 1, "c": 1}]}}',
        b'{"a": 1, "\\u0061": 2}',
        b'{"a": 1, "a": "\\u0022\\u0022"}',
        b'{"a": 1, "a" : 2}',
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": "\xff"}',
        b'{"a": ' + b"9" * 41 + b"}",
        b"[" * 513 + b"]" * 513,
        b"{" + b",".join(b'"%d":1' % number for number in range(10_001)) + b"}",
        b'{"a": 1} {"b": 2}',
        b"",
    ],
)
@pytest.mark.parametrize("place", [0, 3, 5])
def test_decode_all__refuses_all_where_one_text_is_refused(bad: bytes, place: int) -> None:
    raws = [b'{"id_str": "1893567890123456789", "text": "a \\"b\\" c"}'] * 5
    assert decode_all(raws) == [decode(raw) for raw in raws]
    with pytest.raises(JsonTextError):
        decode(bad)
    with pytest.raises(JsonTextError):
        decode_all([*raws[:place], bad, *raws[place:]])
