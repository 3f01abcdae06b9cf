"""The planted rumors themselves: a wrong truth would make every hit rate wrong."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from PIL import Image, ImageChops
from tracker.base.clock import DAY_US, SECOND_US, parse_iso, parse_x
from tracker.base.idtime import id_time
from tracker.flow.bundled import story_folder
from tracker.testing import demo_story
from tracker.testing.altering import STEPS, alter, load, save
from tracker.testing.drawing import LAYOUTS, Screen, draw
from tracker.testing.exports import FORMATS
from tracker.testing.exports.bluesky import cid
from tracker.testing.native_ids import Counters, base36, mastodon_id, tid, x_id
from tracker.testing.rumors import CLOCKED, KINDS, SLOWEST_FINGERS_US, Planted, plant
from tracker.testing.story import CAPTURED, DELETED, MISSED
from tracker.testing.truth import Seen
from tracker.testing.wording import dice_of

if TYPE_CHECKING:
    from pathlib import Path

NOW = parse_iso("2026-11-01").us or 0
SEEDS = range(4)


def moment(text: str) -> int:
    found = parse_iso(text).us
    assert found is not None
    return found


def some(kind: str, formats: str = "generic") -> list[Planted]:
    return [plant(seed, kind, formats=formats, width=240) for seed in SEEDS]


# ---- ids ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("us", [1_772_520_072_123_000, 1_300_000_000_000_000, 1_893_456_000_999_000])
def test_ids__decode_to_the_moment_they_were_made_for(us: int) -> None:
    dice, late = dice_of(5), us + DAY_US
    address = f"https://fedi.example/users/a_example/statuses/{mastodon_id(us, dice)}"
    assert id_time("x", x_id(us, dice), now_us=late).us == us
    assert id_time("mastodon", address, now_us=late).us == us
    assert (
        id_time("bluesky", f"at://did:plc:a/app.bsky.feed.post/{tid(us + 7, dice)}", now_us=late).us == us + 7
    )


def test_ids__that_count_rise_with_time_and_per_chat() -> None:
    counters, dice = Counters(), dice_of(1)
    reddit = [counters.reddit(1_772_520_072_000_000 + n, "t3") for n in range(50)]
    assert [int(one[3:], 36) for one in reddit] == sorted({int(one[3:], 36) for one in reddit})
    first = [int(counters.telegram("7", dice).partition("/")[2]) for _ in range(50)]
    assert first == sorted(set(first))
    assert counters.telegram("8", dice).startswith("8/10")
    assert base36(0) == "0"
    assert int(base36(1_234_567_890), 36) == 1_234_567_890


# ---- pictures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_screenshots__say_that_they_are_made_up(layout: str) -> None:
    screen = Screen(layout, "Orbit Gazette", "@orbit_gazette_example", "12 data centres in orbit by 2031.")
    drawn = draw(screen)
    foot = drawn.crop((0, drawn.height - 16, drawn.width, drawn.height)).convert("L")
    assert min(foot.tobytes()) < 160
    assert draw(screen).tobytes() == drawn.tobytes()


def test_screenshots__of_one_layout_differ_only_where_the_words_do() -> None:
    first = draw(Screen("post", "Orbit Gazette", "@orbit_gazette_example", "12 data centres."))
    other = draw(Screen("post", "Orbit Gazette", "@orbit_gazette_example", "72 data centres."))
    box = ImageChops.difference(first, other).getbbox()
    assert box is not None
    assert box[2] - box[0] < 30
    assert box[3] - box[1] < 30


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_copies__are_pictures_of_the_same_thing_with_other_bytes(kind: str) -> None:
    original = save(
        draw(Screen("post", "Orbit Gazette", "@orbit_gazette_example", "12 data centres.")), quality=88
    )
    copy = alter(original.content, kind, dice_of(3))
    assert copy.content != original.content
    assert copy == alter(original.content, kind, dice_of(3))
    decoded = load(copy.content)
    assert 0.6 < decoded.width / load(original.content).width < 1.5
    with Image.open(io.BytesIO(copy.content)) as picture:
        assert picture.format == {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[copy.suffix]
        assert not picture.getexif()


# ---- planted rumors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("formats", ["generic", "native"])
def test_plant__the_same_seed_gives_the_same_bytes_and_another_seed_another_rumor(
    kind: str, formats: str
) -> None:
    first = plant(3, kind, formats=formats, width=240)
    again = plant(3, kind, formats=formats, width=240)
    assert first.exports() == again.exports()
    assert first.truth == again.truth
    assert first.image.content == again.image.content
    assert first.exports() != plant(4, kind, formats=formats, width=240).exports()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_plant__has_between_3_and_30_uploads_lookalikes_and_older_unrelated_posts(kind: str) -> None:
    for planted in some(kind):
        roles = Counter(post.role for post in planted.posts)
        origin = next(post for post in planted.posts if post.role == "origin")
        assert 3 <= roles["origin"] + roles["upload"] <= 30
        assert roles["lookalike"] >= 2
        assert any(post.us < origin.us for post in planted.posts if post.role == "unrelated")
        assert len({post.key for post in planted.posts}) == len(planted.posts)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_plant__no_copy_is_older_than_the_origin_and_no_child_than_its_parent(kind: str) -> None:
    for planted in some(kind):
        origin = next(post for post in planted.posts if post.role == "origin")
        carriers = [post for post in planted.posts if post.picture and post.picture.cluster == "rumor"]
        assert min(carriers, key=lambda post: post.us) is origin
        assert all(post.us - origin.us >= SLOWEST_FINGERS_US for post in carriers if post.role == "upload")
        assert all(post.us > post.parent.us for post in planted.posts if post.parent)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_plant__ids_hold_the_true_time_even_where_another_is_stated(kind: str) -> None:
    for planted in some(kind):
        for post in planted.posts:
            if post.platform in CLOCKED:
                assert id_time(post.platform, post.native_id, now_us=NOW).us == post.us
            assert (post.stated_us == post.us) == (
                post.key not in {one["post"] for one in planted.truth["wrong_times"]}
            )


def test_complete__holds_every_post_and_the_origin_comes_first() -> None:
    for planted in some("complete") + some("mixed"):
        assert planted.truth["posts"] == len(planted.posts)
        assert planted.truth["first_captured"]["post"] == planted.truth["origin"]["post"]
        assert planted.truth["origin"]["captured"]
        assert planted.truth["absent"] == []


def test_mixed__has_posts_on_four_platforms_in_four_formats() -> None:
    for planted in some("mixed", "native"):
        assert len({post.platform for post in planted.posts}) == 4
        assert len({name.partition("/")[0] for name in planted.exports()}) == 4


@pytest.mark.parametrize("formats", ["generic", "native"])
def test_root_deleted__the_origin_is_gone_and_still_named_by_a_post_with_its_picture(formats: str) -> None:
    for planted in some("root_deleted", formats):
        origin = planted.truth["origin"]
        assert origin["deleted"]
        assert origin["referenced"]
        assert not origin["captured"]
        assert origin["post"] in planted.truth["absent"]
        gone = next(post for post in planted.posts if post.fate == DELETED)
        seen = Seen.of(planted.posts, planted.formats)
        assert any(post.parent is gone and post.picture for post in seen.posts)
        assert planted.truth["first_captured"]["post"] != origin["post"]


@pytest.mark.parametrize("formats", ["generic", "native"])
def test_wrong_time__one_upload_states_to_be_older_than_the_origin_and_its_id_contradicts(
    formats: str,
) -> None:
    for planted in some("wrong_time", formats):
        (wrong,) = planted.truth["wrong_times"]
        origin = planted.truth["origin"]
        assert moment(wrong["claimed"]) < moment(origin["at"]) - DAY_US / 3
        assert moment(wrong["at"]) > moment(origin["at"])
        assert wrong["platform"] in CLOCKED
        assert wrong["account"] != origin["account"]


def test_missing30__loses_about_three_posts_in_ten() -> None:
    fates = Counter(post.fate for seed in range(12) for post in plant(seed, "missing30", width=200).posts)
    assert 0.25 < fates[MISSED] / fates.total() < 0.35


def test_truth__an_embedded_original_counts_as_held_and_a_deleted_one_does_not() -> None:
    for planted in some("missing30", "native"):
        seen = set(Seen.of(planted.posts, planted.formats).posts)
        for post in planted.posts:
            quoted = post.kind == "quote" and post.fate == CAPTURED and post.parent is not None
            if quoted and post.parent is not None and post.parent.fate == MISSED:
                assert post.parent in seen
            if post.fate == DELETED:
                assert post not in seen


def test_truth__cascades_hold_every_linked_post_once() -> None:
    for planted in some("mixed"):
        sizes = sum(row["posts"] for row in planted.truth["cascades"])
        linked = [post for post in planted.posts if post.parent]
        roots = {post.parent for post in linked} - set(linked)
        assert sizes == len(linked) + len(roots)


# ---- exports --------------------------------------------------------------------------------------------


def contents(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return every member of every export, by path; archives are opened, streams unpacked."""
    found: dict[str, bytes] = {}
    for name, content in files.items():
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found |= {f"{name}/{member}": archive.read(member) for member in archive.namelist()}
        elif name.endswith(".tar.gz"):
            with tarfile.open(fileobj=io.BytesIO(gzip.decompress(content))) as archive:
                for member in archive:
                    stream = archive.extractfile(member)
                    assert stream is not None
                    found[f"{name}/{member.name}"] = stream.read()
        elif name.endswith(".zst"):
            reader = zstandard.ZstdDecompressor(max_window_size=2**31).decompressobj()
            found[name] = reader.decompress(content)
        else:
            found[name] = content
    return found


