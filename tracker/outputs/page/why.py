"""The panel about matches: each early picture beside the one it was compared with, what differs marked."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.outputs import answers, phrases, subject, why
from tracker.outputs.markup import el, join, prose, section
from tracker.outputs.page.material import Drawn, Material, drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

EARLY_POSTS: Final = 10  # whose pictures are explained: those of the table of earliest posts
MOST_EARLY: Final = 6  # pictures: each pair adds about 25 kB to the page
MOST_VARIANTS: Final = 6
ACCEPTED: Final = frozenset({"same_file", "same_picture", "copy"})
SHOWN: Final = 10  # hex digits of a file that stands in full elsewhere
RED: Final = "#b00020"
BLUE: Final = "#0b4fb3"
STROKE_PX: Final = 2.5  # on the screen, whatever the picture's size
AIR: Final = 0.01  # of the longer side, between what is marked and its frame
LEAST: Final = 0.03  # of the longer side: a changed digit must be seen on a thumbnail


class Match(msgspec.Struct, frozen=True):
    """One picture, who carries it, and what proved it."""

    sha256: str
    compared_with: str
    """SHA-256 in hex; empty for the picture with which the others were compared."""
    carried: str
    told: str
    """Relation and strength in words; empty like `compared_with`."""
    evidence: dict[str, Any]


def panel(page: Material) -> Markup | None:
    """Return each early picture and each variant beside the picture with which it was compared."""
    early, variants = _early(page), _variants(page)
    matches = [*early[:MOST_EARLY], *variants[:MOST_VARIANTS]]
    if not matches:
        return None
    wanted = {name for match in matches for name in (match.sha256, match.compared_with)}
    pictures = drawn(page.view, wanted)
    ids = {name: f"picture-{place}" for place, name in enumerate(pictures, 1)}
    items = [_item(match, pictures, ids) for match in matches]
    left_out = len(early) + len(variants) - len(matches)
    more = f"{phrases.count(left_out, 'more picture')} explained by tracker show SHA-256." if left_out else None
    return section(
        "why", why.HEADING, el("p", why.INTRODUCTION, class_="note"), _legend(matches), *_asked(page),
        _store(pictures, ids), el("ul", *items, class_="pairs"), el("p", more, class_="note") if more else None,
    )  # fmt: skip


def _early(page: Material) -> list[Match]:
    """Return the pictures of the earliest posts, each once, in the posts' order."""
    cluster = answers.rumor(page.facts).get("cluster")
    carriers = defaultdict(list)
    for row in answers.rows(page.facts, "earliest")[:EARLY_POSTS]:
        if row.get("sha256"):
            carriers[row["sha256"]].append(row)
    proved = _proved(page, list(carriers), "cluster", cluster)
    return [_match(proved[name], _carried(page, rows)) for name, rows in carriers.items() if name in proved]


def _variants(page: Material) -> list[Match]:
    rows = {row["sha256"]: row for row in answers.rows(page.facts, "variants") if row.get("sha256")}
    proved = _proved(page, list(rows), "relation", "variant")
    return [_match(proved[name], _spread(row)) for name, row in rows.items() if name in proved]


def _spread(variant: answers.Row) -> str:
    return f"Variant: {phrases.count(variant.get('posts', 0), 'post')}, first {phrases.when(variant.get('first'))}"


def _proved(page: Material, names: Sequence[str], column: str, value: str | None) -> dict[str, answers.Row]:
    """Return the row of `copies` that tells of each picture; a further place of the same file tells nothing."""
    table = page.view.copies.arrow
    digests = pa.array([bytes.fromhex(name) for name in names], pa.binary(32))
    chosen = pc.and_(pc.is_in(table["sha256"], value_set=digests), pc.equal(table[column], value))
    found: dict[str, answers.Row] = {}
    for row in table.filter(chosen).to_pylist():
        name = row["sha256"].hex()
        if row["parent_file"] != name:
            found.setdefault(name, {**row, "sha256": name, "evidence": _evidence(page, row)})
    return found


def _match(row: answers.Row, carried: str) -> Match:
    told = why.verdict(row["relation"], row["strength"]) if row["relation"] else ""
    return Match(row["sha256"], row["parent_file"], carried, told, row["evidence"])


def _carried(page: Material, rows: Sequence[answers.Row]) -> str:
    """Return which posts of the table above carry a picture, by their numbers there, if they have any."""
    ranks = list(dict.fromkeys(str(row["rank"]) for row in rows))
    first = f"{phrases.platform(answers.platform_of(rows[0]))}, {phrases.when_posted(rows[0])}"
    if subject.situation(page.facts) == "untimed":
        return f"{phrases.count(len(rows), 'post')} ({first})"
    numbers = f"{'Number' if len(ranks) == 1 else 'Numbers'} {phrases.listed(ranks)} of the earliest posts"
    return f"{numbers} ({first})" if len(rows) == 1 else f"{numbers} ({phrases.count(len(rows), 'post')}; {first})"


