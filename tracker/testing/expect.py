"""Rewrite the golden files of the readers' samples: `python -m tracker.testing.expect [NAME ...]`.

Run it at the root of a checkout, where `fixtures/NAME/` lies; then read what changed before it is kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.base.errors import UsageError
from tracker.base.words import did_you_mean
from tracker.ingest.reader import readers
from tracker.testing.samples import write_golden


def main(names: list[str], root: Path = Path("fixtures")) -> None:
    """Write the golden files of the named readers, or of all that have samples."""
    known = readers()
    for name in names:
        if name not in known:
            what = f'no reader called "{name}".{did_you_mean(name, known)}'
            raise UsageError(what, where="expect", fix="`tracker formats` names all")
    for name in names or sorted(known):
        if (root / name).is_dir():
            for path in write_golden(root / name, known[name]):
                click.echo(path)


if __name__ == "__main__":
    main(sys.argv[1:])
