"""What the tool refuses to swallow: every limit in one place, each with its option and its reason."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """Upper bounds while opening and parsing exports; each is named in its own error.

    Bytes are counted as they come out of a container: what a header says is not trusted.
    """

    max_total: int = 64 * GIB
    """Bytes out of one input, streamed."""
    max_member: int = 2 * GIB
    """Bytes out of one non-media member of a zip or tar."""
    max_ratio: int = 200
    """Bytes out per byte in, over any member of 1 MiB or more out; deflate tops out near 1,030."""
    max_text_ratio: int = 1000
    """The same for text members, which compress better."""
    max_members: int = 1_000_000
    """Members of one container."""
    max_name: int = 1024
    """Bytes of a member's name."""
    max_depth: int = 64
    """Folders inside folders."""
    max_record: int = 8 * MIB
    """Bytes of one record."""
    max_nesting: int = 512
    """Brackets inside brackets in one record; real reply threads pass 64."""
    max_keys: int = 10_000
    """Keys of one object."""
    max_digits: int = 40
    """Digits of one integer."""
    max_text: int = 1 * MIB
    """Characters kept of one text; the rest is known by its digest."""
    max_handle: int = 512
    """Characters kept of a handle or name."""
    max_id: int = 256
    """Characters of an id."""
    max_picture: int = 64 * MIB
    """Bytes of one picture file."""
    max_pixels: int = 40_000_000
    """Pixels of one picture."""
    max_side: int = 20_000
    """Pixels of one side of a picture."""


MIN_SIDE = 32  # px: below this a picture has no detail that could prove a copy
ZSTD_WINDOW = 2**31  # bytes: real Reddit dumps are one frame with this window; larger is refused
REJECT_HEAD = 200  # bytes of a rejected record that rejects.csv shows
SNIFF_BYTES = 64 * KIB  # what detection sees of a file
