"""What loading costs: X API 1.1 lines to Parquet with every guard on, against pandas.read_json(lines=True).

    python benchmarks/load.py --posts 100000

Prints CPU seconds (user and system, all threads) and peak memory of each way, and their ratio. Each way runs
in a process of its own. The lines are made from a seed: invented people, about 2,400 bytes per line, half of
them reposts with the original inside.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

WORDS = [
    "data",
    "centre",
    "orbit",
    "rocket",
    "launch",
    "cloud",
    "server",
    "satellite",
    "plan",
    "leaked",
    "screenshot",
    "memo",
    "board",
    "investor",
    "engineer",
    "cooling",
    "power",
    "solar",
    "station",
    "cargo",
    "quarter",
    "results",
    "rumour",
    "source",
    "says",
    "update",
    "thread",
    "picture",
    "look",
    "wow",
    "really",
]
PANDAS = "import sys, pandas; pandas.read_json(sys.argv[1], lines=True)"
OURS = """
import sys
from pathlib import Path
from tracker.ingest.load import LoadSettings, load_exports
print(load_exports([Path(sys.argv[1])], LoadSettings(now_us=1_780_000_000_000_000), Path(sys.argv[2])).posts)
"""
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024)
"""


def user(rng: random.Random) -> dict[str, object]:
    number = rng.randrange(1, 40_000)
    return {
        "id": 10_000 + number,
        "id_str": str(10_000 + number),
        "name": f"Person {number}",
        "screen_name": f"person{number}_example",
        "location": "Somewhere",
        "url": None,
        "description": " ".join(rng.choices(WORDS, k=12)),
        "protected": False,
        "followers_count": number % 977,
        "friends_count": number % 389,
        "listed_count": number % 13,
        "created_at": "Mon Mar 03 10:00:00 +0000 2014",
        "favourites_count": number % 4999,
        "verified": False,
        "statuses_count": number,
        "profile_image_url_https": f"https://img.example/profile/{number}/a_normal.jpg",
        "default_profile": True,
    }


def status(rng: random.Random, number: int, second: int) -> dict[str, object]:
    made = (1_700_000_000_000 + second * 1000 - 1288834974657 << 22) + number % 4096
    picture = (
        [
            {
                "id_str": str(made - 1),
                "media_url_https": f"https://img.example/media/{made}.jpg",
                "type": "photo",
                "url": "https://short.example/a",
                "expanded_url": "https://x.example/b",
                "indices": [0, 23],
                "sizes": {
                    "large": {"w": 1200, "h": 800, "resize": "fit"},
                    "thumb": {"w": 150, "h": 150, "resize": "crop"},
                },
            }
        ]
        if rng.random() < 0.25
        else []
    )
    return {
        "created_at": stamp(1_700_000_000 + second),
        "id": made,
        "id_str": str(made),
        "full_text": " ".join(rng.choices(WORDS, k=22)),
        "truncated": False,
        "display_text_range": [0, 140],
        "entities": {
            "hashtags": [{"text": "orbit", "indices": [1, 7]}],
            "symbols": [],
            "user_mentions": [],
            "urls": [
                {
                    "url": "https://short.example/x",
                    "expanded_url": "https://news.example/story",
                    "display_url": "news.example/story",
                    "indices": [8, 31],
                }
            ],
            **({"media": picture} if picture else {}),
        },
        **({"extended_entities": {"media": picture}} if picture else {}),
        "source": '<a href="https://app.example" rel="nofollow">App</a>',
        "in_reply_to_status_id": None,
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id_str": None,
        "in_reply_to_screen_name": None,
        "user": user(rng),
        "geo": None,
        "coordinates": None,
        "place": None,
        "contributors": None,
        "is_quote_status": False,
        "retweet_count": rng.randrange(90),
        "favorite_count": rng.randrange(400),
        "favorited": False,
        "retweeted": False,
        "possibly_sensitive": False,
        "lang": "en",
    }


def stamp(second: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(second, UTC).strftime("%a %b %d %H:%M:%S +0000 %Y")


def write_lines(path: Path, posts: int, seed: int) -> None:
    rng = random.Random(seed)
    originals: list[dict[str, object]] = []
    with path.open("w", encoding="utf-8") as stream:
        for number in range(posts):
            made = status(rng, number, number)
            if originals and rng.random() < 0.5:
                made["retweeted_status"] = rng.choice(originals)
                made["full_text"] = f"RT @someone_example: {made['full_text']}"[:140]
            elif len(originals) < 5000:
                originals.append(made)
            else:
                originals[rng.randrange(5000)] = made
            stream.write(json.dumps(made, separators=(",", ":")) + "\n")


def cost(*command: str) -> tuple[float, float]:
    """Return CPU seconds and peak MiB of a command."""
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, sys.executable, "-c", *command],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return float(said[0]), float(said[1])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--posts", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only-ours", action="store_true", help="leave pandas out: for files that would not fit")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "posts.jsonl"
        write_lines(lines, given.posts, given.seed)
        size = lines.stat().st_size
        print(f"{given.posts:,} lines, {size / 1e6:.0f} MB, {size / given.posts:.0f} bytes per line")
        ours = cost(OURS, str(lines), folder)
        print(f"tracker load: {ours[0]:.2f} CPU s, {size / 1e6 / ours[0]:.0f} MB/s, peak {ours[1]:.0f} MiB")
        if not given.only_ours:
            theirs = cost(PANDAS, str(lines))
            print(
                f"pandas.read_json: {theirs[0]:.2f} CPU s, {size / 1e6 / theirs[0]:.0f} MB/s, peak {theirs[1]:.0f} MiB"
            )
            print(f"ratio: 1/{theirs[0] / ours[0]:.1f}")


if __name__ == "__main__":
    main()
