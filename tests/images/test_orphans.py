"""What a lone picture is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tracker.images.orphans import index_points, orphan_candidates
from tracker.images.perspective import rich_features

if TYPE_CHECKING:
    from types import ModuleType


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_the_original_is_proposed_before_other_posts_of_its_layout(drawings: ModuleType, is_mirrored: bool) -> None:
    layout = drawings.UNSEEN["dark"]
    works = {f"post {n}": np.asarray(layout(drawings.story(n)).convert("L")) for n in range(5)}
    index = index_points({name: rich_features(work) for name, work in works.items()})
    small = np.ascontiguousarray(works["post 3"][10:-40, 8:])
    points = rich_features(np.ascontiguousarray(small[:, ::-1]) if is_mirrored else small)
    assert orphan_candidates("asked", points, index)[0] == "post 3"


def test_nothing_held_proposes_nothing(drawings: ModuleType) -> None:
    points = rich_features(np.asarray(drawings.UNSEEN["card"](drawings.story(1)).convert("L")))
    assert orphan_candidates("asked", points, index_points({})) == []
    assert orphan_candidates("asked", points, index_points({"asked": points})) == []
