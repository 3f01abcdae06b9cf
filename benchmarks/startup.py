"""What `tracker --help` costs beside a bare click program: CPU seconds of whole processes, and the ratio.

Run: python benchmarks/startup.py
Limit: 1.8
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

BARE = "import click\n@click.command()\ndef main():\n    '''Help.'''\nmain(['--help'])"
OURS = "from tracker.cli.main import main\nmain(['--help'])"
RUNS = 21


def cpu_s(code: str) -> float:
    """Return user and system seconds of one Python process that runs `code`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Take both in turn, so that a change of the machine's speed meets both alike."""
    pairs = [(cpu_s(OURS), cpu_s(BARE)) for _ in range(RUNS)][1:]
    ratio = statistics.median(ours / bare for ours, bare in pairs)
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"tracker --help {ours * 1000:.0f} ms, bare click {bare * 1000:.0f} ms, ratio {ratio:.2f} (limit 1.8)"
    )


if __name__ == "__main__":
    main()
