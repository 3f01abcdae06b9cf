"""From the names that posts give their pictures to the files in the archives: found, hashed, kept once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote, urlsplit

from tracker.base.containers import is_media, read_up_to
from tracker.base.disk import BesideContainer
from tracker.base.errors import OverLimitError, UnreadableError
from tracker.base.limits import MIB
from tracker.base.meter import size_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracker.base.containers import Container
    from tracker.base.files import Opened
    from tracker.ingest.reader import MediaRow

ADDRESS_ONLY: Final = "only an address in the export"
NOT_HERE: Final = "named in the export, not in the archive"
TELLING: Final = 8
"""Characters that the last part of an address must have to name one picture: `1.jpg` is everybody's."""
_PIECE: Final = MIB
_VIDEO: Final = (b"\x1aE\xdf\xa3", b"OggS", b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf1")
_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"wide", b"free")
_PICTURE_BRANDS: Final = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")


@dataclass
class Place:
    """A file that posts name, and what reading it gave."""

    member: str
    sha256: bytes | None = None
    size: int | None = None
    missing: str | None = None
    picture: bool = False
    """True where a post names it as something else than a video: its bytes are worth keeping."""


class Finder:
    """Which member a media row means, inside one container."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._names = frozenset(container.names)
        self._tails: dict[str, list[str]] | None = None

    def find(self, media: MediaRow, post_file: str) -> str | None:
        """Return the member, or None: what a post states is looked up among them, never opened as a path."""
        if len(self._names) == 1:  # the post file itself
            return None
        for name in (*media.members, *map(self._container.member_at, (media.file, media.url or ""))):
            if name in self._names:
                return name
        asked = (
            _saved_name(media.file)
            if "://" in media.file
            else media.file.replace("\\", "/").removeprefix("./")
        )
        if not asked:
            return None
        alike = self._called(asked.rpartition("/")[2])
        if not alike:
            return None
        folder = PurePosixPath(post_file).parent
        for name in (str(folder / asked), str(folder / "media" / asked), f"media/{asked}", asked):
            if name in self._names:
                return name
        return _by_tail(asked, alike)

    def _called(self, last: str) -> list[str]:
        """Return the members whose path ends in this name."""
        if self._tails is None:
            self._tails = {}
            for name in self._container.names:
                self._tails.setdefault(name.rpartition("/")[2], []).append(name)
        return self._tails.get(last, [])


def _by_tail(asked: str, alike: list[str]) -> str | None:
    """Return the one member whose path ends in what was asked, whole steps only."""
    wanted = asked.strip("/").split("/")
    found = [name for name in alike if name.split("/")[-len(wanted) :] == wanted]
    return found[0] if len(found) == 1 else None


class Attached:
    """The media files of all inputs: numbered as posts name them, then read once in their container's order.

    Parameters
    ----------
    folder
        Where the distinct pictures are kept under their SHA-256; None keeps digests only.

    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.places: list[Place] = []
        self._numbers: dict[tuple[int, str], int] = {}
        self._finders: dict[int, Finder] = {}
        self._beside: dict[int, BesideContainer | None] = {}
        self._wanted: list[tuple[Container, str, int]] = []
        self.distinct: set[bytes] = set()
        self.webs: Sequence[Container] = ()
        """Web archives of the input: an address that a post gives may have been fetched into any of them."""

    def number(self, container: Container, post_file: str, media: Sequence[MediaRow]) -> tuple[int, ...]:
        """Return the number of the place of each media row, -1 where the archive has no such file."""
        return tuple(self._number(container, post_file, row) for row in media)

    def _number(self, container: Container, post_file: str, row: MediaRow) -> int:
        holder, name = container, self._finder(container).find(row, post_file)
        beside = self._beside_of(container) if name is None else None
        if beside is not None:
            holder, name = beside, self._finder(beside).find(row, "")
        if name is None:
            holder, name = self._fetched(row) or (holder, None)
        if name is None:
            return -1
        found = self._numbers.setdefault((id(holder), name), len(self.places))
        if found == len(self.places):
            self.places.append(Place(holder.prefix + name))
            self._wanted.append((holder, name, found))
        if row.type != "video":
            self.places[found].picture = True
        return found

    def _fetched(self, row: MediaRow) -> tuple[Container, str] | None:
        answers = ((web, web.member_at(at)) for web in self.webs for at in (row.file, row.url) if at)
        return next(((web, name) for web, name in answers if name is not None and name in web.names), None)

    def _finder(self, container: Container) -> Finder:
        finder = self._finders.get(id(container))
        if finder is None:
            finder = self._finders[id(container)] = Finder(container)
        return finder

    def _beside_of(self, container: Container) -> BesideContainer | None:
        """Return the files beside a single post file and in its `media/`: pictures of generic posts."""
        if id(container) not in self._beside:
            self._beside[id(container)] = BesideContainer.of(container)
        return self._beside[id(container)]

    def read(self, opened: Opened) -> None:
        """Read every wanted file of an input, container by container in their order."""
        rank = {id(container): place for place, container in enumerate(opened.containers)}
        orders = {
            id(holder): {name: place for place, name in enumerate(holder.names)}
            for holder, _, _ in self._wanted
        }
        last = len(rank)
        for holder, name, number in sorted(
            self._wanted, key=lambda want: (rank.get(id(want[0]), last), orders[id(want[0])][want[1]])
        ):
            self._read_one(holder, name, self.places[number])
        self._wanted.clear()
        self._numbers.clear()
        self._finders.clear()
        self._beside.clear()

    def _read_one(self, container: Container, name: str, place: Place) -> None:
        limits = container.budget.limits
        try:
            with container.raw(name) as stream:
                head = read_up_to(stream, 64)
                keep = place.picture and not is_video(head)
                place.sha256, place.size, content = _digest(
                    stream, head, limits.max_picture if keep else None
                )
        except OverLimitError as fault:
            if container.budget.spent > limits.max_total:
                raise
            place.missing = f"{fault.what}; {fault.fix}"
            return
        except (OSError, UnreadableError) as fault:
            place.missing = f"cannot be read: {fault.what if isinstance(fault, UnreadableError) else fault}"
            return
        if place.size == 0:
            place.sha256 = place.size = None
            place.missing = "the file is empty"
        elif keep and content is None:
            place.sha256 = place.size = None
            place.missing = f"larger than {size_words(limits.max_picture)}; raise with --max-picture"
        elif place.sha256 not in self.distinct and place.sha256 is not None:
            self.distinct.add(place.sha256)
            if content is not None and self._folder is not None:
                (self._folder / place.sha256.hex()).write_bytes(content)


