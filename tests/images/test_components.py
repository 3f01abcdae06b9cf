from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components
from tracker.images.components import components


def thrown(seed: int, count: int, width: int, spread: float) -> np.ndarray:
    """Hashes around five centres, some far from any."""
    rng = np.random.default_rng(seed)
    centres = rng.integers(0, 256, (5, width), dtype=np.uint8)
    noise = np.packbits(rng.random((count, width * 8)) < rng.random((count, 1)) * spread, axis=1)
    return centres[rng.integers(0, 5, count)] ^ noise


def apart(hashes: np.ndarray) -> np.ndarray:
    return np.bitwise_count(hashes[:, None] ^ hashes[None]).sum(axis=2, dtype=int)


def brute(near: np.ndarray) -> tuple[list[int], list[int]]:
    _, labels = connected_components(near)
    return [int(np.flatnonzero(labels == n)[0]) for n in labels], [int((labels == n).sum()) for n in labels]


def answer(*arguments: object) -> tuple[list[int], list[int]]:
    rows, counts = components(*arguments)  # type: ignore[arg-type]
    return rows.tolist(), counts.tolist()


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 80),
    st.sampled_from([(8, 0), (8, 3), (8, 8), (8, 10), (8, 60), (8, 64), (5, 4), (32, 20), (32, 0)]),
    st.floats(0, 0.3),
)
def test_groups_are_those_of_brute_force(seed: int, count: int, shape: tuple[int, int], spread: float) -> None:
    width, bits = shape
    hashes = thrown(seed, count, width, spread)
    assert answer(hashes, bits) == brute(apart(hashes) <= bits)


@pytest.mark.parametrize(("width", "bits"), [(8, 8), (8, 10), (32, 20)])
def test_a_thousand_hashes_with_crowded_buckets_are_grouped_as_by_brute_force(width: int, bits: int) -> None:
    rng = np.random.default_rng(7)
    crowd = thrown(7, 900, width, bits / (width * 9))
    strangers = rng.integers(0, 256, (600, width), dtype=np.uint8)
    strangers[:300, : width // 2] = crowd[0, : width // 2]  # they meet the crowd in many tables
    hashes = np.concatenate([crowd, strangers])[rng.permutation(1500)]
    assert answer(hashes, bits) == brute(apart(hashes) <= bits)


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_a_longer_hash_must_agree_as_well(seed: int, count: int) -> None:
    short, longer = thrown(seed, count, 8, 0.05), thrown(seed + 1, count, 32, 0.04)
    near = (apart(short) <= 8) & (apart(longer) <= 20)
    assert answer(short, 8, (longer, 20)) == brute(near)


def test_one_picture_a_hundred_thousand_times_is_one_group() -> None:
    hashes = np.full((100_000, 8), 9, np.uint8)
    rows, counts = components(hashes, 8)
    assert not rows.any()
    assert (counts == 100_000).all()


def test_a_picture_in_twenty_thousand_near_forms_is_one_group() -> None:
    rng = np.random.default_rng(3)
    flips = np.zeros((20_000, 64), bool)
    for _ in range(4):
        flips[np.arange(20_000), rng.integers(0, 64, 20_000)] = True
    rows, counts = components(np.packbits(flips, axis=1), 8)
    assert not rows.any()
    assert (counts == 20_000).all()


def test_no_hash_has_no_group() -> None:
    rows, counts = components(np.zeros((0, 8), np.uint8), 8)
    assert rows.shape == counts.shape == (0,)


def test_the_order_of_rows_changes_names_only() -> None:
    hashes = thrown(11, 300, 8, 0.06)
    order = np.random.default_rng(0).permutation(300)
    rows, counts = components(hashes, 8)
    shuffled_rows, shuffled_counts = components(hashes[order], 8)
    assert shuffled_counts.tolist() == counts[order].tolist()
    assert len(set(zip(shuffled_rows.tolist(), rows[order].tolist(), strict=True))) == len(set(rows.tolist()))
