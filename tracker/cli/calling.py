"""How the program was called, so that what it tells to run next can be copied."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

NAME = "tracker"


def program() -> str:
    """Return the word that calls this program again: `tracker` where the shell finds it, else its path as typed."""
    called = Path(sys.argv[0])
    if called.stem != NAME:  # from Python: there is no such word
        return NAME
    found = shutil.which(NAME)
    is_found = found is not None and Path(found).resolve() == called.resolve()
    return NAME if is_found else shlex.quote(sys.argv[0])