def _saved_name(address: str) -> str:
    """Return the file name under which collectors save an address; nothing where it tells no pictures apart.

    >>> _saved_name("https://pbs.example/media/FhTq3xkWYAEl2.jpg?name=large"), _saved_name("https://a.example/1.jpg")
    ('FhTq3xkWYAEl2.jpg', '')
    """
    parts = urlsplit(address)
    name = unquote(parts.path.rpartition("/")[2])
    wanted = parse_qs(parts.query).get("format", [""])[0]
    if wanted.isalnum() and "." not in name:
        name = f"{name}.{wanted}"
    return name if len(name.partition(".")[0]) >= TELLING else ""


def _digest(stream: object, head: bytes, keep_up_to: int | None) -> tuple[bytes, int, bytes | None]:
    """Return SHA-256, size, and the bytes themselves where they are wanted and not too many."""
    read = stream.read  # type: ignore[attr-defined]
    digest, size, kept, piece = hashlib.sha256(), 0, [], head
    while piece:
        digest.update(piece)
        size += len(piece)
        if keep_up_to is not None:
            if size > keep_up_to:
                return digest.digest(), size, None
            kept.append(piece)
        piece = read(_PIECE)
    return digest.digest(), size, b"".join(kept) if keep_up_to is not None else None


def is_video(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a video or a sound: it is hashed, not kept.

    >>> is_video(bytes.fromhex("00000018667479706d703432")), is_video(bytes.fromhex("ffd8ffe0"))
    (True, False)
    """
    if head[4:8] in _BOXES:
        return head[8:12] not in _PICTURE_BRANDS
    return is_media(head) and (head.startswith(_VIDEO) or (head[:4] == b"RIFF" and head[8:12] != b"WEBP"))


def why_missing(media_file: str, url: str | None, stated: str | None) -> str:
    """Return the reason for which a media row has no bytes."""
    if stated:
        return stated
    return ADDRESS_ONLY if "://" in media_file or (not media_file and url) else NOT_HERE
