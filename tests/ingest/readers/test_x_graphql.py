from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.ingest.reader import Absent, PostRow, Reject, Row, Service, readers
from tracker.ingest.readers.x_graphql import READER
from tracker.ingest.source import MemberSource, memory_source
from tracker.testing.samples import claims

FIXTURE = Path(__file__).parents[3] / "fixtures" / "x_graphql"


def source_of(value: Any) -> MemberSource:
    return memory_source({"saved.txt": json.dumps(value).encode()}, "saved.txt")


def rows_of(value: Any) -> list[Row]:
    return list(READER.read(source_of(value)))


def post_of(value: Any) -> PostRow:
    (row,) = rows_of(value)
    assert isinstance(row, PostRow)
    return row


def node(**fields: Any) -> dict[str, Any]:
    return {
        "__typename": "Tweet",
        "rest_id": "2028379804029419520",
        "core": {"user_results": {"result": {"rest_id": "7", "legacy": {"screen_name": "a_example"}}}},
        "legacy": {"full_text": "words", "created_at": "Mon Mar 02 08:00:05 +0000 2026"},
        **fields,
    }


def test_fixture__every_post_of_a_conversation_is_read_and_what_is_gone_is_named() -> None:
    rows = list(READER.read(memory_source({"f": (FIXTURE / "conversation.json").read_bytes()}, "f")))
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert [post.kind for post in posts] == [
        "post", "reply", "post", "quote", "post", "repost", "post", "quote", "quote", "post",
    ]  # fmt: skip
    assert sum(isinstance(row, Absent) for row in rows) == 3
    assert not [row for row in rows if isinstance(row, Reject)]


def test_record__is_the_post_itself_and_not_the_whole_answer() -> None:
    body = (FIXTURE / "conversation.json").read_bytes()
    for row in READER.read(memory_source({"f": body}, "f")):
        raw = row.record.raw
        assert body[row.record.offset : row.record.offset + len(raw)] == raw
        if isinstance(row, PostRow):
            value = json.loads(raw)
            assert value["rest_id"] == row.native_id


def test_text__that_a_page_escapes_is_undone_once_and_a_long_text_is_taken_as_it_stands() -> None:
    short = node(legacy={"full_text": "Lumenwerk &amp;amp; Perigee"})
    long = node(note_tweet={"note_tweet_results": {"result": {"text": "Lumenwerk &amp; Perigee, in full"}}})
    assert post_of(short).text == "Lumenwerk &amp; Perigee"
    assert post_of(long).text == "Lumenwerk &amp; Perigee, in full"
    assert post_of(node(note_tweet={})).text_cut


def test_text__of_a_repost_is_the_whole_text_of_what_it_passes_on() -> None:
    original = node(rest_id="2028379804029419521", legacy={"full_text": "all of the words"})
    cut = {"full_text": "RT @a_example: all of…", "retweeted_status_result": {"result": {"tweet": original}}}
    repost, embedded = rows_of(node(legacy=cut))
    assert isinstance(repost, PostRow)
    assert isinstance(embedded, PostRow)
    assert (repost.kind, repost.text, repost.text_cut) == ("repost", "all of the words", False)
    assert (repost.references[0].target, repost.references[0].scope) == ("x:2028379804029419521", "root")
    assert embedded.embedded


@pytest.mark.parametrize(
    ("core", "handle", "account"),
    [
        ({"user_results": {"result": {"rest_id": "7", "core": {"screen_name": "new_example"}}}}, "new_example", "7"),
        ({"user_results": {"result": {"rest_id": "7", "legacy": {"screen_name": "old_example"}}}}, "old_example", "7"),
        ({"user_results": {"rest_id": "7"}}, "own_example", "7"),
        (None, "own_example", "9"),
    ],
)
def test_author__is_found_where_any_layout_has_it(core: Any, handle: str, account: str) -> None:
    media = [{"expanded_url": "https://x.com/own_example/status/2028379804029419520/photo/1", "media_url_https": "u"}]
    legacy = {"full_text": "words", "user_id_str": "9", "extended_entities": {"media": media}}
    found = post_of(node(core=core, legacy=legacy))
    assert (found.handle, found.account) == (handle, account)


def test_author__is_never_taken_from_a_picture_borrowed_from_another_post() -> None:
    media = [{"expanded_url": "https://x.com/other_example/status/2000000000000000000/photo/1", "media_url_https": "u"}]
    found = post_of(node(core={}, legacy={"full_text": "words", "extended_entities": {"media": media}}))
    assert found.handle is None


