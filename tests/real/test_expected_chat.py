from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, ReadSettings, Reject, Row, Service, readers
from tracker.ingest.source import MemberSource, memory_source
from tracker.testing.samples import claims

SAMPLES = Path(__file__).parents[2] / "../shared/samples"
EXPECTED = runpy.run_path(str(Path(__file__).with_name("expected_chat.py")))["EXPECTED"]
NOW_US = 1_790_000_000_000_000

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="../shared/samples not found: real-data checks skipped"
)


def opened(sample: str) -> MemberSource:
    path = SAMPLES / sample
    return memory_source({path.name: path.read_bytes()}, path.name, ReadSettings(now_us=NOW_US))


def rows_of(sample: str) -> list[Row]:
    return list(readers()[EXPECTED[sample].reader].read(opened(sample)))


@pytest.mark.parametrize("sample", EXPECTED)
def test_detection__exactly_one_reader_claims_the_file(sample: str) -> None:
    assert set(claims(opened(sample), readers())) == {EXPECTED[sample].reader}


@pytest.mark.parametrize("sample", EXPECTED)
def test_rows__are_as_written_down(sample: str) -> None:
    expected, rows = EXPECTED[sample], rows_of(sample)
    posts = [row for row in rows if isinstance(row, PostRow)]
    sorts = Counter(type(row) for row in rows)
    assert (len(posts), sorts[Service], sorts[Reject]) == (expected.posts, expected.service, 0)
    assert Counter(post.kind for post in posts) == (expected.kinds or {"post": expected.posts})
    times = sorted(post.stated.us for post in posts if post.stated.us is not None)
    assert [format_us(times[0]), format_us(times[-1])] == [expected.first, expected.last]
