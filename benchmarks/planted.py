"""How often is the tool right? Plants rumors with fresh seeds, runs the whole job on each, and counts.

    python benchmarks/planted.py --each 100 --seed 1000
    python benchmarks/planted.py --each 20 --formats native --kind mixed --show

Every figure comes with its 95 % Wilson interval. The seeds of a run are printed, so that a miss can be
looked at: `--show` prints one line per archive that was not right.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import tracker
from tracker.testing.rumors import KINDS, plant

Z95 = 1.959964


class Outcome(NamedTuple):
    """What one archive's run gave, against the truth."""

    kind: str
    seed: int
    marks: frozenset[str]
    """What was so: `first_right`, `origin_right`, `origin_wrong`, `origin_empty`, `absent_leads`, ..."""


def judge(kind: str, seed: int, formats: str) -> Outcome:
    """Plant one rumor, run everything up to the findings, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        planted = plant(seed, kind, formats=formats)
        inputs = planted.write(Path(folder))
        case = tracker.load(*inputs, image=planted.image_path(Path(folder)), case=Path(folder) / "case")
        return Outcome(kind, seed, frozenset(marks(case.facts, planted.truth)))


def marks(facts: dict[str, Any], truth: dict[str, Any]) -> list[str]:
    """Return what is so of one answer."""
    seen, candidates = listed(facts, "first_seen"), listed(facts, "origin_candidates")
    found = [account_of(entry) for entry in listed(facts, "origin")]
    true, liars = names(truth["origin"]), {name for one in truth["wrong_times"] for name in names(one)}
    top = candidates[0] if candidates else {}
    checks = {
        "first_right": bool(seen) and seen[0]["post"] == (truth["first_captured"] or {}).get("post"),
        "first_in_set": (truth["first_captured"] or {}).get("post") in {one["post"] for one in seen},
        "origin_right": bool(found) and set(found) <= true,
        "origin_wrong": bool(set(found) - true),
        "origin_empty": not found,
        "origin_leads": top.get("post") == truth["origin"]["post"],
        "absent_leads": bool(top.get("absent")) and top.get("post") == truth["origin"]["post"],
        "liar_named": bool(liars & {*found, *([seen[0].get("account")] if seen else [])}),
    }
    return [name for name, so in checks.items() if so]


def listed(facts: dict[str, Any], name: str) -> list[Any]:
    """Return a list of facts.json, whether it stands alone or as the detail of a finding."""
    value = facts[name]
    return list(value["detail"] if isinstance(value, dict) else value)


def account_of(entry: Any) -> str:
    return str(entry["account"] if isinstance(entry, dict) else entry)


def names(one: dict[str, Any]) -> set[str]:
    """Return every spelling under which an account may be given: handle, id, display name."""
    return {one["account"], one["account_id"], one["name"], f"{one['platform']}:{one['account_id']}"}


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927, doi:10.2307/2276774)."""
    if not of:
        return 0.0, 1.0
    share, spread = right / of, Z95**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return middle - half, middle + half


def table(outcomes: list[Outcome]) -> str:
    """Return the figures per kind, one line each."""
    lines = []
    for kind in dict.fromkeys(one.kind for one in outcomes):
        here = [one for one in outcomes if one.kind == kind]
        counts = Counter(mark for one in here for mark in one.marks)
        lines.append(f"{kind}: {len(here)} archives")
        for mark, right in sorted(counts.items()):
            low, high = wilson(right, len(here))
            lines.append(f"  {mark:<14}{right:5d}  {right / len(here):7.1%}  [{low:.1%}, {high:.1%}]")
    return "\n".join(lines)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--each", type=int, default=100, help="archives of each kind")
    words.add_argument("--seed", type=int, default=1000, help="first seed")
    words.add_argument(
        "--kind", choices=sorted(KINDS), action="append", help="only this kind; may be given again"
    )
    words.add_argument("--formats", choices=("generic", "native"), default="generic")
    words.add_argument("--workers", type=int, default=2)
    words.add_argument(
        "--show", action="store_true", help="print the archives whose first post was not found"
    )
    asked = words.parse_args()
    jobs = [(kind, asked.seed + n, asked.formats) for kind in asked.kind or KINDS for n in range(asked.each)]
    with ProcessPoolExecutor(asked.workers) as pool:
        outcomes = list(pool.map(judge, *zip(*jobs, strict=True), chunksize=4))
    print(f"seeds {asked.seed} to {asked.seed + asked.each - 1}, formats {asked.formats}")
    print(table(outcomes))
    for one in outcomes if asked.show else ():
        if "first_right" not in one.marks or "origin_wrong" in one.marks:
            print(one.kind, one.seed, " ".join(sorted(one.marks)))


if __name__ == "__main__":
    main()
