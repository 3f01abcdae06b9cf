"""What the panels of a page share: the facts as they may be shown, and look-ups for the posts named there."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base import keys
from tracker.outputs import answers, phrases
from tracker.outputs.names import Names
from tracker.outputs.series import colours
from tracker.outputs.writer import View

if TYPE_CHECKING:
    from collections.abc import Iterable

JPEG: Final = b"\xff\xd8\xff"
MOST_ROWS: Final = 10  # of the table of earliest posts
MOST_FORMS: Final = 12  # of the picture that are shown with a thumbnail
_NAMED: Final = ("first_seen", "earliest", "origin_candidates", "most_reshared", "first_per_platform")


class Material(msgspec.Struct, frozen=True):
    """Everything a panel may look at."""

    view: View
    facts: dict[str, Any]
    """The facts with hidden accounts under their pseudonyms."""
    names: Names
    inputs: dict[str, int]
    """Number of exports that hold a named post."""
    lookalikes: frozenset[str]
    """Named posts whose handle looks like another account's."""
    displayed: dict[str, str]
    """Display name of the author of a named post, where it is not hidden and not the handle itself."""
    words: dict[str, str]
    """How the text of an early post begins, where its author is not hidden."""
    sought: tuple[str, ...]
    """Words that were looked for (`--text`)."""
    compared: frozenset[str] | None
    """Pictures that were compared with the one given (`--image`) and matched it; None where none was given."""
    thumbnails: dict[str, str]
    """Picture (SHA-256 in hex) to a `data:` address of its re-encoded thumbnail."""
    colours: dict[str, str]


def gather(view: View) -> Material:
    """Return the material of a page."""
    names = Names(view)
    facts = names.masked(view.facts)
    wanted = sorted({row["post"] for name in _NAMED for row in answers.rows(facts, name) if row.get("post")})
    table = view.posts.arrow.select(["post", "platform", "account", "handle", "sources", "flags"])
    named = table.filter(pc.is_in(table["post"], value_set=pa.array(wanted, pa.string()))).to_pylist()
    paths = {row["source"]: row["path"] for row in view.sources.arrow.select(["source", "path"]).to_pylist()}
    return Material(
        view=view,
        facts=facts,
        names=names,
        inputs={row["post"]: len({paths.get(key, key) for key in row["sources"]}) for row in named},
        lookalikes=frozenset(row["post"] for row in named if "handle_lookalike" in row["flags"]),
        displayed=_displayed(view, names, named),
        words=_words(view, names, facts),
        sought=tuple(sorted(set(view.queries.query.filter(pc.equal(view.queries.kind, "text")).to_pylist()))),
        compared=_compared(view),
        thumbnails=_thumbnails(view, facts),
        colours=colours(facts),
    )


def _displayed(view: View, names: Names, named: list[dict[str, Any]]) -> dict[str, str]:
    rows = view.accounts.arrow.select(["account", "name"]).to_pylist()
    known = {row["account"]: row["name"] for row in rows if row["name"]}
    found: dict[str, str] = {}
    for row in named:
        spellings = ((row["account"], None), (None, row["handle"] or row["account"]))
        told = [known.get(keys.account_key(row["platform"], *spelling) or "") for spelling in spellings]
        name = next((name for name in told if name), None)
        if name and name != row["handle"] and not names.hides(row["post"]):
            found[row["post"]] = name
    return found


def _words(view: View, names: Names, facts: dict[str, Any]) -> dict[str, str]:
    """Return how the texts of the earliest posts begin, hidden accounts in them under their pseudonyms."""
    early = [row["post"] for row in answers.rows(facts, "earliest")[:MOST_ROWS] if not names.hides(row["post"])]
    table = view.posts.arrow.select(["post", "text"])
    chosen = table.filter(pc.is_in(table["post"], value_set=pa.array(early, pa.string()))).to_pylist()
    texts = names.masked({row["post"]: row["text"] for row in chosen if row["text"]})
    return {post: phrases.excerpt(text) for post, text in texts.items()}


def _compared(view: View) -> frozenset[str] | None:
    rows = view.queries.arrow.filter(pc.field("kind") == "image").to_pylist()
    return frozenset(row["member_sha256"] for row in rows if row["strength"]) if rows else None


def reference(view: View, facts: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the rumor's picture: its cluster's representative; empty for none.

    A representative that is itself a variant of another cluster's has that relation, and nobody else in its own has.
    """
    cluster = answers.rumor(facts).get("cluster")
    rows = view.copies.arrow.select(["cluster", "relation", "sha256"])
    rows = rows.filter(pc.equal(rows["cluster"], cluster or None))
    found = [row["sha256"].hex() for row in rows.to_pylist() if row["relation"] in {"", "variant"}]
    first = (row["sha256"] for row in answers.rows(facts, "earliest") if row.get("sha256"))
    return min(found) if found else next(first, "")


def _thumbnails(view: View, facts: dict[str, Any]) -> dict[str, str]:
    shown = [row for name in ("earliest", "variants") for row in answers.rows(facts, name)]
    shown += answers.rows(facts, "lineage")[:MOST_FORMS]
    wanted = {row["sha256"] for row in shown if row.get("sha256")}
    wanted.add(reference(view, facts))
    return {name: picture.address for name, picture in drawn(view, wanted).items()}


class Drawn(msgspec.Struct, frozen=True):
    """A picture as a page can draw it."""

    address: str
    """`data:` address of its re-encoded thumbnail."""
    width: int
    """Of the file, in pixels; the thumbnail may be smaller."""
    height: int


def drawn(view: View, wanted: Iterable[str]) -> dict[str, Drawn]:
    """Return those of some pictures (SHA-256 in hex) that have a thumbnail, sorted."""
    rows = view.hashes.arrow.select(["sha256", "thumbnail", "width", "height"])
    digests = [bytes.fromhex(text) for text in sorted(set(wanted)) if text]
    found = rows.filter(pc.is_in(rows["sha256"], value_set=pa.array(digests, pa.binary(32)))).to_pylist()
    return {
        row["sha256"].hex(): Drawn(
            "data:image/jpeg;base64," + base64.b64encode(row["thumbnail"]).decode(), row["width"], row["height"]
        )
        for row in found
        if row["thumbnail"] and row["thumbnail"].startswith(JPEG)
    }
