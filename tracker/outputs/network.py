"""The reshare graph as nodes and edges for files: absent posts included, one edge per pair, laid out by time.

Left to right is time (one unit is a minute after the rumor's earliest post); each cascade has its own band.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base import clock, keys
from tracker.outputs import answers
from tracker.outputs.phrases import handle, moment_iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.names import Names
    from tracker.outputs.writer import View

ILLEGAL: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2 of the standard)."""
BAND: Final = 24.0  # units between two cascades
ABSENT_LEAD: Final = 15.0  # units that an absent post stands left of its earliest child
NODE_COLUMNS: Final = ("post", "platform", "account", "handle", "posted_at", "kind", "url")


class Node(msgspec.Struct, frozen=True):
    """A post, captured or absent; `posted_utc` is empty where its time is not known."""

    key: str
    label: str
    platform: str
    account: str
    kind: str
    url: str
    cluster: str
    absent: bool
    posted_utc: str
    hours_since_first: float | None
    reshares: int
    x: float
    y: float
    size: float


class Link(msgspec.Struct, frozen=True):
    """From the parent to the child, the way the post spread; `start` is the child's time."""

    number: int
    parent: str
    child: str
    kind: str
    attribution: str
    confidence: float
    kept: bool
    start: str


class Network(msgspec.Struct, frozen=True):
    """The graph, ready to be written; both lists have a fixed order."""

    nodes: list[Node]
    links: list[Link]


def network(view: View, names: Names) -> Network:
    """Return the graph of the whole case."""
    edges = _one_per_pair(view)
    posts = {row["post"]: row for row in view.posts.arrow.select(list(NODE_COLUMNS)).to_pylist()}
    times = {
        key: clock.from_datetime(row["posted_at"])
        for key, row in posts.items()
        if row["posted_at"] is not None
    }
    absent = sorted({row["parent"] for row in edges} - set(posts))
    first = answers.first_moment(view.facts)
    if first is None:
        first = min(times.values(), default=0)
    place = _Places(edges, times, first)
    clusters = _clusters(view)
    nodes = [_node(posts.get(key), key, names, place, clusters.get(key, "")) for key in [*posts, *absent]]
    links = [
        Link(
            number,
            row["parent"],
            row["child"],
            row["kind"],
            row["attribution"],
            row["confidence"],
            row["kept"],
            clock.format_us(times[row["child"]]) if row["child"] in times else "",
        )
        for number, row in enumerate(edges)
    ]
    return Network(nodes, links)


def _one_per_pair(view: View) -> list[dict[str, Any]]:
    """Return one edge per pair of posts: the one that the cascade keeps, else the table's first."""
    chosen: dict[tuple[str, str], dict[str, Any]] = {}
    for row in view.edges.rows():
        known = chosen.setdefault((row["child"], row["parent"]), row)
        if row["kept"] and not known["kept"]:
            chosen[row["child"], row["parent"]] = row
    return [chosen[pair] for pair in sorted(chosen)]


def _clusters(view: View) -> dict[str, str]:
    """Return the cluster of the picture that a post carries; the smallest name where it carries several."""
    rows = view.copies.arrow.select(["sha256", "cluster"]).to_pylist()
    of_file = {row["sha256"]: row["cluster"] for row in rows if row["cluster"]}
    found: dict[str, str] = {}
    for row in view.media.arrow.select(["post", "sha256"]).to_pylist():
        cluster = of_file.get(row["sha256"])
        if cluster:
            found[row["post"]] = min(cluster, found.get(row["post"], cluster))
    return found


