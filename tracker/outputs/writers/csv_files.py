"""`exports/*.csv`: posts, copies, lineage, edges, cascades, timeline and earliest, for spreadsheets, R and pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import to_datetime
from tracker.outputs import answers, records
from tracker.outputs.cells import csv_bytes
from tracker.outputs.names import Names
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.writer import View
    from tracker.tables.column import Table

EARLIEST: Final = (
    "rank",
    "post",
    "account",
    "platform",
    "posted_at",
    "low",
    "high",
    "probability",
    "relation",
    "strength",
    "url",
    "why",
)
TIMELINE: Final = ("start", "platform", "posts", "cumulative")
COPIES: Final = (
    "source",
    "member",
    "file",
    "sha256",
    "cluster",
    "relation",
    "parent_file",
    "strength",
    "score",
    "evidence",
)
TIMES: Final = frozenset({"start", "posted_at", "low", "high"})


def write(view: View) -> Iterator[Output]:
    """Yield all CSV files."""
    names = Names(view)
    facts = names.masked(view.facts)
    posts = ([row[name] for name in records.COLUMNS] for row in records.posts(view, names))
    yield Output("exports/posts.csv", csv_bytes(records.COLUMNS, posts))
    yield Output("exports/copies.csv", csv_bytes(COPIES, _copies(view)))
    yield Output("exports/lineage.csv", _whole(view.lineage))
    yield Output("exports/edges.csv", _whole(view.edges))
    yield Output("exports/cascades.csv", _whole(view.cascades))
    yield Output("exports/timeline.csv", csv_bytes(TIMELINE, _told(facts, "timeline", TIMELINE)))
    yield Output("exports/earliest.csv", csv_bytes(EARLIEST, _told(facts, "earliest", EARLIEST)))


def _whole(table: Table) -> Iterator[bytes]:
    names = table.schema.names
    return csv_bytes(names, ([row[name] for name in names] for row in table.rows()))


def _copies(view: View) -> list[list[Any]]:
    """Return the copies under their files' names, so that the order of the inputs does not show."""
    files = {row["source"]: row["path"] for row in view.sources.arrow.select(["source", "path"]).to_pylist()}
    rows = [
        [files.get(row["source"], row["source"]), *(row[name] for name in COPIES[1:])]
        for row in view.copies.rows()
    ]
    return sorted(rows, key=lambda row: (*row[:4], row[6], row[4], row[9]))


def _told(facts: dict[str, Any], name: str, columns: tuple[str, ...]) -> Iterator[list[Any]]:
    for row in answers.rows(facts, name):
        shown = {**row, "account": answers.account_of(row)}
        yield [_moment(shown.get(column)) if column in TIMES else shown.get(column) for column in columns]


def _moment(text: str | None) -> Any:
    us = answers.moment(text)
    return None if us is None else to_datetime(us)


WRITER = Writer("csv", "posts, copies, lineage, edges, cascades, timeline and earliest as CSV", "export", write)
