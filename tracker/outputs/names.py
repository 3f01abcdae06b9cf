"""Which accounts are shown under a pseudonym, and under which; used by every writer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from tracker.base import keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.outputs.writer import View

_KEYS: Final = frozenset({"post", "posts", "asked", "earlier", "sha256", "schema"})
"""Entries of the facts that hold keys of posts or digests: they lead to evidence and are left as they are."""
_SHORTEST: Final = 2  # letters: a shorter handle is replaced in its own column only, never inside prose


def pseudonym(index: int) -> str:
    """Return the name of the n-th hidden account, counted from 0.

    >>> pseudonym(0), pseudonym(25), pseudonym(26)
    ('Account A', 'Account Z', 'Account AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"Account {letters}"


class Names:
    """The protected accounts of a case: named in the order in which they first appear among the posts."""

    def __init__(self, view: View) -> None:
        self._posts: dict[str, str] = {}
        self._accounts: dict[tuple[str, str], str] = {}
        self._words: dict[str, str] = {}
        self._named: set[str] = set()
        for row in _protected(view):
            self._learn(row)
        known = sorted(
            (word for word in self._words if len(word) > _SHORTEST), key=lambda word: (-len(word), word)
        )
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)") if known else None

    def _learn(self, row: dict[str, Any]) -> None:
        spellings = [row[part] for part in ("account", "handle") if row[part]]
        found = [
            self._accounts[row["platform"], word.lower()]
            for word in spellings
            if (row["platform"], word.lower()) in self._accounts
        ]
        named = found[0] if found else pseudonym(len(self._named))
        self._named.add(named)
        self._posts[row["post"]] = named
        for word in spellings:
            self._accounts[row["platform"], word.lower()] = named
            self._words[word] = named

    def hides(self, post: str | None) -> bool:
        """Tell whether the author of a post is shown under a pseudonym."""
        return post in self._posts

    def of(self, post: str, known: str | None) -> str | None:
        """Return how the author of a post is called in outputs; `known` is the true name."""
        return self._posts.get(post, known)

    def of_account(self, platform: str, known: str | None) -> str | None:
        """Return how an account is called in outputs, where only its platform and true name are at hand."""
        return self._accounts.get((platform, known.lower()), known) if known else known

    def masked(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the facts with hidden accounts under their pseudonyms and without their addresses."""
        return {key: self._mask(value, key) for key, value in facts.items()} if self._posts else dict(facts)

    def _mask(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return self._mask_row(value)
        if isinstance(value, list):
            return [self._mask(item, key) for item in value]
        if isinstance(value, str) and key not in _KEYS and self._pattern is not None:
            return self._pattern.sub(lambda match: self._words[match.group()], value)
        return value

    def _mask_row(self, row: dict[str, Any]) -> dict[str, Any]:
        masked = {key: self._mask(value, key) for key, value in row.items()}
        named = self._posts.get(row.get("post") or "")
        if named is not None:
            masked.update({part: named for part in ("account", "handle") if row.get(part)})
            masked.update({part: None for part in ("url", "name") if part in row})
            if row.get("points_at"):  # whom it names as its source leads back to it
                masked["points_at"] = {**masked["points_at"], "account": None}
        elif self._hides_account(row):
            masked["account"] = None
        return masked


    def _hides_account(self, row: dict[str, Any]) -> bool:
        """Tell whether a row names a hidden account as the author of a post that is not here."""
        post, account = row.get("post"), row.get("account")
        if not isinstance(post, str) or not isinstance(account, str):  # counts by kind have a number under `post`
            return False
        return (keys.split_key(post)[0], account.lower()) in self._accounts


def _protected(view: View) -> list[dict[str, Any]]:
    """Return the posts of accounts that any export marks as protected, in the order of the table."""
    posts = view.posts.arrow.select(["post", "platform", "account", "handle", "protected"])
    hidden = set(pc.filter(view.accounts.account, view.accounts.protected).to_pylist())
    if not hidden:
        return list(posts.filter(pc.field("protected")).to_pylist())
    marks = [
        row["protected"]
        or keys.account_key(row["platform"], row["account"], None) in hidden
        or keys.account_key(row["platform"], None, row["handle"]) in hidden
        for batch in posts.to_batches(max_chunksize=4096)
        for row in batch.to_pylist()
    ]
    return list(posts.filter(pa.array(marks, pa.bool_())).to_pylist())
