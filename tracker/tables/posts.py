"""The posts, of whatever platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from tracker.base.clock import MINUTE_US
from tracker.tables.column import (
    Column,
    Table,
    boolean,
    digest,
    float64,
    instant,
    int64,
    string,
    strings,
)

if TYPE_CHECKING:
    from collections.abc import Collection

ZONE_STEP_US: Final = 15 * MINUTE_US
"""Zones differ by whole quarters of an hour: what is known this well has its zone settled."""

references = pa.list_(
    pa.field(
        "item",
        pa.struct(
            [
                pa.field("target", pa.string()),
                pa.field("kind", pa.string(), nullable=False),
                pa.field("scope", pa.string(), nullable=False),
                pa.field("attribution", pa.string(), nullable=False),
                pa.field("account", pa.string()),
                pa.field("stated_at", pa.timestamp("us", tz="UTC")),
            ]
        ),
        nullable=False,
    )
)
"""What a post points at: target key (null where only the author is known), kind, scope, attribution,
the target's author as named here, and the target's time as stated here."""


class Posts(Table):
    """One row per captured post; sorted by (posted_at, platform, post), posts without a time last."""

    post = Column(string, "Key `platform:native id`; unique.")
    platform = Column(string, "Folded platform name: `x`, `reddit`, `bluesky`, ...")
    native_id = Column(string, "The platform's own id, as text.")
    account = Column(
        string, "Stable id of the author, else the handle; null where nothing tells.", nullable=True
    )
    handle = Column(string, "The author's handle exactly as the export gives it.", nullable=True)
    posted_at = Column(
        instant,
        "The one time that measures use: the claim where it lies in [low, high], else the nearer end.",
        unit="UTC",
        nullable=True,
    )
    low = Column(
        instant, "The post did not exist before this; null where nothing tells.", unit="UTC", nullable=True
    )
    high = Column(instant, "The post existed by this; null where nothing tells.", unit="UTC", nullable=True)
    hard = Column(boolean, "True where low and high rest on more than the author's own claim.")
    precision_s = Column(float64, "How coarse `claimed_at` is: 0.001, 1, 60, 86400.", unit="s", nullable=True)
    time_source = Column(string, "What decided the interval: `id`, `server`, `indexed`, `claim`, `none`.")
    claimed_at = Column(instant, "The time that the export states, unchanged.", unit="UTC", nullable=True)
    claimed_raw = Column(string, "The stated time as text, where it is no instant.", nullable=True)
    id_time = Column(instant, "The time inside the post's id.", unit="UTC", nullable=True)
    indexed_at = Column(instant, "When a third server saw it: an upper bound.", unit="UTC", nullable=True)
    captured_at = Column(instant, "When it was collected: an upper bound.", unit="UTC", nullable=True)
    edited_at = Column(instant, "The last edit.", unit="UTC", nullable=True)
    version_of = Column(
        string, "Key of the first version of a post whose edits get ids of their own (X); may be absent from the case.",
        nullable=True,
    )  # fmt: skip
    disputed = Column(boolean, "True where the stated time contradicts other evidence; never named first.")
    dispute_rule = Column(string, "The rule that was broken, in words.", nullable=True)
    time_flags = Column(strings, "Marks on the time, sorted: `zone_unknown`, `id_implausible`, `future`, ...")
    flags = Column(
        strings, "Marks on the content, sorted: `conflict`, `text_cut`, `promoted`, `handle_lookalike`, ..."
    )
    kind = Column(string, "post, repost, quote, reply, crosspost or forward.")
    text = Column(string, "Full text as far as the export gives it.", nullable=True)
    url = Column(string, "Address of the post.", nullable=True)
    lang = Column(string, "Language as the export gives it.", nullable=True)
    parent = Column(
        string, "Key of the kept parent (contract order); may be absent from the case.", nullable=True
    )
    references = Column(references, "All that this post points at.")
    embedded = Column(boolean, "True where it was only seen inside another post's record.")
    likes = Column(int64, "Likes at the latest reading.", nullable=True)
    reposts = Column(int64, "Reshares that the platform reported, at the latest reading.", nullable=True)
    replies = Column(int64, "Replies that the platform reported, at the latest reading.", nullable=True)
    views = Column(int64, "Views that the platform reported, at the latest reading.", nullable=True)
    protected = Column(boolean, "True where the export marks the author as private.")
    source = Column(string, "Key of the source that holds the record.")
    sources = Column(strings, "Every source that holds this post, sorted.")
    record = Column(string, "Where in the source the record stands: `line 812` or `bytes 1024-2048`.")
    record_offset = Column(int64, "First byte of the record in the decompressed member.", unit="bytes")
    record_length = Column(int64, "Length of the record.", unit="bytes")
    record_sha256 = Column(digest, "SHA-256 of the record's raw bytes.")


def zone_known(time_flags: Collection[str], low_us: int | None, high_us: int | None) -> bool:
    """Tell whether the zone of a post's stated time is known: it is stated, or something else (an id) settles it.

    >>> zone_known(["zone_unknown"], 0, 26 * 60 * MINUTE_US), zone_known(["zone_unknown"], 0, 1), zone_known([], 0, 1)
    (False, True, True)
    """
    if "zone_unknown" not in time_flags:
        return True
    return low_us is not None and high_us is not None and high_us - low_us <= ZONE_STEP_US
