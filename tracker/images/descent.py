"""What it would take to make one picture from another.

The parent is laid on its possible child, its brightness is fitted, it is blurred if the child is, and it is saved
with the child's own JPEG table. What is left over, what was lost or added, how much of JPEG each shows, and the same
the other way round, are the signs; their weighted sum is the cost of the step, a logarithm of odds. Asymmetric
dissimilarity after Dias, Rocha and Goldenstein (2012, doi:10.1109/TIFS.2011.2169959); the weights are fitted by
`benchmarks/lineage.py fit` on trees of the tuning layouts, as those under which the true trees are likeliest among
all trees (Koo, Globerson, Carreras and Collins 2007, aclanthology.org/D07-1015).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from tracker.images.align import scale_of
from tracker.images.closeness import FINEST, Closeness, compare_tiles
from tracker.images.grain import purity_of
from tracker.images.lineage import Seen, is_after
from tracker.images.outline import Outline, outline_of
from tracker.images.placing import Form, Laying, form_of, place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.images.album import Album

NEAREST: Final = 12  # possible parents per picture that are looked at closely
ANY: Final = 0.01  # share of the area: less is a pixel's width at an edge
ANY_TONED: Final = 2.5  # grey levels
_MANY: Final = 1000

Pair = tuple[str, str]
"""Parent, child."""


class Signs(msgspec.Struct, frozen=True):
    """What speaks for or against a step; each a logarithm or a share, most of them 0 where nothing does."""

    rest: float
    """Of the parent, laid, blurred and saved as the child was: what is left over."""
    rest_back: float
    """The same with parent and child exchanged."""
    worst: float
    """What is left over in the worst place."""
    raw: float
    """What is left over before saving."""
    raw_back: float
    trace: float
    """How well the child fits the parent's JPEG grid: a step that was taken leaves it there."""
    trace_back: float
    mirrored: float
    """1 where one is the other's mirror image."""
    changed: float
    """Share of the area in common that was drawn over, as a logarithm."""
    touched: float
    """The same, faint changes included."""
    gained: float
    """Square root of the share of the child's area that the parent does not show."""
    any_gained: float
    lost: float
    """The same of the parent's area."""
    any_lost: float
    shrunk: float
    toned: float
    any_toned: float
    stretched: float
    """Contrast."""
    faded: float
    tinted: float
    coloured: float
    discoloured: float
    purer: float
    """Less JPEG beside the child's ink than beside the parent's."""
    fouler: float
    pure: float
    """The same of the child alone, whatever its parent: a pure picture was made from none."""


WEIGHTS: Final = Signs(
    rest=2.40, rest_back=0.06, worst=1.30, raw=-0.27, raw_back=1.62, trace=-0.70, trace_back=0.56, mirrored=0.83,
    changed=0.50, touched=0.65, gained=0.45, any_gained=1.14, lost=0.56, any_lost=1.04, shrunk=0.16, toned=0.60,
    any_toned=0.07, stretched=0.33, faded=-0.14, tinted=0.80, coloured=0.22, discoloured=0.29, purer=0.56,
    fouler=-0.34, pure=1.10,
)  # fmt: skip


class Descent(msgspec.Struct, frozen=True):
    """One possible step."""

    cost: int
    """In thousandths of a nat."""
    signs: Signs
    told: dict[str, Any]
    """What happened on the way, for the evidence."""


def steps_between(
    album: Album, names: Sequence[str], seen: Mapping[str, Seen], own: Mapping[str, np.ndarray]
) -> dict[Pair, Descent]:
    """Return the possible steps (parent, child) among some pictures.

    `own` holds the grey pixels of those whose working form is smaller than the file.

    A pair that cannot be laid on one another has none, nor has a parent that was first seen after its child, nor
    any but the nearest twelve that a picture could come from.
    """
    pairing = _Pairing({name: form_of(album, name, own.get(name)) for name in names})
    steps = ((pair, pairing.step(pair)) for pair in _near(names, pairing.outlines, seen))
    return {pair: step for pair, step in steps if step is not None}


def _near(names: Sequence[str], outlines: Mapping[Pair, Outline], seen: Mapping[str, Seen]) -> list[Pair]:
    """Return the pairs that are looked at closely, in a fixed order."""
    pairs = []
    for child in sorted(names):
        able = [
            (outlines[parent, child].apart, parent) for parent in sorted(names)
            if (parent, child) in outlines and (child, parent) in outlines
            and not is_after(seen.get(parent, Seen()), seen.get(child, Seen()))
        ]  # fmt: skip
        pairs += [(parent, child) for _, parent in sorted(able)[:NEAREST]]
    return pairs


