"""One row of the generic post file, whatever table it comes from: JSON, CSV, Parquet (contract section 6)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, Stated, has_form_of_time, parse_any, parse_unix
from tracker.base.keys import PLATFORMS, SERVER_TIMED, fold_platform, post_key, split_key, url_key
from tracker.ingest.damage import ROUNDED, LongIds, is_long_id, is_rounded, rounded_reference, time_left
from tracker.ingest.date_order import day_first
from tracker.ingest.fields import count_at, got, refuse
from tracker.ingest.reader import BadRecordError, MediaRow, PostRow, Record, Reference, until_cut
from tracker.ingest.x import repost_handle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tracker.ingest.columns import Guess

    Scan = Callable[[], Iterable[Mapping[str, Any]]]

KINDS: Final = {
    "original": "post", "post": "post", "tweet": "post", "submission": "post", "status": "post",
    "repost": "repost", "retweet": "repost", "retweeted": "repost", "reblog": "repost", "boost": "repost",
    "share": "repost", "shared": "repost", "reshare": "repost", "rt": "repost",
    "quote": "quote", "quoted": "quote",
    "reply": "reply", "replied_to": "reply", "comment": "reply",
    "crosspost": "crosspost", "forward": "forward", "forwarded": "forward",
}  # fmt: skip
"""Words of `reshare_kind`, and the kind that each means."""

PARENT_WITHOUT_KIND: Final = "reply"
"""What a post with a `parent_id` and no `reshare_kind` is. It claims least: an answer's words are its own."""

POINTERS: Final = {
    "retweeted_status_id": "repost", "retweeted_id": "repost", "retweet_id": "repost", "repost_of": "repost",
    "crosspost_parent": "crosspost", "quoted_status_id": "quote", "quoted_id": "quote",
    "in_reply_to_status_id": "reply",
}  # fmt: skip
"""Columns of other tools that hold the id of what a post passes on or answers; asked where there is no `parent_id`."""
_MARKS: Final = {"is_retweet": "repost", "is_repost": "repost", "is_quote_status": "quote", "forwarded_from": "forward"}
"""Columns that say that a post passes one on, and not which."""
_NO: Final = frozenset({"false", "0", "0.0", "no", "f", "n"})
_NOBODY: Final = frozenset({"[deleted]", "[removed]", "deleted account", "anonymous", "unknown"})
"""What platforms and tools write where an author is not known: no name of anyone."""
_EMPTY: Final = frozenset({"", "nan", "none", "null", "n/a", "\\n"})
"""What tables write into a cell that holds no id or address."""
_VIDEO: Final = (".mp4", ".mov", ".webm", ".m4v", ".avi", ".mkv")
_ADDRESS_LIST: Final = re.compile(r"[,;]\s*(?=[a-z]+://)")
_NAME_LIST: Final = re.compile(r"[,;]")
_LINK: Final = re.compile(r"(?:https?|at)://[^\s<>\"']+")
_AFTER_LINK: Final = ".,;:!?)]}"
"""Signs that end a sentence and not the address before them."""

_CUT_LINK: Final = ("\u2026", "...")
"""How an address ends that a platform or a tool has shortened: half an id is another post's."""