class _Places:
    """Where each node stands."""

    def __init__(self, edges: list[dict[str, Any]], times: dict[str, int], first: int) -> None:
        self.times, self.first = times, first
        self.parents = {row["child"]: row["parent"] for row in edges if row["kept"]}
        self.reshares: dict[str, int] = {}
        self.child_times: dict[str, int] = {}
        for row in edges:
            self._learn(row)
        self.bands: dict[str, int] = {}
        self._stands: dict[str, tuple[str, int]] = {}

    def _learn(self, row: dict[str, Any]) -> None:
        parent, at = row["parent"], self.times.get(row["child"])
        self.reshares[parent] = self.reshares.get(parent, 0) + (row["kind"] != "reply")
        if at is not None:
            self.child_times[parent] = min(at, self.child_times.get(parent, at))

    def hours(self, key: str) -> float | None:
        """Return hours since the earliest post of the rumor."""
        at = self.times.get(key)
        return None if at is None else round((at - self.first) / clock.HOUR_US, 6)

    def x(self, key: str) -> float:
        """Return the place on the axis of time; without a time, just left of the earliest child."""
        at = self.times.get(key)
        if at is not None:
            return round((at - self.first) / clock.MINUTE_US, 3)
        child = self.child_times.get(key, self.first)
        return round((child - self.first) / clock.MINUTE_US - ABSENT_LEAD, 3)

    def y(self, key: str) -> float:
        """Return the band of the node's cascade; the posts of one cascade stand slightly apart."""
        root, depth = self._root_and_depth(key)
        band = self.bands.setdefault(root, len(self.bands))
        return -(band * BAND + min(depth, 6) * 2.5)

    def _root_and_depth(self, key: str) -> tuple[str, int]:
        """Return the root of the node's cascade and its hops from there; every node is walked once."""
        path, node = [], key
        while node not in self._stands and node in self.parents:
            path.append(node)
            node = self.parents[node]
        root, depth = self._stands.setdefault(node, (node, 0))
        for below in reversed(path):
            depth += 1
            self._stands[below] = root, depth
        return self._stands[key]

    def size(self, key: str) -> float:
        """Return the node's size: its area grows with how often it was reshared here."""
        return round(3 + 2 * math.sqrt(self.reshares.get(key, 0)), 3)


def _node(row: dict[str, Any] | None, key: str, names: Names, place: _Places, cluster: str) -> Node:
    platform = keys.split_key(key)[0] if row is None else row["platform"]
    known = None if row is None else names.of(key, row["handle"] or row["account"])
    label = f"absent post on {platform}" if row is None else handle(known)
    at = None if row is None else row["posted_at"]
    hidden = names.hides(key)
    return Node(
        key=key,
        label=label,
        platform=platform,
        account=known or "",
        kind="absent" if row is None else row["kind"],
        url="" if row is None or hidden else row["url"] or "",
        cluster=cluster,
        absent=row is None,
        posted_utc="" if at is None else moment_iso(at),
        hours_since_first=place.hours(key),
        reshares=place.reshares.get(key, 0),
        x=place.x(key),
        y=place.y(key),
        size=place.size(key),
    )


def attributes(node: Node) -> Iterator[tuple[str, str, Any]]:
    """Yield what a node says about itself: (name, type, value); unknown values are left out."""
    yield "platform", "string", node.platform
    yield "account", "string", node.account
    yield "kind", "string", node.kind
    yield "url", "string", node.url
    yield "cluster", "string", node.cluster
    yield "absent", "boolean", node.absent
    yield "posted_utc", "string", node.posted_utc
    if node.hours_since_first is not None:
        yield "hours_since_first", "double", node.hours_since_first
    yield "reshares", "integer", node.reshares


NODE_ATTRIBUTES: Final = (
    ("platform", "string"),
    ("account", "string"),
    ("kind", "string"),
    ("url", "string"),
    ("cluster", "string"),
    ("absent", "boolean"),
    ("posted_utc", "string"),
    ("hours_since_first", "double"),
    ("reshares", "integer"),
)
LINK_ATTRIBUTES: Final = (
    ("kind", "string"),
    ("attribution", "string"),
    ("confidence", "double"),
    ("kept", "boolean"),
)


def xml(value: Any) -> str:
    r"""Return a value as XML text: characters that XML 1.0 cannot hold become U+FFFD, the rest is escaped.

    >>> xml("a\x00<b>" + '"'), xml(True)
    ('a\ufffd&lt;b&gt;&quot;', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    legal = ILLEGAL.sub("\ufffd", str(value))
    for letter, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("\t", "&#9;"),
        ("\n", "&#10;"),
        ("\r", "&#13;"),
    ):
        legal = legal.replace(letter, entity)
    return legal

