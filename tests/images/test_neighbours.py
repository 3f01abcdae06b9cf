from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.images.neighbours import chance_pairs, distances, near_pairs, pairs_within, safe_bits


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


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([(8, 0), (8, 8), (8, 63), (8, 64), (5, 7), (32, 20)]),
    st.integers(0, 60),
)
def test_streamed_pairs_come_once_each_whatever_the_plan(seed: int, shape: tuple[int, int], count: int) -> None:
    width, bits = shape
    rng = np.random.default_rng(seed)
    near = np.packbits(rng.random((count, width * 8)) < rng.random() / 8, axis=1)
    streamed = [pair for piece in near_pairs(near, bits) for pair in piece.tolist()]
    assert sorted(streamed) == brute(near, bits).tolist()


@pytest.mark.parametrize(("width", "bits"), [(8, 8), (8, 10), (32, 20)])
def test_two_thousand_hashes_give_the_pairs_of_brute_force(width: int, bits: int) -> None:
    rng = np.random.default_rng(5)
    centres = rng.integers(0, 256, (300, width), dtype=np.uint8)
    noise = np.packbits(rng.random((2000, width * 8)) < 0.03, axis=1)
    hashes = centres[rng.integers(0, 300, 2000)] ^ noise
    assert np.array_equal(pairs_within(hashes, bits), brute(hashes, bits))


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_hashes_have_no_pair(count: int) -> None:
    assert pairs_within(np.zeros((count, 8), np.uint8), 10).shape == (0, 2)


def test_many_equal_hashes_are_all_paired() -> None:
    assert len(pairs_within(np.ones((100, 8), np.uint8), 0)) == 100 * 99 // 2


def test_distance_counts_differing_bits() -> None:
    assert distances(np.array([[0b1010, 255]], np.uint8), np.array([[0b0110, 0]], np.uint8)).tolist() == [10]


def test_chance_pairs_are_those_of_drawn_hashes() -> None:
    hashes = np.random.default_rng(2).integers(0, 256, (3000, 4), dtype=np.uint8)  # 32 bits, so that some are near
    expected = chance_pairs(3000, 32, 6)
    assert abs(len(pairs_within(hashes, 6)) - expected) < 5 * expected**0.5


def test_the_distance_that_chance_allows_shrinks_with_the_number_of_hashes() -> None:
    allowed = [safe_bits(count, 64, 10) for count in (100, 10_000, 1_000_000, 100_000_000)]
    assert allowed == sorted(allowed, reverse=True)
    assert safe_bits(10**12, 8, 8) == -1
