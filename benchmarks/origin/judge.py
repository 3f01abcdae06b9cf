"""What the tracker says of an archive, against what happened in it; and the figures over many archives."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, NamedTuple

from tracker.findings.origin import origins_of
from tracker.findings.spread import spread_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stories import Post, Story
    from tracker.findings.evidence import Evidence

Z95 = 1.959964
BINS = 10


class Outcome(NamedTuple):
    """What one archive gave."""

    seed: int
    first: bool
    """The top of `first_seen` is the earliest captured post."""
    held: bool
    """The earliest captured post is in the set of earliest posts or among the claims to be earlier."""
    members: int
    claims: int
    top: bool
    """The top candidate is the first post that a correct tool can see, captured or absent."""
    named: str
    """`right`, `wrong` or `nobody`."""
    because: str
    """Why nobody is named."""
    covered: bool
    credible: int
    lied: bool
    """A post whose stated time is wrong, and contradicted, is in the set of earliest posts or named."""
    chances: tuple[tuple[float, bool], ...]
    """Of every candidate: its probability, and whether it is the one."""


def judge(story: Story, evidence: Evidence, keys: dict[int, str], seed: int) -> Outcome:
    """Ask the tracker who was first, and compare."""
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    found = origins_of(spread, evidence)
    target, earliest = keys[visible(story).number], keys[earliest_captured(story).number]
    members = [each.post for each in spread.earliest.members]
    claims = (*spread.earliest.unsupported, *spread.earliest.doubtful)
    lying = {keys[post.number] for post in story.posts if post.lies}
    caught = {key for key in lying if key in spread.posts and spread.posts[key].disputed}
    account = next((each.account for each in found.candidates if each.post == target and not each.absent), None)
    named = "nobody" if found.account is None else "right" if found.account == account else "wrong"
    top = found.candidates[0].post if found.candidates else None
    return Outcome(
        seed, first=bool(members) and members[0] == earliest,
        held=earliest in {*members, *claims}, members=len(members), claims=len(claims), top=top == target, named=named,
        because=found.why_not or "", covered=target in found.credible, credible=len(found.credible),
        lied=bool(caught & set(members)) or found.account in {spread.posts[key].label for key in caught},
        chances=tuple((each.probability, each.post == target) for each in found.candidates),
    )  # fmt: skip


def earliest_captured(story: Story) -> Post:
    """Return the first post that the archives hold."""
    return min((post for post in story.posts if post.captured), key=lambda post: post.us)


def visible(story: Story) -> Post:
    """Return the first post that a correct tool can see: captured, or passed on by a captured one."""
    held = [post for post in story.posts if post.captured]
    passed_on = [post.parent for post in held if post.parent is not None and post.linked]
    return min([*held, *passed_on], key=lambda post: post.us)


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927, doi:10.2307/2276774)."""
    if not of:
        return 0.0, 1.0
    share, spread = right / of, Z95**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return middle - half, middle + half


def reliability(outcomes: Sequence[Outcome]) -> list[tuple[float, float, int]]:
    """Return, of each tenth of the probabilities, the mean one, the share that was right, and how many there are."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for one in outcomes:
        for chance, right in one.chances:
            bins[min(int(chance * BINS), BINS - 1)].append((chance, right))
    return [
        (statistics.fmean(chance for chance, _ in each), statistics.fmean(right for _, right in each), len(each))
        for each in bins if each
    ]  # fmt: skip


def reliability_error(outcomes: Sequence[Outcome]) -> float:
    """Return how far probabilities lie from shares: the mean over the bins, weighed by their sizes."""
    bins = reliability(outcomes)
    return sum(abs(said - true) * size for said, true, size in bins) / max(1, sum(size for _, _, size in bins))


def _share(name: str, holds: Callable[[Outcome], bool], outcomes: Sequence[Outcome]) -> str:
    right = sum(map(holds, outcomes))
    low, high = wilson(right, len(outcomes))
    return f"{name} {right / len(outcomes):.3f} [{low:.3f}, {high:.3f}]"


def figures(outcomes: Sequence[Outcome]) -> str:
    """Return one line of figures."""
    shares = [
        _share("top", lambda one: one.top, outcomes),
        _share("right", lambda one: one.named == "right", outcomes),
        _share("wrong", lambda one: one.named == "wrong", outcomes),
        _share("first", lambda one: one.first, outcomes),
        _share("held", lambda one: one.held, outcomes),
        _share("covered", lambda one: one.covered, outcomes),
    ]
    members = statistics.median(one.members for one in outcomes)
    claims = statistics.median(one.claims for one in outcomes)
    credible = statistics.fmean(one.credible for one in outcomes)
    lied = sum(one.lied for one in outcomes)
    error = reliability_error(outcomes)
    return f"{' '.join(shares)} |C| {members:g} |D| {claims:g} set {credible:.2f} lied {lied} error {error:.3f}"
