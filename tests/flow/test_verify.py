"""What `verify` says of a case that nobody touched, and of one that rests on what it does not hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.errors import ExitCode, UsageError
from tracker.cli.main import run
from tracker.flow import verify
from tracker.flow.session import Case

if TYPE_CHECKING:
    from tracker.tables.sources import Sources

EXPORT = Path(__file__).parents[2] / "fixtures" / "telegram_json" / "channel"
NAMED = "telegram:1100000004/6"
"""The export's message of type `unsupported`: a number without time, words or sender, at which nothing points."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("named") / "case"
    assert run(["run", str(EXPORT), "--case", str(made), "-q"]) == ExitCode.DONE
    return made


def test_verify__takes_a_post_that_only_an_export_names(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = Case(case)
    assert found.sources.gone.to_pylist() == [[NAMED]]
    assert NAMED in next(row for row in found.findings.rows() if row["finding"] == "unknowns")["evidence"]
    assert found.verify() == []
    capsys.readouterr()
    assert run(["verify", "--case", str(case)]) == ExitCode.DONE
    assert capsys.readouterr().out == "Every file of the case is as it was written.\n"


def test_verify__tells_what_neither_a_post_nor_an_export_names(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: Sources) -> list[str]:
        return []

    monkeypatch.setattr(verify, "named_gone", none)
    capsys.readouterr()
    assert run(["verify", "--case", str(case)]) == ExitCode.DAMAGED
    fault = f"unknowns: rests on {NAMED}, which the case does not hold"
    assert capsys.readouterr().out.splitlines() == [fault, "1 fault"]


def test_show__says_which_export_names_a_post_without_its_content(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["show", NAMED, "--case", str(case), "--json"]) == ExitCode.DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["kind"], found["post"]) == ("post", {"post": NAMED, "absent": True})
    (naming,) = found["named_by"]
    assert naming["member"].endswith("result.json")
    assert run(["show", NAMED, "--case", str(case)]) == ExitCode.DONE
    told = capsys.readouterr().out
    assert "known only by its number, which an export names without its content" in told
    assert f"named by  {naming['source']}  {naming['input']} {naming['member']}" in told
    with pytest.raises(UsageError):
        Case(case).show("telegram:1100000004/8888")


def test_verify__takes_what_was_made_because_somebody_read_it(tmp_path: Path) -> None:
    made = tmp_path / "case"
    assert run(["load", str(EXPORT), "--case", str(made), "-q"]) == ExitCode.DONE
    assert len(Case(made).findings)
    assert Case(made).verify() == []
    entries = [json.loads(line)["command"] for line in (made / "log.jsonl").read_text("utf-8").splitlines()]
    assert entries == ["load", "findings"]
