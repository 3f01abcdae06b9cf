"""What the first look at a picture costs beside `imagehash.phash(Image.open(file))`: CPU ms per picture, one core.

Run: python benchmarks/hashing.py [rounds]
Aims: on JPEG at most half of imagehash's time with equal bits; a repeated file at most 3 % of a decode.
Drawn screenshots of about 0.8 Mpixel. Every step is timed in turn in each round, and the least time of each picture
counts: other work on the machine only adds.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the worker

import hashlib
import io
import sys
import time
from typing import TYPE_CHECKING, Any

import drawings
import imagehash
from PIL import Image
from tracker.base.limits import Limits
from tracker.images.decode import decode
from tracker.images.hash import hashes

if TYPE_CHECKING:
    from collections.abc import Callable

SIDES = ((1080, 700), (1200, 675), (720, 1280), (750, 1334))
FORMATS = {"JPEG": 85, "PNG": 85, "WEBP": 80}
ROUNDS = 7
METHODS = hashes()


def screenshots() -> list[Image.Image]:
    layouts = list(drawings.TUNING.values())
    pages = [layouts[n % len(layouts)](drawings.story(n + 1)) for n in range(2 * len(SIDES))]
    return [page.resize(SIDES[n % len(SIDES)], Image.Resampling.LANCZOS) for n, page in enumerate(pages)]


def pixel_digest(picture: Image.Image) -> bytes:
    digest = hashlib.sha256(b"%d x %d\n" % picture.size)
    digest.update(picture.tobytes())
    return digest.digest()


def steps_of(raw: bytes) -> dict[str, Callable[[], Any]]:
    """Return what is timed for one file, each on its own."""
    picture, _ = decode(raw, Limits())
    grey = picture.convert("L")

    def first_look() -> None:
        hashlib.sha256(raw).digest()
        seen, _ = decode(raw, Limits())
        pixel_digest(seen)
        paper = seen.convert("L")
        METHODS["phash"].compute(paper)
        METHODS["dhash16"].compute(paper)

    return {
        "imagehash.phash(Image.open)": lambda: imagehash.phash(Image.open(io.BytesIO(raw))),
        "first look": first_look,
        "- file digest": lambda: hashlib.sha256(raw).digest(),
        "- decode": lambda: decode(raw, Limits()),
        "- pixel digest": lambda: pixel_digest(picture),
        "- grey": lambda: picture.convert("L"),
        "- phash": lambda: METHODS["phash"].compute(grey),
        "- dhash16": lambda: METHODS["dhash16"].compute(grey),
        "imagehash.phash of the grey picture": lambda: imagehash.phash(grey),
        "imagehash.dhash of the grey picture": lambda: imagehash.dhash(grey, 16),
    }


def check(raw: bytes) -> None:
    grey = decode(raw, Limits())[0].convert("L")
    opened = Image.open(io.BytesIO(raw))
    assert METHODS["phash"].compute(grey) == int(str(imagehash.phash(opened)), 16)
    assert METHODS["dhash16"].compute(grey) == int(str(imagehash.dhash(opened, 16)), 16)


def least_ms(raw: bytes, rounds: int) -> dict[str, float]:
    steps = steps_of(raw)
    least = dict.fromkeys(steps, float("inf"))
    for _ in range(rounds):
        for name, step in steps.items():
            start = time.process_time()
            step()
            least[name] = min(least[name], (time.process_time() - start) * 1000)
    return least


def report(form: str, files: list[bytes], rounds: int) -> None:
    for raw in files:
        check(raw)
    each = [least_ms(raw, rounds) for raw in files]
    mean = {name: sum(times[name] for times in each) / len(each) for name in each[0]}
    theirs, ours = mean["imagehash.phash(Image.open)"], mean["first look"]
    print(f"{form}, {len(files)} pictures of {sum(map(len, files)) / len(files) / 1000:.0f} kB, bits equal")
    for name, spent in mean.items():
        print(f"  {name:36} {spent:6.2f} ms")
    hashing = mean["imagehash.phash of the grey picture"] + mean["imagehash.dhash of the grey picture"]
    print(f"  imagehash.phash / first look         {theirs / ours:6.2f}")
    print(f"  the same without the pixel digest    {theirs / (ours - mean['- pixel digest']):6.2f}")
    print(f"  both hashes, imagehash / ours        {hashing / (mean['- phash'] + mean['- dhash16']):6.2f}")
    print(f"  a repeated file, share of a decode   {mean['- file digest'] / mean['- decode']:6.1%}")


if __name__ == "__main__":
    pages = screenshots()
    for chosen, quality in FORMATS.items():
        report(chosen, [drawings.encode(page, chosen, quality) for page in pages], int((sys.argv[1:] or [ROUNDS])[0]))
