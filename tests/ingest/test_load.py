from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tracker.base.clock import SECOND_US, parse_iso
from tracker.base.errors import (
    AmbiguousFormatError,
    InputError,
    NoPostsError,
    OverLimitError,
    RejectedError,
    TooManyRejectsError,
    UnknownFormatError,
    UnreadableError,
    UsageError,
)
from tracker.base.jsontext import JsonTextError, decode
from tracker.base.limits import Limits
from tracker.ingest.load import Loaded, LoadSettings, load_exports
from tracker.ingest.reader import (
    Absent,
    BadRecordError,
    Match,
    MediaRow,
    PostRow,
    Reader,
    Record,
    Reference,
    Row,
    Service,
    Source,
    each,
)
from tracker.ingest.reread import read_members, read_record
from tracker.tables.accounts import Accounts
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources
from tracker.tables.store import read_table

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

NOW_US = parse_iso("2026-01-01T00:00:00Z").us or 0
START_US = parse_iso("2025-03-01T06:00:00Z").us or 0
SETTINGS = LoadSettings(now_us=NOW_US)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"made up"


def parse(record: Record) -> Iterator[Row]:
    try:
        value = decode(record.raw)
    except JsonTextError as refusal:
        raise BadRecordError(str(refusal)) from refusal
    if "service" in value:
        yield Service(record, value["service"])
        return
    if "gone" in value:
        yield Absent(record, f"toy:{value['gone']}", "deleted")
        return
    yield row(record, value, embedded=False)
    if "inside" in value:
        yield row(record, value["inside"], embedded=True)


def row(record: Record, value: dict[str, Any], *, embedded: bool) -> PostRow:
    if not isinstance(value.get("id"), str):
        raise BadRecordError("`$.id`: missing, expected text")
    second = value.get("second")
    return PostRow(
        value.get("platform", "toy"),
        value["id"],
        record,
        stated=parse_iso("").__class__(None if second is None else START_US + second * SECOND_US),
        account=value.get("account"),
        handle=value.get("handle", "a_example"),
        text=value.get("text"),
        text_cut=value.get("cut", False),
        edited_us=value.get("edited"),
        first_version=value.get("first_version"),
        captured_us=value.get("captured"),
        kind=value.get("kind", "post"),
        likes=value.get("likes"),
        embedded=embedded,
        references=tuple(
            Reference(*pair) if pair[1].startswith("toy:") else Reference(pair[0], loose=pair[1])
            for pair in value.get("refs", [])
        ),
        media=tuple(MediaRow(name) for name in value.get("media", [])),
    )


TOY = Reader(
    "toy",
    "toy",
    lambda source: Match("has `toy`") if b'"toy"' in source.head else None,
    lambda source: each(source.lines(), parse),
)
READERS = {"toy": TOY}


def lines(*values: Any) -> bytes:
    return b"".join(
        (json.dumps({"toy": 1, **value}) if isinstance(value, dict) else value).encode() + b"\n"
        for value in values
    )


class Case:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.out.mkdir()

    def put(self, name: str, content: bytes) -> Path:
        path = self.folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def load(
        self, *paths: Path, settings: LoadSettings = SETTINGS, known: dict[str, Reader] | None = None
    ) -> Loaded:
        return load_exports(paths, settings, self.out, known=known or READERS)

    @property
    def posts(self) -> dict[str, dict[str, Any]]:
        return {post["post"]: post for post in read_table(Posts, self.out).rows()}

    def rows(self, kind: Any) -> list[dict[str, Any]]:
        return list(read_table(kind, self.out).rows())


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def test_load__counts_add_up_and_every_reject_says_where_and_why(case: Case) -> None:
    bad = '{"toy": 1, "id": 5}\x1b'
    path = case.put(
        "a.jsonl",
        lines(
            {"id": "1", "second": 3},
            bad,
            {"service": "limit"},
            {"gone": "7"},
            {"id": "2", "inside": {"id": "1", "second": 3}},
        ),
    )
    loaded = case.load(path)
    assert (loaded.posts, loaded.merged, loaded.rejected, loaded.service, loaded.absent) == (2, 1, 1, 1, 1)
    (source,) = case.rows(Sources)
    assert source["gone"] == ["toy:7"]
    assert [source[name] for name in ("records", "posts", "merged", "rejected", "service", "absent")] == [
        4,
        2,
        1,
        1,
        1,
        1,
    ]
    assert source["sha256"] == hashlib.sha256(path.read_bytes()).digest()
    (reject,) = case.rows(Rejects)
    assert (reject["line"], reject["head"], reject["path"]) == (2, '{"toy": 1, "id": 5}\\x1b', "a.jsonl")
    assert reject["sha256"] == hashlib.sha256(bad.encode()).digest()
    assert "no JSON" in reject["reason"]
    assert not list(case.out.glob("tmp*"))


