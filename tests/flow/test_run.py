"""The whole job on a small made case: what it prints, resumes, refuses, and keeps equal."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tracker.base.errors import CaseInUseError, ExitCode, UnreadableError, UsageError
from tracker.flow.analyse import RUN_KEYS
from tracker.flow.inputs import fingerprint
from tracker.flow.lock import hold


def _tracker(
    *words: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker.cli.main", *map(str, words)],
        capture_output=True, text=True, check=False, env={**os.environ, **(env or {})}, cwd=cwd,
    )  # fmt: skip


def _digests(case: Path) -> dict[str, str]:
    found = {}
    for file in sorted(case.rglob("*")):
        name = file.relative_to(case).as_posix()
        if file.is_file() and name != "log.jsonl" and not name.startswith("private/"):
            found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


@pytest.fixture(scope="module")
def finished(small_export: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    case = tmp_path_factory.mktemp("case") / "case"
    done = _tracker(
        "run", small_export / "export", "--image", small_export / "fake.png", "--case", case, "--json"
    )
    assert done.returncode == 0, done.stderr
    return case, json.loads(done.stdout.splitlines()[-1])


def test_run__prints_every_key_of_the_contract(finished: tuple[Path, dict[str, Any]]) -> None:
    case, printed = finished
    assert list(printed) == ["schema", "case", *RUN_KEYS, "report"]
    assert printed["schema"] == "tracker.run/1"
    assert Path(printed["report"]) == case / "report.html"
    assert printed["posts"] == 11
    assert printed["rejected"] == 1


def test_run__names_the_first_post_and_not_the_one_that_states_an_earlier_time(
    finished: tuple[Path, dict[str, Any]],
) -> None:
    _, printed = finished
    assert printed["origin"] == ["a_example"]
    assert printed["first_seen"][0]["account"] == "a_example"
    assert [row["claimed"] for row in printed["disputed"]] == ["2026-02-20T09:30:00Z"]
    assert printed["rumor"]["posts"] == 9  # four carriers and five reposts of the first
    assert printed["rumor"]["images"] == 2


def test_run__counts_add_up_in_every_source(finished: tuple[Path, dict[str, Any]]) -> None:
    _, printed = finished
    for source in printed["sources"]:
        assert source["posts"] + source["merged"] + source["rejected"] == source["records"]
    assert sum(source["records"] for source in printed["sources"]) == 12


def test_run__writes_the_files_of_the_contract(finished: tuple[Path, dict[str, Any]]) -> None:
    case, _ = finished
    for name in (
        "case.json", "report.html", "methods.md", "facts.json", "rejects.csv", "manifest.sha256", "log.jsonl",
        *(f"tables/{table}.parquet" for table in (
            "sources", "accounts", "posts", "media", "hashes", "copies", "edges", "cascades", "findings", "rejects",
            "lineage")),
        *(f"exports/{file}" for file in (
            "posts.csv", "copies.csv", "edges.csv", "cascades.csv", "timeline.csv", "earliest.csv", "posts.ndjson",
            "reshares.gexf", "reshares.graphml", "timelinejs.json", "lineage.csv")),
    ):  # fmt: skip
        assert (case / name).is_file(), name


def test_run__again_resumes_and_changes_no_byte(
    finished: tuple[Path, dict[str, Any]], small_export: Path
) -> None:
    case, printed = finished
    before = _digests(case)
    done = _tracker(
        "run", small_export / "export", "--image", small_export / "fake.png", "--case", case, "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == printed
    assert _digests(case) == before


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "UTC", "PYTHONHASHSEED": "1"},
        {"TZ": "America/New_York", "PYTHONHASHSEED": "2"},
        {"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "3"},
    ],
)
def test_run__gives_equal_bytes_in_every_zone_and_hash_seed(
    finished: tuple[Path, dict[str, Any]], small_export: Path, tmp_path: Path, env: dict[str, str]
) -> None:
    case = tmp_path / "case"
    done = _tracker(
        "run", small_export / "export", "--image", small_export / "fake.png", "--case", case, env=env
    )
    assert done.returncode == 0, done.stderr
    assert _digests(case) == _digests(finished[0])


def test_run__gives_the_same_facts_when_records_are_shuffled(
    finished: tuple[Path, dict[str, Any]], small_export: Path, tmp_path: Path
) -> None:
    import shutil

    shutil.copytree(small_export / "export", tmp_path / "export")
    posts = tmp_path / "export" / "posts.jsonl"
    posts.write_text(
        "".join(reversed(posts.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8"
    )
    case = tmp_path / "case"
    done = _tracker("run", tmp_path / "export", "--image", small_export / "fake.png", "--case", case)
    assert done.returncode == 0, done.stderr
    for file in sorted((finished[0] / "exports").iterdir()):
        assert _told(case / "exports" / file.name) == _told(file), file.name
    one, two = (json.loads((folder / "facts.json").read_bytes()) for folder in (finished[0], case))
    assert _without_places(one) == _without_places(two)


def _told(file: Path) -> Any:
    """Return what an export says, without the places of records in their files."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".csv":
        return _without_places(list(csv.DictReader(text.splitlines(keepends=True))))
    return (
        [_without_places(json.loads(line)) for line in text.splitlines()]
        if file.suffix == ".ndjson"
        else text
    )


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_places(inner) for name, inner in value.items()
                if name not in {"sha256", "record", "record_offset", "input_sha256"}}  # fmt: skip
    return [_without_places(inner) for inner in value] if isinstance(value, list) else value


