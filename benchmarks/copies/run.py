"""How many copies are found, and how many pictures that are none? Draws a set, runs the tracker's own stage on it.

    python benchmarks/copies/run.py --half tuning --stories 42 --seed 1
    python benchmarks/copies/run.py --half reporting --stories 210 --seed 7 --workers 2
    python benchmarks/copies/run.py --half tuning --stories 21 --kinds "dark mode,caption" --show misses

Definitions and results: benchmarks/copies/README.md.
"""

from __future__ import annotations

import argparse
import io
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
from judge import Judged, judge, tables
from kinds import KINDS, LOOK_ALIKES
from matching import matched
from PIL import Image
from pool import File, Plan, draw_asked, draw_pool
from wording import HALVES

if TYPE_CHECKING:
    from collections.abc import Sequence


def chosen(words: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds named in a comma-separated list. Raises ``ValueError`` for one that is not known."""
    named = tuple(word.strip() for word in words.split(",") if word.strip())
    if wrong := [name for name in named if name not in known]:
        raise ValueError(f"{wrong[0]!r} is no kind; known: {', '.join(known)}")
    return named or tuple(known)


def show(folder: Path, files: Sequence[File], judged: Judged) -> None:
    """Write each miss and each false merge beside the picture that it should, or should not, have joined."""
    folder.mkdir(parents=True, exist_ok=True)
    by_name = {file.name: file for file in files}
    for label, name, other in judged.cases:
        pair = [_opened(by_name[one].content) for one in (name, other)]
        sheet = Image.new("RGB", (sum(image.width for image in pair) + 20, max(image.height for image in pair)), "gray")
        sheet.paste(pair[0], (0, 0))
        sheet.paste(pair[1], (pair[0].width + 20, 0))
        one = by_name[name]
        sheet.save(folder / f"{label} {one.kind} {one.strength} {one.layout} {one.script} {name}.jpg", quality=85)


def _opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content)).convert("RGB")
    image.thumbnail((900, 900))
    return image


def asked_for() -> argparse.Namespace:
    """Return what the command line says."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--half", choices=HALVES, default="tuning")
    words.add_argument("--stories", type=int, default=42)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--copies", type=int, default=15, help="copies of each story")
    words.add_argument("--imitations", type=int, default=5, help="look-alikes of each story")
    words.add_argument("--kinds", default="", help="only these kinds of copies, separated by commas")
    words.add_argument("--look-alikes", default="", help="only these kinds of look-alikes")
    words.add_argument(
        "--ask",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also ask for originals and for copies from elsewhere; --no-ask is quicker",
    )
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--show", type=Path, help="folder for the misses and the false merges")
    return words.parse_args()


def main() -> None:
    """Draw, match, judge, print."""
    asked = asked_for()
    plan = Plan(
        asked.half,
        asked.stories,
        asked.seed,
        chosen(asked.kinds, KINDS),
        chosen(asked.look_alikes, LOOK_ALIKES),
        asked.copies,
        asked.imitations,
    )
    cv2.setNumThreads(1)
    start = time.perf_counter()
    files, outside = draw_pool(plan, asked.workers), draw_asked(plan)
    drawn = time.perf_counter()
    firsts = [file for file in files if file.role == "original"]
    answer = matched(files, [*firsts, *outside] if asked.ask else [], asked.workers)
    ended = time.perf_counter()
    print(f"{plan.half} half, {plan.stories} stories, seed {plan.seed}: {len(files)} files")
    print(f"drawn in {drawn - start:.0f} s, matched in {ended - drawn:.0f} s (wall, {asked.workers} workers)")
    judged = judge(files, outside, answer)
    print(tables(judged))
    if asked.show:
        show(asked.show, files, judged)


if __name__ == "__main__":
    main()
