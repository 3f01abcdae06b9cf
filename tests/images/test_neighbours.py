from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.images.neighbours import distances, pairs_within


def brute(hashes: np.ndarray, bits: int) -> np.ndarray:
    apart = np.bitwise_count(hashes[:, None] ^ hashes[None]).sum(axis=2, dtype=int)
    return np.argwhere(np.triu(apart <= bits, 1))


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([(8, 0), (8, 3), (8, 10), (8, 20), (32, 20), (32, 64)]),
    st.integers(0, 60),
)
def test_pairs_are_those_of_brute_force(seed: int, shape: tuple[int, int], count: int) -> None:
    width, bits = shape
    rng = np.random.default_rng(seed)
    centres = rng.integers(0, 256, (5, width), dtype=np.uint8)
    noise = np.packbits(rng.random((count, width * 8)) < rng.random() * bits / (width * 6 + 1), axis=1)
    hashes = centres[rng.integers(0, 5, count)] ^ noise
    assert np.array_equal(pairs_within(hashes, bits), brute(hashes, bits))


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_hashes_have_no_pair(count: int) -> None:
    assert pairs_within(np.zeros((count, 8), np.uint8), 10).shape == (0, 2)


def test_many_equal_hashes_are_all_paired() -> None:
    assert len(pairs_within(np.ones((100, 8), np.uint8), 0)) == 100 * 99 // 2


def test_distance_counts_differing_bits() -> None:
    assert distances(np.array([[0b1010, 255]], np.uint8), np.array([[0b0110, 0]], np.uint8)).tolist() == [10]
