"""A photograph of the benchmark whose grain does not survive saving."""

from __future__ import annotations

import io

from photos import photo
from tracker.base.limits import Limits
from tracker.images.album import Album
from tracker.images.look import look_at
from tracker.images.proof import prove


def test_a_grainy_photograph_saved_hard_is_a_copy__its_small_details_unchecked() -> None:
    grainy = photo("reporting", 4, 720, 480)
    plain, saved = io.BytesIO(), io.BytesIO()
    grainy.save(plain, "PNG")
    grainy.save(saved, "JPEG", quality=40)
    with Album((name, look_at(file.getvalue(), Limits())) for name, file in (("a", plain), ("b", saved))) as album:
        proof = prove(album, "a", "b")
    assert proof is not None
    assert (proof.relation, proof.strength) == ("copy", "fair")
    assert "unchecked" in proof.evidence
