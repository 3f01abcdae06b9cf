from __future__ import annotations

from typing import Any

import pytest
from tracker.ingest.reader import Absent, Record, Service
from tracker.ingest.x_compliance import compliance_mark

RECORD = Record(b"{}", 0)
EVENT = {"id": "2028696870712246272", "action": "delete", "created_at": "2026-03-03T05:00:00.000Z", "reason": "deleted"}


@pytest.mark.parametrize("reason", ["deleted", "deactivated", "protected", "suspended"])
def test_mark__a_post_that_is_gone_is_named_with_the_reason(reason: str) -> None:
    found = compliance_mark(RECORD, EVENT | {"reason": reason})
    assert found == Absent(RECORD, "x:2028696870712246272", f"{reason}, says a compliance log")


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "scrub_geo"},
        {"action": "undelete"},
        {"created_at": "2026-03-03T05:00:00.207Z"},
        {"created_at": None},
        {"created_at": "soon"},
        {"id": "815279070241955840", "created_at": "2016-12-31T19:30:52.362Z"},
        {"id": "20"},
        {"id": None},
    ],
)
def test_mark__an_account_and_a_post_that_stays_are_not_marked(change: dict[str, Any]) -> None:
    assert isinstance(compliance_mark(RECORD, EVENT | change), Service)
