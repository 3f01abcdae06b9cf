from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.base.errors import UnreadableError
from tracker.ingest.reader import PostRow, Reference, Reject
from tracker.ingest.readers.x_archive import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "x_archive" / "archive"
ACCOUNT = (
    b'window.YTD.account.part0 = [{"account": {"accountId": "7", "username": "a_example",'
    b' "accountDisplayName": "A"}}]'
)


def fixture() -> dict[str, bytes]:
    files = (path for path in FIXTURE.rglob("*") if path.is_file())
    return {str(path.relative_to(FIXTURE)): path.read_bytes() for path in files}


def posts_of(files: dict[str, bytes], name: str = "data/tweets.js") -> list[PostRow]:
    return [row for row in READER.read(memory_source(files, name)) if isinstance(row, PostRow)]


def tweets(*values: dict[str, Any], name: str = "tweets") -> bytes:
    records = [{"tweet": {"id_str": "1500000000000000001", "full_text": "words"} | value} for value in values]
    return f"window.YTD.{name}.part0 = {json.dumps(records)};".encode()


def one(value: dict[str, Any], **files: bytes) -> PostRow:
    (post,) = posts_of({"data/tweets.js": tweets(value), "data/account.js": ACCOUNT, **files})
    return post


def test_sniff__claims_posts_and_names_the_companions() -> None:
    match = READER.sniff(memory_source(fixture(), "data/tweets.js"))
    assert match is not None
    assert match.companions == ("data/account.js", "data/manifest.js", "data/note-tweet.js")


@pytest.mark.parametrize("name", ["data/account.js", "data/manifest.js", "data/note-tweet.js"])
def test_sniff__leaves_the_other_files_of_the_archive(name: str) -> None:
    assert READER.sniff(memory_source(fixture(), name)) is None


@pytest.mark.parametrize(
    "head", [b"window.YTD.like.part0 = [", b"window.YTD.tweet_headers.part0 = [", b"[]", b""]
)
def test_sniff__leaves_what_holds_no_posts(head: bytes) -> None:
    assert READER.sniff(memory_source({"f.js": head}, "f.js")) is None


def test_read__old_single_file_without_the_wrapping_object() -> None:
    data = b'window.YTD.tweet.part0 = [ {"id_str": "20", "full_text": "hi"} ]'
    assert [post.native_id for post in posts_of({"tweet.js": data}, "tweet.js")] == ["20"]


def test_read__every_record_of_the_fixture_is_accounted_for() -> None:
    rows = list(READER.read(memory_source(fixture(), "data/tweets.js")))
    kinds = [row.kind for row in rows if isinstance(row, PostRow)]
    assert (len(rows), kinds.count("repost"), kinds.count("quote"), kinds.count("reply")) == (10, 2, 1, 1)
    (reject,) = [row for row in rows if isinstance(row, Reject)]
    assert reject.reason == '`$.tweet.id_str`: got "not-an-id", expected an id of digits'


def test_author__comes_from_the_account_file_alone() -> None:
    post = one({})
    assert (post.account, post.handle, post.name) == ("7", "a_example", "A")
    assert post.url == "https://x.com/a_example/status/1500000000000000001"


def test_author__is_unknown_and_noted_without_an_account_file() -> None:
    source = memory_source({"data/tweets.js": tweets({})}, "data/tweets.js")
    (post,) = READER.read(source)
    assert isinstance(post, PostRow)
    assert (post.account, post.handle) == (None, None)
    assert source.notes == ["account.js is missing: the author of these posts is unknown"]


def test_author__is_unknown_when_two_files_name_different_accounts() -> None:
    manifest = b'window.__THAR_CONFIG = {"userInfo": {"accountId": "8", "userName": "b_example"}}'
    post = one({}, **{"data/manifest.js": manifest})
    assert (post.account, post.handle) == (None, None)


def test_archive__may_lie_one_folder_deeper() -> None:
    files = {"x-2026/data/tweets.js": tweets({}), "x-2026/data/account.js": ACCOUNT}
    assert posts_of(files, "x-2026/data/tweets.js")[0].handle == "a_example"


def test_manifest__a_missing_record_is_noted() -> None:
    source = memory_source(fixture(), "data/tweets-part1.js")
    (post,) = READER.read(source)
    assert isinstance(post, PostRow)
    assert source.notes == ["manifest.js counts 2 records in tweets-part1.js, 1 were found"]
    assert source.stated == 2
    assert format_us(source.captured_us or 0) == "2026-03-20T08:00:00Z"
    assert post.captured_us == source.captured_us


def test_direct_messages__are_noted_and_never_opened() -> None:
    files = {"data/tweets.js": tweets({}), "data/account.js": ACCOUNT, "data/direct-messages.js": b"private"}
    source = memory_source(files, "data/tweets.js")
    rows = list(READER.read(source))
    assert len(rows) == 1
    assert source.notes == ["direct messages, contacts and addresses are never read (1 files)"]


def test_repost__names_the_root_author_and_no_id() -> None:
    post = one({"full_text": "RT @b_example: cut here…"})
    assert post.references == (Reference("repost", None, "root", "explicit", account="b_example"),)
    assert (post.kind, post.text_cut) == ("repost", True)


