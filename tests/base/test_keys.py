"""How posts and accounts are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.keys import (
    PLATFORMS,
    account_key,
    fold_platform,
    is_key,
    post_key,
    split_key,
    unnamed_id,
    url_key,
)


@given(st.text(max_size=80) | st.sampled_from(sorted(PLATFORMS)))
def test_platform__folding_is_stable_and_safe_in_a_key(name: str) -> None:
    folded = fold_platform(name)
    assert folded == fold_platform(folded)
    assert folded
    assert ":" not in folded


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Twitter", "x"),
        ("  X ", "x"),
        ("twitter.com", "x"),
        ("Twitter!", "x"),
        ("Bsky", "bluesky"),
        ("", "other"),
        (None, "other"),
        ("???", "other"),
        ("My Forum", "my-forum"),
        ("t.me", "telegram"),
    ],
)
def test_platform__has_one_name(name: str | None, folded: str) -> None:
    assert fold_platform(name) == folded


@given(st.sampled_from(sorted(set(PLATFORMS.values()))), st.text(min_size=1, max_size=40))
def test_key__splits_into_what_it_was_made_of(platform: str, native_id: str) -> None:
    found = split_key(post_key(platform, native_id))
    assert found[0] == platform
    assert found[1] in {native_id, f"t3_{native_id}"}


@pytest.mark.parametrize(
    ("native_id", "key"),
    [
        ("abc12", "reddit:t3_abc12"),
        ("t3_abc12", "reddit:t3_abc12"),
        ("t1_abc12", "reddit:t1_abc12"),
        ("a b", "reddit:a b"),
    ],
)
def test_key__of_reddit_says_whether_it_is_a_post_or_a_comment(native_id: str, key: str) -> None:
    assert post_key("reddit", native_id) == key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://twitter.com/a_example/status/1893567890123456789?s=20", "x:1893567890123456789"),
        ("https://x.com/i/web/status/1893567890123456789", "x:1893567890123456789"),
        ("http://mobile.twitter.com/a_example/statuses/1893567890123456789/photo/1", "x:1893567890123456789"),
        ("https://www.reddit.com/r/pics_example/comments/abc12/a_title/", "reddit:t3_abc12"),
        ("https://www.reddit.com/r/pics_example/comments/abc12/a_title/?utm_source=share", "reddit:t3_abc12"),
        ("https://old.reddit.com/r/pics_example/comments/abc12/a_title/def34/", "reddit:t1_def34"),
        ("https://www.reddit.com/user/a_example/comments/abc12/comment/def34/", "reddit:t1_def34"),
        ("https://redd.it/abc12", "reddit:t3_abc12"),
        (
            "https://bsky.app/profile/did:plc:abc/post/3lbdmgs4xgo2x",
            "bluesky:at://did:plc:abc/app.bsky.feed.post/3lbdmgs4xgo2x",
        ),
        (
            "at://did:plc:abc/app.bsky.feed.post/3lbdmgs4xgo2x",
            "bluesky:at://did:plc:abc/app.bsky.feed.post/3lbdmgs4xgo2x",
        ),
        ("https://t.me/chat_example/15", "telegram:chat_example/15"),
        ("https://t.me/s/chat_example/15", "telegram:chat_example/15"),
        ("https://www.tiktok.com/@a_example/video/7498337886933191943", "tiktok:7498337886933191943"),
        ("https://youtu.be/abcdefghijk", "youtube:abcdefghijk"),
        ("https://www.instagram.com/p/BqvsDleB3lV/?igsh=x", "instagram:BqvsDleB3lV"),
        ("https://www.instagram.com/a_example/reel/BqvsDleB3lV", "instagram:BqvsDleB3lV"),
        ("https://www.instagram.com/p/BqvsDleB3lV_and_the_key_of_a_private_account/", "instagram:BqvsDleB3lV"),
        ("https://instagram.com/p/aye83/", "instagram:aye83"),
        ("https://www.threads.com/@a_example/post/DVX-MYrgABk?x=1", "threads:DVX-MYrgABk"),
        ("https://www.threads.net/@a_example/post/DVX-MYrgABk", "threads:DVX-MYrgABk"),
        (
            "https://www.linkedin.com/feed/update/urn:li:activity:7402746946853253120/",
            "linkedin:7402746946853253120",
        ),
        (
            "https://www.linkedin.com/posts/a-example_words-activity-7402746946853253120-AbCd?x=1",
            "linkedin:7402746946853253120",
        ),
        ("https://truthsocial.com/@a_example/116158522982400040", "truthsocial:116158522982400040"),
        ("https://truthsocial.com/@a_example/posts/116158522982400040", "truthsocial:116158522982400040"),
        (
            "https://here.example/users/a_example/statuses/113",
            "mastodon:https://here.example/users/a_example/statuses/113",
        ),
    ],
)
def test_url__of_a_known_form_names_a_post(url: str, key: str) -> None:
    assert url_key(url) == key


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com.evil.example/a/status/1893567890123456789",
        "https://evil.example/?u=https://x.com/a/status/1893567890123456789",
        "https://x.com/a_example",
        "https://i.redd.it/abc12.jpg",
        "https://notreddit.com/r/a/comments/abc12/x/",
        "https://t.me/joinchat/abc",
        "https://www.instagram.com/explore/tags/p_example/",
        "https://www.threads.com/@a_example",
        "",
    ],
)
def test_url__of_another_form_names_none(url: str) -> None:
    assert url_key(url) is None


@given(st.text(max_size=200))
def test_url__any_text_is_safe(text: str) -> None:
    key = url_key(text)
    assert key is None or is_key(key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x:1", True), ("https://x.com/1", False), ("x:", False), ("1893", False), ("other:5", True)],
)
def test_key__is_told_from_other_references(text: str, expected: bool) -> None:
    assert is_key(text) is expected


def test_account__is_keyed_by_its_stable_id() -> None:
    assert account_key("x", "12", "A_Example") == account_key("x", "12", "renamed_example") == "x:12"
    assert account_key("x", None, "A_Example") == account_key("x", None, "a_example") == "x:@a_example"
    assert account_key("x", None, None) is None


def test_unnamed__is_the_head_of_the_digest() -> None:
    assert unnamed_id(b"") == "sha256:e3b0c44298fc1c14"
