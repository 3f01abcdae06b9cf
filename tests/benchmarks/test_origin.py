from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN = ROOT / "benchmarks" / "origin" / "run.py"


def figures(*words: str) -> str:
    """Run the benchmark as a person would: its modules share names with those of the other one."""
    asked = [sys.executable, str(RUN), "--draws", "500", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(asked, check=True, capture_output=True, text=True, env=env).stdout


def test_the_same_seeds_give_the_same_figures_and_no_refuted_post_is_named() -> None:
    asked = ("--each", "12", "--scenario", "3 wrong times", "--scenario", "obscure, ids, 3 wrong")
    told = figures(*asked)
    assert told == figures(*asked)
    assert [line.partition(":")[0] for line in told.splitlines()] == ["3 wrong times", "obscure, ids, 3 wrong"]
    assert re.findall(r"lied (\d+)", told) == ["0", "0"]


def test_show__lists_the_archives_that_were_not_answered() -> None:
    told = figures("--each", "4", "--scenario", "root deleted", "--show")
    assert len(re.findall(r"^  seed \d+ top True named nobody", told, flags=re.MULTILINE)) >= 3
