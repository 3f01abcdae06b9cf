"""Statuses of API 1.1 made into posts, column by column: an archive has millions of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import UNSET, UnsetType

from tracker.base.clock import parse_x_all
from tracker.ingest import x
from tracker.ingest.fields import refuse
from tracker.ingest.postcolumns import PostColumns
from tracker.ingest.reader import BadRecordError, MediaRow, Record, Reference
from tracker.ingest.x_status import Entities, Extended, Media, Status, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_COUNT_END: Final = 2**63
_NESTED_STATUSES: Final = 8
"""Originals inside originals; X itself goes two deep."""
_NOBODY: Final = User()
_SHORT: Final = Extended()

Given = TypeVar("Given")


def check(status: Status, depth: int = 0) -> None:
    """Refuse a status that has no id, or neither a text nor a time, itself or in an original inside it."""
    if depth > _NESTED_STATUSES:
        raise BadRecordError(f"`$`: more than {_NESTED_STATUSES} statuses inside each other")
    own_id(status)
    spoken = status.retweeted_status or status
    if _known(spoken.created_at) is None and _text(spoken)[0] is None:
        raise BadRecordError("`$.created_at`: missing, expected a status with a time or a text")
    for inner in (status.retweeted_status, status.quoted_status):
        if inner:
            check(inner, depth + 1)


def own_id(status: Status) -> str:
    """Return the id of a status; `id` is never read where `id_str` is there: JavaScript tools round it."""
    text, number = status.id_str, _known(status.id)
    if isinstance(text, str):
        if x.is_id(text):
            return text
        raise refuse("id_str", text, "the id of a status as digits")
    if type(number) is int and number > 0:
        return str(number)
    raise refuse("id", number, "the id of a status (`id_str`, or an exact `id`)")


class Statuses:
    """The statuses of some records, those inside others after them, and what they are as posts."""

    def __init__(self, lines: Iterable[tuple[Record, Status]]) -> None:
        self._records: list[Record] = []
        self._all: list[Status] = []
        self._embedded: list[bool] = []
        self._deepest = 0
        for record, status in lines:
            self._records.append(record)
            self._all.append(status)
            self._embedded.append(False)
            if status.retweeted_status or status.quoted_status:
                self._add_inner(record, status, 1)

    def __len__(self) -> int:
        return len(self._all)

    def _add_inner(self, record: Record, status: Status, depth: int) -> None:
        self._deepest = max(depth, self._deepest)
        for inner in (status.retweeted_status, status.quoted_status):
            if inner:
                self._records.append(record)
                self._all.append(inner)
                self._embedded.append(True)
                self._add_inner(record, inner, depth + 1)

    def are_sound(self) -> bool:
        """Tell whether each surely has an id as text and a time; where not, :func:`check` looks closer."""
        ids = [status.id_str or "" for status in self._all]
        dated = all(type(status.created_at) is str for status in self._all)
        return dated and self._deepest <= _NESTED_STATUSES and all(ids) and x.are_ids(ids)

    def columns(self) -> PostColumns:
        """Return the posts; every status must be sound."""
        posts = self._all
        ids = [status.id_str or own_id(status) for status in posts]
        originals = [status.retweeted_status or None for status in posts]
        said = [_text(original or status) for original, status in zip(originals, posts, strict=True)]
        counted = [None if original else status for original, status in zip(originals, posts, strict=True)]
        references = [_references(status, native_id) for status, native_id in zip(posts, ids, strict=True)]
        return PostColumns({
            "platform": ["x"] * len(posts), "native_id": ids, "record": self._records,
            **_stated([status.created_at for status in posts]), **_authors(posts, ids), **_counts(counted),
            "kind": [_kind(found) for found in references],
            "text": [text for text, _ in said], "text_cut": [cut for _, cut in said],
            "lang": [x.language(status.lang) for status in posts],
            "references": references,
            "media": [() if status is None else _media(status) for status in counted],
            "embedded": self._embedded,
            "flags": [("sensitive",) if status.possibly_sensitive is True else () for status in posts],
        })  # fmt: skip


def _known(value: Given | UnsetType) -> Given | None:
    return None if value is UNSET else value


def _stated(texts: list[Any]) -> dict[str, list[Any]]:
    """Return the stated times, as moments where all have the usual form."""
    moments = parse_x_all(texts)
    if moments is not None:
        return {"stated_us": moments}
    return {"stated": [x.stated(text or None) for text in texts]}


def _authors(posts: Sequence[Status], ids: list[str]) -> dict[str, list[Any]]:
    users = [status.user or _NOBODY for status in posts]
    handles = [None if user.screen_name is UNSET else user.screen_name for user in users]
    return {
        "account": [None if user.id_str is UNSET else user.id_str for user in users],
        "handle": handles,
        "name": [None if user.name is UNSET else user.name for user in users],
        "protected": [user.protected is True for user in users],
        "url": [_page(handle) + native_id for handle, native_id in zip(handles, ids, strict=True)],
    }


@lru_cache(maxsize=1 << 14)
def _page(handle: str | None) -> str:
    return x.status_url("", handle)


def _counts(counted: list[Status | None]) -> dict[str, list[int | None]]:
    return {
        "likes": [None if one is None else _count(one.favorite_count) for one in counted],
        "reposts": [None if one is None else _count(one.retweet_count) for one in counted],
        "replies": [None if one is None else _count(one.reply_count) for one in counted],
    }


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < _COUNT_END else None


def _kind(references: tuple[Reference, ...]) -> str:
    """Return the kind of a status: what the platform states comes first, a quote before a reply."""
    return references[0].kind if references and references[0].attribution == "platform" else "post"


def _text(status: Status) -> tuple[str | None, bool]:
    """Return the fullest text, and whether X cut it."""
    extended = status.extended_tweet
    full = _known(extended.full_text) if extended else None
    if full is None:
        full = _known(status.full_text)
    if full is not None:
        return x.plain(full), False
    cut = _known(status.text)
    return (None, False) if cut is None else (x.plain(cut), status.truncated is True)


def _media(status: Status) -> tuple[MediaRow, ...]:
    """Return the pictures and videos; `entities.media` holds only the first photo, so it comes last."""
    extended = status.extended_tweet or _SHORT
    for found in (extended.extended_entities, status.extended_entities, extended.entities, status.entities):
        if found and found.media:
            return x.media_rows([_entry(media) for media in found.media])
    return ()


def _entry(media: Media) -> x.MediaEntry:
    size = media.original_info or None
    variants = (media.video_info.variants or ()) if media.video_info else ()
    return x.MediaEntry(
        type=_known(media.type),
        media_url_https=_known(media.media_url_https),
        media_url=_known(media.media_url),
        ext_alt_text=_known(media.ext_alt_text),
        original_info=x.Size(size.width, size.height) if size else None,
        video_info=x.VideoInfo([x.Variant(_known(variant.url)) for variant in variants]),
    )


def _references(status: Status, native_id: str) -> tuple[Reference, ...]:
    """Return what a status points at; a repost points at its root only, even where that one quotes."""
    original = status.retweeted_status
    if original:
        root = original.id_str or own_id(original)
        return (Reference("repost", f"x:{root}", "root", account=_handle(original)),)
    found = []
    quoted = status.quoted_status
    quoted_id = own_id(quoted) if quoted else status.quoted_status_id_str
    if quoted_id and x.is_id(quoted_id):
        found.append(Reference("quote", f"x:{quoted_id}", account=_handle(quoted) if quoted else None))
    answered = status.in_reply_to_status_id_str
    if answered and x.is_id(answered):
        replied = _known(status.in_reply_to_screen_name)
        found.append(Reference("reply", f"x:{answered}", account=replied))
    entities = _entities(status)
    if entities and entities.urls:
        found.extend(x.link_references(_addresses(entities), native_id, found))
    return tuple(found)


def _entities(status: Status) -> Entities | None:
    extended = status.extended_tweet
    return (extended.entities or None) if extended and extended.entities else (status.entities or None)


def _addresses(entities: Entities) -> list[str]:
    return [link.expanded_url for link in entities.urls or () if link.expanded_url]


def _handle(status: Status) -> str | None:
    return _known(status.user.screen_name) if status.user else None
