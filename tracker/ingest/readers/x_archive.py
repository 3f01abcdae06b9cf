"""X personal archive: the zip that X hands to an account's owner, or its unpacked folder.

Seen: archives of 2019 to 2024 (`data/tweets.js`, `data/tweets-part1.js`, `data/tweet.js`), with
`deleted-tweets.js`, `community-tweet.js` and `note-tweet.js`. Reposts are text only (`RT @handle: ...`),
quotes are links only, and the author stands in `account.js` alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from tracker.base.clock import SECOND_US, Stated, parse_iso
from tracker.base.errors import UnreadableError
from tracker.base.keys import post_key
from tracker.ingest import x
from tracker.ingest.companions import beside, companion
from tracker.ingest.fields import at, count_at, decoded_object, int_at, list_at, refuse, text_at
from tracker.ingest.reader import BadRecordError, Match, PostRow, Reader, Reference, each, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracker.ingest.reader import MediaRow, Record, Row, Source

_POSTS: Final = re.compile(rb"\s*window\.YTD\.(tweets?|deleted_tweets?|community_tweets?)\.part\d+\s*=\s*\[")
_MEDIA_FOLDERS: Final = {
    "tweet": ("tweets_media", "tweet_media"),
    "deleted_tweet": ("deleted_tweets_media", "deleted_tweet_media"),
    "community_tweet": ("community_tweet_media", "community_tweets_media"),
}
_COMPANIONS: Final = ("account.js", "manifest.js", "note-tweet.js")
_PRIVATE: Final = re.compile(
    r"(?:^|/)(?:direct-messages?|contact|ip-audit|phone-number|email-address)[\w-]*\.js$"
)
_CUT: Final = re.compile(r"\u2026(?:\s*https://t\.co/\w+)*\s*$")
_LONG: Final = 130
"""Characters: X cuts no shorter text (280 by weight, and a wide letter weighs two)."""
_NOTE_S: Final = 2
"""Seconds between a long post and its full text in `note-tweet.js` (40 of 41 real ones)."""


class _Media(x.MediaEntry, frozen=True, gc=False):
    source_user_id_str: str | None = None


class _Mention(msgspec.Struct, frozen=True, gc=False):
    id_str: str | None = None
    screen_name: str | None = None


class _Entities(msgspec.Struct, frozen=True, gc=False):
    urls: list[x.Link] | None = None
    media: list[_Media] | None = None
    user_mentions: list[_Mention] | None = None


class _Versions(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    edit_tweet_ids: list[str] | None = None


class _LaterVersion(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    initial_tweet_id: str | None = None
    edit_control_initial: _Versions | None = None


class _Edits(msgspec.Struct, frozen=True, gc=False):
    initial: _Versions | None = None
    edit: _LaterVersion | None = None


class _Status(msgspec.Struct, frozen=True, gc=False):
    id_str: str
    full_text: str | None = None
    text: str | None = None
    created_at: str | None = None
    lang: Any = None
    favorite_count: Any = None
    retweet_count: Any = None
    possibly_sensitive: Any = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_screen_name: str | None = None
    entities: _Entities | None = None
    extended_entities: _Entities | None = None
    edit_info: _Edits | None = None

    @property
    def media(self) -> Sequence[_Media]:
        """The pictures and videos; the old entities hold only the first."""
        fuller = (self.extended_entities.media if self.extended_entities else None) or ()
        return fuller or (self.entities.media if self.entities else None) or ()


class _Owner(NamedTuple):
    account: str | None = None
    handle: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class _Archive:
    """What holds for every post of one file of an archive."""

    owner: _Owner
    captured_us: int | None
    notes: Mapping[int, Sequence[str]]
    folders: Sequence[str]
    flags: tuple[str, ...]

    def parse(self, record: Record) -> Iterator[Row]:
        value = decoded_object(record.raw)
        status = x.typed(at(value, "tweet") or value, _Status)
        if not x.is_id(status.id_str):
            raise refuse("tweet.id_str", status.id_str, "an id of digits")
        text = status.full_text if status.full_text is not None else status.text
        if text is None:
            raise refuse("tweet.full_text", None, "the text of the post")
        yield self._post(record, status, x.plain(text))

    def _post(self, record: Record, status: _Status, text: str) -> PostRow:
        stated = x.stated(status.created_at)
        full = self._full_text(text, stated)
        handle = x.repost_handle(text)
        references = tuple(_repost(status, handle) if handle else _references(status))
        sensitive = ("sensitive",) if status.possibly_sensitive is True else ()
        return PostRow(
            platform="x", native_id=status.id_str, record=record, stated=stated, captured_us=self.captured_us,
            first_version=_first_version(status), account=self.owner.account, handle=self.owner.handle,
            name=self.owner.name, kind=_kind(references), text=full or text,
            text_cut=full is None and _is_cut(text, handle),
            url=x.status_url(status.id_str, self.owner.handle), lang=x.language(status.lang),
            references=references, media=tuple(self._media(status)),
            likes=count_at(status.favorite_count), reposts=count_at(status.retweet_count),
            flags=(*self.flags, *sensitive),
        )  # fmt: skip

    def _full_text(self, text: str, stated: Stated) -> str | None:
        """Return the one long text that begins like a cut one and was written in the same seconds."""
        cut = _CUT.search(text)
        if cut is None or stated.us is None or not cut.start():
            return None
        second = stated.us // SECOND_US
        near = [full for step in range(-_NOTE_S, _NOTE_S + 1) for full in self.notes.get(second + step, ())]
        matching = {full for full in near if full.startswith(text[: cut.start()])}
        return matching.pop() if len(matching) == 1 else None

    def _media(self, status: _Status) -> Iterator[MediaRow]:
        for entry in status.media:
            names = [url.rpartition("/")[2].partition("?")[0] for url in entry.addresses]
            members = (f"{folder}/{status.id_str}-{name}" for folder in self.folders for name in names)
            row = x.media_row(entry, tuple(members))
            if row is not None:
                yield row


def sniff(source: Source) -> Match | None:
    """Claim the assignments that hold posts; likes, headers and messages are other files of the archive."""
    found = _POSTS.match(source.head)
    if found is None:
        return None
    companions = (beside(source, name) for name in _COMPANIONS)
    held = set(source.members)
    return Match(
        f"begins with `window.YTD.{found[1].decode()}`", tuple(name for name in companions if name in held)
    )


def read(source: Source) -> Iterator[Row]:
    """Yield the posts of one file of the archive."""
    manifest = companion(source, "manifest.js")
    archive = _open(source, manifest)
    records = 0
    for row in each(source.elements(), archive.parse):
        records += 1
        yield row
    _compare_count(source, manifest, records)


def _open(source: Source, manifest: Any) -> _Archive:
    found = _POSTS.match(source.head)
    what = (found[1].decode() if found else "tweet").removesuffix("s")
    made = _words(at(manifest, "archiveInfo"), "generationDate")
    captured_us = parse_iso(made).us if made else None
    source.about(captured_us=captured_us)
    _note_unread(source)
    folders = tuple(beside(source, folder) for folder in _MEDIA_FOLDERS[what])
    flags = ("deleted",) if what == "deleted_tweet" else ()
    return _Archive(_owner(source, manifest), captured_us, _long_texts(source), folders, flags)


def _owner(source: Source, manifest: Any) -> _Owner:
    """Return whose archive it is; unknown where nothing tells, or where two files name different accounts."""
    account = at(companion(source, "account.js"), 0, "account")
    told = _Owner(*(_words(account, key) for key in ("accountId", "username", "accountDisplayName")))
    user = at(manifest, "userInfo")
    listed = _Owner(*(_words(user, key) for key in ("accountId", "userName", "displayName")))
    if told.account and listed.account and told.account != listed.account:
        source.note("account.js and manifest.js name different accounts: the author is unknown")
        return _Owner()
    owner = told if told.account or told.handle else listed
    if not (owner.account or owner.handle):
        source.note("account.js is missing: the author of these posts is unknown")
    return owner


def _words(value: Any, key: str) -> str | None:
    found = at(value, key)
    return found if isinstance(found, str) and found else None


def _long_texts(source: Source) -> Mapping[int, Sequence[str]]:
    """Return the full texts of `note-tweet.js` by the second in which they were written."""
    texts: dict[int, list[str]] = defaultdict(list)
    notes = source.sibling(beside(source, "note-tweet.js"))
    try:
        for record in notes.elements() if notes else ():
            second, text = _long_text(record)
            texts[second].append(text)
    except (BadRecordError, UnreadableError) as failure:
        source.note(f"note-tweet.js cannot be read to its end, long posts may be cut ({failure})")
    return texts


def _long_text(record: Record) -> tuple[int, str]:
    note = at(decoded_object(record.raw), "noteTweet")
    made, text = text_at(note, "createdAt"), text_at(note, "core", "text")
    us = parse_iso(made).us if made else None
    if us is None or text is None:
        raise refuse("noteTweet", note, "`createdAt` and `core.text`")
    return us // SECOND_US, text


def _note_unread(source: Source) -> None:
    private = [name for name in source.members if _PRIVATE.search(name)]
    if private and "-part" not in source.name:
        source.note(f"direct messages, contacts and addresses are never read ({len(private)} files)")


def _compare_count(source: Source, manifest: Any, records: int) -> None:
    name = source.name.rpartition("/")[2]
    types = at(manifest, "dataTypes")
    for kind in types.values() if isinstance(types, dict) else ():
        try:
            files = [file for file in list_at(kind, "files") if at(file, "fileName") == f"data/{name}"]
            counts = [int_at(file, "count") for file in files]
        except BadRecordError:
            continue
        if counts and counts[0] not in {None, records}:
            source.note(f"manifest.js counts {counts[0]} records in {name}, {records} were found")
            source.about(stated=counts[0])


def _first_version(status: _Status) -> str | None:
    edits = status.edit_info or _Edits()
    later = edits.edit or _LaterVersion()
    versions = later.edit_control_initial or edits.initial or _Versions()
    first = later.initial_tweet_id or next(iter(versions.edit_tweet_ids or ()), None)
    return first if x.is_id(first) and first != status.id_str else None


def _is_cut(text: str, reposted: str | None) -> bool:
    return x.is_cut(text) if reposted else len(text) >= _LONG and _CUT.search(text) is not None


def _repost(status: _Status, handle: str) -> Iterator[Reference]:
    """Yield the post that was passed on: its author's handle, and its id only where a picture of it tells."""
    mentions = (status.entities.user_mentions if status.entities else None) or ()
    author = next((person.id_str for person in mentions if _same(person.screen_name, handle)), None)
    target = next((entry.source_status_id_str for entry in status.media if _is_by(entry, author)), None)
    attribution = "platform" if target else "explicit"  # the same words can be typed by hand
    key = post_key("x", target) if target else None
    yield Reference("repost", key, "root", attribution, account=handle)


def _kind(references: Sequence[Reference]) -> str:
    """Return the kind; a link to another platform's post is a reference and makes no quote."""
    return kind_of([reference for reference in references if (reference.target or "x:").startswith("x:")])


def _same(name: str | None, handle: str) -> bool:
    return name is not None and name.lower() == handle.lower()


def _is_by(entry: _Media, author: str | None) -> bool:
    """Tell whether a picture's source is the reposted post: it may itself have borrowed another's picture."""
    owner = entry.source_user_id_str
    return x.is_id(entry.source_status_id_str) and (owner is None or author is None or owner == author)


def _references(status: _Status) -> Iterator[Reference]:
    replied = status.in_reply_to_status_id_str
    known = []
    if replied and x.is_id(replied):
        known.append(Reference("reply", post_key("x", replied), account=status.in_reply_to_screen_name))
    yield from known
    addresses = x.addresses(status.entities.urls if status.entities else None)
    yield from x.link_references(addresses, status.id_str, known)


READER = Reader(
    "x_archive",
    platform="x",
    sniff=sniff,
    read=read,
    title="X personal archive",
    how_to_get="X: Settings, Your account, Download an archive of your data; the zip is read as it is.",
    lacks="what others posted; the ids of most reposted posts; direct messages are never read",
)
