from __future__ import annotations

from typing import Any

import pytest
from tracker.ingest.mastodon import Answered, is_status, rows_of
from tracker.ingest.reader import PostRow, Record

ID = "116158758912000007"
RECORD = Record(b"{}", 0, 1)


def status(**more: Any) -> dict[str, Any]:
    uri = f"https://here.example/users/ann_example/statuses/{ID}"
    known = {"id": ID, "uri": uri, "created_at": "2026-03-02T09:00:00.000Z", "reblogs_count": 0, "content": "<p>w</p>"}
    return known | {"account": {"id": "101", "acct": "ann_example"}} | more


def post_of(answered: Answered | None = None, **more: Any) -> PostRow:
    row = next(iter(rows_of(RECORD, status(**more), answered or Answered())))
    assert isinstance(row, PostRow)
    return row


def test_status__is_known_by_its_keys_and_a_deleted_one_by_its_text() -> None:
    deleted = status(text="w")
    del deleted["content"]
    assert is_status(status())
    assert is_status(deleted)
    assert not is_status({"id": ID, "content": "w", "account": {}})
    assert not is_status([status()])


def test_platform__is_told_by_the_export_or_by_the_address() -> None:
    assert post_of().platform == "mastodon"
    assert post_of(Answered("gab")).native_id == ID
    assert post_of(uri=f"https://gab.com/a_example/posts/{ID}").platform == "gab"


@pytest.mark.parametrize(
    ("account", "uri", "named"),
    [
        ({"acct": "a", "uri": "https://here.example/users/a"}, "https://here.example/x/1", "https://here.example/users/a"),
        ({"acct": "a"}, "https://here.example/users/b/statuses/1", "https://here.example/users/b"),
        ({"acct": "a", "url": "https://flake.example/users/a"}, "https://flake.example/objects/1", "https://flake.example/users/a"),
        ({"acct": "a"}, "https://flake.example/objects/1", None),
    ],
)  # fmt: skip
def test_account__is_named_as_archives_name_it(account: dict[str, str], uri: str, named: str | None) -> None:
    assert post_of(account=account, uri=uri).account == named


@pytest.mark.parametrize(
    ("kind", "attachment", "shown"),
    [
        ("image", {"url": "https://h.example/a.png", "preview_url": "https://h.example/s.png"}, ("image", "a.png")),
        ("image", {"url": None, "remote_url": "https://far.example/a.png"}, ("image", "a.png")),
        ("video", {"url": "https://h.example/a.mp4", "preview_url": "https://h.example/s.png"}, ("video", "s.png")),
        ("gifv", {"url": "https://h.example/a.mp4"}, ("gif", "a.mp4")),
        ("audio", {"url": "https://h.example/a.mp3"}, None),
    ],
)
def test_media__pictures_are_whole_and_videos_by_their_poster_frame(
    kind: str, attachment: dict[str, Any], shown: tuple[str, str] | None
) -> None:
    media = post_of(media_attachments=[{"type": kind} | attachment]).media
    assert [(row.type, row.file.rpartition("/")[2]) for row in media] == ([shown] if shown else [])


def test_words__have_the_warning_before_them_and_no_markup() -> None:
    post = post_of(spoiler_text="rumor", content="<p>one<br>two &amp; three</p>", sensitive=True)
    assert (post.text, post.flags) == ("rumor\n\none\ntwo & three", ("sensitive",))