class Rows:
    """Turns the rows of one table into posts; asks the whole column where one row cannot tell.

    Parameters
    ----------
    guess
        Which column holds which field.
    zone
        tz database name of zone-less times; None leaves them open.
    scan
        Reads all rows again, for what only a whole column tells.
    is_text_table
        True for CSV: every cell is text, lists are joined, and ids may have gone through a spreadsheet.

    """

    def __init__(self, guess: Guess, zone: str | None, scan: Scan, *, is_text_table: bool) -> None:
        self.guess = guess
        self._zone = zone
        self._scan = scan
        self._is_text_table = is_text_table
        self._orders: dict[str, bool | None] = {}
        self._rounded: dict[str, bool] = {}

    def post(self, row: Mapping[str, Any], record: Record) -> PostRow:
        """Return the post of a row; raises ``BadRecordError`` where it has no id and address, or no time."""
        url = self._text(row, "url", is_name=True)
        key = url_key(url) if url else None
        platform, native_id = self._identity(row, key)
        if not native_id and not url:
            raise BadRecordError("`$.id`: missing, expected `id` or `url`")
        kind, references, flags = self._reshare(row)
        author, text = _named(self._text(row, "author", is_name=True)), self._text(row, "text")
        if text is not None and not references:
            kind, references = _said(text, platform, kind, {key, post_key(platform, native_id or "")})
        return PostRow(
            platform=platform,
            native_id=native_id,
            record=record,
            stated=self._time(row, "created_at"),
            server_timed=platform in SERVER_TIMED,
            home=platform != "mastodon" or "/" in native_id,
            indexed_us=self._moment(row, "indexed_at"),
            edited_us=self._moment(row, "edited_at"),
            handle=author,
            kind=kind,
            text=text,
            url=url,
            lang=self._text(row, "lang"),
            references=references,
            media=tuple(_media(name) for name in self._names(row)),
            likes=count_at(self.guess.value(row, "likes")),
            reposts=count_at(self.guess.value(row, "reposts")),
            flags=flags,
        )

    def _text(self, row: Mapping[str, Any], field: str, *, is_name: bool = False) -> str | None:
        value = self.guess.value(row, field)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise refuse(self._path(field), value, "text")
        return None if is_name and value.strip().lower() in _EMPTY else value

    def _path(self, field: str) -> str:
        return self.guess.columns.get(field, field)

    def _identity(self, row: Mapping[str, Any], key: str | None) -> tuple[str, str]:
        """Return platform and native id; an address of known form tells both where the columns do not."""
        named = self._text(row, "platform", is_name=True)
        native_id = self._id(row, key, fold_platform(named) if named else None)
        if key is not None and named is None:
            return split_key(key)
        platform = fold_platform(named)
        if native_id is None and key is not None and key.startswith(f"{platform}:"):
            return split_key(key)
        return platform, native_id or ""

    def _id(self, row: Mapping[str, Any], key: str | None, platform: str | None) -> str | None:
        """Return the id as text; a damaged one is None where the address gives it back, and else refused."""
        found = self.guess.value(row, "id")
        if isinstance(found, float):
            found = repr(found)
        elif isinstance(found, (dict, list, bool)):
            raise refuse(self._path("id"), found, "an id as text")
        native_id = "" if found is None else str(found).strip()
        damage = self._damage("id", native_id)
        if damage is None:
            return None if native_id.lower() in _EMPTY else native_id
        if key is not None and platform in {None, split_key(key)[0]}:
            return None
        path = self._path("id")
        when = time_left(platform or "other", native_id)
        raise BadRecordError(f"`$.{path}`: got {got(native_id)}, {damage}, and no address gives it back{when}")

    def _damage(self, field: str, native_id: str) -> str | None:
        if is_rounded(native_id):
            return ROUNDED
        if is_long_id(native_id) and self._has_rounded_ids(field):
            return "in a column of ids whose last digits were rounded to 000"
        return None

    def _has_rounded_ids(self, field: str) -> bool:
        """Tell whether the column of a field went through a spreadsheet: too many of its ids end in 000."""
        if field not in self._rounded:
            ids = LongIds()
            for row in until_cut(self._scan()):
                ids.add(_last_part(str(self.guess.value(row, field))))
            self._rounded[field] = ids.are_rounded
        return self._rounded[field]

    def _time(self, row: Mapping[str, Any], field: str) -> Stated:
        """Return a stated time; day and month are told apart by the whole column, or not at all."""
        value = self.guess.value(row, field)
        if value is None or value == "" or isinstance(value, (bool, dict, list)):
            raise refuse(self._path(field), value, "a time")
        if not isinstance(value, str):
            return parse_unix(value)
        stated = parse_any(value, zone=self._zone)
        if "order_ambiguous" in stated.flags:
            return parse_any(value, zone=self._zone, day_first=self._day_first(field))
        if stated.us is None and not has_form_of_time(value):
            raise refuse(self._path(field), value, "a time (ISO 8601, seconds since 1970, or day/month/year)")
        return stated

    def _day_first(self, field: str) -> bool | None:
        """Return whether the column writes the day first; None where nothing or both can be shown."""
        if field not in self._orders:
            self._orders[field] = day_first(self._dates(field))
        return self._orders[field]

    def _dates(self, field: str) -> Iterator[tuple[str, str]]:
        """Yield the times of the column as written, with the keys of their posts."""
        for row in until_cut(self._scan()):
            value = self.guess.value(row, field)
            if isinstance(value, str):
                try:
                    url = self._text(row, "url", is_name=True)
                    names = self._identity(row, url_key(url) if url else None)
                except BadRecordError:
                    names = ("other", "")
                yield value, post_key(*names)

    def _moment(self, row: Mapping[str, Any], field: str) -> int | None:
        """Return a second time (seen by a server, edited); one that is no instant is unknown."""
        try:
            stated = self._time(row, field)
        except BadRecordError:
            stated = UNSTATED
        return stated.us if stated.zone_known else None

    def _reshare(self, row: Mapping[str, Any]) -> tuple[str, tuple[Reference, ...], tuple[str, ...]]:
        """Return the kind, the reference to the parent, and a flag where the parent's id is damaged."""
        word = (self._text(row, "reshare_kind", is_name=True) or "").strip().lower()
        parent = self._text(row, "parent_id", is_name=True)
        kind = KINDS.get(word)
        if parent is None:
            return _pointed(row, kind)
        if word and kind is None:
            expected = "original, repost, quote, reply, crosspost or forward"
            raise refuse(self._path("reshare_kind"), word, expected)
        kind = kind or PARENT_WITHOUT_KIND
        if kind == "post":
            return kind, (), ()
        if self._damage("parent_id", _last_part(parent)) is not None:
            return kind, (self._rounded_parent(row, kind, parent),), ("parent_id_damaged",)
        return kind, (_reference(kind, parent.strip()),), ()

    def _rounded_parent(self, row: Mapping[str, Any], kind: str, parent: str) -> Reference:
        named = parent.partition(":")[0] if ":" in parent else self._text(row, "platform", is_name=True)
        return rounded_reference(kind, fold_platform(named), _last_part(parent))

    def _names(self, row: Mapping[str, Any]) -> list[str]:
        """Return the names of the media files: one, a list, or (CSV) names joined by `|`, `,` or `;`."""
        value = self.guess.value(row, "media")
        if value is None or value == "":
            return []
        if isinstance(value, str):
            value = _split(value) if self._is_text_table else [value]
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise refuse(self._path("media"), value, "a name or a list of names")
        return [name.strip() for name in value if name.strip()]


