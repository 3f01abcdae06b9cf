"""Mastodon account archive: `outbox.json` in a folder, a tar.gz or a zip.

Seen: archives of 2024 with Create and Announce activities. Followers-only posts are marked; direct messages
are counted and never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tracker.base.clock import Stated, parse_iso
from tracker.base.keys import post_key
from tracker.base.words import plain_text
from tracker.ingest.companions import beside, companion
from tracker.ingest.fields import at, count_at, decoded_object, first, list_at, refuse, text_at
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Reference, Service, each, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_PUBLIC: Final = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_TYPES: Final = {"image": "image", "video": "video"}


@dataclass(frozen=True)
class _Outbox:
    """Whose activities these are, and where the archive keeps files."""

    source: Source
    actor: str | None
    handle: str | None
    name: str | None
    followers: str | None

    def parse(self, record: Record) -> Iterator[Row]:
        activity = decoded_object(record.raw)
        kind, held = text_at(activity, "type"), at(activity, "object")
        if self._is_direct(activity):
            yield Service(record, "direct message in an account's archive: not read")
        elif kind == "Create" and isinstance(held, dict):
            yield self._note(record, held, activity)
        elif kind == "Announce":
            yield self._boost(record, activity, held)
            if isinstance(held, dict):  # a post of one's own that is not public comes whole
                yield self._note(record, held, held, embedded=True)
        elif kind in {None, "Create"}:
            raise refuse("object" if kind else "type", held if kind else None, "a Create with its post")
        else:
            yield Service(record, f"activity {kind}")

    def _is_direct(self, activity: JsonObject) -> bool:
        """Tell whether an activity names its readers, and neither everybody nor the followers are there."""
        readers = _readers(activity)
        return bool(readers) and not any(name in _PUBLIC or self._are_followers(name) for name in readers)

    def _are_followers(self, name: str) -> bool:
        return name == self.followers if self.followers else name.endswith("/followers")

    def _note(
        self, record: Record, note: JsonObject, activity: JsonObject, *, embedded: bool = False
    ) -> PostRow:
        native_id = _required(note, "id")
        reply = _uri(note, "inReplyTo")
        quote = first(note, ("quote",), ("quoteUri",), ("quoteUrl",), ("_misskey_quote",))
        targets = {"quote": quote if isinstance(quote, str) else None, "reply": reply}
        references = tuple(Reference(kind, post_key("mastodon", uri)) for kind, uri in targets.items() if uri)
        summary, words = text_at(note, "summary"), plain_text(text_at(note, "content") or "")
        sensitive = ("sensitive",) if at(note, "sensitive") is True else ()
        updated = text_at(note, "updated")
        return self._row(
            record, native_id, activity, kind=kind_of(references),
            stated=_stated(note, "published") or _stated(activity, "published"),
            edited_us=parse_iso(updated).us if updated else None,
            text="\n\n".join(part for part in (summary, words) if part) or None,
            url=text_at(note, "url"), lang=_language(note), references=references,
            media=tuple(self._media(note)), embedded=embedded, more_flags=sensitive,
        )  # fmt: skip

    def _boost(self, record: Record, activity: JsonObject, held: Any) -> PostRow:
        target = held if isinstance(held, str) else at(held, "id")
        if not isinstance(target, str) or not target:
            raise refuse("object", held, "the address of the post that was boosted")
        reference = Reference("repost", post_key("mastodon", target), "root", account=_owner_of(target))
        return self._row(
            record, _required(activity, "id"), activity, kind="repost",
            stated=_stated(activity, "published"), references=(reference,),
        )  # fmt: skip

    def _row(
        self, record: Record, native_id: str, activity: JsonObject, *, stated: Stated | None,
        more_flags: tuple[str, ...] = (), **more: Any,
    ) -> PostRow:  # fmt: skip
        if stated is None:
            raise refuse("published", None, "the time of the post")
        account = _uri(activity, "actor") or _uri(activity, "attributedTo") or self.actor
        own = account is not None and account == self.actor
        home = _host(native_id) is not None and _host(native_id) == _host(self.actor or account or "")
        hidden = not any(name in _PUBLIC for name in _readers(activity))
        return PostRow(
            platform="mastodon", native_id=native_id, record=record, stated=stated, server_timed=home,
            home=home, account=account, handle=self.handle if own else None, name=self.name if own else None,
            protected=hidden, flags=(*(("not_public",) if hidden else ()), *more_flags), **more,
        )  # fmt: skip

    def _media(self, note: JsonObject) -> Iterator[MediaRow]:
        for attachment in list_at(note, "attachment"):
            kind = (text_at(attachment, "mediaType") or "image/").partition("/")[0]
            path = text_at(attachment, "url")
            if path and kind in _TYPES:
                yield MediaRow(
                    path, _TYPES[kind], tuple(self._members(path)), alt=text_at(attachment, "name"),
                    url=path if "://" in path else None,
                    width=count_at(attachment, "width") or None,
                    height=count_at(attachment, "height") or None,
                )  # fmt: skip

    def _members(self, path: str) -> Iterator[str]:
        """Yield where a file may lie: at its path, or at a tail of it (a bucket's name goes before)."""
        inside = path.partition("://")[2].partition("/")[2] if "://" in path else path
        parts = inside.strip("/").split("/")
        start = parts.index("media_attachments") if "media_attachments" in parts else 0
        for tail in dict.fromkeys(("/".join(parts), "/".join(parts[start:]))):
            yield beside(self.source, tail)


def sniff(source: Source) -> Match | None:
    """Claim an ordered collection of activities."""
    for value in peek_objects(source.head)[:1]:
        items = at(value, "orderedItems")
        own = at(items, 0, "object") is not None or (items == [] and value.get("id") == "outbox.json")
        if value.get("type") == "OrderedCollection" and own:
            held = set(source.members)
            actor = beside(source, "actor.json")
            return Match("an OrderedCollection of activities", (actor,) if actor in held else ())
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the posts and boosts of the account."""
    actor = companion(source, "actor.json")
    keys = ("id", "preferredUsername", "name", "followers")
    outbox = _Outbox(source, *(_words(actor, key) for key in keys))
    records = 0
    for record in source.elements("orderedItems"):
        records += 1
        yield from each(iter((record,)), outbox.parse)
    stated = [value.get("totalItems") for value in peek_objects(source.head)[:1]]
    if stated and isinstance(stated[0], int) and stated[0] != records:
        source.note(f"totalItems says {stated[0]}, {records} were found; Mastodon's own count is often off")
        source.about(stated=stated[0])


def _words(value: Any, key: str) -> str | None:
    found = at(value, key)
    return found if isinstance(found, str) and found else None


def _required(value: JsonObject, key: str) -> str:
    found = text_at(value, key)
    if not found:
        raise refuse(key, found, "the address that names the post")
    return found


def _readers(activity: JsonObject) -> list[str]:
    """Return to whom an activity was sent: a list, or one address alone."""
    found = [at(activity, key) for key in ("to", "cc")]
    names = [name for value in found for name in (value if isinstance(value, list) else [value])]
    return [name for name in names if isinstance(name, str)]


def _uri(value: JsonObject, key: str) -> str | None:
    """Return an address, given alone or as an object with an id."""
    found = at(value, key)
    found = at(found, "id") if isinstance(found, dict) else found
    if found is None or isinstance(found, str):
        return found or None
    raise refuse(key, found, "an address")


def _stated(value: JsonObject, key: str) -> Stated | None:
    text = text_at(value, key)
    return parse_iso(text) if text else None


def _language(note: JsonObject) -> str | None:
    words = at(note, "contentMap")
    return next(iter(sorted(words)), None) if isinstance(words, dict) and len(words) == 1 else None


def _host(uri: str) -> str | None:
    try:
        return urlsplit(uri).hostname
    except ValueError:
        return None


def _owner_of(uri: str) -> str | None:
    """Return the account's address in a post's address of Mastodon's own form."""
    owner, found, _ = uri.partition("/statuses/")
    return owner if found else None


READER = Reader(
    "mastodon_archive",
    platform="mastodon",
    sniff=sniff,
    read=read,
    title="Mastodon account archive",
    how_to_get="Mastodon: Preferences, Import and export, Request your archive; the file is read as it is.",
    lacks="what others posted, the boosted posts themselves, counts; direct messages are never read",
)