def test_load__posts_are_sorted_by_time_platform_and_key_with_untimed_posts_last(case: Case) -> None:
    rows = [
        {"id": str(number), "second": number % 3 or None, "platform": "reddit" if number % 2 else "toy"}
        for number in range(12)
    ]
    case.load(case.put("a.jsonl", lines(*rows)))
    found = [(post["posted_at"], post["platform"], post["post"]) for post in case.rows(Posts)]
    timed = [entry for entry in found if entry[0] is not None]
    assert found == sorted(timed) + sorted(
        (entry for entry in found if entry[0] is None), key=lambda entry: entry[1:]
    )
    assert len(timed) == 8


def test_load__records_of_one_post_become_one_row(case: Case) -> None:
    short = {
        "id": "1",
        "second": 1,
        "text": "the full te…",
        "cut": True,
        "likes": 5,
        "captured": 100,
        "media": ["a.png"],
    }
    full = {
        "id": "1",
        "second": 1,
        "text": "the full text",
        "likes": 3,
        "captured": 200,
        "refs": [["quote", "toy:9"]],
    }
    seen = {
        "id": "2",
        "second": 2,
        "inside": {"id": "1", "second": 1, "text": "the full text", "likes": 9, "captured": 150},
    }
    case.load(case.put("a.jsonl", lines(seen, short)), case.put("b.jsonl", lines(full)))
    post = case.posts["toy:1"]
    assert (post["text"], post["likes"], post["flags"], post["embedded"]) == ("the full text", 3, [], False)
    assert [found["target"] for found in post["references"]] == ["toy:9"]
    assert (post["parent"], post["sources"]) == ("toy:9", ["s1", "s2"])
    assert [media["file"] for media in case.rows(Media)] == ["a.png"]


@pytest.mark.parametrize(
    "other",
    [{"second": 500}, {"account": "7"}, {"text": "something else"}, {"media": ["b.png"]}],
    ids=["time", "author", "words", "media"],
)
def test_load__records_that_contradict_each_other_are_marked(case: Case, other: dict[str, Any]) -> None:
    one = {"id": "1", "second": 1, "account": "6", "text": "one thing", "media": ["a.png"]}
    case.load(case.put("a.jsonl", lines(one, {**one, **other})))
    assert case.posts["toy:1"]["flags"] == ["conflict"]
    assert case.posts["toy:1"]["hard"] is False


def test_load__a_post_under_two_authors_names_neither(case: Case) -> None:
    one = {"id": "1", "second": 1, "account": "6", "handle": "b_example"}
    other = {**one, "account": "7", "handle": "c_example"}
    case.load(case.put("a.jsonl", lines(one)), case.put("b.jsonl", lines(other, {"id": "2", "second": 2})))
    post = case.posts["toy:1"]
    assert [post[name] for name in ("account", "handle", "url")] == [None, None, None]
    assert (post["flags"], post["disputed"], post["sources"]) == (["conflict"], False, ["s1", "s2"])
    assert [(row["handle"], row["posts"]) for row in case.rows(Accounts)] == [("a_example", 1)]


def test_load__a_post_with_two_times_is_disputed_and_keeps_its_author(case: Case) -> None:
    one = {"id": "1", "second": 1, "account": "6"}
    case.load(case.put("a.jsonl", lines({**one, "second": 500})), case.put("b.jsonl", lines(one)))
    post = case.posts["toy:1"]
    assert (post["disputed"], post["dispute_rule"]) == (True, "two exports state different times for it")
    assert (post["account"], post["flags"]) == ("6", ["conflict"])


