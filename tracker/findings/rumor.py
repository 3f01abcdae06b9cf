"""Which posts the questions are about (contract sections 2 and 4)."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.findings.evidence import Rumor, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from tracker.findings.settings import FindingSettings
    from tracker.tables.edges import Edges

STRENGTHS: Final = ("strong", "fair", "weak")
"""Strength words, best first."""
ACCEPTED: Final = ("same_file", "same_picture", "copy")
"""Relations that make a picture the one asked for, best first; a variant is counted apart."""
_CHOICES: Final = 10


class _Pictures(msgspec.Struct, frozen=True):
    """Clusters, their files and the posts that carry these."""

    files: dict[str, set[str]]
    """Cluster -> SHA-256 (hex) of its pictures."""
    carriers: dict[str, set[str]]
    """SHA-256 (hex) -> posts that carry the file."""
    representatives: dict[str, str]
    reposts: dict[str, list[str]]
    """Post -> its native reposts."""
    counted: frozenset[str] | None
    """Posts inside `--since` and `--until`; null where neither was given."""
    early: frozenset[str]
    """Posts before `--since`."""
    late: frozenset[str]
    """Posts after `--until`."""
    excluded: int

    def carrying(self, files: Iterable[str]) -> frozenset[str]:
        """Return the posts that carry one of the files."""
        return self.within(self.anywhen(files))

    def anywhen(self, files: Iterable[str]) -> frozenset[str]:
        """Return the posts that carry one of the files, whenever they were posted."""
        return frozenset(post for file in files for post in self.carriers.get(file, ()))

    def outside(self, posts: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return which posts lie before and which after the span asked for, sorted."""
        return {
            "before": tuple(sorted(self.early.intersection(posts))),
            "after": tuple(sorted(self.late.intersection(posts))),
        }

    def with_reposts(self, posts: Iterable[str]) -> frozenset[str]:
        """Add native reposts, and the reposts of these."""
        found, waiting = set(posts), list(posts)
        while waiting:
            for child in self.reposts.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return self.within(found)

    def within(self, posts: Collection[str]) -> frozenset[str]:
        """Leave out what lies outside the span asked for."""
        return frozenset(posts) if self.counted is None else self.counted.intersection(posts)


def choose_rumor(tables: Tables, settings: FindingSettings) -> Rumor:
    """Return the rumor: its picture cluster, words or cascade, and its posts.

    `queries` says whether a picture or words were asked for, and what they matched; the settings hold the
    span that counts and what a person has left out.
    """
    pictures = _pictures(tables, settings)
    if len(tables.queries):
        return _asked(tables, settings, pictures)
    if pictures.files:
        best = _largest(pictures)[0][0]
        return _picture_rumor(tables, pictures, best, pictures.files[best], "the picture with the most posts")
    return _cascade_rumor(tables, pictures)


def _asked(tables: Tables, settings: FindingSettings, pictures: _Pictures) -> Rumor:
    rows = list(tables.queries.rows())
    links = [row for row in rows if row["kind"] == "image" and _accepted(row, settings)]
    said = _words(rows)
    words = pictures.within(said)
    if links:
        best = min(links, key=lambda row: _link_order(row, pictures))
        files = pictures.files.get(best["cluster"]) or {best["member_sha256"]}
        rumor = _picture_rumor(tables, pictures, best["cluster"], files, f"--image {best['query']}")
        also = {row["cluster"] for row in links} - {best["cluster"], ""}
        apart = tuple(sorted(words - set(rumor.posts)))
        others = {file for row in links for file in pictures.files.get(row["cluster"]) or {row["member_sha256"]}}
        elsewhere = pictures.carrying(others - set(files)) - set(rumor.posts)
        return msgspec.structs.replace(
            rumor, also=tuple(sorted(also, key=_natural)), same_words=apart, elsewhere=tuple(sorted(elsewhere))
        )
    basis = "words" if words or all(row["kind"] == "text" for row in rows) else "picture"
    chosen_by = " ".join(sorted({f"--{row['kind']} {row['query']}" for row in rows}))
    posts = tuple(sorted(pictures.with_reposts(words)))
    return _rumor(
        basis, chosen_by, pictures, posts=posts, carriers=tuple(sorted(words)), matched=bool(posts),
        **pictures.outside(said),
    )  # fmt: skip


