"""What each real sample of chats and downloads must give, written down before loading, from its SOURCES.md.

Path below `samples/` -> reader, posts, service lines, kinds where not all are plain posts, first and last time.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Expected(NamedTuple):
    """What one sample must give."""

    reader: str
    posts: int
    service: int
    first: str
    last: str
    kinds: dict[str, int] | None = None


EXPECTED: Final[dict[str, Expected]] = {
    # nine entries over eleven lines, two of them of the group; the last line has no line end
    **{
        f"whatsapp/test_{name}.txt": Expected(
            "whatsapp_text", 7, 2, "2019-01-01T11:25:00Z", "2021-12-30T22:01:00Z"
        )
        for name in ("ddmmyy_24hrs", "mmddyy_24hrs", "bracket_mmddyy_24hrs", "mmddyyyy_12hrs", "yyyymmdd_24hrs")
    },
    # the first of the two notices stands under the group's name
    "whatsapp/pokemon.txt": Expected("whatsapp_text", 18, 2, "2016-08-06T13:23:00Z", "2016-10-31T12:23:00Z"),
    # the name of the picture tells day from month; 9:24 PM lies between 21:23 and 21:25
    "whatsapp/ios_constructed_chat.txt": Expected(
        "whatsapp_text",
        5,
        1,
        "2026-03-07T21:22:40Z",
        "2026-03-07T21:26:00Z",
        {"post": 4, "forward": 1},
    ),
    # one picture; the second post quotes the first
    "imageboard/4chan_thread_constructed.json": Expected(
        "fourchan_api",
        2,
        0,
        "2025-12-31T23:45:00Z",
        "2025-12-31T23:46:01Z",
        {"post": 1, "reply": 1},
    ),
    # the text is "Größe" and a face; the title says that a post was shared
    "meta/facebook_your_posts_constructed.json": Expected(
        "facebook_posts", 1, 0, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", {"quote": 1}
    ),
    "meta/instagram_dm.json": Expected("meta_messages", 2, 0, "2019-12-24T11:23:00Z", "2020-01-17T20:49:00Z"),
}
