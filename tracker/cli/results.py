"""What each command prints as its result, from the same facts as the report."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from tracker.base.errors import ExitCode
from tracker.base.words import one_line
from tracker.cli.calling import program
from tracker.cli.talk import result, result_json

if TYPE_CHECKING:
    from tracker.flow.session import Case

ROWS = 10
_IN_FORCE = {"images": "Pictures", "texts": "Words", "excluded": "Left out"}


def print_run(case: Case, *, as_json: bool) -> int:
    """Print the finding, what is not known, and where the report lies."""
    from tracker.flow.analyse import summary

    facts = _facts(case, as_json=as_json)
    if as_json:
        result_json(summary(case))
    else:
        _chosen(facts, case)
        _lead(facts)
        _unknown(facts)
        _report(case, matched=facts["rumor"]["matched"])
    return _code(facts)


def print_load(case: Case, *, as_json: bool) -> int:
    """Print what was read, source by source."""
    from tracker.flow.remarks import place_of
    from tracker.outputs.phrases import count

    counts = case.record.stages["load"].summary
    rows = [row for row in case.sources.rows() if row["format"]]
    names = ("path", "member", "format", "records", "posts", "merged", "rejected", "service")
    if as_json:
        sources = [{**{name: row[name] for name in names}, **_span(row)} for row in rows]
        result_json({"schema": "tracker.load/1", "case": str(case.folder.path), **counts, "media": len(case.media),
                     "sources": sources})  # fmt: skip
        return int(ExitCode.DONE)
    for row in rows:
        place = place_of(row)
        posts = count(row["posts"], "post")
        result(f"{place:<40} {row['format']:<16} {posts:>15}  {row['merged']:,} merged  "
               f"{row['rejected']:,} not understood  {count(row['service'], 'other line')}")  # fmt: skip
    result(f"{count(counts['posts'], 'post')} and {count(len(case.media), 'attached file')} in {case.folder.path}")
    return int(ExitCode.DONE)


def print_audit(case: Case, *, as_json: bool) -> int:
    """Print what the archives can and cannot show."""
    from tracker.outputs import clocks, messages

    facts = _facts(case, as_json=as_json)
    if as_json:
        names = ("posts", "merged", "rejected", "service", "media", "media_unreadable", "sources", "disputed",
                 "completeness", "coverage", "clocks", "unknowns")  # fmt: skip
        _print_facts("tracker.audit/1", case, facts, names)
        return int(ExitCode.DONE)
    result("What the archives show")
    for sentence in messages.shows(facts):
        _sentence(sentence)
    result("Their clocks")
    for sentence in clocks.sentences(facts):
        _sentence(sentence)
    result("What they cannot show")
    for sentence in messages.cannot_show(facts):
        _sentence(sentence)
    for row in facts["disputed"][:ROWS]:
        result(f"  disputed  {row['post']}  states {row['claimed']}: {row['rule']}")
    for note in sorted({part for row in case.sources.rows() for part in row["notes"].split(" | ") if part}):
        result(f"  note      {note}")
    return int(ExitCode.DONE)


def print_match(case: Case, *, as_json: bool) -> int:
    """Print what is looked for, the clusters of copies, and what matched."""
    facts = _facts(case, as_json=as_json)
    asked = _asked(case)
    if as_json:
        names = ("media", "media_unreadable", "clusters", "largest_cluster", "rumor")
        _print_facts("tracker.match/1", case, {**facts, "asked": asked}, (*names, "asked"))
        return _code(facts)
    for name, values in asked.items():
        result(f"{_IN_FORCE[name]:<14} {', '.join(one_line(value, 60) for value in values) or 'none'}")
    if asked["images"] or asked["texts"]:
        for choice in facts["rumor"]["choices"]:
            result(f"  {choice['cluster'] or '-':<6} {_posts(choice)}   media/{choice['sha256'][:16]}…")
    else:
        _chosen(facts, case)
    for row in case.queries.rows():
        if row["strength"]:
            target = row["post"] or row["cluster"] or row["member_sha256"][:16]
            result(f"  {row['query'][:40]} -> {target}: {row['relation']}, {row['strength']} match")
    return _code(facts)


def print_graph(case: Case, *, as_json: bool) -> int:
    """Print the largest cascades."""
    from tracker.outputs.phrases import count

    rows = list(case.cascades.rows())
    absent = sum(row["root_absent"] for row in rows)
    largest = [
        {name: row[name] for name in ("root", "root_absent", "size", "posts", "depth")} for row in rows[:ROWS]
    ]
    if as_json:
        result_json({"schema": "tracker.graph/1", "case": str(case.folder.path), "edges": len(case.edges),
                     "cascades": len(rows), "roots_absent": absent, "largest": largest})  # fmt: skip
        return int(ExitCode.DONE)
    result(f"{count(len(case.edges), 'edge')}, {count(len(rows), 'cascade')}, "
           f"{absent:,} of them under a post that is not here")  # fmt: skip
    for row in largest:
        accounts = count(row["size"], "account")
        result(f"  {_posts(row)}  {accounts:>16}  depth {row['depth']:>3}  {row['root']}"
               + ("  (not captured)" if row["root_absent"] else ""))  # fmt: skip
    return int(ExitCode.DONE)


def print_origin(case: Case, *, as_json: bool) -> int:
    """Print the earliest posts, the candidates, and where suspected posts stand."""
    from tracker.outputs.phrases import plain
    from tracker.outputs.pointing import pointing

    facts = _facts(case, as_json=as_json)
    if as_json:
        names = ("rumor", "first_seen", "unsupported", "origin", "origin_meaning", "origin_candidates", "credible_set",
                 "disputed", "completeness", "suspects")  # fmt: skip
        _print_facts("tracker.origin/1", case, facts, names)
        return _code(facts)
    _suspects(facts)
    _lead(facts)
    for row in facts["earliest"]["detail"][:ROWS]:
        told = row["posted_at"] or "no time"
        told = told if row["zone_known"] else f"{told.removesuffix('Z')} (zone?)"
        why = "; ".join(filter(None, (plain(pointing(row, {})), row["why"])))
        result(f"  {row['rank']:>3}  {told:<24} {row['post']}  {row['account'] or '(unknown)'}  {why}")
    _unknown(facts)
    return _code(facts)


def _suspects(facts: dict[str, Any]) -> None:
    """Say where each post stands that was asked about."""
    for row in (facts.get("suspects") or {}).get("detail") or []:
        if row.get("position"):
            earlier = f"{row['position'] - 1:,} surely earlier" if row["position"] > 1 else "none is surely earlier"
            result(f"Asked about {row['asked']}: number {row['position']:,} of {row['of']:,} by time; {earlier}")
        elif row["uncompared"]:
            result(f"Asked about {row['asked']}: captured, but what it shows is not; where it stands is not known")
        elif row["captured"]:
            result(f"Asked about {row['asked']}: captured, but it has no place among the posts of the rumor")
        else:
            result(f"Asked about {row['asked']}: not in these archives, so nothing can be said about what is earlier")
        for sentence in (*row["for"], *row["against"]):
            result(f"    {sentence}")


def print_timeline(case: Case, *, as_json: bool) -> int:
    """Print posts per hour and platform, the speed, and where the fact-checks stand."""
    from tracker.base.spans import format_span
    from tracker.outputs import answers, captions, messages

    facts = _facts(case, as_json=as_json)
    speed = ("time_to_10", "time_to_50", "time_to_90", "doubling", "peak_hour")
    if as_json:
        checks = [name for name in facts if name.startswith("factcheck_delay")]
        _print_facts(
            "tracker.timeline/1", case, facts, ("rumor", "timeline", "first_per_platform", *speed, *checks)
        )
        return _code(facts)
    for row in facts["timeline"]["detail"]["rows"]:
        result(f"  {row['start']}  {row['platform']:<12} {row['posts']:>6,}  {row['cumulative']:>8,}")
    few = captions.too_few(facts)
    for number, label, _ in few:
        result(f"{number}  {label}")
    for name in () if few else speed[:4]:
        fact = facts[name]
        told = "not known" if fact["value"] is None else format_span(fact["value"])
        span = (
            ""
            if fact["low"] is None
            else f"  (between {format_span(fact['low'])} and {format_span(fact['high'])})"
        )
        fitted = "  (from a fitted line, not a count)" if name == "doubling" and fact["value"] is not None else ""
        result(f"{name:<11} {told}{span}{fitted}")
    for check in answers.factchecks(facts):
        result(f"Fact-check  {check['at']}  {check['url']}")
        _sentence(messages.factcheck(facts, check))
    _unknown(facts)
    return _code(facts)


def print_report(case: Case, *, as_json: bool) -> int:
    """Print where the report lies."""
    if as_json:
        result_json({"schema": "tracker.report/1", "case": str(case.folder.path),
                     "report": str(case.folder.path / "report.html")})  # fmt: skip
    else:
        _report(case, matched=case.record.stages["findings"].summary["matched"])
    return int(ExitCode.DONE)


def print_export(case: Case, chosen: list[str], *, as_json: bool) -> int:
    """Print the files of the formats that were asked for."""
    written = case.record.stages["export"].summary["written"]
    files = sorted(file for name in set(chosen) for file in written.get(name, ()))
    if as_json:
        result_json({"schema": "tracker.export/1", "case": str(case.folder.path), "files": files})
    else:
        for name in files:
            result(str(case.folder.path / name))
    return int(ExitCode.DONE)


def print_show(found: dict[str, Any], *, as_json: bool) -> int:
    """Print the chain from a key to the raw bytes."""
    from tracker.cli.walk import walk

    if as_json:
        result_json(found)
    else:
        for line in walk(found):
            result(line)
    return int(ExitCode.DONE)


def _facts(case: Case, *, as_json: bool) -> dict[str, Any]:
    """Return the facts: for a program as they are, for a person with protected accounts under pseudonyms."""
    if as_json:
        return case.plain_facts()
    from tracker.outputs.names import Names

    view = case.view()
    return Names(view).masked(view.facts)


def _print_facts(schema: str, case: Case, facts: dict[str, Any], names: tuple[str, ...]) -> None:
    chosen = {name: facts[name] for name in names if name in facts}
    result_json({**chosen, "schema": schema, "case": str(case.folder.path)})


def _chosen(facts: dict[str, Any], case: Case) -> None:
    """Say which picture was taken where none was asked for, and how to take another."""
    rumor = facts["rumor"]
    if not case.record.settings["match"]["images"] and not case.record.settings["match"]["texts"]:
        result(f"No picture was asked for: taken is {rumor['chosen_by']}.")
        for choice in rumor["choices"]:
            option = f"--image {case.folder.path}/media/{choice['sha256']}"
            result(f"  {choice['cluster']:<6} {_posts(choice)}   {option}")


def _asked(case: Case) -> dict[str, list[str]]:
    """Return the pictures and words that are looked for, and what a person left out."""
    names = {kind: [row["query"] for row in case.queries.rows() if row["kind"] == kind] for kind in ("image", "text")}
    return {
        "images": list(dict.fromkeys(names["image"])),
        "texts": list(dict.fromkeys(names["text"])),
        "excluded": case.record.settings["match"]["exclude"],
    }


def _posts(row: dict[str, Any]) -> str:
    from tracker.outputs.phrases import count

    return f"{count(row['posts'], 'post'):>13}"


def _lead(facts: dict[str, Any]) -> None:
    from tracker.outputs import messages

    for sentence in messages.lead(facts):
        _sentence(sentence, indent="")


def _unknown(facts: dict[str, Any]) -> None:
    from tracker.outputs import messages

    for sentence in messages.cannot_show(facts):
        _sentence(sentence, indent="Not known: ")


def _sentence(sentence: str, indent: str = "  ") -> None:
    from tracker.outputs.phrases import plain

    result(f"{indent}{plain(sentence)}")


def _report(case: Case, *, matched: bool) -> None:
    page = case.folder.path / "report.html"
    size = page.stat().st_size / 1000
    result(f"Report    {page}   ({size:,.0f} kB, opens without a network)")
    word, place = "show first_seen" if matched else "audit", shlex.quote(str(case.folder.path))
    result(f"Next      {program()} {word} --case {place}")


def _span(row: dict[str, Any]) -> dict[str, str | None]:
    from tracker.base.clock import format_us, from_datetime

    return {name: format_us(from_datetime(row[name])) if row[name] else None for name in ("first", "last")}


def _code(facts: dict[str, Any]) -> int:
    return int(ExitCode.DONE if facts["rumor"]["matched"] else ExitCode.NOTHING_MATCHED)