def exported(platform: str, kind: str = "complete") -> tuple[Planted, dict[str, bytes]]:
    planted = next(one for one in (plant(seed, kind, formats="native", width=200) for seed in range(60))
                   if platform in one.formats)  # fmt: skip
    return planted, contents(planted.exports())


def own(planted: Planted, platform: str) -> list[Any]:
    return [post for post in planted.posts if post.platform == platform]


def test_generic__rows_are_the_captured_posts_and_name_files_that_are_there() -> None:
    planted = plant(2, "missing30", width=200)
    files = planted.exports()
    rows = [json.loads(line) for line in files["generic/posts.jsonl"].splitlines()]
    by_id = {row["id"]: row for row in rows}
    captured = [post for post in planted.posts if post.fate == CAPTURED]
    assert set(by_id) == {post.native_id for post in captured}
    for post in captured:
        row = by_id[post.native_id]
        assert (moment(row["created_at"]) - post.stated_us) // 1000 in {0, -1}
        assert row.get("parent_id") == (post.parent.native_id if post.parent else None)
        assert ("media" in row) == (post.picture is not None)
        assert all(f"generic/media/{name}" in files for name in row.get("media", ()))


def test_x__pages_and_lines_state_the_second_of_the_id() -> None:
    planted, _ = exported("x", "missing30")
    posts = own(planted, "x")
    pages = [json.loads(line) for line in FORMATS["x_api_v2"](posts, dice_of(1))["pages.jsonl"].splitlines()]
    held = [one for page in pages for one in (*page["data"], *page["includes"]["tweets"])]
    assert {one["id"] for one in held} == {one.native_id for one in Seen.of(posts, {"x": "x_api_v2"}).posts}
    lines = [json.loads(line) for line in FORMATS["x_api_v1"](posts, dice_of(1))["posts.jsonl"].splitlines()]
    for record, text in [(one, one["created_at"]) for one in held]:
        assert 0 <= (id_time("x", record["id"], now_us=NOW).us or 0) - moment(text) < SECOND_US
    for line in lines:
        stated = parse_x(line["created_at"]).us
        assert stated is not None
        assert 0 <= (id_time("x", line["id_str"], now_us=NOW).us or 0) - stated < SECOND_US
        assert line["id"] == int(line["id_str"])


