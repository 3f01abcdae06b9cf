"""What a compliance log of X says: posts that are no longer to be had, and why.

The same log is written for accounts, with the same keys. A post's time of creation there is the moment inside its
id, to the millisecond; an account's is some tenths of a second later (2 of 2 real posts, 1 of 1 real account).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.base.clock import parse_iso
from tracker.base.idtime import id_time
from tracker.ingest import x
from tracker.ingest.fields import text_at
from tracker.ingest.reader import Absent, Service

if TYPE_CHECKING:
    from tracker.ingest.reader import JsonObject, Record, Row


def compliance_mark(record: Record, value: JsonObject) -> Row:
    """Return the mark that a post is gone; an event of an account, or one that leaves its post there, is no mark."""
    native_id, made = text_at(value, "id"), text_at(value, "created_at")
    action, reason = text_at(value, "action"), text_at(value, "reason") or "no reason given"
    if action != "delete" or reason == "scrub_geo" or not _is_post(native_id, made):
        return Service(record, "X API 2 compliance events: no post")
    return Absent(record, f"x:{native_id}", f"{reason}, says a compliance log")


def _is_post(native_id: str | None, made: str | None) -> bool:
    """Tell whether an id was made at the very moment that stands beside it."""
    us = parse_iso(made).us if made else None
    if us is None or native_id is None or not x.is_id(native_id):
        return False
    return id_time("x", native_id, now_us=us).us == us
