"""What a person meets on a finished case: settings that stay, walks back to the bytes, and readers that leave."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.errors import ExitCode
from tracker.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def finished(small_export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = tmp_path_factory.mktemp("kept") / "case"
    image = str(small_export / "fake.png")
    assert run(["run", str(small_export / "export"), "--image", image, "--case", str(case), "-q"]) == ExitCode.DONE
    return case


@pytest.fixture
def case(finished: Path, tmp_path: Path) -> Path:
    shutil.copytree(finished, tmp_path / "case")
    return tmp_path / "case"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on the case that is given and return its last line as JSON."""

    def call(case: Path, *words: str) -> dict[str, Any]:
        capsys.readouterr()
        run([*words, "--case", str(case), "--json"])
        found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return found

    return call


def test_match__keeps_the_picture_and_adds_exclusions_up(case: Path, said: Any, small_export: Path) -> None:
    rumor = said(case, "match")["rumor"]["cluster"]
    other = hashlib.sha256((small_export / "export" / "media" / "e.png").read_bytes()).hexdigest()
    first = said(case, "match", "--exclude", other)
    assert first["asked"] == {"images": ["fake.png"], "texts": [], "excluded": [other]}
    assert first["rumor"]["cluster"] == rumor
    both = said(case, "match", "--exclude", rumor)
    assert both["asked"]["excluded"] == sorted([rumor, other])
    assert both["asked"]["images"] == ["fake.png"]
    assert said(case, "match", "--text", "orbit by 2027")["asked"] == {**both["asked"], "texts": ["orbit by 2027"]}
    assert said(case, "match", "--exclude", "none")["asked"]["excluded"] == []


def test_match__says_what_is_in_force_and_lists_each_cluster_once(
    small_export: Path, tmp_path: Path, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["match", "--case", str(case)]) == ExitCode.DONE
    assert capsys.readouterr().out.splitlines()[:3] == [
        "Pictures       fake.png", "Words          none", "Left out       none",
    ]  # fmt: skip
    unasked = tmp_path / "unasked"
    assert run(["run", str(small_export / "export"), "--case", str(unasked), "-q"]) == ExitCode.DONE
    capsys.readouterr()
    assert run(["match", "--case", str(unasked), "-q"]) == ExitCode.DONE
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("  c1 ")]) == 1


def test_match__tells_that_the_report_is_of_earlier_settings(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["match", "--case", str(case), "--text", "orbit by 2027"]) == ExitCode.DONE
    assert "report.html: still shows the earlier settings" in capsys.readouterr().err
    assert run(["report", "--case", str(case)]) == ExitCode.DONE
    assert "earlier settings" not in capsys.readouterr().err


