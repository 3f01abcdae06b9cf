"""Posts as columns: what the intake takes, made from rows or, by a fast reader, at once."""

from __future__ import annotations

from itertools import compress
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from tracker.ingest.reader import PostRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIELDS: Final = PostRow.__struct_fields__
_NO_DEFAULT: Final = len(_FIELDS) - len(PostRow.__struct_defaults__)
_DEFAULTS: Final = dict(zip(_FIELDS[_NO_DEFAULT:], PostRow.__struct_defaults__, strict=True))
_CONTENT: Final = (
    "stated", "account", "handle", "name", "kind", "text", "text_cut", "url", "lang", "edited_us", "indexed_us",
    "first_version", "references", "media", "flags", "server_timed", "home", "protected",
)  # fmt: skip


class PostColumns:
    """Many posts: for each field of :class:`PostRow` a list with one value per post.

    Parameters
    ----------
    given
        The fields that differ from post to post, lists of one length; `native_id` and `record` among them.
        Fields that are left out have their default in every post.

    """

    def __init__(self, given: dict[str, list[Any]]) -> None:
        self._given = given
        self._size = len(given["record"])

    @classmethod
    def of(cls, rows: Sequence[PostRow]) -> PostColumns:
        """Return rows as columns."""
        return cls({name: list(map(attrgetter(name), rows)) for name in _FIELDS})

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> list[Any]:
        found = self._given.get(name)
        return [_DEFAULTS[name]] * self._size if found is None else found

    def kept(self, chosen: Sequence[bool]) -> PostColumns:
        """Return the posts for which `chosen` is true."""
        return PostColumns({name: list(compress(values, chosen)) for name, values in self._given.items()})

    def contents(self) -> Iterable[int]:
        """Return a digest of all that is said of each post, but for counters, captures and where it stands.

        It only lives in this process: it may differ between runs, and nothing that is written depends on it.
        """
        return map(hash, zip(*(self[name] for name in _CONTENT), strict=True))
