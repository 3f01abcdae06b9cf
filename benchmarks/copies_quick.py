"""How many copies are found and how many look-alikes are merged: prints the table of docs/copies.md.

Run `python benchmarks/copies_quick.py`: a minute or two on one core.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import cv2
import drawings
from tracker.base.limits import Limits
from tracker.images.album import Album
from tracker.images.look import look_at
from tracker.images.proof import prove
from tracker.testing.gallery import Gallery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Case = tuple[str, bytes]
SKIPPED = {"mirror"}
EDITS = {"number", "word", "body word"}


def drawn(layout: drawings.Layout, seed: int) -> Iterator[Case]:
    told = drawings.story(seed)
    page = layout(told)
    yield "first", drawings.encode(page)
    for kind, change in drawings.COPIES.items():
        if kind not in SKIPPED:
            yield "copy", change(page)
    for kind, retell in drawings.LOOK_ALIKES.items():
        other = layout(retell(told, seed + 50))
        if other.tobytes() != page.tobytes():
            role = "edit" if kind in EDITS else "other"
            yield role, drawings.encode(other)
            yield role, drawings.encode(drawings.resized(other, 0.5), "JPEG", 50)


def planted(seed: int) -> Iterator[Case]:
    gallery = Gallery(random.Random(seed))
    yield "first", gallery.fake().content
    for _ in range(14):
        made = gallery.copy()
        if made.relation == "copy":
            yield "copy", made.content
    for _ in range(3):
        yield "edit", gallery.variant().content
    for _ in range(5):
        yield "other", gallery.lookalike().content


def score(cases: Iterable[Case], found: Counter[tuple[str, bool]]) -> None:
    files = list(cases)
    with Album((str(n), look_at(raw, Limits())) for n, (_, raw) in enumerate(files)) as album:
        for n, (role, _) in enumerate(files[1:], 1):
            proof = prove(album, "0", str(n))
            found[role, proof is not None and proof.relation == "copy"] += 1


def line(name: str, runs: Iterable[Iterable[Case]]) -> None:
    found: Counter[tuple[str, bool]] = Counter()
    for cases in runs:
        score(cases, found)
    cells = [f"{found[role, True]} of {found[role, True] + found[role, False]}" for role in ("copy", "edit", "other")]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    line("tuning layouts, 3 stories each", (drawn(d, s) for d in drawings.TUNING.values() for s in (1, 11, 21)))
    line("unseen layouts, 3 stories each", (drawn(d, s) for d in drawings.UNSEEN.values() for s in (1, 11, 21)))
    line("gallery, 42 seeds", (planted(seed) for seed in range(100, 142)))