def test_layout__that_nobody_has_seen_still_gives_the_id_and_a_note() -> None:
    source = source_of({"__typename": "Tweet", "rest_id": "2028379804029419520", "novel": {"words": "?"}})
    (row,) = READER.read(source)
    assert isinstance(row, PostRow)
    assert (row.native_id, row.flags, row.stated.us) == ("2028379804029419520", ("layout_unknown",), None)
    assert source.notes == ["of 1 posts only the id could be read: X has changed the layout of its pages"]


def test_id__that_the_browser_has_rounded_is_never_read() -> None:
    broken = node(id=2028379804029419500)
    del broken["rest_id"]
    (row,) = rows_of(broken)
    assert isinstance(row, Reject)
    assert "`$.rest_id`" in row.reason


def test_quote__whose_post_is_only_named_is_a_reference_and_no_post() -> None:
    named = {"result": {"__typename": "Tweet", "rest_id": "2028379804029419000"}}
    assert post_of(node(quotedRefResult=named)).references[0].target == "x:2028379804029419000"


@pytest.mark.parametrize("result", [{}, {"result": {}}, {"result": {"__typename": "TweetUnavailable"}}])
def test_gone__an_entry_without_its_post_names_the_post(result: dict[str, Any]) -> None:
    entry = {"entryId": "tweet-2028379804029419520", "content": {"itemContent": {"tweet_results": result}}}
    (row,) = rows_of({"data": {"entries": [entry]}})
    assert isinstance(row, Absent)
    assert row.target == "x:2028379804029419520"


def test_gone__a_mark_below_an_account_is_not_taken_for_a_post_of_that_number() -> None:
    tombstone = {"tweet_results": {"result": {"__typename": "TweetTombstone"}}}
    module = {"entryId": "profile-conversation-1", "item": tombstone}
    (row,) = rows_of({"data": {"user": {"result": {"rest_id": "44000000", "timeline": {"entries": [module]}}}}})
    assert isinstance(row, Service)


def test_promoted__marks_the_post_of_the_entry_and_not_what_it_quotes() -> None:
    quoted = {"result": node(rest_id="2028379804029419001")}
    content = {"promotedMetadata": {}, "tweet_results": {"result": node(quoted_status_result=quoted)}}
    flags = [row.flags for row in rows_of({"itemContent": content}) if isinstance(row, PostRow)]
    assert flags == [("promoted",), ()]


def test_edits__the_first_version_is_the_one_that_holds_the_origin_time() -> None:
    initial = {"edit_tweet_ids": ["2028379804029419000"]}
    edited = {"initial_tweet_id": "2028379804029419000", "edit_control_initial": initial}
    assert post_of(node(edit_control=edited)).first_version == "2028379804029419000"
    assert post_of(node(edit_control={"edit_tweet_ids": ["2028379804029419520"]})).first_version is None


def test_sniff__a_text_that_quotes_such_an_answer_is_no_such_answer() -> None:
    saying = {"id": "1", "created_at": "2026-01-01", "text": '"__typename":"Tweet"'}
    assert READER.sniff(source_of([saying])) is None


def test_sniff__other_tools_lines_around_such_answers_are_theirs() -> None:
    line = {"nav_index": "1:0", "item_id": "1", "source_platform": "twitter.com", "data": node()}
    assert "x_graphql" not in claims(source_of(line), readers())  # type: ignore[arg-type]


def test_sniff__an_answer_about_an_account_is_claimed_to_say_that_it_holds_no_posts() -> None:
    user = {"__typename": "User", "rest_id": "7", "core": {"screen_name": "a_example"}}
    source = source_of({"data": {"user": {"result": user}}})
    assert READER.sniff(source) is not None
    assert [type(row) for row in READER.read(source)] == [Service]
    assert READER.sniff(source_of({"data": {"user": {"__typename": "User", "login": "a_example"}}})) is None


def test_older_pages__posts_stand_beside_their_authors() -> None:
    rows = list(READER.read(memory_source({"f": (FIXTURE / "older_page.json").read_bytes()}, "f")))
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert [(post.kind, post.handle, post.account) for post in posts] == [
        ("post", "quiet_kite_example", "1100000000000000001"),
        ("repost", "moss_signal_example", "1100000000000000002"),
        ("quote", "fern_ledger_example", "1100000000000000003"),
        ("reply", None, "9"),
    ]
    assert {reference.target for post in posts for reference in post.references} == {f"x:{posts[0].native_id}"}
    assert (posts[0].text, posts[0].views, len(posts[0].media)) == ("An older page & its post", 9, 1)
    assert len(rows) == 4
