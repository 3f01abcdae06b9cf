"""How many posts there were, judged from how far two captures of the same thing overlap."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.tables.posts import Posts

Z95: Final = 1.959964
FEWEST_BOTH: Final = 7
"""Posts that both captures must hold: with fewer the estimate is biased (Robson and Regier 1964,
doi:10.1577/1548-8659(1964)93[215:SSIPME]2.0.CO;2)."""


class Recapture(msgspec.Struct, frozen=True):
    """Two captures of one platform, and the number of posts that they tell of."""

    platform: str
    sources: tuple[str, str]
    posts: tuple[int, int]
    """Posts of the rumor in each."""
    both: int
    estimate: float
    """Posts of the rumor that there were, captured or not."""
    low: float
    """95 % interval of the estimate; never less than the posts that are here."""
    high: float

    @property
    def captured(self) -> float:
        """Share of these posts that at least one of the two holds, 0 to 1."""
        return min(1.0, (sum(self.posts) - self.both) / self.estimate)


def chapman(first: int, second: int, both: int) -> tuple[float, float, float]:
    """Return how many there were, and the ends of its 95 % interval, from two captures that share `both`.

    N = (n1 + 1)(n2 + 1) / (m + 1) - 1 (Chapman 1951), with the normal interval by the variance of Seber 1970
    (doi:10.2307/2529100). Holds where the two captures are independent and each post is as likely to be in them.

    >>> tuple(round(number) for number in chapman(200, 150, 30))
    (978, 700, 1256)
    """
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    spread = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    half, here = Z95 * math.sqrt(spread), first + second - both
    return max(estimate, here), max(estimate - half, here), max(estimate + half, here)


def recaptures(posts: Posts, rumor: Collection[str]) -> list[Recapture]:
    """Return, for each platform, the two captures that share most posts of the rumor, where they share enough."""
    found = []
    for platform, held in sorted(_held(posts, rumor).items()):
        pairs = [
            (-len(held[one] & held[other]), one, other)
            for one, other in itertools.combinations(sorted(held), 2)
            if not (held[one] <= held[other] or held[other] <= held[one])
        ]
        both, one, other = min(pairs, default=(0, "", ""))
        if -both >= FEWEST_BOTH:
            sizes = (len(held[one]), len(held[other]))
            found.append(Recapture(platform, (one, other), sizes, -both, *chapman(*sizes, -both)))
    return found


def _held(posts: Posts, rumor: Collection[str]) -> dict[str, dict[str, set[str]]]:
    """Return the posts of the rumor that each source holds as records of their own, by platform."""
    chosen = posts.arrow.filter(pc.is_in(posts.post, value_set=pa.array(sorted(rumor), pa.string())))
    chosen = chosen.filter(pc.invert(chosen["embedded"]))
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = (chosen[name].to_pylist() for name in ("post", "platform", "sources"))
    for post, platform, sources in zip(*rows, strict=True):
        for source in sources:
            found[platform][source].add(post)
    return found
