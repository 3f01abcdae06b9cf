"""A piece of HTML as a tree: for exports that are pages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from tracker.ingest.reader import BadRecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_DEEPEST: Final = 200
"""Levels of a tree; what lies deeper hangs at the last of them, so that a walk down never overflows."""


class Node:
    """One element."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node | str] = []

    @property
    def classes(self) -> frozenset[str]:
        """The words of its `class`."""
        return frozenset(self.attributes.get("class", "").split())

    def walk(self) -> Iterator[Node]:
        """Yield the elements below it, each before its own children."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def find(self, *classes: str) -> Node | None:
        """Return the first element below it that has all these classes."""
        return next((node for node in self.walk() if node.classes.issuperset(classes)), None)

    def child(self, *classes: str) -> Node | None:
        """Return the first of its own children that has all these classes."""
        nodes = (node for node in self.children if isinstance(node, Node))
        return next((node for node in nodes if node.classes.issuperset(classes)), None)

    def text(self, *, without: Node | None = None) -> str:
        """Return its words: breaks as line ends, no space around them; `without` leaves one element out."""
        return "".join(self._words(without)).strip()

    def _words(self, without: Node | None) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "br":
                yield "\n"
            elif child is not without:
                yield from child._words(without)  # noqa: SLF001 - its own kind


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def tree(markup: str) -> Node:
    r"""Return a piece of HTML as a tree; what no parser understands is refused with ``BadRecordError``.

    >>> tree('<div class="a b">one<br>two &amp; <b>three</b></div>').find("b").text()
    'one\ntwo & three'
    """
    builder = _Builder()
    try:
        builder.feed(markup)
        builder.close()
    except AssertionError as failure:  # how html.parser refuses a broken declaration
        raise BadRecordError(f"not HTML: {failure}") from failure
    return builder.root