def test_timeline__prints_every_fact_check_and_adds_them_up(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = "https://facts.example/1@2026-03-03T09:00:00Z", "https://facts.example/2@2026-03-04T09:00:00Z"
    for given, number in ((one, 1), (two, 2), (one, 2), ("none", 0)):
        assert run(["timeline", "--case", str(case), "-q", "--factcheck", given]) == ExitCode.DONE
        lines = capsys.readouterr().out.splitlines()
        heads = [place for place, line in enumerate(lines) if line.startswith("Fact-check")]
        assert len(heads) == number
        assert all("after the earliest" in lines[place + 1] and "%" in lines[place + 1] for place in heads)


def test_origin__answers_about_the_post_that_was_asked_for_first(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["origin", "--case", str(case), "-q", "--post", "x:123"]) == ExitCode.DONE
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("Asked about x:123: not in these archives")
    assert "0 earlier" not in line


def test_audit__says_what_the_times_rest_on_in_words_and_as_json(
    case: Path, said: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    found = said(case, "audit")
    detail = found["clocks"]["detail"]
    assert sum(detail["decided_by"].values()) == detail["posts"] == found["posts"]
    assert run(["audit", "--case", str(case), "-q"]) == ExitCode.DONE
    lines = capsys.readouterr().out.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads == ["What the archives show", "Their clocks", "What they cannot show"]
    assert lines[lines.index("Their clocks") + 1].startswith(f"  Of {found['posts']} posts, the time rests for ")


def test_export__lists_the_files_of_the_formats_asked_for(case: Path, said: Any) -> None:
    assert said(case, "export", "--to", "gexf,graphml")["files"] == [
        "exports/reshares.gexf", "exports/reshares.graphml",
    ]  # fmt: skip
    assert (case / "exports" / "posts.csv").is_file()


def test_show__tells_reshares_from_what_is_only_the_same_picture_later(case: Path, said: Any) -> None:
    first = said(case, "origin")["first_seen"][0]["post"]
    shown = said(case, "show", first)
    assert {child["kind"] for child in shown["reshared_by"]} == {"repost"}
    assert all(child["attribution"] != "inferred" and child["confidence"] == 1 for child in shown["reshared_by"])
    assert len(shown["reshared_by"]) == 5
    assert {child["kind"] for child in shown["inferred"]} == {"same_image"}
    assert {child["meaning"] for child in shown["inferred"]} == {"same picture, later; not a reshare"}
    assert all(child["confidence"] < 1 for child in shown["inferred"])


def test_show__is_a_walk_for_a_person_and_whole_for_a_program(
    case: Path, said: Any, small_export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = said(case, "show", "first_seen")
    post = whole["finding"]["detail"][0]["post"]
    raw = (small_export / "export" / "posts.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert run(["show", "first_seen", "--case", str(case)]) == ExitCode.DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "first_seen: Which captured posts of the rumor are the earliest?"
    order = [lines.index(post), *(next(place for place, line in enumerate(lines) if line.split()[:1] == [word])
             for word in ("time", "account", "why", "source", "place", "SHA-256")), lines.index(raw)]  # fmt: skip
    assert order == sorted(order)
    later = len(whole["posts"][0]["inferred"])
    assert f"  same picture, later; not a reshare ({later})" in lines
    assert f"  reshared by ({len(whole['posts'][0]['reshared_by'])})" in lines


def test_show__takes_the_address_of_a_post(case: Path, said: Any) -> None:
    post = said(case, "origin")["first_seen"][0]["post"]
    address = f"https://x.com/a_example/status/{post.removeprefix('x:')}"
    assert said(case, "show", address)["key"] == post


def test_run__a_file_that_is_no_picture_is_refused_before_anything_is_read_or_cleared(
    case: Path, small_export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("no picture", encoding="utf-8")
    words = ["run", str(small_export / "export"), "--case"]
    assert run([*words, str(case), "--image", str(notes), "--fresh"]) == ExitCode.INPUT_REFUSED
    assert "Reading" not in capsys.readouterr().err
    assert (case / "report.html").is_file()
    assert run([*words, str(case), "--image", str(tmp_path / "none.png")]) == ExitCode.USAGE


def test_load__prints_the_guessed_columns_once_per_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"id": "7", "timestamp": "2026-03-01T10:00:00Z", "username": "a_example"}
    (tmp_path / "posts.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    words = ["load", str(tmp_path / "posts.jsonl"), "--case", str(tmp_path / "case")]
    assert run(words) == ExitCode.DONE
    notes = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Note ")]
    assert len(notes) == 1
    assert "posts.jsonl: columns taken: id = id, author = username, created_at = timestamp" in notes[0]
    assert "(7, a_example, 2026-03-01T10:00:00Z)" in notes[0]
    assert run([*words, "--verbose"]) == ExitCode.DONE
    told = capsys.readouterr().err
    assert "Source    posts.jsonl: generic: " in told
    assert "Reading   stage: kept from an earlier run" in told


def test_run__names_no_finding_to_look_at_where_nothing_matched(
    small_export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", str(small_export / "export"), "--text", "words that nobody ever wrote here at all", "-q"]
    assert run([*words, "--case", str(tmp_path / "case")]) == ExitCode.NOTHING_MATCHED
    assert capsys.readouterr().out.splitlines()[-1] == f"Next      tracker audit --case {tmp_path / 'case'}"


@pytest.mark.parametrize(
    "words",
    [["audit"], ["match"], ["graph"], ["origin"], ["timeline"], ["report"], ["export", "--to", "csv"],
     ["show", "first_seen"], ["verify"], ["config", "show"]],
    ids=lambda words: words[0],
)  # fmt: skip
def test_json__every_command_ends_in_one_object_with_a_schema(case: Path, said: Any, words: list[str]) -> None:
    assert said(case, *words)["schema"] == f"tracker.{words[0]}/1"


@pytest.mark.skipif(os.name == "nt", reason="pipes close in another way there")
@pytest.mark.parametrize("words", [["timeline"], ["show", "first_seen"], ["--help"], ["formats", "--json"]])
def test_pipes__a_reader_that_leaves_ends_the_command_quietly(case: Path, words: list[str]) -> None:
    on = ["--case", str(case), "-q"] if words[0] in {"timeline", "show"} else []
    code, told = _unread([*words, *on])
    assert (code, told) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="pipes close in another way there")
def test_pipes__a_run_whose_talk_nobody_hears_finishes_its_case(small_export: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    words = ["run", str(small_export / "export"), "--image", str(small_export / "fake.png"), "--case", str(case)]
    assert _unread(words, talk_too=True)[0] == ExitCode.DONE
    assert run(["verify", "--case", str(case)]) == ExitCode.DONE


def _unread(words: list[str], *, talk_too: bool = False) -> tuple[int, str]:
    """Run a command whose output nobody reads; return its exit code and what it said."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "tracker.cli.main", *words], stdout=writing,
        stderr=writing if talk_too else subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    return done.returncode, done.stderr or ""


def test_origin__says_of_a_repost_that_it_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"id": "1", "platform": "reddit", "author": "a_example", "created_at": "2026-03-03T07:00:00Z"},
        {"id": "2", "platform": "reddit", "author": "b_example", "created_at": "2026-03-03T08:00:00Z",
         "parent_id": "77", "reshare_kind": "crosspost"},
    ]  # fmt: skip
    posts = tmp_path / "posts.jsonl"
    posts.write_text("".join(json.dumps({**row, "text": "orbit by 2027"}) + "\n" for row in rows), encoding="utf-8")
    case = str(tmp_path / "case")
    assert run(["run", str(posts), "--text", "orbit by 2027", "--case", case, "-q"]) == ExitCode.DONE
    capsys.readouterr()
    assert run(["origin", "--case", case, "-q"]) == ExitCode.DONE
    first, second = [line for line in capsys.readouterr().out.splitlines() if " reddit:" in line and "_example" in line]
    assert "Crosspost of" not in first
    assert "  Crosspost of a post that is not here; " in second
