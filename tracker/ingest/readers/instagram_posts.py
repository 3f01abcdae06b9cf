"""Instagram download: one's own posts, stories and reels (`posts_1.json` and its kin).

Seen: the posts of one account; stories and reels after public excerpts. Posts have no ids. A post of one picture has
its words and its time on the picture only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import parse_unix
from tracker.ingest import meta
from tracker.ingest.fields import at, decoded_object, id_at, refuse
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Match, PostRow, Reader, each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Row, Source

_LISTS: Final = ("ig_stories", "ig_reels_media", "ig_igtv_media", "ig_archived_post_media")
_PROFILES: Final = ("personal_information/personal_information.json", "personal_information.json")
_USERNAME: Final = frozenset({
    "username", "benutzername", "nombre de usuario", "nom d\u2019utilisateur", "nome utente", "nome de usuário",
    "gebruikersnaam", "имя пользователя", "kullan\u0131c\u0131 ad\u0131",
})  # fmt: skip


class _Account(NamedTuple):
    """Whose download it is."""

    source: Source
    handle: str | None


def sniff(source: Source) -> Match | None:
    """Claim entries whose files have a `uri` and a `creation_timestamp`."""
    for value in peek_objects(source.head):
        listed = next((name for name in _LISTS if isinstance(value.get(name), list)), None)
        entry = at(value, listed, 0) if listed else value
        held = at(entry, "media", 0) or (entry if listed else None)
        if at(held, "uri") is not None and at(held, "creation_timestamp") is not None:
            why = f"`{listed or 'media'}` with `uri` and `creation_timestamp` of an Instagram account"
            return Match(why, meta.profiles(source, *_PROFILES))
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the posts."""
    account = _Account(source, _handle(meta.profile(source, *_PROFILES)))
    path = next((key for key in _LISTS if key in source.keys()), None)  # noqa: SIM118 - not a mapping
    return each(
        source.elements(path) if path else source.elements(), lambda record: _parse(account, record)
    )


def _handle(told: Any) -> str | None:
    fields = at(told, "profile_user", 0, "string_map_data")
    named = fields.items() if isinstance(fields, dict) else ()
    found = (at(held, "value") for label, held in named if (meta.repaired(label) or "").casefold() in _USERNAME)
    return next((handle for handle in found if isinstance(handle, str) and handle), None)


def _parse(account: _Account, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    files = meta.list_in(value, "media") or [value]
    seconds = id_at(value, "creation_timestamp") or id_at(files[0], "creation_timestamp")
    if seconds is None:
        raise refuse("creation_timestamp", None, "seconds since 1970")
    titles = (meta.text_of(held, "title") for held in (value, *files))
    yield PostRow(
        platform="instagram", native_id="", record=record, stated=parse_unix(seconds, unit_s=1.0),
        handle=account.handle, text=next((title for title in titles if title), None),
        media=tuple(meta.pictures(account.source, files)),
    )  # fmt: skip


READER = Reader(
    "instagram_posts",
    platform="instagram",
    sniff=sniff,
    read=read,
    title="Instagram download: posts, stories, reels",
    how_to_get="Instagram: Accounts Center, Download your information, JSON; give the whole zip or the posts' file.",
    lacks="ids and addresses of posts, counts, who could see it, posts of others",
)
