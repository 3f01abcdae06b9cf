"""Four stories in which the first copy at hand is not the whole truth; the five questions, answered by the page.

Who is first here, when, where next, how fast, what is unknown: each answer is a sentence of the report.
"""

from __future__ import annotations

import html
import json
import os
import random
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import parse_iso
from tracker.testing import native_ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2026-03-03T"
DICE = random.Random(3)


def _us(clock: str) -> int:
    us = parse_iso(f"{DAY}{clock}Z").us
    assert us is not None
    return us


class Story:
    """A folder of exports and what the tracker says of it."""

    def __init__(self, folder: Path, screenshot: Callable[..., bytes], recoded: Callable[..., bytes]) -> None:
        self.folder = folder
        self.original = screenshot("We fly our servers|to orbit on Monday")
        self._recoded = recoded
        self._copies = 0
        self.put("fake.png", self.original)

    def put(self, name: str, content: Any) -> None:
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())

    def picture(self, name: str) -> None:
        """Lay a further copy of the picture, saved again."""
        self._copies += 1
        self.put(f"exports/{name}", self._recoded(self.original, 90 - 3 * self._copies, 1 - 0.05 * self._copies))

    def told(self) -> tuple[dict[str, Any], str]:
        """Return what the run prints as JSON, and the text of the report."""
        words = ["run", self.folder / "exports", "--image", self.folder / "fake.png", "--case", self.folder / "case"]
        done = subprocess.run(
            [sys.executable, "-m", "tracker.cli.main", *map(str, words), "--json"],
            capture_output=True, text=True, check=False, env=dict(os.environ),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        page = (self.folder / "case" / "report.html").read_text("utf-8")
        text = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
        return json.loads(done.stdout), " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.fixture
def story(tmp_path: Path, screenshot: Callable[..., bytes], recoded: Callable[..., bytes]) -> Story:
    return Story(tmp_path, screenshot, recoded)


def x_post(
    clock: str, handle: str, points_at: tuple[str, str] | None = None, *, picture: bool = True
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": native_ids.x_id(_us(clock), DICE), "author_id": str(sum(map(ord, handle))), "text": "Look at this",
        "created_at": f"{DAY}{clock}.000Z", "handle": handle,
    }  # fmt: skip
    if points_at:
        made["referenced_tweets"] = [{"type": points_at[0], "id": points_at[1]}]
    if picture:
        made["attachments"] = {"media_keys": [f"3_{made['id']}"]}
    return made


def x_page(story: Story, posts: list[dict[str, Any]], gone: str | None = None) -> None:
    """Put a page of X API 2 and the pictures of its posts."""
    users = [{"id": post["author_id"], "username": post.pop("handle"), "name": "A name"} for post in posts]
    media = []
    for post in posts:
        for key in post.get("attachments", {}).get("media_keys", ()):
            media.append({"media_key": key, "type": "photo", "url": f"https://pics.example/media/{key}.jpg"})
            story.picture(f"x/media/{key}.jpg")
    page = {"data": posts, "includes": {"users": users, "media": media}, "meta": {"result_count": len(posts)}}
    if gone:
        page["errors"] = [{
            "resource_id": gone, "resource_type": "tweet", "title": "Not Found Error", "value": gone,
            "parameter": "referenced_tweets.id", "detail": f"Could not find tweet with referenced_tweets.id: [{gone}].",
            "type": "https://api.twitter.com/2/problems/resource-not-found",
        }]  # fmt: skip
    story.put("exports/x/page.json", page)


def test_a_deleted_root__nobody_is_named_and_the_missing_post_is_dated_by_its_id(story: Story) -> None:
    root = native_ids.x_id(_us("09:00:00"), DICE)
    x_page(
        story,
        [
            x_post("09:05:00", "ann_example", ("quoted", root)), x_post("09:20:00", "bob_example", ("quoted", root)),
            *(x_post(f"09:{minute}:00", f"r{minute}_example", ("retweeted", root), picture=False)
              for minute in range(22, 40, 3)),
            x_post("10:00:00", "cat_example"),
        ],
        gone=root,
    )  # fmt: skip
    printed, page = story.told()
    assert printed["origin"] == []
    assert (printed["origin_candidates"][0]["post"], printed["origin_candidates"][0]["absent"]) == (f"x:{root}", True)
    assert "The earliest copy in these archives was posted on X, 3 Mar 2026 09:05:00 UTC" in page
    assert f"It quotes post {root} on X" in page
    assert "3 Mar 2026 09:00:00 UTC by its id, passed on 8 times here" in page
    assert "deleted or withheld" in page


def bluesky_post(made: str, stated: str, handle: str, cid: str) -> dict[str, Any]:
    did = f"did:plc:{handle[0] * 24}"
    blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": "image/jpeg", "size": 1}
    address = f"https://cdn.example/img/feed_fullsize/plain/{did}/{cid}@jpeg"
    return {"post": {
        "uri": f"at://{did}/app.bsky.feed.post/{native_ids.tid(_us(made), DICE)}", "cid": "bafyrei" + "a" * 52,
        "author": {"did": did, "handle": handle},
        "record": {"$type": "app.bsky.feed.post", "text": "Look", "createdAt": stated,
                   "embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": blob}]}},
        "embed": {"$type": "app.bsky.embed.images#view",
                  "images": [{"thumb": address, "fullsize": address, "alt": ""}]},
        "indexedAt": f"{DAY}{made}.900Z",
    }}  # fmt: skip


