"""Posts of X out of tables of other tools: one row is one post, its references are ids in columns or words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.ingest import x
from tracker.ingest.reader import BadRecordError, PostRow, Reference, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.base.clock import Stated
    from tracker.ingest.known_csv import TableRow


def x_post(
    row: TableRow, native_id: str, stated: Stated, references: Iterable[Reference], *,
    handle: str | None = None, text: str | None = None, links: Iterable[str] = (), **more: Any,
) -> PostRow:  # fmt: skip
    """Return a post of X as its own exports give it.

    A repost refers to its original alone, and has the original's words without `RT @handle:`; where no column
    tells the original, those words tell at least whose it is. A link to another post is a quote.

    Raises ``BadRecordError`` for an id that X cannot have made.

    """
    if not x.is_id(native_id):
        raise BadRecordError(f"an id of X has at most 20 digits, got {native_id[:40]!r}")
    found = list(references)
    said = x.repost_handle(text) if text else None
    reposts = [reference for reference in found if reference.kind == "repost"]
    if said is not None and not reposts:
        reposts = [Reference("repost", None, "root", "explicit", said)]
    found = reposts or [*found, *x.link_references(links, native_id, found)]
    words = text.removeprefix(f"RT @{said}: ") if said and text else text
    return PostRow(
        platform="x", native_id=native_id, record=row.record, handle=handle, kind=kind_of(found),
        stated=stated._replace(precision_s=max(stated.precision_s, 1.0)),  # the API's thousandths are always 0
        text=words, text_cut=x.is_cut(words or ""), url=x.status_url(native_id, handle), references=tuple(found),
        flags=row.flags, **more,
    )  # fmt: skip
