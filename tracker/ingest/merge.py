"""Several records of one post made into one row, the same whatever their order.

The record of the post's own wins over one inside another's; the fullest text is kept; references and media
are united. Records that contradict each other in author, time, words or media without an edit that explains
it are one post still, marked `conflict`: none of their times is used alone.
"""

from __future__ import annotations

import re
from itertools import combinations, groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from tracker.base.clock import SECOND_US, ZONE_EARLIEST_US
from tracker.base.words import folded, plain_text
from tracker.ingest.reader import MEDIA_APART, RESHARE_KINDS
from tracker.ingest.spool import SCHEMA, Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from tracker.ingest.intake import Intake
    from tracker.ingest.local_times import LocalTimes

_AT_ONCE: Final = 50_000
"""Posts whose rows are merged in one pass over the spool."""
_ADDRESS: Final = re.compile(r"https?://\S+")
_ELLIPSIS: Final = ("…", "...")
_KINDS: Final = {kind: number for number, kind in enumerate((*RESHARE_KINDS, "post"))}
_SCOPES: Final = {"immediate": 0, "root": 1, "unknown": 2}
_FILLED: Final = (
    "account", "handle", "name", "url", "lang", "claimed_raw", "indexed_us", "edited_us", "first_version",
)  # fmt: skip
_NAMING: Final = ("account", "handle", "name", "url")
"""What tells who the author is: an address holds the handle too."""

RowDict = dict[str, Any]