def test_load__words_that_differ_dispute_no_time(case: Case) -> None:
    one = {"id": "1", "second": 1, "text": "one thing"}
    case.load(case.put("a.jsonl", lines(one, {**one, "text": "something else"})))
    assert (case.posts["toy:1"]["flags"], case.posts["toy:1"]["disputed"]) == (["conflict"], False)


def test_load__an_edit_explains_other_words(case: Case) -> None:
    one = {"id": "1", "second": 1, "text": "one thing"}
    case.load(
        case.put("a.jsonl", lines(one, {**one, "text": "other thing", "edited": START_US + 9 * SECOND_US}))
    )
    assert case.posts["toy:1"]["flags"] == []
    assert case.posts["toy:1"]["text"] == "other thing"


def test_load__a_later_version_names_its_first(case: Case) -> None:
    one = {"id": "1", "second": 1}
    case.load(case.put("a.jsonl", lines(one, {"id": "2", "second": 9, "first_version": "1"})))
    assert [case.posts[key]["version_of"] for key in ("toy:1", "toy:2")] == [None, "toy:1"]
    assert case.posts["toy:2"]["flags"] == ["edited_version"]


RECORDS = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from("123")},
        optional={
            "second": st.integers(0, 3),
            "text": st.sampled_from(["a", "a b", "c"]),
            "cut": st.booleans(),
            "account": st.sampled_from("xy"),
            "likes": st.integers(0, 9),
            "captured": st.integers(1, 5),
            "refs": st.lists(
                st.tuples(st.sampled_from(["quote", "reply"]), st.sampled_from(["toy:1", "toy:8", "2"])),
                max_size=2,
            ),
            "media": st.lists(st.sampled_from(["p", "q"]), max_size=2),
            "edited": st.integers(NOW_US - 9, NOW_US),
            "inside": st.fixed_dictionaries(
                {"id": st.sampled_from("123")}, optional={"text": st.just("a b")}
            ),
        },
    ),
    min_size=1,
    max_size=7,
)
LOCATORS = {"source", "sources", "record", "record_offset", "record_length", "record_sha256"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RECORDS, st.randoms(use_true_random=False), st.integers(1, 3))
def test_load__the_order_of_records_and_files_changes_locators_only(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], chance: random.Random, files: int
) -> None:
    def tables(values: list[dict[str, Any]], parts: int) -> Any:
        made = Case(tmp_path_factory.mktemp("case"))
        made.load(
            *(
                made.put(f"{part}.jsonl", lines(*chunk))
                for part in range(parts)
                if (chunk := values[part::parts])
            )
        )
        posts = read_table(Posts, made.out).arrow.drop_columns(list(LOCATORS))
        media = read_table(Media, made.out).arrow.drop_columns(["source", "member"])
        return posts.to_pylist(), media.to_pylist(), read_table(Accounts, made.out).arrow.to_pylist()

    shuffled = records[:]
    chance.shuffle(shuffled)
    expected, got = tables(records, 1), tables(shuffled, files)
    assert got == expected
    assert tables([*records, records[0]], 1) == expected


def test_load__a_loose_parent_is_looked_up_as_key_address_own_platform_then_anywhere(case: Case) -> None:
    rows = [
        {"id": "a", "platform": "toy", "refs": [["reply", "b"]]},
        {"id": "b", "platform": "toy"},
        {"id": "c", "platform": "forum", "refs": [["reply", "b"]]},
        {"id": "d", "platform": "forum", "refs": [["reply", "zz"]]},
        {"id": "77", "platform": "x"},
        {"id": "e", "platform": "forum", "refs": [["reply", "twitter:77"]]},
    ]
    values = [json.loads(line) for line in lines(*rows).splitlines()]
    by_url = {"toy": 1, "id": "f", "platform": "forum"}
    known = {"toy": Reader("toy", "toy", TOY.sniff, lambda source: each(source.lines(), with_url))}

    def with_url(record: Record) -> Iterator[Row]:
        for made in parse(record):
            if isinstance(made, PostRow) and made.native_id == "f":
                reference = Reference("reply", loose="https://x.com/a_example/status/77")
                yield PostRow("forum", "f", record, references=(reference,))
            else:
                yield made

    case.load(case.put("a.jsonl", lines(*values, by_url)), known=known)
    parents = {key: post["parent"] for key, post in case.posts.items() if post["parent"]}
    assert parents == {
        "toy:a": "toy:b",
        "forum:c": "toy:b",
        "forum:d": "forum:zz",
        "forum:e": "x:77",
        "forum:f": "x:77",
    }


