"""Python's printed values are read as literals: nothing in them is run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.ingest.pyliterals import literal

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN)
def test_literal__what_python_prints_comes_back(value: object) -> None:
    assert literal(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("datetime.datetime(2026, 3, 3, 6, 0, tzinfo=datetime.timezone.utc)", "2026-03-03T06:00:00Z"),
        ("datetime.datetime(2026, 3, 3, 6, 0, 1, 5)", "2026-03-03T06:00:01.000005"),
        ("datetime.datetime(2026, 3, 3, 6, 0, tzinfo=zone())", "2026-03-03T06:00:00"),
    ],
)
def test_literal__a_moment_is_text_with_its_zone_where_that_is_utc(text: str, shown: str) -> None:
    assert literal(text) == shown


@pytest.mark.parametrize(
    "text",
    ["print('no')", "().__class__", "[x for x in []]", "1 + 1", "datetime.datetime(1)", "datetime.datetime('a', 1, 2)",
     "(" * 100 + ")" * 100, "'" + "a" * 2_000_000 + "'", "{", "lambda: 0", "f'{1}'", ""],
)  # fmt: skip
def test_literal__anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        literal(text)
