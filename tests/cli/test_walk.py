from __future__ import annotations

from tracker.cli.walk import walk


def copied(evidence: dict[str, object], sha256: str = "ab", **parts: str) -> dict[str, object]:
    return {"source": "s1", "member": "m.jpg", "file": "m.jpg", "sha256": sha256, "evidence": evidence, **parts}


def test_walk__a_picture_says_why_it_matched_as_the_report_does() -> None:
    proved = {"step": "points", "agree": 1.0, "contradict": 0.0, "part": "second"}
    files = [copied(proved, relation="copy", parent_file="cd"), copied({"step": "bytes"}, parent_file="ab")]
    lines = list(walk({"kind": "picture", "key": "ab", "files": files, "posts": ["x:1"]}))
    reason, again = [line for line in lines if line.startswith("  matched")]
    assert reason.startswith("  matched   Laid on one another where points of both agree: 100 % of what was compared")
    assert reason.endswith("nothing contradicts it. This picture shows a part of the one compared with.")
    assert again == "  matched   A further place of a file with the same bytes."


def test_walk__a_cluster_lists_its_files_and_leaves_the_reasons_to_each() -> None:
    files = [copied({"step": "representative"}), copied({"step": "pixels"}, "cd")]
    lines = list(walk({"kind": "picture", "key": "c1", "files": files, "posts": []}))
    assert len(lines) == 4
    assert "matched" not in "".join(lines)


def test_walk__a_finding_names_the_posts_behind_each_row() -> None:
    rows = [
        {"kind": "absent_posts", "what": "12 posts are not here", "posts": [f"x:{number}" for number in range(12)]},
        {"kind": "rejected", "what": "1 record was not understood", "count": 1},
    ]
    finding = {"finding": "unknowns", "asks": "?", "detail": rows, "method": "m", "caveat": "c"}
    lines = list(walk({"kind": "finding", "finding": finding, "sources": [], "posts": [], "more": []}))
    place = lines.index("  posts under absent_posts (12)")
    assert lines[place + 1 : place + 12] == [*(f"    x:{number}" for number in range(10)),
                                             "    … 2 more: --json lists all"]  # fmt: skip
    assert not any("x:3" in line for line in lines[:place])


def test_walk__every_entry_of_an_answer_that_is_an_object_is_shown() -> None:
    detail = {f"part_{number}": number for number in range(11)}
    finding = {"finding": "completeness", "asks": "?", "detail": detail, "method": "m", "caveat": "c"}
    lines = list(walk({"kind": "finding", "finding": finding, "sources": [], "posts": [], "more": []}))
    assert "    part_10: 10" in lines