def test_load__the_kept_parent_is_by_kind_then_time_then_key(case: Case) -> None:
    def parents(refs: list[list[str]]) -> dict[str, Any]:
        return {"id": "z", "second": 9, "refs": refs}

    for refs, kept in (
        ([["reply", "toy:1"], ["quote", "toy:2"]], "toy:2"),
        ([["quote", "toy:1"], ["repost", "toy:2"]], "toy:2"),
        ([["reply", "toy:1"], ["reply", "toy:2"]], "toy:2"),
        ([["reply", "toy:6"], ["reply", "toy:5"]], "toy:5"),
        ([["reply", "toy:5"], ["reply", "toy:1"]], "toy:1"),
    ):
        case.load(
            case.put("a.jsonl", lines({"id": "1", "second": 5}, {"id": "2", "second": 3}, parents(refs)))
        )
        assert case.posts["toy:z"]["parent"] == kept


def test_load__a_post_that_points_at_itself_loses_that_reference(case: Case) -> None:
    case.load(
        case.put(
            "a.jsonl", lines({"id": "1", "refs": [["reply", "toy:1"]]}, {"id": "2", "refs": [["reply", "2"]]})
        )
    )
    for post in case.posts.values():
        assert (post["parent"], post["flags"]) == (None, ["self_reference"])


def test_load__accounts_keep_every_handle_and_mark_look_alikes(case: Case) -> None:
    case.load(
        case.put(
            "a.jsonl",
            lines(
                {"id": "1", "second": 1, "account": "6", "handle": "old_example"},
                {"id": "2", "second": 2, "account": "6", "handle": "new_example"},
                {"id": "3", "second": 3, "account": "7", "handle": "n\u0435w_example", "platform": "forum"},
            ),
        )
    )
    found = {account["account"]: account for account in case.rows(Accounts)}
    assert (found["toy:6"]["handle"], found["toy:6"]["handles"], found["toy:6"]["posts"]) == (
        "old_example",
        ["new_example", "old_example"],
        2,
    )
    assert [found[key]["lookalike"] for key in ("toy:6", "forum:7")] == [True, True]
    assert [post["flags"] for post in case.posts.values()] == [[], ["handle_lookalike"], ["handle_lookalike"]]


