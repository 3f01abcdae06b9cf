"""HTML by small functions: everything that is not already markup is escaped, whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from tracker.base.canonical import dumps
from tracker.outputs import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_VOID: Final = frozenset({"meta", "link", "img", "input", "br", "hr"})
_ISLAND: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def el(name: str, *children: object, **attributes: str | int | bool | None) -> Markup:
    """Return an element; text is escaped, `class_` is `class`, `aria_label` is `aria-label`, True has no value.

    >>> el("p", "a < b", class_="note")
    Markup('<p class="note">a &lt; b</p>')
    """
    inside = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{inside}>")  # noqa: S704  every part is escaped above
    return Markup(f"<{name}{inside}>") + join(children) + Markup(f"</{name}>")  # noqa: S704  likewise


def join(parts: Iterable[object]) -> Markup:
    """Return parts one after the other; None is nothing."""
    return Markup("").join(part for part in parts if part is not None)


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


def table(caption: str, head: list[str], body: Iterable[list[object]], *, class_: str = "", scope: bool = True) -> Markup:
    """Return a table with a caption and column headings; on a phone each cell repeats its heading.

    With `scope` the first cell of each row is the row's heading.
    """
    headings = el("tr", *(el("th", name, scope="col") for name in head))
    lines = [
        el("tr", *(
            el("th" if scope and place == 0 else "td", cell, scope="row" if scope and place == 0 else None, data_head=name)
            for place, (name, cell) in enumerate(zip(head, row, strict=True))
        ))
        for row in body
    ]  # fmt: skip
    inner = el("table", el("caption", caption), el("thead", headings), el("tbody", *lines), class_=class_ or None)
    return el("div", inner, class_="wide", tabindex=0, role="region", aria_label=caption)


def island(name: str, value: Any) -> Markup:
    """Return values for the page's script, as JSON that no text inside can break out of."""
    text = dumps(value)
    for letter, code in _ISLAND.items():
        text = text.replace(letter, code)
    return el("script", Markup(text), type="application/json", id=name)  # noqa: S704  escaped above