def picture(**more: str) -> dict[str, Any]:
    entry = {"type": "photo", "media_url_https": "https://p.example/m/a.jpg"} | more
    return {
        "full_text": "RT @b_example: x",
        "entities": {"user_mentions": [{"screen_name": "B_example", "id_str": "9"}], "media": [entry]},
    }


def test_repost__its_picture_tells_the_id() -> None:
    post = one(picture(source_status_id_str="1400000000000000001", source_user_id_str="9"))
    assert post.references[0].target == "x:1400000000000000001"
    assert post.references[0].attribution == "platform"


def test_repost__a_picture_borrowed_from_a_third_account_tells_nothing() -> None:
    post = one(picture(source_status_id_str="1400000000000000001", source_user_id_str="10"))
    assert post.references[0].target is None


def test_quote__is_the_status_link_of_the_text() -> None:
    urls = [{"expanded_url": "https://x.com/b_example/status/1400000000000000001?s=20"}]
    post = one({"entities": {"urls": urls}})
    assert post.kind == "quote"
    assert post.references == (Reference("quote", "x:1400000000000000001", attribution="explicit"),)


def test_quote__a_link_to_another_platform_is_a_reference_and_no_quote() -> None:
    urls = [{"expanded_url": "https://www.youtube.com/watch?v=abcdefghijk"}]
    post = one({"entities": {"urls": urls}})
    assert (post.kind, post.references[0].target) == ("post", "youtube:abcdefghijk")


def test_reply__points_at_the_immediate_parent() -> None:
    post = one({"in_reply_to_status_id_str": "1400000000000000001", "in_reply_to_screen_name": "b_example"})
    assert post.references == (Reference("reply", "x:1400000000000000001", account="b_example"),)


def test_edit__a_later_version_names_the_first() -> None:
    versions = ["1400000000000000001", "1500000000000000001"]
    edit = {"initialTweetId": versions[0], "editControlInitial": {"editTweetIds": versions}}
    assert one({"edit_info": {"edit": edit}}).first_version == versions[0]
    assert one({"edit_info": {"initial": {"editTweetIds": versions[1:]}}}).first_version is None


def note(text: str, second: int) -> bytes:
    made = f"2024-01-30T08:14:{second:02d}.000Z"
    record = {"noteTweet": {"createdAt": made, "core": {"text": text}}}
    return f"window.YTD.note_tweet.part0 = [{json.dumps(record)}]".encode()


CUT = {"full_text": "a" * 200 + " &gt; …  https://t.co/abc", "created_at": "Tue Jan 30 08:14:27 +0000 2024"}


@pytest.mark.parametrize(("second", "joined"), [(25, True), (29, True), (24, False), (30, False)])
def test_long_post__takes_the_full_text_of_the_same_seconds(second: int, joined: bool) -> None:
    full = "a" * 200 + " > and all the rest"
    post = one(CUT, **{"data/note-tweet.js": note(full, second)})
    assert (post.text == full) is joined
    assert post.text_cut is not joined


def test_long_post__another_beginning_is_not_joined() -> None:
    assert one(CUT, **{"data/note-tweet.js": note("b" * 300, 27)}).text_cut


def test_long_post__a_damaged_companion_is_a_note_and_no_failure() -> None:
    files = {"data/tweets.js": tweets(CUT), "data/account.js": ACCOUNT, "data/note-tweet.js": b"x = [{"}
    source = memory_source(files, "data/tweets.js")
    assert [row.text_cut for row in READER.read(source) if isinstance(row, PostRow)] == [True]
    assert any("note-tweet.js cannot be read to its end" in sentence for sentence in source.notes)


def test_text__is_unescaped_once() -> None:
    assert one({"full_text": "&amp;lt; &gt;"}).text == "&lt; >"


def test_media__video_variants_are_names_in_the_archive() -> None:
    (row,) = posts_of(fixture())[8].media
    folder = f"data/tweets_media/{posts_of(fixture())[8].native_id}-"
    assert row.type == "video"
    assert row.members[:3] == (f"{folder}still.jpg", f"{folder}pl.m3u8", f"{folder}film.mp4")


def test_deleted_posts__are_marked() -> None:
    (post,) = posts_of(fixture(), "data/deleted-tweets.js")
    assert post.flags == ("deleted",)


@pytest.mark.parametrize("key", ["id_str", "full_text"])
def test_drift__a_renamed_key_is_a_reject_with_its_path(key: str) -> None:
    data = tweets({}).replace(f'"{key}"'.encode(), b'"renamed"')
    (row,) = READER.read(memory_source({"tweets.js": data}, "tweets.js"))
    assert isinstance(row, Reject)
    assert key in row.reason


def test_cut_off__what_came_before_is_read_and_the_end_is_an_error() -> None:
    whole = tweets({}, {"id_str": "1500000000000000002"})
    rows = READER.read(memory_source({"tweets.js": whole[:-20]}, "tweets.js"))
    assert isinstance(next(rows), PostRow)
    with pytest.raises(UnreadableError):
        list(rows)