def test_x_archive__is_one_account_with_its_pictures_under_the_names_that_x_gives_them() -> None:
    planted, _ = exported("x")
    ((name, content),) = FORMATS["x_archive"](own(planted, "x"), dice_of(1)).items()
    members = contents({name: content})
    tweets = json.loads(members[f"{name}/data/tweets.js"].partition(b"= ")[2])
    manifest = json.loads(members[f"{name}/data/manifest.js"].partition(b"= ")[2])
    assert manifest["dataTypes"]["tweets"]["files"][0]["count"] == str(len(tweets))
    for tweet in (one["tweet"] for one in tweets):
        for media in tweet.get("extended_entities", {}).get("media", ()):
            base = media["media_url_https"].rpartition("/")[2]
            assert f"{name}/data/tweets_media/{tweet['id_str']}-{base}" in members


def test_reddit__dumps_are_one_frame_with_a_window_of_2_gib_and_ids_that_rise() -> None:
    planted, members = exported("reddit")
    frame = planted.exports()["reddit_dump/submissions.zst"]
    assert zstandard.get_frame_parameters(frame).window_size == 2**31
    rows = [json.loads(line) for line in members["reddit_dump/submissions.zst"].splitlines()]
    assert [row["created_utc"] for row in rows] == sorted(row["created_utc"] for row in rows)
    numbers = [int(row["id"], 36) for row in rows]
    assert numbers == sorted(set(numbers))
    for row in rows:
        if row.get("post_hint") == "image":
            assert f"reddit_dump/media/{row['url'].rpartition('/')[2]}" in members


def test_bluesky__views_name_their_blobs_by_content_id_and_are_indexed_after_they_were_made() -> None:
    planted, members = exported("bluesky")
    feed = json.loads(members["bluesky_api/feed.json"])["feed"]
    assert len(feed) == len(own(planted, "bluesky"))
    for view in (item["post"] for item in feed if "reason" not in item):
        claimed, indexed = moment(view["record"]["createdAt"]), moment(view["indexedAt"])
        assert 0 < indexed - claimed < 60 * SECOND_US
        embed = view["record"].get("embed", {})
        for image in (embed.get("media") or embed).get("images", ()):
            link = image["image"]["ref"]["$link"]
            assert cid(members[f"bluesky_api/media/{link}"]) == link


