from __future__ import annotations

import importlib
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tracker.base.limits import Limits
from tracker.images.pool import looks_at

if TYPE_CHECKING:
    from types import ModuleType

MISBEHAVING = """
import os, socket, time
from tracker.images.look import Look

def answer(raw, limits):
    if raw == b"hang":
        time.sleep(1000)
    if raw == b"spin":
        while True:
            pass
    if raw == b"die":
        os._exit(3)
    if raw == b"raise":
        raise RuntimeError
    if raw == b"memory":
        bytearray(3 << 30)
    if raw == b"write":
        return refused(lambda: open("written.txt", "w"))
    if raw == b"network":
        return refused(lambda: socket.socket())
    return Look(format=raw.decode())

def refused(act):
    try:
        act()
    except OSError:
        return Look(format="refused")
    return Look(format="done")
"""

Answer = Callable[[bytes, Limits], object]


@pytest.fixture
def misbehaving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    (tmp_path / "misbehaving.py").write_text(MISBEHAVING)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    answer: Answer = importlib.import_module("misbehaving").answer
    return answer


@pytest.mark.parametrize("trouble", ["hang", "die", "raise", "spin", "memory"])
def test_a_picture_that_breaks_its_worker_costs_itself_only(misbehaving: Answer, trouble: str) -> None:
    names = [f"p{n}" for n in range(20)]
    pictures = [(name, trouble.encode() if name == "p11" else name.encode()) for name in names]
    seen = dict(looks_at(pictures, Limits(), answer=misbehaving, hang_s=2.0 if trouble == "hang" else 60.0))
    assert sorted(seen) == sorted(names)
    assert seen["p11"].unreadable is not None
    assert seen["p11"].unreadable.startswith("could not be decoded")
    assert {name: look.format for name, look in seen.items() if name != "p11"} == {
        name: name for name in names if name != "p11"
    }


def test_a_worker_may_not_write_a_file_or_open_a_socket(misbehaving: Answer, tmp_path: Path) -> None:
    seen = dict(looks_at([("w", b"write"), ("n", b"network"), ("ok", b"ok")], Limits(), answer=misbehaving))
    assert {name: look.format for name, look in seen.items()} == {"w": "refused", "n": "refused", "ok": "ok"}
    assert not (tmp_path / "written.txt").exists()


def test_a_file_over_the_limit_is_never_sent() -> None:
    seen = dict(looks_at([("large", bytes(2000))], Limits(max_picture=1000)))
    assert seen["large"].unreadable == "over 1,000 bytes; raise with --max-picture"


def test_looks_do_not_depend_on_the_number_of_workers(
    drawings: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.images.pool.PER_WORKER", 4)
    pictures = [(f"p{n}", drawings.encode(drawings.photo(n, 160, 120), "JPEG")) for n in range(24)]
    assert dict(looks_at(pictures, Limits(), workers=1)) == dict(looks_at(pictures, Limits(), workers=3))


def test_heic_is_read_in_the_confined_worker() -> None:
    pytest.importorskip("pi_heif", reason="the extra [heif] is not installed")
    heic: bytes = runpy.run_path(str(Path(__file__).with_name("test_decode.py")))["HEIC"]
    ((_, look),) = looks_at([("a.heic", heic)], Limits())
    assert (look.unreadable, look.width, look.height, look.format) == (None, 64, 48, "HEIF")
