from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tracker.base.limits import Limits
from tracker.base.progress import Silent
from tracker.images import family
from tracker.images.look import look_at, look_closely
from tracker.images.match import Matched, MatchSettings, match_pictures
from tracker.images.traces import saved_again
from tracker.tables.media import Media
from tracker.tables.posts import Posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import ModuleType

    from tracker.tables.lineage import Lineage

Match = Callable[..., Matched]
START = datetime(2026, 3, 3, tzinfo=UTC)
PARENTS = {0: None, 1: 0, 2: 1, 3: 0, 4: 3}


@pytest.fixture(scope="module")
def story_files(drawings: ModuleType) -> list[bytes]:
    """A page; cut; that one framed; the page with another word; that one smaller."""
    page = drawings.TUNING["microblog"](drawings.story(7))
    first = drawings.encode(page, "JPEG", 92)
    cut = drawings.encode(_opened(drawings, first).crop((0, 40, 720, 560)), "JPEG", 80)
    framed = drawings.encode(drawings._framed(_opened(drawings, cut)), "JPEG", 78)
    edited = _opened(drawings, first)
    edited.paste(Image.new("RGB", (150, 40), "white"), (24, 112))
    variant = drawings.encode(edited, "JPEG", 85)
    smaller = drawings.encode(drawings.resized(_opened(drawings, variant), 0.8), "JPEG", 80)
    return [first, cut, framed, variant, smaller]


def _opened(drawings: ModuleType, raw: bytes) -> Image.Image:
    import io

    assert drawings is not None
    return Image.open(io.BytesIO(raw)).convert("RGB")


def sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def tree(lineage: Lineage) -> dict[str, str]:
    return {row["child"].hex(): row["parent"] for row in lineage.rows()}


def wanted(files: Sequence[bytes]) -> dict[str, str]:
    return {sha(files[c]): "" if p is None else sha(files[p]) for c, p in PARENTS.items()}


def timed(posts: Posts, hours: Sequence[int | None], *, hard: bool = True) -> Posts:
    """The posts with times that lie whole hours apart."""
    rows: list[dict[str, Any]] = posts.arrow.to_pylist()
    for row, hour in zip(rows, hours, strict=True):
        at = None if hour is None else START + timedelta(hours=hour)
        row |= {"low": at, "high": at, "posted_at": at, "hard": hard}
    return Posts.from_rows(rows)


@pytest.fixture
def match_timed(posts_of: Callable[..., Posts]) -> Callable[..., Lineage]:
    def run(files: Sequence[bytes], hours: Sequence[int | None], *, hard: bool = True) -> Lineage:
        rows = [
            {
                "media": f"x:{n}#1", "post": f"x:{n}", "type": "image", "file": f"{n}.jpg", "source": "s1",
                "member": f"media/{n}.jpg", "sha256": bytes.fromhex(sha(raw)),
            }
            for n, raw in enumerate(files)
        ]  # fmt: skip
        by_name = {sha(raw): raw for raw in files}

        def pictures(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
            return ((name, by_name[name]) for name in names)

        posts = timed(posts_of([""] * len(files)), hours, hard=hard)
        return match_pictures(Media.from_rows(rows), posts, pictures, (), MatchSettings(), Silent()).lineage

    return run


def test_a_small_story_is_put_in_order_without_times(match: Match, story_files: list[bytes]) -> None:
    assert tree(match(story_files).lineage) == wanted(story_files)


def test_the_variant_stands_in_the_family_of_what_it_was_made_from(match: Match, story_files: list[bytes]) -> None:
    rows = list(match(story_files).lineage.rows())
    assert {row["family"] for row in rows} == {"c1"}
    clusters = {row["child"].hex(): row["cluster"] for row in rows}
    assert clusters[sha(story_files[3])] == clusters[sha(story_files[4])] == "c2"


def test_the_lineage_does_not_depend_on_the_order_of_files(match: Match, story_files: list[bytes]) -> None:
    plain, shuffled = match(story_files), match(story_files, order=[3, 0, 4, 2, 1])
    assert plain.lineage.arrow.equals(shuffled.lineage.arrow)


def test_sure_times_overrule_what_the_pictures_suggest(
    match_timed: Callable[..., Lineage], story_files: list[bytes]
) -> None:
    found = match_timed(story_files[:2], [5, 1])
    assert tree(found) == {sha(story_files[1]): "", sha(story_files[0]): sha(story_files[1])}
    assert {row["direction"] for row in found.rows()} == {"known"}


def test_a_claimed_time_alone_overrules_nothing_that_is_clear(
    match_timed: Callable[..., Lineage], story_files: list[bytes]
) -> None:
    found = match_timed([story_files[0], story_files[1], story_files[2]], [5, 1, 2], hard=False)
    assert tree(found)[sha(story_files[1])] == sha(story_files[0])


def test_a_small_margin_is_order_unknown(
    match: Match, story_files: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(family, "LEAST_MARGIN", 10**9)
    rows = list(match(story_files).lineage.rows())
    assert {row["direction"] for row in rows if row["margin"] is not None} == {"order unknown"}


def test_files_with_equal_pixels_are_one_picture(match: Match, drawings: ModuleType) -> None:
    page = drawings.TUNING["forum"](drawings.story(3))
    png, other = drawings.encode(page), drawings.encode(page.convert("RGBA"))
    found = list(match([png, other]).lineage.rows())
    assert len(found) == 1
    assert json.loads(found[0]["evidence"])["files"] == sorted([sha(png), sha(other)])


def test_no_more_pictures_are_compared_than_allowed(
    match: Match, story_files: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(family, "MOST_PICTURES", 2)
    found = list(match(story_files).lineage.rows())
    assert len(found) == 2
    assert {json.loads(row["evidence"])["left_out"] for row in found} == {3}


def test_what_is_excluded_is_not_placed(match: Match, story_files: list[bytes]) -> None:
    found = match(story_files, settings=MatchSettings(exclude=(sha(story_files[2]),)))
    assert sha(story_files[2]) not in tree(found.lineage)


def test_a_jpeg_saved_with_its_own_table_comes_back_the_same(drawings: ModuleType) -> None:
    raw = drawings.encode(drawings.photo(4).convert("L"), "JPEG", 60)
    look = look_closely(raw, Limits())
    table = look_at(raw, Limits()).traces.table
    again = saved_again(look.grey(), table)
    assert len(table) == 64
    assert abs(again.astype(int) - look.grey()).mean() < 0.1


def test_a_large_picture_is_compared_at_its_own_size(match: Match, drawings: ModuleType) -> None:
    page = drawings.resized(drawings.TUNING["article"](drawings.story(5)), 1.6)
    first = drawings.encode(page, "JPEG", 88)
    again = drawings.encode(_opened(drawings, first), "JPEG", 50)
    found = match([first, again]).lineage
    assert tree(found) == {sha(first): "", sha(again): sha(first)}
    assert min(row["margin"] for row in found.rows()) > 2