@pytest.mark.parametrize("kind", ["folder", "zip", "beside"])
def test_load__media_are_found_in_the_archive_hashed_and_kept_once(case: Case, kind: str) -> None:
    members = {
        "data/a.jsonl": lines(
            {
                "id": "1",
                "media": ["p.png", "deep/q.png", "https://img.example/p.png", "no.png", "../../etc/passwd"],
            }
        ),
        "data/media/p.png": PICTURE,
        "other/deep/q.png": PICTURE,
        "other/deeper/r.png": b"not asked for",
    }
    for name, content in members.items():
        case.put(name, content)
    path = case.folder / "in"
    if kind == "zip":
        path = case.put("all.zip", zipped(members))
    elif kind == "beside":
        path = case.folder / "in/data/a.jsonl"
    loaded = case.load(path)
    digest = hashlib.sha256(PICTURE)
    found = {media["file"]: media for media in case.rows(Media)}
    assert (found["p.png"]["sha256"], found["p.png"]["size"]) == (digest.digest(), len(PICTURE))
    assert found["https://img.example/p.png"]["missing_reason"] == "only an address in the export"
    for name in ("no.png", "../../etc/passwd", *(["deep/q.png"] if kind == "beside" else [])):
        assert found[name]["missing_reason"] == "named in the export, not in the archive"
    if kind != "beside":
        assert found["deep/q.png"]["member"] == "other/deep/q.png"
    assert (loaded.media, loaded.media_rows) == (1, 5)
    assert [(kept.name, kept.read_bytes()) for kept in (case.out / "media").iterdir()] == [
        (digest.hexdigest(), PICTURE)
    ]
    wanted = {found["p.png"]["member"]}
    assert list(read_members(path, wanted, Limits())) == [(found["p.png"]["member"], PICTURE)]
    case.load(path, settings=LoadSettings(now_us=NOW_US, originals=False))


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_load__a_picture_over_the_limit_is_missing_not_fatal(case: Case) -> None:
    path = case.put("z.zip", zipped({"a.jsonl": lines({"id": "1", "media": ["p.png"]}), "p.png": PICTURE}))
    case.load(path, settings=LoadSettings(limits=Limits(max_picture=10), now_us=NOW_US))
    assert "--max-picture" in case.rows(Media)[0]["missing_reason"]


def test_load__what_was_not_read_is_listed_and_never_fatal(case: Case) -> None:
    path = case.put("z.zip", zipped({"a.jsonl": lines({"id": "1"}), "notes.txt": b"hello", "p.png": PICTURE}))
    case.load(path)
    assert [(source["member"], source["format"], source["why"]) for source in case.rows(Sources)] == [
        ("a.jsonl", "toy", "has `toy`"),
        ("notes.txt", "", "no reader knows it"),
    ]


@pytest.mark.parametrize(
    ("content", "is_table"),
    [
        (b"Nummer;Datum\n1;2026-03-01\n", True),
        (b"Nummer;Datum\n", False),
        (b"Dear all, see below.\nYours\n", False),
        (b"a,a\n1,2\n", False),
    ],
)
def test_load__the_refusal_of_an_unknown_table_says_how_to_name_its_columns(
    case: Case, content: bytes, is_table: bool
) -> None:
    with pytest.raises(UnknownFormatError) as refusal:
        case.load(case.put("a.csv", content))
    assert ("--map created_at=COLUMN --map id=COLUMN" in str(refusal.value)) is is_table


def test_load__the_refusal_of_one_of_several_inputs_says_to_leave_it_out(case: Case) -> None:
    good, bad = case.put("good.jsonl", lines({"id": "1"})), case.put("a.txt", b"hello")
    with pytest.raises(UnknownFormatError, match=r"a\.txt: no reader.*nothing was loaded; leave it out to"):
        case.load(good, bad)
    with pytest.raises(UnknownFormatError) as alone:
        case.load(bad)
    assert "leave it out" not in str(alone.value)


def test_load__refusals_name_the_input_and_publish_nothing(case: Case) -> None:
    good = case.put("good.jsonl", lines({"id": "1"}))
    twin = Reader("twin", "toy", TOY.sniff, TOY.read)
    both = {"toy": TOY, "twin": twin}
    for error, words, settings_, known, path in (
        (UnknownFormatError, "known are toy", SETTINGS, READERS, case.put("a.txt", b"hello")),
        (
            UnknownFormatError,
            "no reader knows any file",
            SETTINGS,
            READERS,
            case.put("a.zip", zipped({"x": b"hello"})),
        ),
        (
            AmbiguousFormatError,
            "toy: has `toy`; twin: has `toy`",
            SETTINGS,
            both,
            case.put("b.jsonl", lines({"id": "2"})),
        ),
        (
            NoPostsError,
            "only 2 x limit, 1 x deleted",
            SETTINGS,
            READERS,
            case.put("c.jsonl", lines({"service": "limit"}, {"service": "limit"}, {"gone": "1"})),
        ),
        (
            TooManyRejectsError,
            "2 of 3 records were rejected",
            SETTINGS,
            READERS,
            case.put("d.jsonl", lines({"id": "2"}, "x", "y")),
        ),
        (
            RejectedError,
            "1 of 3 records",
            LoadSettings(now_us=NOW_US, strict=True),
            READERS,
            case.put("e.jsonl", lines({"id": "2"}, {"id": "3"}, "x")),
        ),
        (
            UsageError,
            "Did you mean toy",
            LoadSettings(now_us=NOW_US, format_name="tay"),
            READERS,
            case.put("f", b"x"),
        ),
        (
            OverLimitError,
            "raise with --max-total",
            LoadSettings(now_us=NOW_US, limits=Limits(max_total=40)),
            READERS,
            case.put("g.jsonl", lines({"id": "2"}, {"id": "3"}, {"id": "4"})),
        ),
        (UnreadableError, "does not exist", SETTINGS, READERS, case.folder / "nowhere"),
        (UsageError, "given twice", SETTINGS, READERS, good),
    ):
        with pytest.raises(error, match=words):
            case.load(good, path, settings=settings_, known=known)
        assert list(case.out.iterdir()) == []