class _Pairing:
    """Some pictures, and what has been found out about pairs of them."""

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self.forms = forms
        self.layings = _layings(forms)
        outlines = {pair: outline_of(self._laid(pair), forms[pair[1]], laying) for pair, laying in self.layings.items()}
        self.outlines = {pair: outline for pair, outline in outlines.items() if outline is not None}
        self._close: dict[Pair, Closeness | None] = {}
        self._purity = {
            name: float(np.log(0.01 + purity_of(f.pixels, f.tiles))) for name, f in forms.items() if f.tiles
        }

    def step(self, pair: Pair) -> Descent | None:
        """Return a step, None where too little of the pictures can be compared closely."""
        there, back = self._closely(pair), self._closely(pair[::-1])
        if there is None or back is None:
            return None
        signs = self._signs(pair, there, back)
        return Descent(cost_of(signs), signs, self._told(pair, there))

    def _laid(self, pair: Pair) -> Form:
        """Return the parent as it lies on the child."""
        parent = self.forms[pair[0]]
        return parent.mirrored() if self.layings[pair].is_mirrored else parent

    def _closely(self, pair: Pair) -> Closeness | None:
        if pair not in self._close:
            laying, tone = self.layings[pair], self.outlines[pair].tone
            self._close[pair] = compare_tiles(self._laid(pair), self.forms[pair[1]], laying, tone)
        return self._close[pair]

    def _signs(self, pair: Pair, there: Closeness, back: Closeness) -> Signs:
        laying, outline = self.layings[pair], self.outlines[pair]
        parent, child = (self.forms[name] for name in pair)
        contrast = float(np.log(max(abs(there.contrast), 0.05)))
        colour = float(np.log((child.colour + 1) / (parent.colour + 1)))
        purity = self._purity[pair[1]] - self._purity[pair[0]]
        return Signs(
            rest=there.rest, rest_back=back.rest, worst=there.worst, raw=there.raw, raw_back=back.raw,
            trace=there.trace, trace_back=back.trace,
            mirrored=float(laying.is_mirrored),
            changed=_log_share(outline.changed), touched=_log_share(outline.touched),
            gained=outline.gained**0.5, any_gained=float(outline.gained > ANY),
            lost=outline.lost**0.5, any_lost=float(outline.lost > ANY),
            shrunk=max(0.0, -float(np.log(scale_of(laying.matrix)))),
            toned=float(np.log1p(there.toned)), any_toned=float(there.toned > ANY_TONED),
            stretched=max(0.0, contrast), faded=max(0.0, -contrast), tinted=float(np.log1p(outline.tinted)),
            coloured=max(0.0, colour), discoloured=max(0.0, -colour),
            purer=max(0.0, purity), fouler=max(0.0, -purity), pure=self._purity[pair[1]],
        )  # fmt: skip

    def _told(self, pair: Pair, there: Closeness) -> dict[str, Any]:
        laying, outline = self.layings[pair], self.outlines[pair]
        parent, child = (self.forms[name] for name in pair)
        told = {
            "rest": round(float(np.exp(there.rest)) - FINEST, 2), "changed": round(outline.changed, 4),
            "added": round(outline.gained, 3), "cut": round(outline.lost, 3),
            "scale": round(scale_of(laying.matrix), 3), "contrast": round(there.contrast, 2),
            "colour": round((child.colour + 1) / (parent.colour + 1), 2),
        }  # fmt: skip
        return {**told, "mirrored": True} if laying.is_mirrored else told


def _layings(forms: Mapping[str, Form]) -> dict[Pair, Laying]:
    found = {}
    for first, second in combinations(sorted(forms), 2):
        laying = place(forms[first], forms[second])
        if laying is not None:
            found[first, second] = laying
            found[second, first] = laying.back(forms[first].shape, forms[second].shape)
    return found


def _log_share(share: float) -> float:
    return float(np.log1p(_MANY * share))


def cost_of(signs: Signs) -> int:
    """Return the cost of a step, in thousandths of a nat."""
    pairs = zip(msgspec.structs.astuple(signs), msgspec.structs.astuple(WEIGHTS), strict=True)
    return round(_MANY * sum(float(sign) * float(weight) for sign, weight in pairs))
