"""The frozen weights of tracker/findings/belief.py: how each sign moves the log odds that a claim is true.

Made by `python benchmarks/origin/fit.py --stories 6000`: 17,087 claims, even seeds.
`clock`: another post of the rumor has a confirmed time; `claim`: none has.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, dict[str, float]]] = {
    "clock": {
        "one": 0.6715,
        "gap": -0.8735,
        "usual": -0.4843,
        "jump": -0.3033,
        "gap gap": -0.1400,
        "usual usual": 0.0724,
        "jump jump": -0.0596,
        "gap usual": 0.1722,
        "gap jump": 0.2817,
        "jump usual": -0.0940,
        "before": -1.0745,
        "before gap": 0.3987,
        "few": 8.2042,
        "few gap": -0.6240,
        "passed": 1.9271,
        "first reshare": -0.2594,
        "first reshare squared": -0.0901,
        "burst": 0.2668,
        "reshare before next": 2.0244,
        "reshares": -0.8724,
        "passed gap": 0.1954,
        "passed usual": 0.2748,
        "first reshare usual": -0.0064,
        "first reshare gap": -0.0164,
        "ahead": 0.3053,
        "ahead squared": 0.0009,
        "ahead gap": -0.0507,
        "failing": -0.5726,
        "refuted": 0.3298,
        "failing ahead": 0.1138,
        "failing gap": -0.1164,
    },
    "claim": {
        "one": 2.4625,
        "gap": -0.2574,
        "usual": 0.0397,
        "jump": -0.3646,
        "gap gap": -0.2075,
        "usual usual": -0.0919,
        "jump jump": -0.0606,
        "gap usual": 0.1860,
        "gap jump": 0.2070,
        "jump usual": 0.0094,
        "before": -1.2861,
        "before gap": 0.2080,
        "few": -6.4634,
        "few gap": 0.1844,
        "passed": 1.7439,
        "first reshare": 0.1638,
        "first reshare squared": -0.1787,
        "burst": 0.1395,
        "reshare before next": 0.6124,
        "reshares": -0.2269,
        "passed gap": 0.3400,
        "passed usual": -0.4322,
        "first reshare usual": 0.1007,
        "first reshare gap": -0.0150,
    },
}