def test_load__keep_going_loads_what_is_left(case: Case) -> None:
    path = case.put("d.jsonl", lines({"id": "2"}, '{"toy"', "y"))
    loaded = case.load(path, settings=LoadSettings(now_us=NOW_US, keep_going=True))
    assert (loaded.posts, loaded.rejected) == (1, 2)


def test_load__a_named_format_reads_a_file_that_detection_does_not_know(case: Case) -> None:
    path = case.put("a", b'{"id": "1"}\n')
    assert case.load(path, settings=LoadSettings(now_us=NOW_US, format_name="toy")).posts == 1
    assert case.rows(Sources)[0]["why"] == "named with --format"


def test_load__a_line_too_long_is_rejected_and_the_rest_is_read(case: Case) -> None:
    limits = Limits(max_record=100)
    long = '{"toy": 1, "id": "' + "9" * 3_000_000 + '"}'
    path = case.put("a.jsonl", lines({"id": "1"}, long, {"id": "2"}, {"id": "3"}))
    loaded = case.load(path, settings=LoadSettings(now_us=NOW_US, limits=limits))
    assert (loaded.posts, loaded.rejected) == (3, 1)
    (reject,) = case.rows(Rejects)
    assert (reject["line"], reject["length"]) == (2, len(long))
    assert reject["sha256"] == hashlib.sha256(long.encode()).digest()
    assert "--max-record" in reject["reason"]
    assert [post["record"] for post in case.rows(Posts)] == ["line 1", "line 3", "line 4"]


def test_load__a_file_cut_off_anywhere_gives_whole_posts_and_adds_up(case: Case) -> None:
    whole = lines(*({"id": str(number), "text": "x" * number} for number in range(6)))
    packed = gzip.compress(whole)
    for cut in range(12, len(packed)):
        path = case.put("a.jsonl.gz", packed[:cut])
        try:
            loaded = case.load(path, settings=LoadSettings(now_us=NOW_US, keep_going=True))
        except (UnreadableError, NoPostsError):
            continue
        texts = {key: post["text"] for key, post in case.posts.items()}
        assert texts.items() <= {f"toy:{number}": "x" * number for number in range(6)}.items()
        (source,) = case.rows(Sources)
        assert source["records"] == loaded.posts + loaded.rejected
        assert source["complete"] is False
        assert "cut off" in source["notes"]


@pytest.mark.parametrize(
    "content",
    [zstandard.compress(b'{"toy": 1}\n' * 99)[:-9], "\ufeff[".encode("utf-16-le") + b"["],
    ids=["zstd", "utf-16"],
)
def test_load__a_file_that_is_cut_off_before_its_first_record_says_so(case: Case, content: bytes) -> None:
    with pytest.raises(InputError, match="cut off"):
        case.load(case.put("a.jsonl", content))


def test_load__no_post_found_names_the_damage(case: Case) -> None:
    whole = zipped({"a.jsonl": lines({"service": "a limit"}) + lines({"id": "1"}) * 9})
    raw = bytearray(whole)
    raw[whole.index(b"PK\x01\x02") - 3] ^= 0xFF
    settings = LoadSettings(now_us=NOW_US, keep_going=True)
    with pytest.raises(InputError, match="damaged"):
        case.load(case.put("a.zip", bytes(raw)), settings=settings)


