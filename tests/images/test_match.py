from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tracker.base.errors import UnreadableError, UsageError
from tracker.images.match import Matched, MatchSettings, Query

if TYPE_CHECKING:
    from types import ModuleType

Match = Callable[..., Matched]


def by_file(matched: Matched) -> dict[str, dict[str, Any]]:
    return {row["file"]: row for row in matched.copies.rows()}


@pytest.fixture(scope="module")
def story_files(drawings: ModuleType) -> list[bytes]:
    """Three copies of one page, one variant used twice, another post, a photo, a flat and a broken file."""
    draw, told = drawings.TUNING["microblog"], drawings.story(7)
    page, edited = draw(told), draw(drawings.other_number(told))
    return [
        drawings.encode(page),
        drawings.COPIES["caption"](page),
        drawings.COPIES["crop sides"](page),
        drawings.encode(edited),
        drawings.encode(edited, "JPEG", 70),
        drawings.encode(draw(drawings.story(8)), "JPEG"),
        drawings.encode(drawings.photo(1), "JPEG"),
        drawings.encode(Image.new("RGB", (300, 300), "white")),
        b"no picture",
    ]


@pytest.fixture(scope="module")
def clusters() -> dict[str, str]:
    return {"0.jpg": "c1", "1.jpg": "c1", "2.jpg": "c1", "3.jpg": "c2", "4.jpg": "c2"}


def test_copies_share_a_cluster_and_a_variant_has_its_own(
    match: Match, story_files: list[bytes], clusters: dict[str, str]
) -> None:
    rows = by_file(match(story_files))
    assert {file: row["cluster"] for file, row in rows.items() if row["cluster"]} == clusters
    variants = [row for row in rows.values() if row["relation"] == "variant"]
    assert [row["cluster"] for row in variants] == ["c2"]
    assert variants[0]["parent_file"] in {r["sha256"].hex() for r in rows.values() if r["cluster"] == "c1"}
    evidence = json.loads(variants[0]["evidence"])
    assert evidence["was"] is None
    assert len(evidence["box"]) == 4


def test_every_cluster_has_one_representative_and_every_other_member_its_proof(
    match: Match, story_files: list[bytes]
) -> None:
    rows = [row for row in by_file(match(story_files)).values() if row["cluster"]]
    for cluster in ("c1", "c2"):
        heads = [row for row in rows if row["cluster"] == cluster and row["relation"] in {"", "variant"}]
        assert len(heads) == 1
        others = [row for row in rows if row["cluster"] == cluster and row not in heads]
        assert {row["parent_file"] for row in others} == {heads[0]["sha256"].hex()}
        assert all(row["strength"] in {"strong", "fair"} and 0 < row["score"] <= 1 for row in others)


def test_clusters_do_not_depend_on_the_order_of_files_or_on_workers(
    match: Match, story_files: list[bytes]
) -> None:
    plain = match(story_files)
    shuffled = match(story_files, order=[8, 3, 0, 6, 2, 7, 5, 1, 4], settings=MatchSettings(workers=2))
    assert plain.copies.arrow.equals(shuffled.copies.arrow)
    assert plain.hashes.arrow.equals(shuffled.hashes.arrow)


def test_unreadable_and_flat_files_are_rows_without_a_cluster(match: Match, story_files: list[bytes]) -> None:
    matched = match(story_files)
    rows = by_file(matched)
    assert json.loads(rows["8.jpg"]["evidence"])["why"].startswith("not one of")
    assert json.loads(rows["7.jpg"]["evidence"])["why"] == "too little detail to compare"
    unreadable = [row["unreadable"] for row in matched.hashes.rows() if row["unreadable"]]
    assert len(unreadable) == 1
    assert len(matched.hashes) == len(story_files)


def test_equal_bytes_and_equal_pixels_are_named_as_such(match: Match, drawings: ModuleType) -> None:
    page = drawings.photo(3)
    png = drawings.encode(page)
    rows = by_file(match([png, png, drawings.encode(page.convert("RGBA"))]))
    assert {row["cluster"] for row in rows.values()} == {"c1"}
    assert sorted(row["relation"] for row in rows.values()) == ["", "same_file", "same_picture"]


def test_a_picture_used_once_has_no_cluster(match: Match, drawings: ModuleType) -> None:
    rows = by_file(match([drawings.encode(drawings.photo(3)), drawings.encode(drawings.photo(4))]))
    assert {row["cluster"] for row in rows.values()} == {""}


def test_a_missing_file_is_unreadable_with_its_reason(match: Match, drawings: ModuleType) -> None:
    matched = match([drawings.encode(drawings.photo(3)), drawings.encode(drawings.photo(4))], lost=[1])
    assert sorted(row["unreadable"] or "" for row in matched.hashes.rows()) == ["", "not found in the export"]


