from __future__ import annotations

import sys
from pathlib import Path

import pytest

COPIES = Path(__file__).parents[2] / "benchmarks" / "copies"
sys.path.insert(0, str(COPIES))  # the benchmark is a folder of scripts, not a package


@pytest.fixture(scope="session", autouse=True)
def _no_second_thread() -> None:
    import cv2

    cv2.setNumThreads(1)


@pytest.fixture(scope="session")
def faces() -> None:
    """Skip where a font of the benchmark is not installed: it draws nothing without them."""
    import fonts

    missing = [
        name
        for half in fonts.FILES.values()
        for pair in half.values()
        for name in pair
        if not (fonts.ROOT / name).exists()
    ]
    if missing:
        pytest.skip(f"the drawings need fonts that are not installed here (for example {missing[0]})")
