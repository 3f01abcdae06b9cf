"""How often a file's zone is found by its ids, and how often times that are whole hours off are marked.

    python benchmarks/clocks.py [FILES]

Made archives of known truth. Zones: one file each of a random zone of the tz database, 20 to 60 posts with X ids and 50
without, over 7 days to 2 years between 2012 and 2025, to the second or the minute, some of the dated posts off by any
amount. Whole hours: 10,000 posts a row on X, TikTok, Mastodon and Bluesky, a tenth off by whole hours, a tenth stated
2 minutes to 3 days too early.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict

import numpy as np
from tracker.base.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US, parse_iso
from tracker.base.zones import zones
from tracker.ingest.clock_zones import Shown, solve
from tracker.ingest.clocks import MISSING, Links, Times, decide

FIRST, LAST = parse_iso("2012-01-01").us or 0, parse_iso("2025-06-01").us or 0
WRONG = (0.0, 0.05, 0.1)
HOURS = (-11, -8, -5, -3, -1, 1, 2, 3, 9)
TID = "234567abcdefghijklmnopqrstuvwxyz"


def one_file(dice: random.Random, wrong: float) -> tuple[bool, list[tuple[bool, bool, float]]]:
    """Return whether a zone was found, and of each undated post: right to 15 minutes, held, width in hours."""
    known = zones(FIRST - DAY_US, LAST + 3 * 365 * DAY_US)
    zone = dice.choice([zone for zone in known for _ in zone.names])
    start, days = dice.randrange(FIRST, LAST), round(7 * 100 ** dice.random())
    dated, unit = dice.randint(20, 60), dice.choice((SECOND_US, MINUTE_US))
    truth = np.array([start + dice.randrange(days * DAY_US // SECOND_US) * SECOND_US for _ in range(dated + 50)])
    wall = (truth + zone.ahead(truth)) // unit * unit
    for place in range(round(wrong * dated)):
        wall[place] += dice.randrange(-20 * HOUR_US, 20 * HOUR_US)
    ids = truth[:dated] + np.array([dice.randrange(SECOND_US) for _ in range(dated)])
    full = np.full(dated, SECOND_US)
    found = solve(Shown(wall[:dated], ids, full, full // SECOND_US * unit), int(wall.min()), int(wall.max()))
    if found is None:
        return False, []
    least, most = found.ahead(wall[dated:])
    low, high = wall[dated:] - most, wall[dated:] - least + unit
    near = np.abs(low - truth[dated:]) <= 15 * MINUTE_US
    held = (low <= truth[dated:]) & (truth[dated:] <= high)
    return True, list(zip(near.tolist(), held.tolist(), ((high - low - unit) / HOUR_US).tolist(), strict=True))


def zone_table(files: int) -> None:
    print("| dated posts that are off | files | zone found | undated posts right to 15 min | held | of one reading |")
    print("|---|---|---|---|---|---|")
    for wrong in WRONG:
        dice = random.Random(f"zones {wrong}")
        every = [one_file(dice, wrong) for _ in range(files)]
        rows = [row for _, found in every for row in found]
        near, held, width = (np.array(column) for column in zip(*rows, strict=True))
        print(f"| {wrong:.0%} | {files} | {sum(found for found, _ in every) / files:.2%} | {near.mean():.2%} | "
              f"{held.mean():.3%} | {(width == 0).mean():.2%} |")  # fmt: skip


def native_id(platform: str, us: int) -> str:
    if platform == "x":
        return str((us // 1000 - 1288834974657) << 22)
    if platform == "mastodon":
        return f"https://here.example/users/a_example/statuses/{(us // 1000) << 16}"
    if platform == "tiktok":
        return str((us // SECOND_US) << 32)
    number, letters = us << 10, ""
    for _ in range(13):
        number, rest = divmod(number, 32)
        letters = TID[rest] + letters
    return f"at://did:plc:aaaa/app.bsky.feed.post/{letters}"


def stated(dice: random.Random, platform: str, us: int) -> int:
    """Return what an honest post states: the second of its id on X and Mastodon, up to a minute later on TikTok."""
    if platform == "tiktok":
        return us // SECOND_US * SECOND_US + dice.randrange(49) * SECOND_US
    lag = -round(dice.expovariate(1 / 0.6) * SECOND_US)
    return us + lag if platform == "bluesky" else us // SECOND_US * SECOND_US


def hours_table(posts: int) -> None:
    dice = random.Random("hours")
    kinds, platforms, claimed, names = [], [], [], []
    for number in range(4 * posts):
        platform = ("x", "tiktok", "mastodon", "bluesky")[number % 4]
        us = LAST + number * 97 * SECOND_US + dice.randrange(SECOND_US)
        kind = dice.choices(("honest", "hours", "early"), (8, 1, 1))[0]
        off = dice.choice(HOURS) * HOUR_US if kind == "hours" else 0
        off = -round(120 * 2160 ** dice.random()) * SECOND_US if kind == "early" else off
        kinds.append(kind)
        platforms.append(platform)
        names.append(native_id(platform, us))
        claimed.append(stated(dice, platform, us) + off)
    flags = decide(_times(platforms, names, claimed), _no_links(), LAST + 1000 * DAY_US).flags
    marks: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for platform, kind, found in zip(platforms, kinds, flags, strict=True):
        marks[platform, kind]["whole_hours_off" in found] += 1
    print("| platform | whole hours off: marked | honest: marked | too early: marked | false marks of all others |")
    print("|---|---|---|---|---|")
    for platform in ("x", "tiktok", "mastodon", "bluesky"):
        shares = [marks[platform, kind][True] / marks[platform, kind].total() for kind in ("hours", "honest", "early")]
        others = marks[platform, "honest"] + marks[platform, "early"]
        false = others[True] / others.total()
        print(f"| {platform} | {shares[0]:.2%} | {shares[1]:.3%} | {shares[2]:.2%} | {false:.3%} |")


def _times(platforms: list[str], names: list[str], claimed: list[int]) -> Times:
    size = len(names)
    none, yes, no = np.full(size, MISSING, np.int64), np.ones(size, np.bool_), np.zeros(size, np.bool_)
    precision = np.where(np.array(platforms) == "bluesky", 0.001, 1.0)
    server = np.array([platform in {"x", "tiktok"} for platform in platforms])
    return Times(platforms, names, np.array(claimed, np.int64), none, none, none, precision, yes, server, yes, no, no,
                 np.zeros(size, np.int64))  # fmt: skip


def _no_links() -> Links:
    posts, kinds = np.zeros(0, np.int32), np.zeros(0, np.uint8)
    return Links(posts, posts, kinds, posts, np.zeros(0, np.int64), kinds)


def main() -> None:
    zone_table(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    hours_table(10_000)


if __name__ == "__main__":
    main()
