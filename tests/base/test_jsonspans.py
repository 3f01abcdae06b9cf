from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tracker.base.jsonspans import object_spans

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def objects(value: Any) -> list[dict[str, Any]]:
    found = [value] if isinstance(value, dict) else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found + [one for item in inner for one in objects(item)]


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_spans__are_the_bytes_of_each_object_in_the_order_of_a_walk(
    value: Any, indent: int | None, ascii_only: bool
) -> None:
    raw = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    pieces = [raw[start:end].decode("utf-8", "surrogatepass") for start, end in object_spans(raw)]
    assert [json.loads(piece) for piece in pieces] == objects(value)


def test_spans__brackets_and_escaped_quotes_inside_a_text_are_no_objects() -> None:
    assert object_spans(rb'{"a": "\"{\\", "b": [{"c": "}"}]}') == [(0, 33), (21, 31)]
