"""How times and evidence stand in a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import format_us
from tracker.base.keys import account_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.findings.dated import Dated
    from tracker.tables.accounts import Accounts

EVIDENCE_LIMIT: Final = 200
"""Posts named under one finding; the rumor's whole list stands in exports/posts.csv."""

HERE: Final = "Counted in these archives only; earlier or other posts may exist outside them."


def moment(us: int | None) -> str | None:
    """Return a time as printed in facts.json; null stays null."""
    return None if us is None else format_us(us)


def times_of(post: Dated) -> dict[str, Any]:
    """Return a post's time as rows of findings give it: the one time, and how well it is known."""
    return {
        "posted_at": moment(post.posted_at), "precision_s": post.precision_s, "zone_known": post.zone_known,
        "low": moment(post.low), "high": moment(post.high),
    }  # fmt: skip


def resting_on(posts: Iterable[str], sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the evidence of a finding: its posts, or the sources that were searched where it has none."""
    return tuple(posts)[:EVIDENCE_LIMIT] or sources[:EVIDENCE_LIMIT]


def shown_name(accounts: Accounts, post: Dated | None) -> str | None:
    """Return the display name of a post's author; null where the export gives none."""
    if post is None:
        return None
    spellings = ((post.account, None), (None, post.handle or post.account))
    keys = [account_key(post.platform, *spelling) for spelling in spellings]
    found = accounts.arrow.filter(pc.is_in(accounts.account, value_set=pa.array(keys, pa.string())))
    named = dict(zip(found.column("account").to_pylist(), found.column("name").to_pylist(), strict=True))
    return next((named[key] for key in keys if named.get(key)), None)
