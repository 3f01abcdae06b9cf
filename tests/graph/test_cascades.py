"""What each tree measures: exact values, an independent brute force, real reshare trees."""

from __future__ import annotations

import ast
import math
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracker.graph.cascades import build_cascades, roots_of
from tracker.graph.edges import build_edges
from tracker.tables.copies import Copies
from tracker.tables.media import Media
from tracker.tables.posts import Posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracker.tables.edges import Edges

START = datetime(2024, 5, 12, 14, 0, tzinfo=UTC)
TREES = Path(__file__).parents[2] / "../shared/cascades"
RANKS = ("repost", "crosspost", "forward", "quote", "reply")


def post(
    key: str, second: float | None = 0.0, parents: Iterable[tuple[str, str]] = (), account: str | None = ""
) -> dict[str, Any]:
    """Return a row of `posts`: made `second` s after the start, pointing at (parent, kind)."""
    moment = None if second is None else START + timedelta(seconds=second)
    platform, _, native_id = key.partition(":")
    references = [
        {"target": target, "kind": kind, "scope": "immediate", "attribution": "platform"}
        for target, kind in parents
    ]
    return {
        "post": key,
        "platform": platform,
        "native_id": native_id,
        "posted_at": moment,
        "low": moment,
        "high": moment,
        "account": f"of {key}" if account == "" else account,
        "hard": True,
        "time_source": "server",
        "disputed": False,
        "time_flags": [],
        "flags": [],
        "kind": references[0]["kind"] if references else "post",
        "references": references,
        "embedded": False,
        "protected": False,
        "source": "s1",
        "sources": ["s1"],
        "record": "line 1",
        "record_offset": 0,
        "record_length": 0,
        "record_sha256": bytes(32),
    }