def test_run__other_settings_and_other_exports_are_refused_unless_fresh(
    finished: tuple[Path, dict[str, Any]], small_export: Path, tmp_path: Path
) -> None:
    case, _ = finished
    other = tmp_path / "other.jsonl"
    other.write_bytes((small_export / "export" / "posts.jsonl").read_bytes())
    refused = _tracker("run", small_export / "export", "--case", case)
    assert refused.returncode == ExitCode.USAGE
    assert "--fresh" in refused.stderr
    assert (
        _tracker("run", other, "--image", small_export / "fake.png", "--case", case).returncode
        == ExitCode.USAGE
    )


def test_run__more_exports_extend_the_case(small_export: Path, tmp_path: Path) -> None:
    lines = (small_export / "export" / "posts.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "one.jsonl").write_text("".join(lines[:6]), encoding="utf-8")
    (tmp_path / "two.jsonl").write_text("".join(lines[5:11]), encoding="utf-8")
    first = _tracker("run", tmp_path / "one.jsonl", "--case", tmp_path / "case", "--json")
    both = _tracker(
        "run", tmp_path / "one.jsonl", tmp_path / "two.jsonl", "--case", tmp_path / "case", "--json"
    )
    assert json.loads(first.stdout.splitlines()[-1])["posts"] == 6
    assert json.loads(both.stdout.splitlines()[-1])["posts"] == 11
    assert json.loads(both.stdout.splitlines()[-1])["merged"] == 1


def test_run__a_refused_input_leaves_nothing_temporary_behind(small_export: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    done = _tracker("load", small_export / "export", tmp_path / "notes.txt", "--case", tmp_path / "case")
    assert done.returncode == ExitCode.INPUT_REFUSED
    assert "leave it out" in done.stderr
    assert not list((tmp_path / "case").glob("tmp-*"))


def test_run__a_second_run_on_a_held_case_is_refused(small_export: Path, tmp_path: Path) -> None:
    with hold(tmp_path):
        done = _tracker("run", small_export / "export", "--case", tmp_path)
        assert done.returncode == ExitCode.IN_USE
        assert done.stderr.startswith("error: ")
        with pytest.raises(CaseInUseError), hold(tmp_path):
            pass


def test_run__exit_codes_say_what_happened(small_export: Path, tmp_path: Path) -> None:
    export = small_export / "export"
    unknown = tmp_path / "unknown.bin"
    unknown.write_bytes(b"\x00\x01\x02" * 100)
    other = tmp_path / "other.png"
    other.write_bytes((export / "media" / "e.png").read_bytes())
    assert _tracker("run").returncode == ExitCode.USAGE
    assert _tracker("run", unknown, "--case", tmp_path / "a").returncode == ExitCode.INPUT_REFUSED
    assert (
        _tracker("run", tmp_path / "nowhere.zip", "--case", tmp_path / "b").returncode
        == ExitCode.INPUT_REFUSED
    )
    assert (
        _tracker("run", export, "--strict", "--case", tmp_path / "c").returncode == ExitCode.REJECTED_STRICT
    )
    assert _tracker("verify", "--case", tmp_path / "none").returncode == ExitCode.USAGE


def test_run__a_picture_that_nothing_matches_still_gives_a_report(
    small_export: Path, tmp_path: Path, screenshot: Any
) -> None:
    strange = tmp_path / "strange.png"
    strange.write_bytes(screenshot("Nobody ever posted|these words on|this picture", size=(400, 420)))
    done = _tracker("run", small_export / "export", "--image", strange, "--case", tmp_path / "case", "--json")
    assert done.returncode == ExitCode.NOTHING_MATCHED, done.stderr
    printed = json.loads(done.stdout.splitlines()[-1])
    assert printed["rumor"]["posts"] == 0
    assert printed["origin"] == []
    assert (tmp_path / "case" / "report.html").is_file()


def test_verify__finds_one_flipped_bit_in_any_file(finished: tuple[Path, dict[str, Any]]) -> None:
    from tracker.flow.session import Case

    case, _ = finished
    assert Case(case).verify() == []
    for name in (case / "manifest.sha256").read_text(encoding="utf-8").splitlines():
        file = case / name.split("  ", 1)[1]
        good = file.read_bytes()
        bad = bytearray(good)
        bad[len(bad) // 2] ^= 1
        file.write_bytes(bytes(bad))
        try:
            faults = Case(case).verify() if file.name != "case.json" else ["case.json"]
        finally:
            file.write_bytes(good)
        assert any(file.name in fault for fault in faults), file.name
    done = _tracker("verify", "--case", case)
    assert done.returncode == 0


def test_verify__follows_the_log_and_needs_the_manifest(
    finished: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    import shutil

    case = tmp_path / "case"
    shutil.copytree(finished[0], case)
    assert _tracker("report", "--case", case).returncode == 0  # a second entry, chained to the first
    log = (case / "log.jsonl").read_bytes()
    (case / "log.jsonl").write_bytes(log.replace(b'"command"', b'"commend"', 1))
    assert _tracker("verify", "--case", case).returncode == ExitCode.DAMAGED
    (case / "log.jsonl").write_bytes(log)
    (case / "manifest.sha256").unlink()
    assert _tracker("verify", "--case", case).returncode == ExitCode.DAMAGED


def test_show__walks_back_to_the_raw_bytes(finished: tuple[Path, dict[str, Any]], small_export: Path) -> None:
    case, printed = finished
    done = _tracker("show", printed["first_seen"][0]["post"], "--case", case, "--json")
    shown = json.loads(done.stdout.splitlines()[-1])
    lines = (small_export / "export" / "posts.jsonl").read_text(encoding="utf-8").splitlines()
    assert shown["record"]["raw"] == lines[0]
    finding = json.loads(_tracker("show", "first_seen", "--case", case, "--json").stdout.splitlines()[-1])
    assert finding["posts"][0]["record"]["raw"] == lines[0]
    assert _tracker("show", "x:1", "--case", case).returncode == ExitCode.USAGE


KILLED = """
import os, sys
from tracker.flow import folder
from tracker.tables import store
left = int(sys.argv[1])
def dying(real):
    def call(*args, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
        return real(*args, **more)
    return call
store.replace = dying(store.replace)
folder.CaseFolder.publish = dying(folder.CaseFolder.publish)
folder.CaseFolder.save = dying(folder.CaseFolder.save)
folder.file_digest = dying(folder.file_digest)
from tracker.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


def test_run__killed_at_any_write_and_started_again_gives_the_same_bytes(
    finished: tuple[Path, dict[str, Any]], small_export: Path, tmp_path: Path
) -> None:
    words = ["run", str(small_export / "export"), "--image", str(small_export / "fake.png"), "--case"]
    for step in (1, 3, 6, 9, 12, 15, 18, 22, 28, 40, 55, 70):
        case = tmp_path / f"case{step}"
        killed = subprocess.run([sys.executable, "-c", KILLED, str(step), *words, str(case)],
                                capture_output=True, text=True, check=False)  # fmt: skip
        assert killed.returncode in {-9, 0}, killed.stderr
        again = _tracker(*words, case)
        assert again.returncode == 0, again.stderr
        assert _digests(case) == _digests(finished[0]), step


def test_load__then_run_goes_on_from_the_loaded_tables(small_export: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    loaded = _tracker("load", small_export / "export", "--case", case, "--json")
    assert loaded.returncode == 0, loaded.stderr
    assert json.loads(loaded.stdout.splitlines()[-1])["posts"] == 11
    done = _tracker("run", small_export / "export", "--image", small_export / "fake.png", "--case", case)
    assert done.returncode == 0, done.stderr


def test_no_originals__keeps_no_picture_and_finds_the_same(
    finished: tuple[Path, dict[str, Any]], small_export: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case"
    done = _tracker("run", small_export / "export", "--image", small_export / "fake.png", "--case", case,
                    "--no-originals", "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not list((case / "media").glob("*")) if (case / "media").exists() else True
    printed = json.loads(done.stdout.splitlines()[-1])
    assert printed["first_seen"] == finished[1]["first_seen"]


def test_python__the_same_case_through_the_public_names(small_export: Path, tmp_path: Path) -> None:
    import tracker

    case = tracker.load(small_export / "export", image=small_export / "fake.png", case=tmp_path / "case")
    assert len(case.posts) == 11
    assert case.graph.number_of_nodes() == 11
    assert case.earliest(3).iloc[0]["account"] == "a_example"
    assert case.timeline().to_numpy().sum() == 9
    assert case.facts["time_to_50"].value > 0
    assert case.report().name == "report.html"
    assert case.verify() == []
    with pytest.raises(UsageError):
        case.cascade("x:1")


def test_run__a_folder_that_is_no_case_is_never_written_over(small_export: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    refused = _tracker("run", small_export / "export", "--case", tmp_path, "--fresh")
    assert refused.returncode == ExitCode.USAGE
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_fingerprint__a_fifo_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "posts.jsonl")
    with pytest.raises(UnreadableError):
        fingerprint(tmp_path / "posts.jsonl")


def test_fingerprint__a_case_inside_its_input_does_not_change_it(tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text("{}", encoding="utf-8")
    before = fingerprint(tmp_path)
    with hold(tmp_path / "tracker-case"):
        assert fingerprint(tmp_path) == before