class Merged:
    """The posts that had several rows on the spool, each now with one.

    Attributes
    ----------
    posts
        Their numbers, sorted.
    conflicts
        Posts whose records contradict each other.
    contested
        Those of them whose records state different times.

    """

    def __init__(self, intake: Intake, folder: Path, formats: Sequence[str], local_times: LocalTimes) -> None:
        self.posts: NDArray[np.int64] = np.array(sorted(intake.versions), np.int64)
        self.conflicts: set[int] = set()
        self.contested: set[int] = set()
        self._nobody = intake.accounts.nobody()
        self._spool = Spool(folder / "merged.arrow")
        self._formats = formats
        self._target = intake.links.target
        self._local_times = local_times
        for start in range(0, len(self.posts), _AT_ONCE):
            self._merge(intake, self.posts[start : start + _AT_ONCE])
        self._spool.close()

    def batches(self, intake: Intake, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield one row per post, over all posts; `columns` must hold `post` and what tells its time."""
        for batch in intake.spool.read(columns):
            if len(self.posts):
                several = np.isin(batch.column("post").to_numpy(), self.posts, assume_unique=False)
                batch = batch.filter(pa.array(~several))  # noqa: PLW2901 - the rest of it
            yield self._local_times.applied(batch)
        yield from self._spool.read(columns)

    def _merge(self, intake: Intake, posts: NDArray[np.int64]) -> None:
        rows: list[RowDict] = []
        for batch in intake.spool.read():
            chosen = np.isin(batch.column("post").to_numpy(), posts)
            if chosen.any():
                rows += self._local_times.applied(batch.filter(pa.array(chosen))).to_pylist()
        rows.sort(key=lambda row: int(row["post"]))
        merged = [self._one(list(group)) for _, group in groupby(rows, key=lambda row: row["post"])]
        self._spool.write(pa.RecordBatch.from_pylist(merged, schema=SCHEMA))

    def _one(self, rows: list[RowDict]) -> RowDict:
        rows.sort(key=_rank)
        pairs = list(combinations(_distinct(rows), 2))
        made = merge_rows(rows, self._target)
        if any(_contradict(one, other, self._formats) for one, other in pairs):
            self.conflicts.add(made["post"])
        if any(_other_time(one, other) for one, other in pairs):
            self.contested.add(made["post"])
        if any(_other_author(one, other) for one, other in pairs):  # neither of two names may be printed
            made |= dict.fromkeys(_NAMING) | {"persona": self._nobody}
        return made


def _distinct(rows: list[RowDict]) -> list[RowDict]:
    """Return one row of each content; a few dozen are enough to find a contradiction."""
    return list({row["content"]: row for row in rows}.values())[:32]


def _rank(row: RowDict) -> tuple[Any, ...]:
    """Order rows by what they say, never by where they stand, until nothing else is left."""
    text = row["text"] or ""
    media = [[part["file"], part["url"] or ""] for part in row["media"]]
    links = [
        [part["kind"], part["scope"], part["attribution"], part["account"] or ""] for part in row["links"]
    ]
    return (
        row["embedded"], row["claimed_us"] is None, row["precision_s"], row["text_cut"], -len(text), text,
        row["claimed_us"] or 0, row["account"] or "~", row["handle"] or "~", row["name"] or "~",
        row["url"] or "~", row["lang"] or "~", -(row["edited_us"] or 0), _KINDS.get(row["kind"], 9), media,
        links, row["flags"], row["source"], row["offset"],
    )  # fmt: skip


def merge_rows(rows: list[RowDict], target: Sequence[int]) -> RowDict:
    """Return one row from several of one post, the best first; `target` holds the node of each link."""
    made = dict(rows[0])
    for name in _FILLED:
        made[name] = next((row[name] for row in rows if row[name] is not None), None)
    stated = [row for row in rows if row["claimed_us"] is not None]
    timed = next((row for row in stated if row["zone_known"]), (stated or rows)[0])
    for name in (
        "claimed_us",
        "precision_s",
        "zone_known",
        "claimed_raw",
        "time_flags",
        "server_timed",
        "home",
    ):
        made[name] = timed[name]
    indexed = [row["indexed_us"] for row in rows if row["indexed_us"] is not None]
    edited = [row["edited_us"] for row in rows if row["edited_us"] is not None]
    made["indexed_us"], made["edited_us"] = min(indexed, default=None), max(edited, default=None)
    made["text"], made["text_cut"] = _fullest(rows)
    made["kind"] = min((row["kind"] for row in rows), key=lambda kind: _KINDS.get(kind, len(_KINDS)))
    made["protected"] = any(row["protected"] for row in rows)
    made["flags"] = sorted({flag for row in rows for flag in row["flags"]})
    made["links"] = _united(
        (part for row in rows for part in row["links"]), lambda part: _link_key(part, target)
    )
    made["media"] = _united((part for row in rows for part in row["media"]), _media_key)
    return made


def _fullest(rows: list[RowDict]) -> tuple[str | None, bool]:
    """Return the text that says most: of the latest edit a text that is not cut, else the longest."""
    said = [row for row in rows if row["text"] is not None]
    if not said:
        return None, False
    best = min(
        said,
        key=lambda row: (
            row["text_cut"],
            -(row["edited_us"] or 0),
            row["embedded"],
            -len(row["text"]),
            row["text"],
        ),
    )
    return best["text"], best["text_cut"]


def _link_key(part: RowDict, target: Sequence[int]) -> tuple[Any, ...]:
    node = target[part["link"]]
    return (part["kind"], node) if node >= 0 else (part["kind"], part["account"], part["stated_us"])


def _media_key(part: RowDict) -> tuple[Any, ...]:
    return (part["place"],) if part["place"] >= 0 else (part["file"], part["url"])


def _united(parts: Iterable[RowDict], key: Callable[[RowDict], tuple[Any, ...]]) -> list[RowDict]:
    found: dict[tuple[Any, ...], RowDict] = {}
    for part in parts:
        found.setdefault(key(part), part)
    return list(found.values())


def _contradict(one: RowDict, other: RowDict, formats: Sequence[str]) -> bool:
    """Tell whether two records of one post cannot both be right."""
    if _other_author(one, other) or _other_time(one, other):
        return True
    if one["edited_us"] != other["edited_us"] or one["first_version"] != other["first_version"]:
        return False
    return _other_words(one, other) or _other_media(one, other, formats)


def _other_author(one: RowDict, other: RowDict) -> bool:
    if one["account"] is not None and other["account"] is not None:
        return bool(one["account"] != other["account"])
    if one["handle"] is None or other["handle"] is None or one["account"] != other["account"]:
        return False
    return folded(one["handle"]).lstrip("@") != folded(other["handle"]).lstrip("@")


def _other_time(one: RowDict, other: RowDict) -> bool:
    if one["claimed_us"] is None or other["claimed_us"] is None:
        return False
    slack = max(one["precision_s"], other["precision_s"]) * SECOND_US
    if not (one["zone_known"] and other["zone_known"]):
        slack += ZONE_EARLIEST_US
    return bool(abs(one["claimed_us"] - other["claimed_us"]) > slack)


def _other_words(one: RowDict, other: RowDict) -> bool:
    """Compare words, but not of reposts: theirs are the original's, which each export cuts in its own way."""
    if "repost" in {one["kind"], other["kind"]}:
        return False
    if one["text"] is None or other["text"] is None or one["text_cut"] or other["text_cut"]:
        return False
    shorter, longer = sorted((_words(one["text"]), _words(other["text"])), key=len)
    return shorter != longer and not (
        shorter.endswith(_ELLIPSIS) and longer.startswith(shorter.rstrip(".… "))
    )


def _words(text: str) -> str:
    """Return the words of a text without markup and addresses: platforms spell those in several ways."""
    return folded(_ADDRESS.sub(" ", plain_text(text))).strip()


def _other_media(one: RowDict, other: RowDict, formats: Sequence[str]) -> bool:
    """Compare media only between records of one format and server: others name the same file otherwise."""
    if formats[one["source"]] != formats[other["source"]] or not (one["home"] and other["home"]):
        return False
    if MEDIA_APART in one["flags"] or MEDIA_APART in other["flags"]:
        return False
    first, second = ({part["file"].rpartition("/")[2] for part in row["media"]} for row in (one, other))
    return bool(first and second) and not (first <= second or second <= first)