def test_mastodon__archives_hold_one_account_each_and_the_files_they_name() -> None:
    planted, members = exported("mastodon")
    boxes = {name: json.loads(content) for name, content in members.items() if name.endswith("outbox.json")}
    assert len(boxes) == len({post.account for post in own(planted, "mastodon")})
    for name, box in boxes.items():
        actor = json.loads(members[name.replace("outbox", "actor")])["id"]
        assert {item["actor"] for item in box["orderedItems"]} == {actor}
        for item in box["orderedItems"]:
            for attachment in item["object"]["attachment"] if item["type"] == "Create" else ():
                assert name.removesuffix("/outbox.json") + attachment["url"] in members


def test_telegram__the_wall_clock_and_the_unix_time_differ_by_one_offset() -> None:
    planted, members = exported("telegram")
    chats = [json.loads(content) for name, content in members.items() if name.endswith("result.json")]
    messages = [message for chat in chats for message in chat["messages"]]
    offsets = {moment(one["date"]) // SECOND_US - int(one["date_unixtime"]) for one in messages}
    assert len(offsets) == 1
    assert offsets < {0, 3600, 7200, 18000}
    assert len(messages) - len(chats) == len(own(planted, "telegram"))


def test_write__keeps_the_truth_out_of_what_is_loaded(tmp_path: Path) -> None:
    planted = plant(1, "mixed", formats="native", width=200)
    inputs = planted.write(tmp_path)
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8")) == planted.truth
    assert all(path.parent == tmp_path / "exports" for path in inputs)
    assert planted.image_path(tmp_path).read_bytes() == planted.image.content
    assert not list((tmp_path / "exports").rglob("truth*"))
    names = {hashlib.sha256(path.read_bytes()).hexdigest() for path in inputs[0].rglob("*") if path.is_file()}
    assert planted.image.sha256 not in names


# ---- the demo story -------------------------------------------------------------------------------------


def demo_files() -> dict[str, bytes]:
    folder = story_folder()
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_demo__is_what_the_story_writes() -> None:
    stored, told = demo_files(), demo_story.tell().files()
    assert sorted(stored) == sorted(told)
    truth, ours = json.loads(stored["truth.json"]), json.loads(told["truth.json"])
    if truth["drawn_with"] == ours["drawn_with"]:
        assert {name for name in stored if stored[name] != told[name]} == set()
    before, after = contents(stored), contents(told)
    words = [
        name for name in before if name.endswith((".json", ".jsonl", ".js", ".zst")) and name != "truth.json"
    ]
    assert len(words) > 12
    plain = [
        name for name in words if "bluesky" not in name and "result.json" not in name
    ]  # these state sizes of pictures
    assert {name for name in plain if before[name] != after[name]} == set() or truth["drawn_with"] != ours[
        "drawn_with"
    ]


def test_demo__is_small_and_has_the_story_that_it_promises() -> None:
    stored = demo_files()
    truth = json.loads(stored["truth.json"])
    assert sum(map(len, stored.values())) < 4_000_000
    assert 2_500 < truth["posts"] < 3_500
    assert 130 < len(truth["pictures"]) < 200
    assert truth["origin"] | {"at": ""} == truth["first_captured"] | {
        "at": "", "captured": True, "deleted": False, "referenced": False,
    }  # fmt: skip
    assert truth["origin"]["platform"] == "telegram"
    assert set(truth["first_per_platform"]) == {"telegram", "x", "reddit", "bluesky", "mastodon"}
    (wrong,) = truth["wrong_times"]
    assert moment(wrong["claimed"]) == moment(wrong["at"]) - 10 * DAY_US
    assert len([key for key in truth["absent"] if key.startswith("x:")]) == 1
    assert Counter(one["relation"] for one in truth["pictures"])["variant"] == 6


def test_demo__names_only_invented_people_and_hosts() -> None:
    for name, content in contents(demo_files()).items():
        if not name.endswith((".json", ".jsonl", ".js", ".zst")):
            continue
        text = content.decode()
        hosts = {piece.split("/")[0].split('"')[0] for piece in text.split("https://")[1:]}
        strangers = {host for host in hosts if not host.endswith(".example")}
        assert strangers <= {"x.com", "www.w3.org"}, name  # a status link, and the name of a vocabulary
        people = [
            one
            for key in ('"username":', '"screen_name":', '"preferredUsername":', '"author":"')
            for one in text.split(key)[1:]
        ]
        assert all("_example" in one[:60] or one.lstrip().startswith("{") for one in people), name
