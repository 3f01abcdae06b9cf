"""Who wrote the posts: accounts numbered while records come in, and described in the order of their posts."""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tracker.base.keys import account_key
from tracker.base.words import skeletons
from tracker.ingest.links import as_array
from tracker.tables.accounts import Accounts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

NOBODY = -1


class AccountBook:
    """The accounts of all posts; a persona is an account under one handle."""

    def __init__(self) -> None:
        self._personas: dict[tuple[str, str | None, str | None], int] = {}
        self._accounts: dict[str, int] = {}
        self._account_of: array[int] = array("q")
        """Account of each persona, NOBODY where nothing tells the author."""
        self._handle: list[str | None] = []
        """The first handle of each account; few have more."""
        self._more: dict[int, set[str]] = defaultdict(set)
        self._platforms: list[str] = []
        self._ids: list[str | None] = []

    def personas(
        self, platforms: list[str], account_ids: list[str | None], handles: list[str | None]
    ) -> list[int]:
        """Return the numbers of the authors of posts as their records name them."""
        known = self._personas
        found = list(map(known.get, zip(platforms, account_ids, handles, strict=True)))
        return [
            self._persona(who) if number is None else number
            for who, number in zip(zip(platforms, account_ids, handles, strict=True), found, strict=True)
        ]

    def _persona(self, who: tuple[str, str | None, str | None]) -> int:
        number = self._personas.setdefault(who, len(self._personas))
        if number == len(self._account_of):
            self._account_of.append(self._account(*who))
        return number

    def nobody(self) -> int:
        """Return the number of a persona that is no account: of posts whose records name several authors."""
        return self.personas([""], [None], [None])[0]

    def _account(self, platform: str, account_id: str | None, handle: str | None) -> int:
        key = account_key(platform, account_id, handle)
        if key is None:
            return NOBODY
        key = _storable(key)
        number = self._accounts.setdefault(key, len(self._accounts))
        if number == len(self._platforms):
            self._platforms.append(platform)
            self._ids.append(None if account_id is None else _storable(account_id))
            self._handle.append(_storable(handle) if handle else None)
        elif handle and handle != self._handle[number]:
            self._more[number].add(_storable(handle))
        return number

    def _handles(self, number: int) -> set[str]:
        first = self._handle[number]
        return self._more.get(number, set()) | ({first} if first else set())

    def of(self, personas: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the accounts of personas."""
        return as_array(self._account_of)[personas]

    def lookalikes(self) -> frozenset[str]:
        """Return the handles that look like another handle, on whatever platform."""
        return lookalikes(chain(filter(None, self._handle), *self._more.values()))

    def table(self, seen: Seen, alike: frozenset[str]) -> Accounts:
        """Return the accounts that have posts, sorted by key."""
        chosen = [(key, number) for key, number in sorted(self._accounts.items()) if seen.posts[number]]
        numbers = [number for _, number in chosen]
        return Accounts.from_columns({
            "account": [key for key, _ in chosen],
            "platform": [self._platforms[number] for number in numbers],
            "account_id": [self._ids[number] for number in numbers],
            "handle": [seen.handle.get(number) for number in numbers],
            "handles": [sorted(self._handles(number)) for number in numbers],
            "name": [seen.name.get(number) for number in numbers],
            "posts": seen.posts[numbers],
            "protected": seen.protected[numbers],
            "lookalike": [not alike.isdisjoint(self._handles(number)) for number in numbers],
        })  # fmt: skip

    def __len__(self) -> int:
        return len(self._accounts)


class Seen:
    """What the posts of each account tell of it, the earliest post first."""

    def __init__(self, accounts: int) -> None:
        self.posts = np.zeros(accounts, np.int64)
        self.protected = np.zeros(accounts, np.bool_)
        self.handle: dict[int, str] = {}
        self.name: dict[int, str] = {}

    def add(
        self, accounts: NDArray[np.int64], handles: pa.Array, names: pa.Array, protected: NDArray[np.bool_]
    ) -> None:
        """Take the next posts, in their order."""
        known = accounts >= 0
        self.posts += np.bincount(accounts[known], minlength=len(self.posts))
        self.protected[accounts[known & protected]] = True
        for kept, values in ((self.handle, handles), (self.name, names)):
            given = np.flatnonzero(known & values.is_valid().to_numpy(zero_copy_only=False))
            numbers, first = np.unique(accounts[given], return_index=True)
            texts = values.take(pa.array(given[first])).to_pylist()
            for number, text in zip(numbers.tolist(), texts, strict=True):
                kept.setdefault(number, text)


def lookalikes(handles: Iterable[str]) -> frozenset[str]:
    """Return the handles that look like another handle (they are marked, never merged).

    >>> sorted(lookalikes(["news_example", "n\u0435ws_example", "b_example"]))
    ['news_example', 'n\u0435ws_example']
    """
    one_of: dict[str, str] = {}
    alike: dict[str, set[str]] = {}
    distinct = set(handles)
    for plain in ([one for one in distinct if one.isascii()], [one for one in distinct if not one.isascii()]):
        for handle, likeness in zip(plain, skeletons(plain), strict=True):
            other = one_of.setdefault(likeness, handle)
            if other is not handle:
                alike.setdefault(likeness, {other}).add(handle)
    return frozenset(
        handle for group in alike.values() if len({one.casefold() for one in group}) > 1 for handle in group
    )


def _storable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
