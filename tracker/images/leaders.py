"""The pictures that stand for others while clusters form: each further one is proved against them, or leads itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from tracker.images.candidates import MOST, by_points
from tracker.images.lettering import count_letters
from tracker.images.parts import Part
from tracker.images.perspective import rich_features
from tracker.images.photographed import SCREEN, Sight, prove_photographed, sharpness
from tracker.images.proof import LETTERS, Proof, prove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tracker.images.album import Album
    from tracker.images.candidates import Votes

PHOTOGRAPHED_MOST: Final = 4  # leaders that a lone picture may be a photograph of: each costs a quarter of a second

NEAREST: Final = 3  # proposed leaders that are asked even after one was proved: of the rest only its variants
WHOLE: Final = 0.75  # of the area of both in the overlap: of less, the rest may be another picture beside it
AROUND: Final = 3  # nearest pictures of each that may follow another leader of the same
SIGHTS: Final = 16  # kept in memory: 1 MB each


class Link(msgspec.Struct, frozen=True):
    """A proof between a picture and a leader."""

    other: str
    proof: Proof


class Leaders:
    """Leaders so far, and what was proved between them and the others."""

    def __init__(self, album: Album, hashed: Votes) -> None:
        self.album = album
        self.hashed = hashed
        self.leader: dict[str, str] = {}
        self.links: dict[str, Link] = {}
        self.near: dict[str, list[Link]] = defaultdict(list)
        self.variants: dict[str, set[str]] = defaultdict(set)
        """Leader -> leaders that differ from it in words: a coarse copy must be asked against each."""
        self.parts: dict[Part, Link] = {}
        self._around: dict[str, list[str]] = {}
        self._shown: dict[str, list[Link]] = defaultdict(list)
        self._sight = lru_cache(maxsize=SIGHTS)(self._seen)
        self._is_lettered = lru_cache(maxsize=None)(self._has_letters)

    def all(self) -> list[str]:
        """Return those that lead, in the order in which they came."""
        return [name for name, leader in self.leader.items() if leader == name]

    def leads(self, name: str) -> bool:
        """Tell whether a picture stands for itself."""
        return self.leader.get(name) == name

    def place(self, name: str, voted: list[str]) -> None:
        """Prove a picture against the leaders that it may show; none proved: it is one itself."""
        self._around[name] = voted[:AROUND]
        proposed = self._proposed(name, voted)
        best = self._best(name, proposed)
        if best and self._is_collage(name, best):
            self.parts |= {Part(name, link.other): link for link in self._shown[name]}
            best = None
        if best and not best.proof.is_beyond_doubt:
            others = {other for other in self.variants[best.other] if self.leads(other)}
            best = self._best(name, sorted(others.difference(proposed)), best)
        self._follow(name, best)

    def _best(self, name: str, tried: Sequence[str], best: Link | None = None) -> Link | None:
        """Return the closest whole copy among some leaders and the best so far."""
        for n, leader in enumerate(tried):
            is_enough = best and n >= NEAREST and not self._goes_beyond(name, best)
            if best and is_enough and leader not in self.variants[best.other]:
                continue
            link = self._proved(leader, name, prove(self.album, leader, name))
            if link is None:
                continue
            if self._goes_beyond(name, link):
                self._shown[name].append(link)
            if best is None or _closeness(link) > _closeness(best):
                best = link
            if link.proof.is_beyond_doubt and not self._goes_beyond(name, link):
                break
        return best

    def _is_collage(self, name: str, best: Link) -> bool:
        """Tell whether a picture that goes beyond another one holds a further one as well, and no variant of it."""
        held = {part.inner for part in self.parts if part.outer == name} | {link.other for link in self._shown[name]}
        return self._goes_beyond(name, best) and bool(held - {best.other} - self.variants[best.other])

    def _goes_beyond(self, name: str, link: Link) -> bool:
        """Tell whether a picture shows the leader whole and much beside it, which may be further ones."""
        return bool(link.proof.evidence["cover"] < WHOLE) and self._area(name, link) > 1

    def _area(self, name: str, link: Link) -> float:
        """Return the area of a picture against that of the leader, as the leader lies on it."""
        (height, width), (other_height, other_width) = (self.album[n].work_shape for n in (name, link.other))
        return float(height * width / (link.proof.evidence["scale"] ** 2 * other_height * other_width))

    def split(self) -> None:
        """Let pictures lead that follow a sheet of several: it holds them, and makes none of them another."""
        for sheet in self.all():
            inside = [
                name for name, link in self.links.items()
                if link.other == sheet and link.proof.evidence["cover"] < WHOLE and self._area(name, link) < 1
            ]  # fmt: skip
            homes = self._homes(inside)
            beside = [part.inner for part in self.parts if part.outer == sheet]
            for head in dict.fromkeys(homes.values()) if beside else ():
                for other in beside:
                    self._proved(head, other, prove(self.album, head, other))
            known = {part.inner for part in self.parts if part.outer in homes.values()}
            strangers = [other for other in beside if other not in known]
            if len({*homes.values(), *strangers}) > 1:
                self._lead_apart(sheet, homes)

    def _homes(self, inside: list[str]) -> dict[str, str]:
        """Return for each picture the first of them that it is a copy of: itself, if of none."""
        homes: dict[str, str] = {}
        for name in inside:
            heads = (head for head, home in list(homes.items()) if head == home)
            homes[name] = next((head for head in heads if self._is_copy(head, name)), name)
        return homes

    def _is_copy(self, first: str, second: str) -> bool:
        proof = prove(self.album, first, second)
        return proof is not None and proof.relation == "copy"

    def _lead_apart(self, sheet: str, homes: dict[str, str]) -> None:
        for name, head in homes.items():
            link = self.links.pop(name)
            self.leader[name] = head
            if name == head:
                self.parts[Part(sheet, name)] = link
            elif proof := prove(self.album, head, name):
                self.links[name] = Link(head, proof)

    def meet(self) -> None:
        """Prove leaders against each other whose followers are neighbours, and let one follow where both show the same.

        Only without any doubt: the followers of one are then proved against the other by two steps.
        """
        for one, other in self._meeting():
            if not (self.leads(one) and self.leads(other)) or other in self.variants[one]:
                continue
            link = self._proved(one, other, prove(self.album, one, other))
            if link and link.proof.strength == "strong" and link.proof.evidence["cover"] >= WHOLE:
                self._hand_over(other, link)

    def _meeting(self) -> list[tuple[str, str]]:
        """Return pairs of leaders, each the one that came first before the other."""
        rank = {name: at for at, name in enumerate(self.leader)}
        pairs = {
            tuple(sorted((self.leader[name], self.leader[other]), key=rank.__getitem__))
            for name, around in self._around.items() for other in around
            if other in self.leader and self.leader[name] != self.leader[other]
        }  # fmt: skip
        known = {(link.other, name) for name, links in self.near.items() for link in links}
        return sorted(((one, other) for one, other in pairs - known), key=lambda pair: (rank[pair[0]], rank[pair[1]]))

    def _hand_over(self, name: str, link: Link) -> None:
        """Let a leader and all that follow it follow another; its parts are proved anew against that one."""
        for follower, leader in self.leader.items():
            if leader == name:
                self.leader[follower] = link.other
        self.links[name] = link
        for variant in self.variants.pop(name, set()):
            self.variants[variant].add(link.other)
            self.variants[link.other].add(variant)
        for part in [part for part in self.parts if name in (part.outer, part.inner)]:
            del self.parts[part]
            other = part.inner if part.outer == name else part.outer
            if other != link.other and self.leads(other):
                self._proved(link.other, other, prove(self.album, link.other, other))

    def place_photographs(self, advance: Callable[[int], None] = lambda _: None) -> None:
        """Prove pictures that lead nobody, and look as if seen through a lens, as photographs of a leader's."""
        lone = [name for name in self._lone() if sharpness(self.album.opened(name).work) < SCREEN]
        held = Counter(part.outer for part in self.parts)
        leaders = [name for name in self.all() if held[name] < 2]  # noqa: PLR2004 - a sheet of several is none of them
        voted = by_points(self.album, lone, leaders, PHOTOGRAPHED_MOST)
        for name in lone:
            near = [other for other in voted.get(name, ()) if self.leads(other) and self._is_lettered(other)]
            links = [self._proved(other, name, self._photographed(other, name)) for other in near]
            best = max((link for link in links if link), key=_closeness, default=None)
            if best:
                self._follow(name, best)
            advance(1)

    def _lone(self) -> list[str]:
        linked = {link.other for link in self.links.values()}
        linked |= {name for part in self.parts for name in (part.outer, part.inner)}
        return [name for name in self.all() if name not in linked]

    def _follow(self, name: str, best: Link | None) -> None:
        self.leader[name] = best.other if best else name
        if best:
            self.links[name] = best

    def _proved(self, leader: str, name: str, proof: Proof | None) -> Link | None:
        """Return the link if the picture is a whole copy; keep anything else that was learnt."""
        if proof is None:
            return None
        link = Link(leader, proof)
        if proof.relation != "copy":
            self.near[name].append(link)
            if proof.relation == "variant":
                self.variants[leader].add(name)
                self.variants[name].add(leader)
        elif side := proof.evidence.get("part"):
            outer, inner = (leader, name) if side == "second" else (name, leader)
            self.parts[Part(outer, inner)] = link
        else:
            return link
        return None

    def _photographed(self, leader: str, name: str) -> Proof | None:
        return prove_photographed(self._sight(leader), self._sight(name))

    def _has_letters(self, name: str) -> bool:
        work = self.album.opened(name).work
        return count_letters(work, np.ones(work.shape, bool)) >= LETTERS

    def _seen(self, name: str) -> Sight:
        work = self.album.opened(name).work
        return Sight(work, rich_features(work), self.album[name].width / work.shape[1])

    def _proposed(self, name: str, voted: Iterable[str]) -> list[str]:
        seen = [self.leader[other] for other in [*self.hashed.get(name, ()), *voted] if other in self.leader]
        return list(dict.fromkeys(seen))[:MOST]


def _closeness(link: Link) -> tuple[int, float, float]:
    """Return how close a copy is: how little had to be taken for laid over, then where it agrees least.

    For there two variants differ, and what hides a changed word hides more than what hides none.
    """
    hidden = sum(width * height for _, _, width, height in link.proof.evidence.get("covered", ()))
    return -hidden, link.proof.evidence["worst"], link.proof.score
