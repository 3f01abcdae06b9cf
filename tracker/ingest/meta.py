"""What the downloads of Facebook, Instagram and Messenger have in common: broken text, and paths from their root."""

from __future__ import annotations

from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from tracker.base import jsontext
from tracker.base.errors import UnreadableError
from tracker.base.limits import MIB
from tracker.ingest.fields import at, list_at, text_at
from tracker.ingest.reader import MediaRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Source

_KINDS: Final = {
    "jpg": "image", "jpeg": "image", "png": "image", "webp": "image", "heic": "image", "gif": "gif",
    "mp4": "video", "mov": "video", "webm": "video", "m4v": "video", "srt": None,
}  # fmt: skip
_PROFILE: Final = 8 * MIB  # bytes read of a profile


def repaired(text: str | None) -> str | None:
    r"""Return a text whose UTF-8 bytes were written as Latin-1 letters; any other text as it is.

    >>> repaired("Gr\u00c3\u00b6\u00c3\u009fe"), repaired("Größe"), repaired("日本")
    ('Größe', 'Größe', '日本')
    """
    if text is None or text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def text_of(value: Any, *path: str | int) -> str | None:
    """Return the repaired text at a path; an empty one is none."""
    return repaired(text_at(value, *path)) or None


def pictures(source: Source, holders: list[Any]) -> Iterator[MediaRow]:
    """Yield the files that entries with a `uri` name, a video by its thumbnail first."""
    for holder in holders:
        uri = text_of(holder, "uri")
        kind = _KINDS.get(uri.rpartition(".")[2].lower()) if uri else None
        if uri and kind:
            poster = text_of(holder, "thumbnail", "uri") if kind == "video" else None
            places = [place for name in (poster, uri) if name for place in _places(source, name)]
            is_address = "://" in uri
            yield MediaRow(
                uri, kind, () if is_address else tuple(places), url=uri if is_address else None,
                alt=text_of(holder, "description"),
            )  # fmt: skip


def _places(source: Source, uri: str) -> Iterator[str]:
    """Yield where a file may lie: its path counts from the root of the download, wherever that was unpacked."""
    folders = list(PurePosixPath(source.name).parents)
    yield from (str(folder / uri) for folder in reversed(folders))


def profiles(source: Source, *endings: str) -> tuple[str, ...]:
    """Return the member that holds the profile of the account that was downloaded, if there is one."""
    found = (name for ending in endings for name in source.members if f"/{name}".endswith(f"/{ending}"))
    return tuple(islice(found, 1))


def profile(source: Source, *endings: str) -> Any:
    """Return the decoded profile of the account that was downloaded, or None; one that cannot be read is noted."""
    names = profiles(source, *endings)
    found = source.sibling(names[0]) if names else None
    if found is None:
        return None
    try:
        with found.open() as stream:
            return jsontext.decode(stream.read(_PROFILE))
    except (UnreadableError, ValueError) as fault:
        source.note(f"{names[0]} beside it cannot be read ({fault})")
        return None


def list_in(value: Any, *path: str | int) -> list[Any]:
    """Return the list at a path, whatever stands there instead being none."""
    return list_at(value, *path) if isinstance(at(value, *path), list) else []
