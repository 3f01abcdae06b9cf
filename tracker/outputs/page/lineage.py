"""The panel about how the picture changed: each form after the one it was most likely made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.outputs import answers, lineage, phrases
from tracker.outputs.markup import el, prose, section
from tracker.outputs.page.material import MOST_FORMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from tracker.outputs.answers import Row
    from tracker.outputs.page.material import Material

def panel(page: Material) -> Markup | None:
    """Return the forms of the picture in order; nothing where there is only one."""
    rows = answers.rows(page.facts, "lineage")
    if len(rows) <= 1:
        return None
    forms = {row["sha256"]: (number, row) for number, row in enumerate(rows, 1)}
    cards = [_card(page, row, forms) for row in rows]
    bare = not all(row["sha256"] in page.thumbnails for row in rows[MOST_FORMS:])
    more = el(
        "details", el("summary", phrases.count(len(rows) - MOST_FORMS, "more form")),
        el("p", lineage.NO_PICTURES, class_="note") if bare else None,
        el("ul", *cards[MOST_FORMS:], class_="pictures"),
    ) if len(rows) > MOST_FORMS else None  # fmt: skip
    shown = el("ul", *cards[:MOST_FORMS], class_="pictures")
    return section("lineage", lineage.HEADING, shown, more, el("p", lineage.HELD_ONLY, class_="note"))


def _card(page: Material, row: Row, forms: Mapping[str, tuple[int, Row]]) -> Markup:
    number, _ = forms[row["sha256"]]
    numbers = {digest: place for digest, (place, _) in forms.items()}
    _, parent = forms.get(row.get("parent") or "", (0, None))
    source = page.thumbnails.get(row["sha256"])
    image = el("img", src=source, alt=f"Form {number}") if source else el("p", "no thumbnail", class_="note")
    lines = [
        lineage.variant(row, answers.rumor(page.facts).get("cluster")),
        lineage.place(row, numbers), lineage.changes(row, parent),
        phrases.count(row.get("posts", 0), "post"), f"first {phrases.when(row.get('first'))}",
    ]  # fmt: skip
    told = [el("span", prose(line), class_="small") for line in lines if line]
    return el("li", el("figure", image, el("figcaption", el("strong", str(number)), *told)))