def test_the_picture_asked_for_finds_its_cluster_and_counts_in_nothing(
    match: Match, story_files: list[bytes], drawings: ModuleType
) -> None:
    page = drawings.TUNING["microblog"](drawings.story(7))
    asked = drawings.encode(drawings.resized(page, 0.9), "WEBP", 80)
    matched = match(story_files, [Query("fake.webp", asked)])
    rows = list(matched.queries.rows())
    assert (rows[0]["cluster"], rows[0]["relation"], rows[0]["strength"]) == ("c1", "copy", "strong")
    assert ("c2", "variant") in {(row["cluster"], row["relation"]) for row in rows}
    assert len(matched.copies) == len(matched.hashes) == len(story_files)


def test_asking_for_a_variant_finds_the_variant_first_and_the_original_as_a_variant(
    match: Match, story_files: list[bytes]
) -> None:
    rows = list(match(story_files, [Query("edited.png", story_files[3])]).queries.rows())
    assert [(row["cluster"], row["relation"]) for row in rows[:2]] == [("c2", "same_file"), ("c1", "variant")]


def test_a_single_picture_is_named_by_its_file(
    match: Match, story_files: list[bytes], drawings: ModuleType
) -> None:
    page = drawings.TUNING["microblog"](drawings.story(8))
    row = next(match(story_files, [Query("other.png", drawings.encode(page))]).queries.rows())
    assert (row["cluster"], row["relation"]) == ("", "copy")
    assert len(row["member_sha256"]) == 64


def test_what_is_not_there_gives_one_row_without_a_link(
    match: Match, story_files: list[bytes], drawings: ModuleType
) -> None:
    asked = drawings.encode(drawings.photo(77), "JPEG")
    queries = [Query("nowhere.jpg", asked), Query("words", text="no such words")]
    rows = list(match(story_files, queries).queries.rows())
    assert [(row["kind"], row["relation"], row["member_sha256"], row["post"]) for row in rows] == [
        ("image", "", "", ""), ("text", "", "", ""),
    ]  # fmt: skip


def test_a_picture_asked_for_that_is_none_is_refused(match: Match, story_files: list[bytes]) -> None:
    with pytest.raises(UnreadableError, match=r"x\.txt"):
        match(story_files, [Query("x.txt", b"words")])


def test_what_a_person_excluded_is_left_out_and_listed(match: Match, story_files: list[bytes]) -> None:
    asked = [Query("fake.png", story_files[0])]
    cluster = match(story_files, asked, settings=MatchSettings(exclude=("c1",)))
    rows = by_file(cluster)
    assert json.loads(rows["1.jpg"]["evidence"]) == {"excluded": ["c1"], "step": "excluded"}
    assert {row["cluster"] for row in rows.values()} == {"", "c2"}
    assert "c1" not in {row["cluster"] for row in cluster.queries.rows()}
    name = rows["1.jpg"]["sha256"].hex()
    rows = by_file(match(story_files, settings=MatchSettings(exclude=(name,))))
    assert [file for file, row in rows.items() if row["cluster"] == "c1"] == ["0.jpg", "2.jpg"]


@pytest.mark.parametrize("name", ["c99", "zzz", "0.jpg"])
def test_what_is_excluded_must_be_there(match: Match, story_files: list[bytes], name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is no cluster and no file"):
        match(story_files, settings=MatchSettings(exclude=("c1", name)))


def test_a_native_repost_is_no_copy(match: Match, drawings: ModuleType) -> None:
    photo = drawings.encode(drawings.photo(3))
    matched = match([photo, drawings.encode(drawings.photo(4))], kinds=["post", "repost"])
    assert {row["cluster"] for row in matched.copies.rows()} == {""}


def test_a_sheet_of_two_pages_belongs_to_the_clusters_of_both(match: Match, drawings: ModuleType) -> None:
    one, two = (drawings.TUNING["forum"](drawings.story(seed)).convert("RGB") for seed in (3, 5))
    sheet = Image.new("RGB", (one.width, one.height + two.height), "white")
    sheet.paste(one, (0, 0))
    sheet.paste(two, (0, one.height))
    files = [drawings.encode(one), drawings.encode(one, "JPEG"), drawings.encode(two), drawings.encode(two, "JPEG")]
    rows = list(match([*files, drawings.encode(sheet, "JPEG")]).copies.rows())
    homes = {f"{n}.jpg": {row["cluster"] for row in rows if row["file"] == f"{n}.jpg"} for n in range(5)}
    assert homes["0.jpg"] == homes["1.jpg"] != homes["2.jpg"] == homes["3.jpg"]
    assert homes["4.jpg"] == homes["0.jpg"] | homes["2.jpg"]


def test_a_sheet_that_more_posts_carry_makes_no_one_picture_of_its_pages(match: Match, drawings: ModuleType) -> None:
    one, two = (drawings.TUNING["forum"](drawings.story(seed)).convert("RGB") for seed in (3, 5))
    sheet = Image.new("RGB", (one.width, one.height + two.height), "white")
    sheet.paste(one, (0, 0))
    sheet.paste(two, (0, one.height))
    pages = [drawings.encode(one, "JPEG"), drawings.encode(two, "JPEG")]
    rows = list(match([*[drawings.encode(sheet, "JPEG")] * 4, *pages]).copies.rows())
    homes = [{row["cluster"] for row in rows if row["file"] == f"{n}.jpg"} for n in (4, 5)]
    assert not homes[0] & homes[1]
