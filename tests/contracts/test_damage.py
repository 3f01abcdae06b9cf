"""500 damaged exports, made from the samples of all readers by fixed seeds: never a traceback, never a lost record."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zipfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import pytest
from tracker.base.clock import parse_iso
from tracker.base.errors import TrackerError
from tracker.ingest.load import Loaded, LoadSettings, load_exports
from tracker.ingest.reader import readers
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources
from tracker.tables.store import read_table
from tracker.testing.samples import Sample, claimed, samples

if TYPE_CHECKING:
    from collections.abc import Callable

    Damage = Callable[[bytes, Random], bytes]

FIXTURES = Path(__file__).parents[2] / "fixtures"
READERS = readers()
SAMPLES = [
    (sample, claimed(sample, reader)[0])
    for name, reader in sorted(READERS.items())
    if (FIXTURES / name).is_dir()
    for sample in samples(FIXTURES / name)
]
SETTINGS = LoadSettings(now_us=parse_iso("2026-11-01").us or 0, keep_going=True)
VARIANTS: Final = 500
GROUPS: Final = 10


def cut(body: bytes, dice: Random) -> bytes:
    return body[: dice.randrange(1, len(body))]


def cut_lines(body: bytes, dice: Random) -> bytes:
    """Lose the ends of some lines, as a collector does that is stopped and started again."""
    lines = body.splitlines(keepends=True)
    return b"".join(line[: dice.randrange(len(line))] if dice.random() < 0.2 else line for line in lines)


def marked(body: bytes, dice: Random) -> bytes:
    return b"\xef\xbb\xbf" * dice.choice((1, 2)) + body


def utf16(body: bytes, dice: Random) -> bytes:
    text = body.decode("utf-8", "replace")
    return text.encode(dice.choice(("utf-16", "utf-16-le", "utf-16-be")))


def cp1252(body: bytes, dice: Random) -> bytes:
    text = body.decode("utf-8", "replace").replace("a", dice.choice(("é", "ü", "\N{RIGHT SINGLE QUOTATION MARK}")))
    return text.encode("cp1252", "replace")


def with_nul(body: bytes, dice: Random) -> bytes:
    place = dice.randrange(len(body))
    return body[:place] + bytes(dice.choice((1, 8, 600))) + body[place:]


def with_nan(body: bytes, dice: Random) -> bytes:
    number = b": " + dice.choice((b"NaN", b"-Infinity", b"1e999"))
    return re.sub(rb": ?\d+(?=[,}\s])", number, body, count=dice.randrange(1, 5))


def twin_keys(body: bytes, dice: Random) -> bytes:
    twin = dice.choice((b'{"id": 1, "id": 2, ', b'{"text": "a", "text": "b", '))
    return re.sub(rb"\{(?=\")", twin, body, count=dice.randrange(1, 4))


def lone_surrogates(body: bytes, dice: Random) -> bytes:
    lone = dice.choice((rb"\ud83d", rb"\udc00\ud800"))
    return re.sub(rb'(?<=: ")', lambda _: lone, body.replace(b'":"', b'": "'), count=dice.randrange(1, 9))


def flipped(body: bytes, dice: Random) -> bytes:
    changed = bytearray(body)
    for _ in range(dice.choice((1, 3, 40))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def doubled(body: bytes, dice: Random) -> bytes:
    return body + dice.choice((b"", b"\n", b"\r\n\r\n")) + body


def nested(body: bytes, dice: Random) -> bytes:
    depth = dice.choice((60, 600, 100_000))
    return body + b"\n" + b'{"a":' * depth + b"1" + b"}" * depth


def carriage_returns(body: bytes, dice: Random) -> bytes:
    return body.replace(b"\n", dice.choice((b"\r\n", b"\r")))


def swollen(body: bytes, dice: Random) -> bytes:
    """Grow by what compresses best, within the limits."""
    return body + dice.choice((b" ", b"\n", b"\0")) * 900_000


DAMAGES: Final[tuple[Damage, ...]] = (
    cut, cut_lines, marked, utf16, cp1252, with_nul, with_nan, twin_keys, lone_surrogates, flipped, doubled, nested,
    carriage_returns, swollen,
)  # fmt: skip
NAMES: Final = (
    "holiday.jpg", "x.zip", "x.tar.gz", "x.csv", "x.json", "x.jsonl", "x.txt", "tweets.js", "x.parquet", "x",
)  # fmt: skip


def as_it_is(sample: Sample, _: Random) -> bytes:
    (body,) = sample.files.values()
    return body


def gzipped(sample: Sample, dice: Random) -> bytes:
    return gzip.compress(as_it_is(sample, dice), mtime=0)


def zipped(sample: Sample, _: Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(sample.files.items()):
            archive.writestr(zipfile.ZipInfo(name), body)
    return buffer.getvalue()


def tarred(sample: Sample, _: Random) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, body in sorted(sample.files.items()):
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return gzip.compress(buffer.getvalue(), mtime=0)


def fetched(sample: Sample, _: Random) -> bytes:
    """Put the files into a web archive, compressed record by record."""
    found = []
    for name, body in sorted(sample.files.items()):
        head = f"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://a.example/{name}\r\n"
        found.append(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n")
    return b"".join(gzip.compress(record, mtime=0) for record in found)


def variant(seed: int) -> tuple[str, bytes]:
    """Return the name and the bytes of one damaged export."""
    dice = Random(seed)
    sample, member = SAMPLES[seed % len(SAMPLES)]
    damage = dice.choice(DAMAGES)
    alone = (as_it_is, as_it_is, gzipped) if len(sample.files) == 1 else ()
    pack = dice.choice((*alone, zipped, tarred, fetched))
    if pack is not as_it_is and damage in {cut, flipped} and dice.random() < 0.7:
        return dice.choice(NAMES), damage(pack(sample, dice), dice)  # the container itself
    return dice.choice(NAMES), pack(sample.changed(member, damage(sample.files[member], dice)), dice)


def check_refusal(refusal: TrackerError, out: Path) -> None:
    assert "\n" not in str(refusal)
    assert refusal.fix
    assert list(out.iterdir()) == []


def check_counts(loaded: Loaded, out: Path) -> None:
    sources = list(read_table(Sources, out).rows())
    for row in sources:
        assert row["records"] == row["posts"] + row["merged"] + row["rejected"]
    for name in ("posts", "merged", "rejected", "service"):
        assert sum(row[name] for row in sources) == getattr(loaded, name)
    rejects = list(read_table(Rejects, out).rows())
    assert len(rejects) == loaded.rejected
    assert all(row["reason"] for row in rejects)


@pytest.mark.parametrize("group", range(GROUPS))
def test_damage__a_clear_line_or_counts_that_add_up(group: int, tmp_path: Path) -> None:
    for seed in range(group, VARIANTS, GROUPS):
        folder = tmp_path / str(seed)
        name, content = variant(seed)
        (folder / "out").mkdir(parents=True)
        (folder / name).write_bytes(content)
        try:
            loaded = load_exports([folder / name], SETTINGS, folder / "out")
        except TrackerError as refusal:
            check_refusal(refusal, folder / "out")
        else:
            check_counts(loaded, folder / "out")


def test_damage__the_same_seed_gives_the_same_bytes() -> None:
    assert all(variant(seed) == variant(seed) for seed in range(0, VARIANTS, 37))
