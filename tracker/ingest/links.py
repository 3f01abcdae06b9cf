"""What posts point at: keys looked up once all posts are known, and the one parent that each post keeps."""

from __future__ import annotations

from array import array
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from tracker.base.idtime import id_time
from tracker.base.keys import fold_platform, is_key, post_key, split_key, url_key
from tracker.ingest.clocks import MISSING
from tracker.ingest.reader import RESHARE_KINDS, Reference

if TYPE_CHECKING:
    from numpy.typing import NDArray

KIND_NUMBER: Final = {kind: number for number, kind in enumerate(RESHARE_KINDS)}
_NO_KIND: Final = len(RESHARE_KINDS)
"""Number of a kind that the contract does not rank: after all others."""
NOWHERE: Final = -1
"""Node of a reference whose target nothing tells, or that points at the post itself."""


class Loose(NamedTuple):
    """A target as the export writes it, to be looked up."""

    link: int
    platform: str
    text: str


class Nodes:
    """The name of every post, captured or only pointed at, as a number."""

    def __init__(self, max_key: int) -> None:
        self._numbers: dict[str, int] = {}
        self.keys: list[str] = []
        self.post: array[int] = array("q")
        """Number of the captured post, -1 where only references name it."""
        self._max_key = max_key

    def __len__(self) -> int:
        return len(self.keys)

    def number(self, key: str) -> int:
        """Return the node of a key, new or known. A key over the limit is cut and ends in its digest."""
        found = self._numbers.get(key)
        if found is None:
            key = self._name(key)
            found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.keys)
            self.keys.append(key)
            self.post.append(-1)
        return found

    def numbers(self, keys: list[str]) -> list[int]:
        """Return the node of each key."""
        found = list(map(self._numbers.get, keys))
        return [self.number(key) if node is None else node for key, node in zip(keys, found, strict=True)]

    def find(self, key: str) -> int | None:
        """Return the node of a key that is known."""
        return self._numbers.get(self._name(key))

    def _name(self, key: str) -> str:
        """Return a key that a file can hold: bounded, and without lone surrogates."""
        if not key.isascii():
            key = key.encode("utf-8", "replace").decode("utf-8")
        if len(key) <= self._max_key:
            return key
        return f"{key[: self._max_key]}~sha256:{sha256(key.encode()).hexdigest()[:16]}"


class LinkBook:
    """All references of all posts, as arrays."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self.child: array[int] = array("q")
        self.target: array[int] = array("q")
        """Node pointed at; -1 where nothing tells."""
        self.kind: array[int] = array("B")
        self.stated: array[int] = array("q")
        self.loose: list[Loose] = []
        self.selfish: set[int] = set()
        """Posts with a reference to themselves, which is dropped."""

    def add(self, post: int, node: int, platform: str, references: tuple[Reference, ...]) -> tuple[int, ...]:
        """Enter the references of a post; return their numbers."""
        numbers = []
        for reference in references:
            number = len(self.child)
            target = NOWHERE
            if reference.target is not None:
                target = self._nodes.number(reference.target)
            elif reference.loose is not None:
                self.loose.append(Loose(number, platform, reference.loose))
            if target == node:
                self.selfish.add(post)
                target = NOWHERE
            self.child.append(post)
            self.target.append(target)
            self.kind.append(KIND_NUMBER.get(reference.kind, _NO_KIND))
            self.stated.append(MISSING if reference.stated.us is None else reference.stated.us)
            numbers.append(number)
        return tuple(numbers)

    def settle(self) -> None:
        """Look up the loose targets, now that every post is known (contract section 6)."""
        by_native = self._by_native() if self.loose else {}
        for link, platform, text in self.loose:
            target = self._lookup(platform, text, by_native)
            if self._nodes.post[target] == self.child[link]:
                self.selfish.add(self.child[link])
                target = NOWHERE
            self.target[link] = target
        self.loose.clear()

    def _by_native(self) -> dict[str, int | None]:
        """Return the post that alone has a native id; None where several have it."""
        found: dict[str, int | None] = {}
        for node, key in enumerate(self._nodes.keys):
            if self._nodes.post[node] >= 0:
                native = split_key(key)[1]
                found[native] = None if native in found else node
        return found

    def _lookup(self, platform: str, text: str, by_native: dict[str, int | None]) -> int:
        head, colon, rest = text.partition(":")
        if colon and rest and not rest.startswith("//") and is_key(f"{fold_platform(head)}:{rest}"):
            return self._nodes.number(post_key(fold_platform(head), rest))
        from_url = url_key(text) if "://" in text else None
        own = post_key(platform, text)
        for key in (from_url, own):
            node = None if key is None else self._nodes.find(key)
            if node is not None and self._nodes.post[node] >= 0:
                return node
        if from_url is not None:
            return self._nodes.number(from_url)
        elsewhere = by_native.get(text)
        return elsewhere if elsewhere is not None else self._nodes.number(own)


def kept_parents(book: LinkBook, nodes: Nodes, posted: NDArray[np.int64], now_us: int) -> NDArray[np.int64]:
    """Return the node of the one parent that each post keeps, -1 without any.

    Repost before crosspost, forward, quote, reply; then the earlier parent (of an absent one the time in its
    id, else as stated by the child; unknown times last); then the smaller key as text.
    """
    kept = np.full(len(posted), NOWHERE, np.int64)
    child, target, kind = as_array(book.child), as_array(book.target), as_array(book.kind)
    links = np.flatnonzero(target >= 0)
    if not len(links):
        return kept
    order = links[np.lexsort((kind[links], child[links]))]
    first = np.ones(len(order), bool)
    first[1:] = child[order][1:] != child[order][:-1]
    kept[child[order[first]]] = target[order[first]]
    best = kind[order[first]][np.cumsum(first) - 1]
    rivals = order[(kind[order] == best) & (target[order] != kept[child[order]])]
    when = _When(book, nodes, posted, now_us)
    for link in rivals.tolist():
        here = int(child[link])
        kept[here] = min(
            int(kept[here]), int(target[link]), key=lambda node: (when.of(node), nodes.keys[node])
        )
    return kept


class _When:
    """The time of a parent, for choosing among several."""

    def __init__(self, book: LinkBook, nodes: Nodes, posted: NDArray[np.int64], now_us: int) -> None:
        self._nodes, self._posted, self._now_us = nodes, posted, now_us
        self._stated: dict[int, int] = {}
        stated = as_array(book.stated)
        for link in np.flatnonzero(stated != MISSING).tolist():
            node = book.target[link]
            self._stated[node] = min(book.stated[link], self._stated.get(node, book.stated[link]))

    def of(self, node: int) -> float:
        post = self._nodes.post[node]
        if post >= 0:
            return float("inf") if self._posted[post] == MISSING else float(self._posted[post])
        inside = id_time(*split_key(self._nodes.keys[node]), now_us=self._now_us).us
        return float(self._stated.get(node, float("inf")) if inside is None else inside)


def as_array(values: array[int]) -> NDArray[Any]:
    """Return the numbers as a numpy array of the same type, without a copy."""
    kind = {"q": np.int64, "B": np.uint8, "b": np.int8}[values.typecode]
    return np.frombuffer(values, kind) if len(values) else np.empty(0, kind)
