"""CrowdTangle's tables: Eastern time by its name, shares by their link, groups that do not name who wrote."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, ReadSettings
from tracker.ingest.readers import crowdtangle_facebook, crowdtangle_instagram
from tracker.ingest.source import memory_source

HEAD = "Page Name,User Name,Facebook Id,Post Created,Type,Likes,URL,Message,Link\n"
OWN = "https://www.facebook.com/1/posts/858090351333568"


def _facebook(*lines: str, head: str = HEAD, **settings: Any) -> list[Any]:
    body = (head + "".join(f"{line}\n" for line in lines)).encode()
    source: Any = memory_source({"a": body}, "a", ReadSettings(**settings))
    assert crowdtangle_facebook.READER.sniff(source) is not None
    assert crowdtangle_instagram.READER.sniff(source) is None
    return list(crowdtangle_facebook.READER.read(source))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-01-15 09:48:29 EST", "2026-01-15T14:48:29Z"),
        ("2026-07-15 09:48:29 EDT", "2026-07-15T13:48:29Z"),
        ("2026-11-01 01:30:00 EDT", "2026-11-01T05:30:00Z"),
        ("2026-11-01 01:30:00 EST", "2026-11-01T06:30:00Z"),
        ("2026-07-15 09:48:29 PDT", "2026-07-15T16:48:29Z"),
        ("2026-07-15 09:48:29 UTC", "2026-07-15T09:48:29Z"),
    ],
)
def test_crowdtangle__the_zone_is_the_one_that_is_named_whatever_the_user_says(written: str, moment: str) -> None:
    (row,) = _facebook(f"Ada,ada_example,1,{written},Status,1,{OWN},a,", zone="Asia/Kolkata")
    assert (format_us(row.stated.us), row.stated.zone_known) == (moment, True)


def test_crowdtangle__a_zone_that_is_not_known_is_no_zone() -> None:
    (row,) = _facebook(f"Ada,ada_example,1,2026-07-15 09:48:29 XYZ,Status,1,{OWN},a,")
    assert not row.stated.zone_known
    (row,) = _facebook(f"Ada,ada_example,1,2026-07-15 09:48:29 XYZ,Status,1,{OWN},a,", zone="Europe/Paris")
    assert format_us(row.stated.us) == "2026-07-15T07:48:29Z"


@pytest.mark.parametrize(
    ("link", "message", "kind"),
    [
        ("https://www.facebook.com/other_example/posts/77", "look", "quote"),
        ("https://www.facebook.com/other_example/posts/77", "", "repost"),
        ("https://www.facebook.com/groups/5/permalink/77", "", "repost"),
        ("https://www.facebook.com/other_example/posts/some-words/77", "", "repost"),
        (OWN, "look", "post"),
        ("https://press.example/posts/77", "look", "post"),
        ("https://www.facebook.com/ada_example/photos/a.1/77/?type=3", "look", "post"),
    ],
)
def test_crowdtangle__a_link_to_a_post_is_a_share_of_it(link: str, message: str, kind: str) -> None:
    (row,) = _facebook(f"Ada,ada_example,1,2026-01-15 09:48:29 EST,Link,1,{OWN},{message},{link}")
    assert row.kind == kind
    assert [reference.target for reference in row.references] == ([] if kind == "post" else ["facebook:77"])


def test_crowdtangle__a_group_is_not_taken_for_who_wrote_in_it() -> None:
    (row,) = _facebook(
        f"Orbit friends,orbit_example,5,2026-01-15 09:48:29 EST,Status,1,{OWN},a,", head=HEAD.replace("Page", "Group")
    )
    assert isinstance(row, PostRow)
    assert (row.account, row.handle, row.name) == (None, None, None)


def test_crowdtangle__an_address_of_unknown_form_still_names_the_post() -> None:
    (row,) = _facebook("Ada,ada_example,1,2026-01-15 09:48:29 EST,Status,1,https://www.facebook.com/reel/1x,a,")
    assert (row.native_id, row.url) == ("", "https://www.facebook.com/reel/1x")
