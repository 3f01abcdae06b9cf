"""Records whose layout moved: kept with the id that they still show, instead of being lost.

Platforms rename fields several times a year. Where a reader refuses a record as a whole and the record still
shows a post's own id, whose clock gives a plausible moment, the post is kept with that id and its raw bytes;
it says nothing else, and nothing is guessed. A version that knows the layout reads it again from the export.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.base.idtime import id_time
from tracker.ingest.fields import at, decoded_object
from tracker.ingest.reader import BadRecordError, PostRow, Record, Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracker.ingest.reader import JsonObject, Row

LAYOUT_UNKNOWN: Final = "layout_unknown"
"""Mark of a post of which this version could read no more than the id."""
_X_OBJECTS: Final = ((), ("tweet",), ("data",), ("result",), ("tweet", "result"), ("tweet_results", "result"))
"""Where a post stands in the records of X's many exports."""
_X_IDS: Final = ("id_str", "rest_id", "id")
_X_MARKS: Final = frozenset({
    "text", "full_text", "legacy", "note_tweet", "conversation_id", "conversation_id_str", "edit_control",
    "edit_history_tweet_ids", "referenced_tweets", "in_reply_to_status_id_str", "quoted_status_id_str",
})  # fmt: skip
"""Keys that only a post has: accounts, lists and messages have ids of the same form."""
_X_OTHERS: Final = frozenset({
    "screen_name", "username", "followers_count", "dmConversation", "recipientId", "senderId",
})  # fmt: skip
_BLUESKY_POST: Final = re.compile(r"at://did:[^/\s]+/app\.bsky\.feed\.post/[A-Za-z0-9._~:-]+")


class Places:
    """Where a field has stood over the years, today's place first, and how often each place held it.

    Parameters
    ----------
    name
        What the field is called in the sentence.
    paths
        The places, each a path of keys and indexes.

    """

    def __init__(self, name: str, *paths: tuple[str | int, ...]) -> None:
        self.name = name
        self._paths = paths
        self.used = dict.fromkeys(paths, 0)

    def of(self, value: Any) -> Any:
        """Return what stands at the first place that holds anything; None where none does."""
        for path in self._paths:
            found = at(value, *path)
            if found is not None:
                self.used[path] += 1
                return found
        return None

    def sentence(self) -> str | None:
        """Return how often another place than today's was used; None where none was."""
        elsewhere = [(path, count) for path, count in list(self.used.items())[1:] if count]
        if not elsewhere:
            return None
        places = ", ".join(f"`{'.'.join(map(str, path))}` {count} x" for path, count in elsewhere)
        return f"{self.name} stood in another place than today's: {places}, of {sum(self.used.values())}"


def salvaged(others: Iterable[Row], known: set[int], platform: str, now_us: int) -> tuple[list[Row], list[PostRow]]:
    """Part the rows that are no posts: what stays as it is, and posts made of rejects that still show an id.

    Parameters
    ----------
    others
        Rejects, service lines and tombstones of some records.
    known
        Offsets of the records that gave a post: a part of such a record was refused, not the record.
    platform
        What the reader reads.
    now_us
        The UTC day of the case's first load.

    """
    left: list[Row] = []
    posts: list[PostRow] = []
    for row in others:
        saved = _salvage(row.record, platform, now_us) if isinstance(row, Reject) else None
        if saved is None or row.record.offset in known:
            left.append(row)
        else:
            posts.append(saved)
            known.add(row.record.offset)
    return left, posts


def _salvage(record: Record, platform: str, now_us: int) -> PostRow | None:
    rule = _RULES.get(platform)
    if rule is None:
        return None
    try:
        native_id = rule(decoded_object(record.raw))
    except BadRecordError:
        return None
    if native_id is None or id_time(platform, native_id, now_us=now_us).us is None:
        return None
    return PostRow(
        platform=platform, native_id=native_id, record=record, server_timed=platform != "bluesky",
        flags=(LAYOUT_UNKNOWN,),
    )  # fmt: skip


def _x(value: JsonObject) -> str | None:
    for path in _X_OBJECTS:
        found = at(value, *path) if path else value
        if isinstance(found, dict) and found.keys() & _X_MARKS and not found.keys() & _X_OTHERS:
            return next((text for key in _X_IDS if (text := _digits(found.get(key)))), None)
    return None


def _digits(found: Any) -> str | None:
    """Return an id as text; a number with a fraction or exponent has lost digits."""
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) and found.isdecimal() and found.isascii() else None


def _bluesky(value: JsonObject) -> str | None:
    parts = [value.get("did"), at(value, "commit", "collection"), at(value, "commit", "rkey")]
    streamed = f"at://{'/'.join(map(str, parts))}" if at(value, "commit", "operation") != "delete" else ""
    for found in (at(value, "uri"), at(value, "post", "uri"), streamed):
        if isinstance(found, str) and _BLUESKY_POST.fullmatch(found):
            return found
    return None


def _mastodon(value: JsonObject) -> str | None:
    if value.get("type") not in {None, "Create", "Note", "Question"}:
        return None
    found = at(value, "object", "id") or value.get("uri")
    return found if isinstance(found, str) and found.startswith("https://") else None


_RULES: Final[dict[str, Callable[[JsonObject], str | None]]] = {
    "x": _x,
    "bluesky": _bluesky,
    "mastodon": _mastodon,
    "truthsocial": _mastodon,
}