def _asked(page: Material) -> list[Markup]:
    """Return how the picture given by the user matched; it is no post, and is not shown."""
    cluster = answers.rumor(page.facts).get("cluster") or ""
    rows = page.view.queries.arrow.filter(pc.field("kind") == "image").to_pylist()
    found = [row for row in rows if row["relation"] in ACCEPTED and row["cluster"] == cluster]
    return [el("p", "The picture given with --image, which is no post: ", prose(_found(page, row))) for row in found]


def _found(page: Material, row: answers.Row) -> str:
    evidence = _evidence(page, row)
    told = f"{why.verdict(row['relation'], row['strength'])}, compared with {row['member_sha256'][:SHOWN]}… held here."
    return why.paragraph(evidence, told)


def _evidence(page: Material, row: answers.Row) -> dict[str, Any]:
    """Return what proved a match; words read in a picture may name an account that is hidden."""
    return page.names.masked(json.loads(row["evidence"] or "{}"))


def _legend(matches: Sequence[Match]) -> Markup | None:
    marked = [why.marks(match.evidence) for match in matches]
    kinds = ((why.DIFFER, RED, None, any(one.differ for one in marked)),
             (why.COVERED, BLUE, "6 4", any(one.covered for one in marked)))  # fmt: skip
    told = [
        join([
            el("svg", el("rect", x=2, y=2, width=28, height=14, fill="none", stroke=colour, stroke_width=str(STROKE_PX),
                         stroke_dasharray=dashes),
               class_="legend", viewBox="0 0 32 18", aria_hidden="true"),
            " ", words, " ",
        ])
        for words, colour, dashes, is_used in kinds if is_used
    ]  # fmt: skip
    return el("p", *told, class_="note") if told else None


def _store(pictures: dict[str, Drawn], ids: dict[str, str]) -> Markup:
    """Return every thumbnail once, in pixels of its file, so that marks need no scaling."""
    held = [
        el("image", id=ids[name], width=one.width, height=one.height, href=one.address, preserveAspectRatio="none")
        for name, one in pictures.items()
    ]
    return el("svg", el("defs", *held), class_="store", aria_hidden="true")


def _item(match: Match, pictures: dict[str, Drawn], ids: dict[str, str]) -> Markup:
    marked = why.marks(match.evidence)
    figures = [_figure("This picture", match.sha256, pictures, ids, marked)]
    if match.compared_with:
        figures.insert(0, _figure("Compared with", match.compared_with, pictures, ids, why.Marks()))
    told = prose(why.paragraph(match.evidence))
    return el(
        "li",
        el("h3", prose(match.carried)),
        el("div", *figures, class_="pair"),
        el("p", el("strong", f"{match.told}. ") if match.told else None, told),
        el("p", "Where it lies in the exports: ", el("code", f"tracker show {match.sha256}"), class_="note"),
    )


def _figure(
    name: str, digest: str, pictures: dict[str, Drawn], ids: dict[str, str], marked: why.Marks
) -> Markup:
    one = pictures.get(digest)
    if one is None:
        return el("figure", el("p", "no thumbnail", class_="note"), el("figcaption", name))
    size = f"{one.width:,} by {one.height:,} pixels"
    image = el(
        "svg",
        el("use", href=f"#{ids[digest]}"),
        *(_mark(one, box, RED, dashed=False) for box in marked.differ),
        *(_mark(one, box, BLUE, dashed=True) for box in marked.covered),
        viewBox=f"0 0 {one.width} {one.height}", role="img",
        aria_label="; ".join(filter(None, (f"{name}, {size}", why.marked(marked)))),
    )  # fmt: skip
    return el("figure", image, el("figcaption", f"{name} ", el("span", size, class_="small")))


def _mark(picture: Drawn, box: why.Box, colour: str, *, dashed: bool) -> Markup:
    """Return a frame around a box, never smaller than can be seen, on a white one that shows on dark pictures."""
    longer = max(picture.width, picture.height)
    width, height = (max(side, LEAST * longer) + 2 * AIR * longer for side in box[2:])
    left, top = box[0] + box[2] / 2 - width / 2, box[1] + box[3] / 2 - height / 2
    shape = {"x": f"{left:.0f}", "y": f"{top:.0f}", "width": f"{width:.0f}", "height": f"{height:.0f}",
             "fill": "none", "vector_effect": "non-scaling-stroke"}  # fmt: skip
    return join([
        el("rect", **shape, stroke="#ffffff", stroke_width=str(2 * STROKE_PX)),
        el("rect", **shape, stroke=colour, stroke_width=str(STROKE_PX), stroke_dasharray="6 4" if dashed else None),
    ])  # fmt: skip
