"""Posts of which only a trace is left: numbers without a message, tombstones."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pyarrow.compute as pc

if TYPE_CHECKING:
    from tracker.tables.posts import Posts
    from tracker.tables.sources import Sources


def id_gaps(posts: Posts) -> dict[str, int]:
    """Return per Telegram chat how many message ids between its first and last are not here."""
    seen: dict[str, set[int]] = defaultdict(set)
    for native_id in posts.native_id.filter(pc.equal(posts.platform, "telegram")).to_pylist():
        chat, _, number = native_id.rpartition("/")
        if chat and number.isascii() and number.isdecimal():
            seen[chat].add(int(number))
    gaps = Counter({chat: max(ids) - min(ids) + 1 - len(ids) for chat, ids in seen.items()})
    return {chat: missing for chat, missing in gaps.items() if missing}


def named_gone(sources: Sources) -> list[str]:
    """Return the keys of the posts that tombstones name, each once, sorted."""
    return sorted({key for keys in sources.gone.to_pylist() for key in keys or ()})
