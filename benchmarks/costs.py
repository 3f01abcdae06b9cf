"""What a whole run costs: CPU seconds and peak memory of `tracker run` for 1 thousand, 20 thousand and 1 million posts.

Run: python benchmarks/costs.py [POSTS ...]
Each archive is one generic post file (90 % reposts in cascades of all sizes) and 60 drawn pictures of 20 claims.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from tracker.base.clock import SECOND_US, format_us, parse_iso
from tracker.base.idtime import X_EPOCH_MS

START_US = parse_iso("2026-03-01T00:00:00Z").us or 0
PICTURES = 60


def picture(claim: int, quality: int) -> bytes:
    """Draw one made screenshot."""
    image = Image.new("RGB", (480, 320), "white")
    draw = ImageDraw.Draw(image)
    words = random.Random(claim).sample(
        ["orbit", "servers", "launch", "coffee", "museum", "river", "clouds", "paper"], 4
    )
    for row, word in enumerate(words):
        draw.text((20, 30 + 60 * row), f"{word} {claim}", font=ImageFont.load_default(36), fill="black")
    draw.text((20, 300), "invented example", font=ImageFont.load_default(11), fill="grey")
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def archive(folder: Path, posts: int) -> None:
    """Write an archive of so many posts."""
    draw = random.Random(posts)
    (folder / "media").mkdir(parents=True)
    for number in range(PICTURES):
        (folder / "media" / f"p{number}.jpg").write_bytes(picture(number % 20, 60 + number // 20 * 15))
    roots: list[str] = []
    with (folder / "posts.jsonl").open("w", encoding="utf-8") as stream:
        for number in range(posts):
            us = START_US + number * 40 * SECOND_US * 20_000 // max(posts, 20_000) * 1000 // 1000
            post = {"id": str((us // 1000 - X_EPOCH_MS) << 22 | number % 4096), "platform": "x",
                    "author": f"user{draw.randrange(posts)}_example", "created_at": format_us(us - us % SECOND_US),
                    "text": f"an invented post about nothing much, number {number}"}  # fmt: skip
            if roots and draw.random() < 0.9:
                post |= {"parent_id": roots[int(len(roots) * draw.random() ** 3)], "reshare_kind": "repost"}
            else:
                roots.append(post["id"])
                if draw.random() < 0.3:
                    post["media"] = f"p{draw.randrange(PICTURES)}.jpg"
            stream.write(json.dumps(post) + "\n")


def measure(posts: int) -> None:
    """Run once and print the costs."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "export"
        archive(folder, posts)
        command = [
            sys.executable,
            "-m",
            "tracker.cli.main",
            "run",
            str(folder),
            "--case",
            f"{place}/case",
            "--quiet",
        ]
        pid = os.posix_spawn(sys.executable, command, os.environ,
                             file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])  # fmt: skip
        _, status, used = os.wait4(pid, 0)
        size = sum(file.stat().st_size for file in Path(place, "case").rglob("*") if file.is_file())
        print(f"{posts:>9,} posts: {used.ru_utime + used.ru_stime:7.1f} s CPU, peak {used.ru_maxrss / 1024:7.0f} MB, "
              f"case {size / 1e6:7.1f} MB, exit {os.waitstatus_to_exitcode(status)}")  # fmt: skip


def main() -> None:
    """Measure each size that was asked for."""
    for posts in [int(word) for word in sys.argv[1:]] or [1_000, 20_000, 1_000_000]:
        measure(posts)


if __name__ == "__main__":
    main()
