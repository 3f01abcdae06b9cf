"""The words of the command line: help, misspellings, sizes, settings, and what each command prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.errors import ExitCode, UsageError
from tracker.cli.main import COMMANDS, run
from tracker.flow import request

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("word", COMMANDS)
def test_help__ends_in_two_examples(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [word, "show"] if word == "config" else [word]
    assert run([*words, "--help"]) == ExitCode.DONE
    lines = capsys.readouterr().out.rstrip().splitlines()
    assert lines[-3].strip() == "Examples:"
    assert all(line.strip().startswith(f"tracker {word}") for line in lines[-2:])


def test_words__a_misspelt_one_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reprot"]) == ExitCode.USAGE
    assert "Did you mean report?" in capsys.readouterr().err


def test_words__later_ones_are_not_taken_for_something_else() -> None:
    for word in ("review", "share", "serve"):
        assert run([word]) == ExitCode.USAGE


@pytest.mark.parametrize(
    ("text", "size"), [("2G", 2 << 30), ("64MiB", 64 << 20), ("500", 500), ("1kb", 1024)]
)
def test_sizes__are_read_as_people_write_them(text: str, size: int) -> None:
    from tracker.cli.options import Size

    assert Size().convert(text, None, None) == size


@pytest.mark.parametrize(
    "limit",
    ["total", "member", "record", "ratio", "text-ratio", "members", "nesting", "keys", "picture", "pixels"],
)
def test_limits__below_one_are_wrong_usage(limit: str, tmp_path: Path) -> None:
    words = ["run", str(tmp_path), f"--max-{limit}", "0", "--case", str(tmp_path / "case")]
    assert run(words) == ExitCode.USAGE
    assert not (tmp_path / "case").exists()


def test_config__shows_where_a_setting_comes_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tracker.toml"
    file.write_text('tz = "Europe/Paris"\nseed = 4\n', encoding="utf-8")
    assert run(["config", "show", "--config", str(file), "--case", "here", "--json"]) == ExitCode.DONE
    rows = {row["setting"]: row for row in json.loads(capsys.readouterr().out)["settings"]}
    assert rows["seed"] == {"setting": "seed", "value": 4, "from": "config file"}
    assert rows["tz"]["value"] == "Europe/Paris"
    assert rows["case"]["from"] == "command line"
    assert rows["max-total"] == {"setting": "max-total", "value": 64 << 30, "from": "default"}
    assert run(["config", "show", "--config", str(file)]) == ExitCode.DONE
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(["config", "show", "--config", str(file), "--json"]) == ExitCode.DONE
    printed = json.loads(capsys.readouterr().out)
    assert printed["file"] == str(file)
    assert {row["setting"]: row["value"] for row in printed["settings"]}["tz"] == "Europe/Paris"
    file.write_text("sead = 4\n", encoding="utf-8")
    assert run(["config", "show", "--config", str(file)]) == ExitCode.USAGE


def test_completion__prints_a_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "bash"]) == ExitCode.DONE
    assert "_TRACKER_COMPLETE" in capsys.readouterr().out


def test_formats__lists_every_reader_with_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    from tracker.ingest.reader import readers

    assert run(["formats", "--json"]) == ExitCode.DONE
    rows = json.loads(capsys.readouterr().out)["formats"]
    assert {row["name"] for row in rows} == set(readers())
    assert all(row["title"] and row["how_to_get"] and row["lacks"] for row in rows)


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        (request.read_factcheck, "https://facts.example/1"),
        (request.read_factcheck, "https://facts.example/1@yesterday"),
        (request.read_factcheck, "https://facts.example/1@2026-03-04"),
        (request.read_factcheck, "https://facts.example/1@2026-03-04Z"),
        (request.read_factcheck, "https://facts.example/1@2026-03-04T09:00"),
        (request.read_suspect, "https://facts.example/1"),
        (request.read_suspect, "my forum:102"),
        (request.read_suspect, "my-forum:"),
        (request.read_zone, "Europe/Pariss"),
        (lambda text: request.read_map((text,)), "created_at"),
        (lambda text: request.read_time(text, "--since"), "soon"),
    ],
)
def test_request__what_cannot_be_read_says_how_to_write_it(call: Any, wrong: str) -> None:
    with pytest.raises(UsageError) as failure:
        call(wrong)
    assert failure.value.fix


def test_request__a_column_is_mapped_whichever_side_it_stands_on() -> None:
    assert request.read_map(("created_at=Datum", "Nr=id")) == {"created_at": "Datum", "id": "Nr"}
    assert request.read_map(("text=url",)) == {"text": "url"}


def test_request__a_suspect_is_an_address_or_a_key() -> None:
    assert request.read_suspect("https://twitter.com/a_example/status/18?s=20") == "x:18"
    assert request.read_suspect("x:18") == "x:18"
    assert request.read_suspect("my-forum:102") == "my-forum:102"
    assert (
        request.read_suspect("bluesky:at://did:plc:a/app.bsky.feed.post/3k")
        == "bluesky:at://did:plc:a/app.bsky.feed.post/3k"
    )
    assert (
        request.read_factcheck("https://facts.example/@a/1@2026-03-04T09:00:00Z").url
        == "https://facts.example/@a/1"
    )


def test_faults__a_bug_is_one_line_and_a_traceback_only_with_debug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        message = "boom\x1b[31m"
        raise RuntimeError(message)

    monkeypatch.setattr("tracker.flow.verify.verify", broken)
    monkeypatch.setattr("tracker.cli.options.open_case", broken)
    assert run(["verify"]) == ExitCode.BUG
    told = capsys.readouterr().err
    assert told.startswith("error: RuntimeError: boom\\x1b[31m; this is a fault of the tracker")
    assert "Traceback" not in told
    assert run(["verify", "--debug"]) == ExitCode.BUG
    assert "Traceback" in capsys.readouterr().err


def test_json__no_control_or_direction_character_reaches_the_terminal_raw(capsys: pytest.CaptureFixture[str]) -> None:
    from tracker.cli.talk import result_json

    handle = "a\u202e\u009b31m\ud800_example"
    result_json({"account": handle})
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert json.loads(printed)["account"] == handle


def test_seed__a_negative_one_is_wrong_usage(tmp_path: Path) -> None:
    assert run(["run", str(tmp_path), "--seed", "-1", "--case", str(tmp_path / "case")]) == ExitCode.USAGE


@pytest.mark.parametrize("words", [[], ["config"]])
def test_words__none_at_all_print_the_help_page_as_it_is(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == ExitCode.USAGE
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0].startswith("Usage: tracker")
    assert "Commands:" in printed.out.splitlines()
    assert printed.err == ""


def test_completion__a_shell_that_asks_gets_words_and_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"_TRACKER_COMPLETE": "bash_complete", "COMP_WORDS": "tracker sh", "COMP_CWORD": "1"}.items():
        monkeypatch.setenv(name, value)
    assert run([]) == ExitCode.DONE
    printed = capsys.readouterr()
    assert printed.out == "plain,show\n"
    assert printed.err == ""


def test_errors__no_stop_stands_before_the_next_part() -> None:
    plain = UsageError("no picture is called 'c9'.", where="--exclude", fix="take one from tracker match")
    asking = UsageError("no zone is called 'x'. Did you mean y?", where="--tz", fix="name one")
    assert str(plain) == "--exclude: no picture is called 'c9'; take one from tracker match"
    assert str(asking) == "--tz: no zone is called 'x'. Did you mean y? Name one"


def test_talk__every_stage_speaks_in_one_voice(capsys: pytest.CaptureFixture[str]) -> None:
    from tracker.cli.talk import listener

    progress = listener(json_lines=False, quiet=False)
    for stage, what, told in (
        ("load", "a.zip", "a.zip: 1 posts read, 1,001 records rejected"),
        ("match", "pictures compared", "1 clusters of copies"),
        ("graph", "reshares", "11 edges, 1 cascades"),
    ):
        progress.start(stage, what, 3)
        progress.advance(3)
        progress.done(told)
    assert capsys.readouterr().err.splitlines() == [
        "Reading   a.zip: 1 post read, 1,001 records rejected",
        "Matching  1 cluster of copies",
        "Graph     11 edges, 1 cascade",
    ]
