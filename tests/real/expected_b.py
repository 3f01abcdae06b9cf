"""What each real sample must give, written down before loading: from its SOURCES.md and a look at the JSON.

Path below `samples/` -> reader, number of rows of each sort, and facts that only a right reading has.
`inside`: the member to read where the path is a folder or an archive.
"""

from __future__ import annotations

from typing import Final, TypedDict


class Expected(TypedDict, total=False):
    """What one sample must give."""

    reader: str
    inside: str
    posts: int
    embedded: int
    kinds: dict[str, int]
    service: int
    absent: int
    rejected: int
    media: int
    media_found: int
    targets: int
    handles: int
    edited: int
    notes: int
    first: str
    last: str


EXPECTED: Final[dict[str, Expected]] = {
    # 23 of 1223 posts (the manifest counts the full archive: one note); 13 media files, and one video without
    # its file. Known targets: 3 replies, 7 status links, a link to a video elsewhere, 1 of 6 reposts (whose
    # picture tells the id)
    "x_archive": {
        "reader": "x_archive",
        "inside": "data/tweets.js",
        "posts": 23,
        "media": 14,
        "media_found": 13,
        "kinds": {"repost": 6, "quote": 7, "reply": 3, "post": 7},
        "targets": 12,
        "handles": 1,
        "edited": 2,
        "notes": 1,
        "first": "2019-02-03T21:45:43Z",
        "last": "2024-11-09T12:14:18Z",
    },
    # Pushshift API objects of 2022-12: link posts only
    "reddit/submissions.ndjson": {"reader": "reddit_dump", "posts": 120, "kinds": {"post": 120}},
    "reddit/submissions.zst": {"reader": "reddit_dump", "posts": 120, "kinds": {"post": 120}},
    # `parent_id` null 51 times (the submission) and a whole number 99 times
    "reddit/comments.ndjson": {
        "reader": "reddit_dump",
        "posts": 150,
        "kinds": {"reply": 150},
        "targets": 150,
    },
    "reddit/comments.zst": {"reader": "reddit_dump", "posts": 150, "kinds": {"reply": 150}, "targets": 150},
    "reddit/listing_by_id.json": {
        "reader": "reddit_listing",
        "posts": 10,
        "kinds": {"post": 10},
        "handles": 7,
    },
    # recordWithMedia: one post with a picture, and the post that it quotes
    "bluesky/get_post_thread.json": {
        "reader": "bluesky_api",
        "posts": 2,
        "embedded": 1,
        "kinds": {"quote": 1, "post": 1},
        "media": 1,
        "targets": 1,
        "handles": 1,
        "first": "2023-09-28T12:46:18.414Z",
        "last": "2023-09-28T12:49:36.735Z",
    },
    # 11 of 1586 activities; totalItems is wrong in the original too (one note)
    "mastodon/archive": {
        "reader": "mastodon_archive",
        "inside": "outbox.json",
        "posts": 11,
        "media": 3,
        "notes": 1,
        "edited": 2,
        "kinds": {"post": 5, "reply": 2, "repost": 4},
        "targets": 6,
        "handles": 0,
        "first": "2022-11-08T03:07:14Z",
        "last": "2023-01-17T21:15:07Z",
    },
    "mastodon/archive-20240723000000-excerpt.tar.gz": {
        "reader": "mastodon_archive",
        "inside": "outbox.json",
        "posts": 11,
        "media": 3,
        "notes": 1,
        "edited": 2,
        "kinds": {"post": 5, "reply": 2, "repost": 4},
        "targets": 6,
        "handles": 1,
        "first": "2022-11-08T03:07:14Z",
        "last": "2023-01-17T21:15:07Z",
    },
    # a service row, three messages (two of them forwards, one with a name), an entry that is not supported
    "telegram/channel_constructed.json": {
        "reader": "telegram_json",
        "posts": 3,
        "service": 1,
        "absent": 1,
        "media": 3,
        "edited": 1,
        "targets": 1,
        "kinds": {"post": 1, "forward": 2},
        "first": "2026-03-01T09:00:00Z",
        "last": "2026-03-01T09:11:00Z",
    },
    "telegram/test_single_export.json": {"reader": "telegram_json", "posts": 2, "kinds": {"post": 2}},
    "telegram/test_batch_export.json": {
        "reader": "telegram_json",
        "posts": 2,
        "kinds": {"post": 2},
        "notes": 1,
    },
    # 2 of 6 answers are statuses (posted, and given back at its deletion), 4 are polls
    "mastodon/polls.jsonl": {
        "reader": "mastodon_api",
        "posts": 2,
        "service": 4,
        "kinds": {"post": 2},
        "handles": 1,
        "first": "2026-08-01T13:53:07.242Z",
        "last": "2026-08-01T13:53:07.242Z",
    },
    # one status, what the server says of itself, two timelines of 8, the deletion
    "mastodon/public_tl.jsonl": {
        "reader": "mastodon_api",
        "posts": 18,
        "service": 1,
        "kinds": {"post": 18},
        "handles": 2,
        "edited": 1,
    },
    # the thread around a new status is empty
    "mastodon/status_context.jsonl": {"reader": "mastodon_api", "posts": 2, "service": 1, "kinds": {"post": 2}},
    # posted, quoted (with the quoted inside), both deleted
    "mastodon/status_post_with_quote.jsonl": {
        "reader": "mastodon_api",
        "posts": 6,
        "embedded": 2,
        "kinds": {"post": 4, "quote": 2},
        "targets": 1,
    },
    # posted, boosted (with the original inside), the boost taken back, deleted
    "mastodon/status_reblog_unreblog.jsonl": {
        "reader": "mastodon_api",
        "posts": 5,
        "embedded": 1,
        "kinds": {"post": 4, "repost": 1},
        "targets": 1,
    },
    # two uploads, then one status: posted with a video, edited to a picture, deleted
    "mastodon/status_update_with_media_edit.jsonl": {
        "reader": "mastodon_api",
        "posts": 3,
        "service": 2,
        "kinds": {"post": 3},
        "media": 1,
        "edited": 1,
    },
    # the same video with its author as an object and as a plain handle; createTime as number and as text
    "tiktok/zeeschuimer_constructed.ndjson": {
        "reader": "zeeschuimer_tiktok",
        "posts": 2,
        "kinds": {"post": 2},
        "media": 2,
        "handles": 1,
        "first": "2025-04-28T12:20:41Z",
        "last": "2025-04-28T12:20:41Z",
    },
    # no time but "2h": the id tells it
    "linkedin/zeeschuimer_constructed.ndjson": {
        "reader": "zeeschuimer_linkedin",
        "posts": 1,
        "kinds": {"post": 1},
        "media": 0,
    },
}