def measured(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the cascades of the posts, by root."""
    posts = Posts.from_rows(rows)
    return {row["root"]: row for row in build_cascades(posts, linked(posts)).rows()}


def linked(posts: Posts) -> Edges:
    return build_edges(posts, Media.empty(), Copies.empty())


def star(n: int) -> list[dict[str, Any]]:
    return [post("other:0"), *(post(f"other:{i}", i, [("other:0", "repost")]) for i in range(1, n))]


def path(n: int) -> list[dict[str, Any]]:
    return [post("other:0"), *(post(f"other:{i}", i, [(f"other:{i - 1}", "repost")]) for i in range(1, n))]


def test_shape__of_a_star() -> None:
    row = measured(star(5))["other:0"]
    assert (row["depth"], row["max_breadth"], row["posts"], row["size"]) == (1, 4, 5, 5)
    assert row["structural_virality"] == pytest.approx(1.6)


def test_shape__of_a_path() -> None:
    row = measured(path(5))["other:0"]
    assert (row["depth"], row["max_breadth"], row["posts"]) == (4, 1, 5)
    assert row["structural_virality"] == pytest.approx(2.0)


def test_shape__of_a_single_post() -> None:
    row = measured([post("other:0")])["other:0"]
    assert (row["depth"], row["max_breadth"], row["posts"], row["reshares"]) == (0, 1, 1, 0)
    assert row["structural_virality"] is None
    assert row["time_to_50_s"] is None
    assert row["peak_hour"] == START


def test_no_posts__no_cascades() -> None:
    assert measured([]) == {}


def test_size__counts_accounts_and_posts_counts_posts() -> None:
    rows = [post("x:0")] + [post(f"x:{i}", i, [("x:0", "repost")], account="b") for i in (1, 2, 3)]
    row = measured(rows)["x:0"]
    assert (row["size"], row["posts"]) == (2, 4)


def test_size__posts_of_unknown_account_count_as_their_own() -> None:
    rows = [post("x:0", account=None)] + [
        post(f"x:{i}", i, [("x:0", "repost")], account=None) for i in (1, 2)
    ]
    assert measured(rows)["x:0"]["size"] == 3


def test_size__the_same_name_on_two_platforms_is_two_accounts() -> None:
    rows = [post("x:0", account="a"), post("reddit:t3_1", 1, [("x:0", "quote")], account="a")]
    assert measured(rows)["x:0"]["size"] == 2


def test_reshares__leave_out_the_root_and_replies() -> None:
    rows = [post("x:0"), post("x:1", 1, [("x:0", "reply")]), post("x:2", 2, [("x:1", "repost")])]
    row = measured(rows)["x:0"]
    assert (row["reshares"], row["depth"], row["posts"]) == (1, 2, 3)


def test_absent_root__holds_its_cascade_together_and_is_not_counted() -> None:
    rows = [post(f"other:{i}", i, [("other:gone", "repost")]) for i in range(3)]
    row = measured(rows)["other:gone"]
    assert row["root_absent"]
    assert (row["posts"], row["size"], row["reshares"], row["depth"]) == (3, 3, 3, 1)
    assert row["structural_virality"] == pytest.approx(1.5)
    assert row["time_to_50_s"] is None


def test_absent_root__is_dated_by_its_id() -> None:
    root_id = str((int(START.timestamp() * 1000) - 1288834974657) << 22)
    rows = [post(f"other:{i}", 10 * i, [(f"x:{root_id}", "repost")]) for i in (1, 2, 3)]
    row = measured(rows)[f"x:{root_id}"]
    assert (row["time_to_10_s"], row["time_to_50_s"], row["time_to_100_s"]) == (10.0, 20.0, 30.0)


def test_time_to__counts_the_others_with_an_exact_ceiling() -> None:
    row = measured(star(11))["other:0"]
    assert [row[f"time_to_{q}_s"] for q in (10, 50, 90, 100)] == [1.0, 5.0, 9.0, 10.0]


def test_time_to__leaves_out_posts_without_a_time() -> None:
    rows = [*star(3), post("other:9", None, [("other:0", "repost")])]
    row = measured(rows)["other:0"]
    assert (row["time_to_100_s"], row["posts"]) == (2.0, 4)


def test_time_to__is_unknown_when_the_root_has_no_time() -> None:
    rows = [post("other:0", None), *star(4)[1:]]
    row = measured(rows)["other:0"]
    assert row["time_to_50_s"] is None
    assert row["peak_hour"] == START


def test_time_to__keeps_a_negative_delay() -> None:
    rows = [post("other:0"), post("other:1", -30, [("other:0", "repost")])]
    assert measured(rows)["other:0"]["time_to_50_s"] == -30.0


def test_doubling__of_exponential_growth() -> None:
    rate = 1 / 3600
    rows = [post("other:0")]
    rows += [post(f"other:{k}", math.log(k + 1) / rate, [("other:0", "repost")]) for k in range(1, 200)]
    assert measured(rows)["other:0"]["doubling_s"] == pytest.approx(math.log(2) / rate, rel=1e-4)


def test_peak_hour__is_the_earlier_of_two() -> None:
    rows = [post("other:0"), post("other:1", 3600, [("other:0", "reply")])]
    assert measured(rows)["other:0"]["peak_hour"] == START


def test_cascades__come_largest_first() -> None:
    rows = [post("other:z"), post("other:a"), *star(3)]
    posts = Posts.from_rows(rows)
    assert build_cascades(posts, linked(posts)).root.to_pylist() == ["other:0", "other:a", "other:z"]


def test_depth__ten_thousand_hops_need_no_recursion() -> None:
    row = measured(path(10_000))["other:0"]
    assert row["depth"] == 9_999
    assert row["structural_virality"] == pytest.approx(10_001 / 3)


def test_roots_of__stand_in_the_order_of_the_posts() -> None:
    posts = Posts.from_rows(
        [post("x:2", 0, [("x:1", "reply")]), post("x:1"), post("x:3", 0, [("x:9", "quote")])]
    )
    assert roots_of(posts, linked(posts)).to_pylist() == ["x:1", "x:1", "x:9"]


# An independent computation: networkx, one breadth-first search per cascade, quadratic distances.


def brute(rows: list[dict[str, Any]], limit: int = 10**9) -> dict[str, dict[str, Any]]:
    """Return the cascades of the posts, by root, computed from the definitions."""
    known = {row["post"]: row for row in rows}
    tree = nx.DiGraph()
    tree.add_nodes_from(known)
    kind_of: dict[str, str] = {}
    for key, row in known.items():
        parents = [(r["kind"], r["target"]) for r in row["references"] if r["target"] != key]
        if parents:
            kind, parent = min(parents, key=lambda p: (RANKS.index(p[0]), late(known.get(p[1])), p[1]))
            tree.add_edge(parent, key)
            kind_of[key] = kind
    while True:
        try:
            loop = [edge[0] for edge in nx.find_cycle(tree)]
        except nx.NetworkXNoCycle:
            break
        first = min(loop, key=lambda key: (late(known[key]), key))
        tree.remove_edge(next(iter(tree.predecessors(first))), first)
        del kind_of[first]
    roots = [node for node in tree if tree.in_degree(node) == 0]
    return {root: _brute_one(tree, root, known, kind_of, limit) for root in roots}


def late(row: dict[str, Any] | None) -> datetime:
    return row["posted_at"] if row and row["posted_at"] else datetime.max.replace(tzinfo=UTC)


def _brute_one(
    tree: nx.DiGraph, root: str, known: dict[str, Any], kind_of: dict[str, str], limit: int
) -> dict[str, Any]:
    hops = nx.single_source_shortest_path_length(tree, root)
    here = [node for node in hops if node in known]
    start = known[root]["posted_at"] if root in known else None
    times = sorted(known[node]["posted_at"] for node in here if node != root and known[node]["posted_at"])
    row: dict[str, Any] = {
        "root_absent": root not in known,
        "posts": len(here),
        "depth": max(hops.values()),
        "reshares": sum(node != root and kind_of[node] != "reply" for node in here),
        "size": len({(known[n]["platform"], known[n]["account"] or n) for n in here}),
        "max_breadth": max(Counter(hops.values()).values()),
    }
    for percent in (10, 50, 90, 100):
        nth = -(-percent * len(times) // 100)
        reached = (times[nth - 1] - start).total_seconds() if times and start else None
        row[f"time_to_{percent}_s"] = reached
    hours = Counter(
        known[n]["posted_at"].replace(minute=0, second=0, microsecond=0)
        for n in here
        if known[n]["posted_at"]
    )
    row["peak_hour"] = min(hours, key=lambda hour: (-hours[hour], hour)) if hours else None
    if len(hops) <= limit:
        whole = tree.subgraph(hops).to_undirected()
        row["structural_virality"] = nx.average_shortest_path_length(whole) if len(hops) > 1 else None
    return row


def assert_equal(rows: list[dict[str, Any]], limit: int = 10**9) -> None:
    found, expected = measured(rows), brute(rows, limit)
    assert len(found) == len(expected)
    assert set(found) == set(expected)
    for root, row in expected.items():
        for name, value in row.items():
            same = (
                value == pytest.approx(found[root][name], rel=1e-12)
                if isinstance(value, float)
                else value == found[root][name]
            )
            assert same, f"{name} of a cascade of {row['posts']} posts differs"


@st.composite
def forests(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw posts with up to three parents each: absent ones, loops and self-edges included."""
    count = draw(st.integers(1, 14))
    rows = []
    for i in range(count):
        targets = draw(
            st.lists(st.tuples(st.integers(0, count + 1), st.sampled_from(RANKS)), max_size=3, unique=True)
        )
        second = draw(st.none() | st.integers(-4000, 8000))
        account = draw(st.sampled_from(["a_example", "b_example", None]))
        rows.append(post(f"other:{i}", second, [(f"other:{t}", kind) for t, kind in targets], account))
    return rows


@given(forests())
@settings(max_examples=150, deadline=None)
def test_cascades__equal_a_brute_force_on_any_graph(rows: list[dict[str, Any]]) -> None:
    assert_equal(rows)


@given(forests(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_cascades__do_not_depend_on_the_order_of_the_posts(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert measured(shuffled) == measured(rows)


# Real trees, turned into posts.


def twitter_rows(file: Path) -> list[dict[str, Any]]:
    """Read a Twitter15 or Twitter16 tree: a node is (account, id, delay in minutes)."""
    parents: dict[tuple[str, ...], dict[str, str]] = {}
    for line in file.read_text().splitlines():
        above, below = (tuple(ast.literal_eval(part)) for part in line.split("->"))
        mine = parents.setdefault(below, {})
        if above[0] != "ROOT":
            parents.setdefault(above, {})
            mine["other:" + "/".join(above)] = "repost"
    return [
        post("other:" + "/".join(node), round(float(node[2]) * 60, 6), above.items(), account=node[0])
        for node, above in parents.items()
    ]


def chile_rows(file: Path) -> list[dict[str, Any]]:
    rows: dict[str, tuple[float | None, dict[str, str]]] = {}
    for line in file.read_text().splitlines():
        word, _, edge = line.partition(": ")
        left, right = (ast.literal_eval(part.strip()) for part in edge.split("->"))
        if word == "raiz":
            rows.setdefault(str(left[0]), (0.0, {}))
        else:
            _, above = rows.setdefault(str(left[0]), (float(left[1]), {}))
            above[f"other:{right[0]}"] = "reply"
    return [post(f"other:{key}", second, above.items()) for key, (second, above) in rows.items()]


def weibo_rows(line: str) -> list[dict[str, Any]]:
    _, root, _, _, paths = line.rstrip("\n").split("\t")
    rows = [post(f"weibo:{root}@0", 0.0, account=root)]
    seen = {root: f"weibo:{root}@0"}
    for number, entry in enumerate(paths.split(" "), 1):
        users, _, second = entry.partition(":")
        names = users.split("/")
        if len(names) < 2:
            continue
        key = f"weibo:{names[-1]}@{number}"
        rows.append(
            post(
                key,
                float(second),
                [(seen.get(names[-2], f"weibo:{names[-2]}@?"), "repost")],
                account=names[-1],
            )
        )
        seen.setdefault(names[-1], key)
    return rows


def real_trees() -> Iterator[list[dict[str, Any]]]:
    for folder, read in (("twitter15", twitter_rows), ("twitter16", twitter_rows), ("chile", chile_rows)):
        for file in sorted((TREES / folder).glob("*.txt")):
            yield read(file)
    for file in sorted((TREES / "weibo").iterdir()):
        yield from (weibo_rows(line) for line in file.read_text().splitlines())


def test_cascades__equal_a_brute_force_on_real_trees() -> None:
    if not TREES.exists():
        pytest.skip("../shared/cascades not found: real-data checks skipped")
    trees = 0
    for rows in real_trees():
        assert_equal(rows, limit=400)
        trees += 1
    assert trees >= 200