def test_load__a_line_too_long_is_rejected_once_however_often_the_file_is_read(case: Case) -> None:
    def read(source: Source) -> Iterator[Row]:
        list(source.lines())
        return each(source.lines(), parse)

    twice = Reader("toy", "toy", TOY.sniff, read)
    content = lines({"id": "1", "second": 1}, {"id": "2", "text": "x" * 300})
    settings = LoadSettings(now_us=NOW_US, limits=Limits(max_record=200))
    loaded = case.load(case.put("a.jsonl", content), settings=settings, known={"toy": twice})
    assert (loaded.posts, loaded.rejected) == (1, 1)


def test_load__records_are_found_again_in_every_container(case: Case) -> None:
    values = [{"id": str(number), "text": "é" * number, "second": number} for number in range(40)]
    raw = lines(*values).decode().encode("utf-8-sig")
    path = case.put(
        "in.zip",
        zipped(
            {
                "inner/b.jsonl.gz": gzip.compress(raw),
                "c.zip": zipped({"d.jsonl": lines({"id": "x", "second": 99})}),
            }
        ),
    )
    case.load(path)
    members = {source["source"]: source["member"] for source in case.rows(Sources)}
    for post in case.rows(Posts):
        place = members[post["source"]], post["record_offset"], post["record_length"]
        found = read_record(path, *place, Limits())
        assert hashlib.sha256(found).digest() == post["record_sha256"]
        assert json.loads(found)["id"] == post["native_id"]
    with pytest.raises(UnreadableError, match="ends before"):
        read_record(path, "inner/b.jsonl.gz", 10**6, 5, Limits())
    with pytest.raises(UnreadableError, match="not in this input"):
        read_record(path, "nothing", 0, 5, Limits())


def test_load__a_post_without_an_id_is_named_by_its_record(case: Case) -> None:
    known = {
        "toy": Reader(
            "toy", "toy", TOY.sniff, lambda source: (PostRow("toy", "", record) for record in source.lines())
        )
    }
    raw = lines({"a": 1}).strip()
    case.load(case.put("a.jsonl", raw + b"\n" + raw), known=known)
    assert list(case.posts) == [f"toy:sha256:{hashlib.sha256(raw).hexdigest()[:16]}"]


def test_load__over_long_and_broken_text_is_kept_as_far_as_it_can_be(case: Case) -> None:
    limits = Limits(max_text=10, max_handle=5, max_id=20)

    def read(source: Source) -> Iterator[Row]:
        for record in source.lines():
            yield PostRow("toy", "9" * 400, record, text="x" * 50, handle="abcdefghij", likes=2**70)
            yield PostRow("toy", "\ud800", record, text="a\ud800b", handle="h\udfff", name="\ud800")

    case.load(
        case.put("a.jsonl", lines({"id": "1"})),
        settings=LoadSettings(now_us=NOW_US, limits=limits),
        known={"toy": Reader("toy", "toy", TOY.sniff, read)},
    )
    long, broken = sorted(case.posts.values(), key=lambda post: -len(post["post"]))
    assert (long["text"], long["handle"], long["likes"], long["flags"]) == (
        "x" * 9 + "…",
        "abcd…",
        None,
        ["text_cut"],
    )
    assert len(long["post"]) < 130
    assert (broken["text"], broken["post"]) == ("a\ufffdb", "toy:?")


def test_load__equal_bytes_twice(case: Case) -> None:
    path = case.put(
        "a.jsonl",
        lines(
            *(
                {"id": str(number), "second": number % 7, "refs": [["reply", str(number // 2)]]}
                for number in range(50)
            )
        ),
    )
    case.load(path)
    first = {file.name: file.read_bytes() for file in case.out.glob("*.parquet")}
    case.load(path)
    assert {file.name: file.read_bytes() for file in case.out.glob("*.parquet")} == first
    assert pq.read_metadata(case.out / "posts.parquet").num_rows == 50