def test_an_import_with_an_old_date__is_told_and_never_first(story: Story) -> None:
    root = x_post("09:00:00", "ann_example")
    reposts = [x_post(f"09:{minute}:00", f"r{minute}_example", ("retweeted", root["id"]), picture=False)
               for minute in range(10, 30, 4)]  # fmt: skip
    x_page(story, [root, *reposts])
    imported, later = ("bafkrei" + letter * 52 for letter in "cd")
    feed = [
        bluesky_post("12:00:00", "2025-11-20T08:00:00.000Z", "old.example", imported),
        bluesky_post("13:00:00", f"{DAY}13:00:00.000Z", "new.example", later),
    ]
    story.put("exports/bluesky/feed.json", {"feed": feed})
    for cid in (imported, later):
        story.picture(f"bluesky/{cid}.jpg")
    printed, page = story.told()
    assert printed["origin"] == ["ann_example"]
    assert [row["account"] for row in printed["first_seen"]] == ["ann_example"]
    assert [row["claimed"] for row in printed["disputed"]] == ["2025-11-20T08:00:00Z"]
    assert "Earliest copy in these archives: ann_example on X, 3 Mar 2026 09:00:00 UTC" in page
    assert "One post on Bluesky states a time 103 days 4 h earlier than other evidence allows" in page
    assert "The first copy on Bluesky came about 4 h later" in page


TELEGRAM = """<!DOCTYPE html>
<html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div class="page_wrap">
<div class="page_header"><div class="content"><div class="text bold">
Orbit Talk Example
</div></div></div><div class="page_body chat_page"><div class="history">
<div class="message default clearfix" id="message41"><div class="body">
<div class="pull_right date details" title="03.03.2026 10:00:00 UTC+00:00">
10:00
</div><div class="from_name">
Orbit Talk Example
</div><div class="forwarded body"><div class="from_name">
First Channel Example <span class="date details" title="03.03.2026 08:00:00 UTC+00:00"> 03.03.2026 08:00:00</span>
</div><div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/photo_1.jpg"></a></div>
<div class="text">
Look
</div></div></div></div>
</div></div></div></body></html>"""


def test_a_forward_of_an_earlier_message__nobody_is_named_and_its_time_is_told(story: Story) -> None:
    story.put("exports/telegram/messages.html", TELEGRAM.encode())
    story.picture("telegram/photos/photo_1.jpg")
    x_page(story, [x_post("09:00:00", "ann_example"), x_post("11:00:00", "bob_example")])
    printed, page = story.told()
    assert printed["origin"] == []
    assert printed["first_seen"][0]["account"] == "ann_example"
    assert "The earliest copy in these archives was posted on X, 3 Mar 2026 09:00:00 UTC" in page
    assert "its original, which is not here, was sent at 3 Mar 2026 08:00:00 UTC" in page
    assert "The first copy on Telegram came 1 h later" in page


def mastodon_status(clock: str, host: str, name: str, seen_on: str, picture: str) -> dict[str, Any]:
    """Return a status as the server `seen_on` answers; ids and media addresses are that server's own."""
    own = native_ids.mastodon_id(_us(clock), random.Random(clock))
    here = own if seen_on == host else native_ids.mastodon_id(_us(clock) + 4_000_000, DICE)
    return {
        "id": here, "created_at": f"{DAY}{clock}.000Z", "uri": f"https://{host}/users/{name}/statuses/{own}",
        "url": f"https://{host}/@{name}/{own}", "content": "<p>Look</p>", "reblogs_count": 2, "favourites_count": 1,
        "replies_count": 0, "visibility": "public", "reblog": None, "in_reply_to_id": None, "edited_at": None,
        "account": {"id": "1", "username": name, "acct": name if seen_on == host else f"{name}@{host}",
                    "display_name": "A name", "url": f"https://{host}/@{name}", "uri": f"https://{host}/users/{name}"},
        "media_attachments": [{"id": "1", "type": "image", "url": f"https://{seen_on}/media/{picture}"}],
    }  # fmt: skip


def test_one_post_on_two_servers__is_one_post_of_its_home_and_no_contradiction(story: Story) -> None:
    for server in ("here.example", "there.example"):
        pictures = [f"picture-of-{name}-{server[0]}.jpg" for name in ("ann", "bob")]
        story.put(f"exports/{server}/timeline.json", [
            mastodon_status("09:00:00", "here.example", "ann_example", server, pictures[0]),
            mastodon_status("09:30:00", "there.example", "bob_example", server, pictures[1]),
        ])  # fmt: skip
        for picture in pictures:
            story.picture(f"{server}/media/{picture}")
    printed, page = story.told()
    assert (printed["posts"], printed["origin"]) == (2, ["ann_example"])
    assert sum(source["merged"] for source in printed["sources"]) == 2
    assert "Earliest copy in these archives: ann_example on Mastodon, 3 Mar 2026 09:00:00 UTC" in page
    assert "contradict each other" not in page
