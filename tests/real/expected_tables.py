"""What each real or constructed sample of a table must give, written down before loading: from its SOURCES.md.

Path below `samples/` -> reader, rows of each sort, and facts that only a right reading has.
"""

from __future__ import annotations

from typing import Any, Final

EXPECTED: Final[dict[str, dict[str, Any]]] = {
    # EST is UTC-5, EDT is UTC-4; the second row shares the post 77 of another page with words of its own
    "csv/crowdtangle_facebook_constructed.csv": {
        "reader": "crowdtangle_facebook",
        "kinds": {"post": 1, "quote": 1},
        "times": {"858090351333568": "2026-01-15T14:48:29Z", "858090351333569": "2026-07-15T13:48:29Z"},
        "targets": {"facebook:77"},
        "handles": {"examplenews"},
    },
    # an edge's post is written by `to` where it is a repost, by `from` where it mentions somebody
    "csv/hoaxy_constructed.csv": {
        "reader": "hoaxy",
        "kinds": {"repost": 1, "post": 1},
        "times": {"2006500000000000000": "2026-01-01T00:05:00Z", "2006500251658240000": "2026-01-01T00:06:00Z"},
        "targets": {None},
        "handles": {"sharer_user", "origin_user"},
    },
    # 100 messages of ten users; 27 name a repost, 15 a reply
    "csv/coordination_toolkit_sample.csv": {
        "reader": "qut_toolkit",
        "kinds": {"post": 58, "repost": 27, "reply": 15},
        "times": {"1": "2020-11-27T04:26:10.518101Z", "5": "2020-11-27T04:26:10.518286Z"},
        "handles": {f"user_{number}" for number in range(10)},
    },
    # isReplyTo holds the comment above; times are of UTC without a mark; names that are no handle are none
    "csv/youtube_data_tools_comments_constructed.csv": {
        "reader": "youtube_data_tools",
        "kinds": {"reply": 2},
        "times": {"UgxA": "2026-03-01T10:00:00Z", "UgxA.9b": "2026-03-01T10:05:00Z"},
        "targets": {"youtube:UgxA"},
        "handles": {"@a", "@b"},
    },
}
