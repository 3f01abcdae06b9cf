"""Tables of known tools in the shared samples, against what was written down before they were loaded."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, Reject, Service, readers
from tracker.ingest.source import memory_source
from tracker.testing.samples import claims

SAMPLES = Path(__file__).parents[2] / "../shared/samples"
EXPECTED: dict[str, dict[str, Any]] = runpy.run_path(str(Path(__file__).with_name("expected_tables.py")))["EXPECTED"]

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="../shared/samples not found: real-data checks skipped"
)


@pytest.mark.parametrize("sample", EXPECTED)
def test_tables__rows_are_as_written_down(sample: str) -> None:
    expected, path = EXPECTED[sample], SAMPLES / sample
    source: Any = memory_source({"a": path.read_bytes()}, "a")
    (name,) = claims(source, readers())
    assert name == expected["reader"]
    rows = list(readers()[name].read(source))
    posts = {row.native_id: row for row in rows if isinstance(row, PostRow)}
    assert Counter(post.kind for post in posts.values()) == expected["kinds"]
    sorts = Counter(type(row) for row in rows)
    assert (sorts[Reject], sorts[Service]) == (expected.get("rejected", 0), expected.get("service", 0))
    for native_id, moment in expected.get("times", {}).items():
        assert format_us(posts[native_id].stated.us) == moment
    found = {reference.target for post in posts.values() for reference in post.references}
    assert found == expected.get("targets", found)
    assert {post.handle for post in posts.values()} == expected["handles"]
