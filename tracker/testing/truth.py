"""The answers to a planted rumor: what happened, and what a correct tool can see of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import format_us
from tracker.testing.exports import EMBEDS, UNLINKED
from tracker.testing.story import CAPTURED, DELETED, Picture, PlantedPost

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SCHEMA: Final = "tracker.planted/1"


@dataclass(frozen=True)
class Seen:
    """What the exports hold of a story."""

    posts: tuple[PlantedPost, ...]
    """Captured posts, and originals that captured posts bring with them; in the order of true time."""
    formats: Mapping[str, str]
    """Platform -> export format."""

    @classmethod
    def of(cls, posts: Sequence[PlantedPost], formats: Mapping[str, str]) -> Seen:
        """Work out which posts the exports hold."""
        kept = [post for post in posts if post.fate == CAPTURED and not _vanished(post, formats)]
        embedded = {post.parent for post in kept if post.parent is not None and _embeds(post, formats)}
        shown = set(kept) | {post for post in embedded if post.fate != DELETED}
        return cls(tuple(post for post in posts if post in shown), formats)

    def rumor(self) -> list[PlantedPost]:
        """Return the posts of the rumor: those that carry the picture, and their native reposts."""
        carriers = {
            post for post in self.posts if post.picture is not None and post.picture.cluster == "rumor"
        }
        reposts = {post for post in self.posts if post.kind == "repost" and post.parent in carriers}
        return [post for post in self.posts if post in carriers | reposts]

    @cached_property
    def held(self) -> frozenset[PlantedPost]:
        """The same posts, for asking."""
        return frozenset(self.posts)

    @cached_property
    def targets(self) -> set[PlantedPost]:
        """The posts that a held post names."""
        return {post.parent for post in self.posts if post.parent is not None and not self._unlinked(post)}

    def root(self, post: PlantedPost) -> PlantedPost:
        """Return the root of a post's cascade, as far as links between held posts reach; it may be absent."""
        while post in self.held and post.parent is not None and not self._unlinked(post):
            post = post.parent
        return post

    def _unlinked(self, post: PlantedPost) -> bool:
        return post.kind in UNLINKED.get(self.formats[post.platform], frozenset())


def _vanished(post: PlantedPost, formats: Mapping[str, str]) -> bool:
    """Tell whether a captured post is missing because its platform removes reposts with their original."""
    gone = post.kind == "repost" and post.parent is not None and post.parent.fate == DELETED
    return gone and formats[post.platform] in {"x_api_v1", "bluesky_api"}


def _embeds(post: PlantedPost, formats: Mapping[str, str]) -> bool:
    return post.kind in EMBEDS.get(formats[post.platform], frozenset())


def truth_of(
    posts: Sequence[PlantedPost], pictures: Iterable[Picture], formats: Mapping[str, str]
) -> dict[str, Any]:
    """Return the answers: `origin` and whether it is held, `first_captured`, pictures, cascades and so on."""
    seen = Seen.of(posts, formats)
    rumor = seen.rumor()
    origin = next(post for post in posts if post.role == "origin")
    return {
        "schema": SCHEMA,
        "origin": _named(origin) | {"captured": origin in seen.held, "deleted": origin.fate == DELETED,
                                    "referenced": origin in seen.targets},
        "first_captured": _named(rumor[0]) if rumor else None,
        "first_per_platform": _first_per_platform(rumor),
        "uploads": [_named(post) | {"fate": post.fate, "picture": post.picture.name if post.picture else None}
                    for post in posts if post.role in {"origin", "upload"}],
        "wrong_times": [_named(post) | {"claimed": format_us(post.stated_us)}
                        for post in posts if post.stated_us != post.us],
        "absent": [post.key for post in posts if post in seen.targets and post not in seen.held],
        "pictures": [_picture(one) for one in pictures],
        "cascades": _cascades(seen),
        "posts": len(seen.posts),
        "rumor_posts": len(rumor),
        "formats": dict(sorted(formats.items())),
    }  # fmt: skip


def _named(post: PlantedPost) -> dict[str, Any]:
    return {
        "post": post.key, "account": post.account.handle, "account_id": post.account.account_id,
        "name": post.account.name, "platform": post.platform, "at": format_us(post.us),
    }  # fmt: skip


def _first_per_platform(rumor: Sequence[PlantedPost]) -> dict[str, Any]:
    first: dict[str, PlantedPost] = {}
    for post in rumor:
        first.setdefault(post.platform, post)
    return {platform: _named(post) for platform, post in sorted(first.items())}


def _picture(one: Picture) -> dict[str, Any]:
    return {
        "file": one.name,
        "sha256": one.sha256,
        "cluster": one.cluster,
        "relation": one.relation,
        "kind": one.kind,
        "made_from": one.made_from,
    }


def _cascades(seen: Seen) -> list[dict[str, Any]]:
    """Return the cascades of at least two held posts, largest first."""
    trees: dict[PlantedPost, list[PlantedPost]] = {}
    for post in seen.posts:
        trees.setdefault(seen.root(post), []).append(post)
    rows = [
        {"root": root.key, "root_absent": root not in seen.held, "posts": len(tree),
         "size": len({post.account for post in tree})}
        for root, tree in trees.items() if len(tree) > 1
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["posts"], row["root"]))
