"""What the tables of CrowdTangle have in common: times named EST or EDT, two names of the column that holds them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.base.clock import UNSTATED, Stated, parse_iso

if TYPE_CHECKING:
    from tracker.ingest.known_csv import TableRow

CREATED: Final = "Post Created|Created"
_NAMED: Final = re.compile(r"(.+?)\s+([A-Z]{3,4})", re.ASCII)
_OFFSETS: Final = {
    "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00",
    "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00", "UTC": "Z", "GMT": "Z",
}  # fmt: skip
"""CrowdTangle names the zones of the United States: other meanings of these letters do not arise."""


def created(row: TableRow) -> Stated:
    """Return when a post was made: a wall clock and the name of its zone, which also tells daylight saving.

    A name that is not known leaves the zone unknown, like no name at all.
    """
    cell = row.name(*CREATED.split("|"))
    if cell is None:
        return UNSTATED
    named = _NAMED.fullmatch(cell)
    if named is None:
        return parse_iso(cell, zone=row.zone)
    offset = _OFFSETS.get(named[2])
    return parse_iso(named[1] + offset) if offset else parse_iso(named[1], zone=row.zone)