def _accepted(row: Mapping[str, Any], settings: FindingSettings) -> bool:
    return row["relation"] in ACCEPTED and not {row["cluster"], row["member_sha256"]} & set(settings.exclude)


def _link_order(row: Mapping[str, Any], pictures: _Pictures) -> tuple[int, int, int, tuple[int, str], str]:
    """Strongest link first; ties: more posts, then id."""
    files = pictures.files.get(row["cluster"]) or {row["member_sha256"]}
    strength = STRENGTHS.index(row["strength"]) if row["strength"] in STRENGTHS else len(STRENGTHS)
    posts = len(pictures.with_reposts(pictures.carrying(files)))
    return strength, ACCEPTED.index(row["relation"]), -posts, _natural(row["cluster"]), row["member_sha256"]


def _words(rows: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(row["post"] for row in rows if row["kind"] == "text" and row["post"])


def _picture_rumor(
    tables: Tables, pictures: _Pictures, cluster: str, files: Collection[str], chosen_by: str
) -> Rumor:
    carriers = pictures.carrying(files)
    return _rumor(
        "picture", chosen_by, pictures, cluster=cluster or None, images=len(files),
        posts=tuple(sorted(pictures.with_reposts(carriers))), carriers=tuple(sorted(carriers)),
        variants=len(variants_of(tables, files)), files=tuple(sorted(files)),
        **pictures.outside(pictures.anywhen(files)),
    )  # fmt: skip


def _cascade_rumor(tables: Tables, pictures: _Pictures) -> Rumor:
    if not len(tables.cascades):
        return _rumor("cascade", "the cascade with the most posts", pictures, matched=False)
    root = tables.cascades.root[0].as_py()
    known = set(tables.posts.post.to_pylist()) if pictures.counted is None else pictures.counted
    tree = _tree(tables.edges, root)
    posts = tuple(sorted(tree & known))
    return _rumor(
        "cascade", "the cascade with the most posts", pictures, root=root, posts=posts, carriers=posts,
        **pictures.outside(tree),
    )  # fmt: skip


def _rumor(basis: str, chosen_by: str, pictures: _Pictures, **known: Any) -> Rumor:
    """Build a rumor; what is not named is empty."""
    blank = {
        "cluster": None, "also": (), "root": None, "images": 0, "posts": (), "carriers": (), "variants": 0,
        "same_words": (), "matched": True,
    }  # fmt: skip
    choices = tuple((name, posts, pictures.representatives[name]) for name, posts in _largest(pictures))
    return Rumor(
        basis=basis, chosen_by=chosen_by, choices=choices[:_CHOICES], excluded=pictures.excluded,
        **{**blank, **known},
    )  # fmt: skip


def _largest(pictures: _Pictures) -> list[tuple[str, int]]:
    """Return clusters with their number of posts, most first, then by id."""
    sizes = [
        (name, len(pictures.with_reposts(pictures.carrying(files)))) for name, files in pictures.files.items()
    ]
    return sorted(sizes, key=lambda size: (-size[1], _natural(size[0])))


def _pictures(tables: Tables, settings: FindingSettings) -> _Pictures:
    excluded = set(settings.exclude)
    files: dict[str, set[str]] = defaultdict(set)
    representatives: dict[str, str] = {}
    for row in _columns(tables.copies.arrow, "cluster", "sha256", "relation"):
        cluster, file = row[0], row[1].hex()
        if cluster and not {cluster, file} & excluded:
            files[cluster].add(file)
            if row[2] in {"", "variant"}:
                representatives.setdefault(cluster, file)
    carriers: dict[str, set[str]] = defaultdict(set)
    for post, digest in _columns(tables.media.arrow, "post", "sha256"):
        if digest is not None and digest.hex() not in excluded:
            carriers[digest.hex()].add(post)
    named = {name: representatives.get(name, min(members)) for name, members in files.items()}
    return _Pictures(
        dict(files), dict(carriers), named, _reposts(tables.edges), _counted(tables, settings),
        _where(tables, pc.less, settings.since_us), _where(tables, pc.greater, settings.until_us),
        _left_out(tables, excluded),
    )  # fmt: skip


def _left_out(tables: Tables, excluded: Collection[str]) -> int:
    """Return how many posts carry a picture that a person left out, by its file or by its cluster."""
    if not excluded:
        return 0
    files = {
        digest
        for digest, cluster, proof in _columns(tables.copies.arrow, "sha256", "cluster", "evidence")
        if {digest.hex(), cluster} & set(excluded) or json.loads(proof or "{}").get("step") == "excluded"
    }
    carried = _columns(tables.media.arrow, "post", "sha256")
    return len({post for post, digest in carried if digest in files or (digest or b"").hex() in excluded})


def _reposts(edges: Edges) -> dict[str, list[str]]:
    """Return each post's native reposts."""
    found: dict[str, list[str]] = defaultdict(list)
    for child, parent, kind, attribution, kept in _columns(
        edges.arrow, "child", "parent", "kind", "attribution", "kept"
    ):
        if kept and kind == "repost" and attribution != "inferred":
            found[parent].append(child)
    return dict(found)


def _tree(edges: Edges, root: str) -> set[str]:
    """Return all posts of a cascade, its root first seen or not."""
    children: dict[str, list[str]] = defaultdict(list)
    for child, parent, attribution, kept in _columns(edges.arrow, "child", "parent", "attribution", "kept"):
        if kept and attribution != "inferred":
            children[parent].append(child)
    found, waiting = {root}, [root]
    while waiting:
        fresh = [child for child in children.get(waiting.pop(), ()) if child not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return found


def _counted(tables: Tables, settings: FindingSettings) -> frozenset[str] | None:
    """Return the posts from `--since` to `--until`; a post without a time is in no span."""
    if settings.since_us is None and settings.until_us is None:
        return None
    timed = frozenset(tables.posts.post.filter(pc.is_valid(tables.posts.posted_at)).to_pylist())
    early, late = (
        _where(tables, pc.less, settings.since_us),
        _where(tables, pc.greater, settings.until_us),
    )
    return timed - early - late


def _where(tables: Tables, holds: Callable[[Any, int], Any], bound: int | None) -> frozenset[str]:
    """Return the posts whose time stands in a relation to a bound; none without a bound."""
    if bound is None:
        return frozenset()
    times = tables.posts.posted_at.cast(pa.int64())
    return frozenset(tables.posts.post.filter(pc.fill_null(holds(times, bound), False)).to_pylist())


def variants_of(tables: Tables, files: Collection[str]) -> list[dict[str, Any]]:
    """Return the rows of `copies` that were made from one of the pictures, with other words or numbers.

    One row per variant cluster (per file where it has none); variants of variants count too.
    """
    rows = [row for row in tables.copies.rows() if row["relation"] == "variant"]
    known, found = set(files), dict[str, dict[str, Any]]()
    while True:
        fresh = [row for row in rows if row["parent_file"] in known and row["sha256"].hex() not in known]
        if not fresh:
            return [found[key] for key in sorted(found, key=_natural)]
        for row in fresh:
            known.add(row["sha256"].hex())
            found.setdefault(row["cluster"] or row["sha256"].hex(), row)


def _natural(cluster: str) -> tuple[int, str]:
    """Order `c2` before `c10`."""
    return len(cluster), cluster


def _columns(table: pa.Table, *names: str) -> Iterable[tuple[Any, ...]]:
    return zip(*(table.column(name).to_pylist() for name in names), strict=True)
