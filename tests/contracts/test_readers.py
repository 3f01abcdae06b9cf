"""The promises of `tracker.testing.contracts`, kept by every reader that is plugged in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tracker.ingest.reader import readers
from tracker.testing import contracts
from tracker.testing.samples import Sample, samples

FIXTURES = Path(__file__).parents[2] / "fixtures"
READERS = readers()
SAMPLES = [
    pytest.param(name, sample, id=f"{name}-{sample.path.name}")
    for name in sorted(READERS)
    for sample in (samples(FIXTURES / name) if (FIXTURES / name).is_dir() else ())
]


@pytest.mark.parametrize("name", sorted(READERS))
def test_readers__each_has_a_sample(name: str) -> None:
    assert (FIXTURES / name).is_dir(), f"fixtures/{name}/ is missing"
    assert samples(FIXTURES / name), f"fixtures/{name}/ holds no sample"


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_readers__exactly_one_claims_a_sample_under_any_name(name: str, sample: Sample) -> None:
    contracts.check_claims(READERS[name], sample, READERS)


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_readers__rows_are_sound_and_their_records_are_bytes_of_the_file(name: str, sample: Sample) -> None:
    contracts.check_rows(READERS[name], sample)


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_readers__rows_equal_the_golden_file(name: str, sample: Sample) -> None:
    contracts.check_golden(READERS[name], sample)


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_readers__a_cut_file_gives_no_wrong_row(name: str, sample: Sample) -> None:
    contracts.check_cuts(READERS[name], sample)


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_readers__a_flipped_bit_never_crashes(name: str, sample: Sample) -> None:
    contracts.check_flips(READERS[name], sample)


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_readers__changed_keys_never_crash(name: str, sample: Sample) -> None:
    contracts.check_changed_keys(READERS[name], sample)
