"""Where the picture files of a case stand, and who posted them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.images.decode import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.tables.media import Media
    from tracker.tables.posts import Posts

_MOVING: Final = frozenset({"video", "gif"})


class Use(msgspec.Struct, frozen=True, order=True):
    """One picture file in one place."""

    source: str
    member: str
    file: str
    sha256: str


class Uses(msgspec.Struct, frozen=True):
    """All places of all picture files."""

    places: tuple[Use, ...]
    """Sorted."""
    posts: dict[str, frozenset[str]]
    """File -> posts that carry it."""
    authored: dict[str, frozenset[str]]
    """The same without native reposts: those carry the picture of another post, not a copy of it."""

    def of(self, files: Iterable[str]) -> frozenset[str]:
        """Return the posts that carry any of some files."""
        return frozenset(post for file in files for post in self.posts[file])

    def is_repeated(self, files: Iterable[str]) -> bool:
        """Tell whether some files, taken as one picture, are used more than once."""
        files = set(files)
        authored = {post for file in files for post in self.authored[file]}
        return len(authored) > 1 or len({(u.source, u.member) for u in self.places if u.sha256 in files}) > 1


def uses_of(media: Media, posts: Posts) -> Uses:
    """Return every place of a file that may be a picture; a video file is none, its poster frame is."""
    reposts = {
        post
        for post, kind in zip(posts.post.to_pylist(), posts.kind.to_pylist(), strict=True)
        if kind == "repost"
    }
    places: set[Use] = set()
    carried: dict[str, set[str]] = defaultdict(set)
    columns = ("source", "member", "file", "post", "type", "format", "sha256")
    for row in media.arrow.select(columns).to_pylist():
        if row["sha256"] is None or (row["type"] in _MOVING and row["format"] not in FORMATS):
            continue
        name = row["sha256"].hex()
        places.add(Use(row["source"], row["member"], row["file"], name))
        carried[name].add(row["post"])
    every = {name: frozenset(found) for name, found in carried.items()}
    return Uses(tuple(sorted(places)), every, {name: found - reposts for name, found in every.items()})
