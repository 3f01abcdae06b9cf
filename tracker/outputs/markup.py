"""HTML by small functions: everything that is not already markup is escaped, whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from tracker.base.canonical import dumps
from tracker.outputs import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

_VOID: Final = frozenset({"meta", "link", "img", "input", "br", "hr"})
_ISLAND: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def el(name: str, /, *children: object, **attributes: str | int | bool | None) -> Markup:
    """Return an element; text is escaped, `aria_label` is `aria-label`, True has no value.

    >>> el("p", "a < b", class_="note")
    Markup('<p class="note">a &lt; b</p>')
    """
    inside = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{inside}>")  # noqa: S704  every part is escaped above
    return Markup(f"<{name}{inside}>") + join(children) + Markup(f"</{name}>")  # noqa: S704  likewise


def join(parts: Iterable[object]) -> Markup:
    """Return parts one after the other; None is nothing."""
    return Markup("").join(escape(part) for part in parts if part is not None)


def _attribute(key: str, value: str | int | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def prose(sentence: str) -> Markup:
    """Return a sentence of the catalogue; what it quotes from strangers is isolated with <bdi>.

    >>> prose("by " + phrases.quoted("<b>a_example") + ".")
    Markup('by <bdi>&lt;b&gt;a_example</bdi>.')
    """
    text = escape(sentence)
    return Markup(text.replace(phrases.ISOLATE, Markup("<bdi>")).replace(phrases.RELEASE, Markup("</bdi>")))  # noqa: S704


def stranger(text: str, **attributes: str) -> Markup:
    """Return text from a stranger: escaped, its control characters visible, its direction isolated."""
    return el("bdi", phrases.shown(text), **attributes)


def table(
    caption: str,
    head: list[str],
    body: Iterable[list[object]],
    *,
    notes: Sequence[object] = (),
    cards: bool = False,
) -> Markup:
    """Return a table with a caption and headings; the first cell of each row is the row's heading.

    `notes` holds what follows each row across the whole width; with `cards` each row becomes a card on a
    phone, where every cell repeats its column's heading.
    """
    headings = el("tr", *(el("th", name, scope="col") for name in head))
    lines = []
    for place, row in enumerate(body):
        cells = [
            _cell(name, cell, first=number == 0, cards=cards)
            for number, (name, cell) in enumerate(zip(head, row, strict=True))
        ]
        note = (
            el("tr", el("td", notes[place], colspan=len(head)), class_="aside")
            if place < len(notes)
            else None
        )
        lines.append(join([el("tr", *cells, class_="noted" if note else None), note]))
    inner = el(
        "table",
        el("caption", caption),
        el("thead", headings),
        el("tbody", *lines),
        class_="cards" if cards else None,
    )
    return el("div", inner, class_="wide", tabindex=0, role="region", aria_label=caption)


def _cell(name: str, cell: object, *, first: bool, cards: bool) -> Markup:
    if not cards:
        return el("th" if first else "td", cell, scope="row" if first else None)
    return el("th" if first else "td", el("div", cell), scope="row" if first else None, data_head=name)


def section(name: str, heading: str, *inside: object, class_: str = "long") -> Markup:
    """Return one panel of a page with its heading; a `long` one may break across printed pages."""
    title = f"{name}-title"
    return el(
        "section", el("h2", heading, id=title), *inside, id=name, aria_labelledby=title, class_=class_ or None
    )


def island(name: str, value: Any) -> Markup:
    """Return values for the page's script, as JSON that no text inside can break out of."""
    text = dumps(value)
    for letter, code in _ISLAND.items():
        text = text.replace(letter, code)
    return el("script", Markup(text), type="application/json", id=name)  # noqa: S704  escaped above