def _named(author: str | None) -> str | None:
    """Return an author's name, or None for a placeholder and for signs that nobody sees."""
    seen = (author or "").strip().strip("\u200b\u200e\u200f\u2060\ufeff")
    return author if seen and seen.lower() not in _NOBODY else None


def _pointed(row: Mapping[str, Any], kind: str | None) -> tuple[str, tuple[Reference, ...], tuple[str, ...]]:
    """Return kind and references of a post without `parent_id`, by the columns that other tools have for it."""
    if kind is None:
        for column, told in POINTERS.items():
            if (parent := _filled(row.get(column))) is not None:
                whole = not is_rounded(parent)
                return told, (_reference(told, parent),) if whole else (), () if whole else ("parent_id_damaged",)
        marked = (told for column, told in _MARKS.items() if _filled(row.get(column)) is not None)
        kind = next(marked, None)
    return kind or "post", (), ()


def _filled(value: Any) -> str | None:
    """Return what a cell says; None where it says nothing, or no."""
    text = "" if value is None or isinstance(value, (dict, list)) else str(value).strip()
    return None if text.lower() in _EMPTY | _NO else text


def _last_part(key: str) -> str:
    """Return the id in a key (`x:123`) or an id as it is."""
    return key.strip().rpartition(":")[2]


def _reference(kind: str, parent: str) -> Reference:
    """Return the reference to a parent: a key, an address of known form, or text that `load` looks up."""
    platform, colon, native_id = parent.partition(":")
    if colon and native_id and not native_id.startswith("//") and platform.lower() in PLATFORMS:
        return Reference(kind, post_key(fold_platform(platform), native_id))
    key = url_key(parent)
    return Reference(kind, key) if key else Reference(kind, loose=parent)


def _said(text: str, platform: str, kind: str, own: set[str | None]) -> tuple[str, tuple[Reference, ...]]:
    """Return kind and references of a post whose columns name no parent, by its own text, as on X.

    `RT @handle: ...` there is a repost of which only the author is known; a link to a post is a quote.
    """
    handle = repost_handle(text) if platform == "x" and kind in {"post", "repost"} else None
    if handle is not None:
        return "repost", (Reference("repost", None, "root", "explicit", handle),)
    if kind not in {"post", "quote"} or "://" not in text:
        return kind, ()
    whole = (link.rstrip(_AFTER_LINK) for link in _LINK.findall(text) if not link.endswith(_CUT_LINK))
    keys = [key for key in dict.fromkeys(map(url_key, whole)) if key is not None and key not in own]
    return kind, tuple(Reference("quote", key, attribution="explicit") for key in keys)


def _split(cell: str) -> list[Any]:
    if cell.lstrip().startswith("["):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            return found
    if "|" in cell:
        return cell.split("|")
    return (_ADDRESS_LIST if "://" in cell else _NAME_LIST).split(cell)


def _media(name: str) -> MediaRow:
    is_address = name.startswith(("http://", "https://"))
    path = name.partition("?")[0].lower()
    kind = "video" if path.endswith(_VIDEO) else "image"
    return MediaRow(file=name, type=kind, url=name if is_address else None)
