"""The stages of a case: what each needs, which settings it depends on, and what it writes.

Read `STAGES` first: it is the order of everything.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.canonical import dumps
from tracker.base.clock import parse_iso
from tracker.findings.settings import FactCheck, FindingSettings
from tracker.flow.provenance import code_digest
from tracker.tables.sources import Sources
from tracker.tables.store import read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.base.progress import Progress
    from tracker.flow.session import Case

    Make = Callable[["Case", Path, Progress], dict[str, Any]]


class Stage(msgspec.Struct, frozen=True):
    """One step: it reads tables of the stages it needs and writes files into a scratch folder."""

    name: str
    needs: tuple[str, ...]
    settings: str
    """Section of the case's settings that it depends on; empty for none."""
    make: Make
    tables: tuple[str, ...] = ()


def _load(case: Case, scratch: Path, progress: Progress) -> dict[str, Any]:
    from tracker.flow.remarks import tell_notes
    from tracker.ingest.load import LoadSettings, load_exports

    chosen = case.record.settings["load"]
    settings = LoadSettings(
        limits=case.limits,
        format_name=chosen["format"],
        columns=chosen["map"],
        zone=chosen["tz"],
        originals=chosen["originals"],
        now_us=case.record.now_us,
        keep_going=case.keep_going,
        strict=case.strict,
    )
    out = scratch / "tables"
    out.mkdir()
    loaded = load_exports(case.input_paths(), settings, out, progress)
    tell_notes(list(read_table(Sources, out).rows()), progress)
    if (out / "media").exists():
        (out / "media").rename(scratch / "media")
    return {
        "posts": loaded.posts,
        "merged": loaded.merged,
        "rejected": loaded.rejected,
        "service": loaded.service,
    }


def _match(case: Case, scratch: Path, progress: Progress) -> dict[str, Any]:
    from tracker.images.match import MatchSettings, Query, match_pictures

    chosen = case.record.settings["match"]
    queries = [Query(name=name, image=image, text=None) for name, image in case.query_pictures()]
    queries += [Query(name=text, image=None, text=text) for text in chosen["texts"]]
    settings = MatchSettings(limits=case.limits, exclude=tuple(chosen["exclude"]))
    matched = match_pictures(case.media, case.posts, case.pictures, queries, settings, progress)
    out = scratch / "tables"
    out.mkdir()
    for table in (matched.hashes, matched.copies, matched.queries, matched.lineage):
        write_table(table, out)
    return {"unreadable": len(matched.hashes) - matched.hashes.unreadable.null_count}


def _graph(case: Case, scratch: Path, progress: Progress) -> dict[str, Any]:
    from tracker.graph.cascades import build_cascades
    from tracker.graph.edges import build_edges

    progress.start("graph", "reshares", None)
    edges = build_edges(case.posts, case.media, case.copies)
    cascades = build_cascades(case.posts, edges)
    out = scratch / "tables"
    out.mkdir()
    for table in (edges, cascades):
        write_table(table, out)
    progress.done(f"{len(edges):,} edges, {len(cascades):,} cascades")
    return {}


def _findings(case: Case, scratch: Path, progress: Progress) -> dict[str, Any]:
    from tracker.findings.answer import answer_all

    progress.start("findings", "measures", None)
    findings = answer_all(case.evidence)
    out = scratch / "tables"
    out.mkdir()
    write_table(findings, out)
    progress.done(f"{len(findings)} findings")
    return {"matched": case.evidence.rumor.matched}


def _write(group: str) -> Make:
    def make(case: Case, scratch: Path, progress: Progress) -> dict[str, Any]:
        from tracker.outputs.writer import writers

        progress.start(group, "files", None)
        view, written = case.view(), dict[str, list[str]]()
        for writer in writers().values():
            if writer.group == group and (group == "report" or writer.name in case.export_names):
                for output in writer.write(view):
                    _put(scratch / output.path, output.chunks)
                    written.setdefault(writer.name, []).append(str(output.path))
        progress.done(f"{sum(map(len, written.values()))} files")
        return {"written": written}

    return make


def _put(path: Path, chunks: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.writelines(chunks)


STAGES: Final = (
    Stage("load", (), "load", _load, ("sources", "accounts", "posts", "media", "rejects")),
    Stage("match", ("load",), "match", _match, ("hashes", "copies", "queries", "lineage")),
    Stage("graph", ("load", "match"), "", _graph, ("edges", "cascades")),
    Stage("findings", ("load", "match", "graph"), "findings", _findings, ("findings",)),
    Stage("report", ("findings",), "", _write("report")),
    Stage("export", ("findings",), "export", _write("export")),
)


def stage_key(
    stage: Stage, *, inputs: list[str], now: str, settings: dict[str, Any], before: list[str]
) -> str:
    """Return the key under which a stage's result may be kept: inputs, settings, earlier keys, code.

    Pictures that could not be read are matched again once reading is installed.
    """
    from tracker.images.reading import unavailable

    parts: dict[str, Any] = {
        "stage": stage.name,
        "code": code_digest(),
        "settings": settings.get(stage.settings, {}) if stage.settings else {},
        "before": before,
    }
    if stage.name == "match":
        parts["reading"] = unavailable()
    if not stage.needs:
        parts |= {"inputs": inputs, "now": now}
    return hashlib.sha256(dumps(parts).encode()).hexdigest()


def finding_settings(case: Case) -> FindingSettings:
    """Return the findings stage's settings from what the case keeps."""
    chosen = case.record.settings["findings"]
    return FindingSettings(
        since_us=_moment(chosen["since"]),
        until_us=_moment(chosen["until"]),
        factchecks=tuple(
            FactCheck(check["url"], _moment(check["at"]) or 0) for check in chosen["factchecks"]
        ),
        suspects=tuple(chosen["posts"]),
        exclude=tuple(case.record.settings["match"]["exclude"]),
        seed=chosen["seed"],
        now_us=case.record.now_us,
    )


def _moment(text: str | None) -> int | None:
    return None if text is None else parse_iso(text).us
