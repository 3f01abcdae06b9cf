"""How the report was made: the blocks of the panel "Methods" and of `methods.md`, from one place."""

from __future__ import annotations

import hashlib
import shlex
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.outputs import answers, clocks, messages, phrases

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts
    from tracker.outputs.writer import View

STRENGTHS: Final = (
    (
        "strong",
        "the same file or pixels, or aligned pictures that agree over nearly all of their detail",
    ),
    (
        "fair",
        "the aligned pictures agree over most of their detail: cropped, covered in part or recompressed hard",
    ),
    ("weak", "it seems to fit, but its words are too small or too blurred to compare, or too little of it is there"),
)
"""The one scale of the report."""

RATES: Final = (
    "How often each word is wrong is measured on drawn pictures: see benchmarks/copies/README.md of this version."
)
TIMES: Final = (
    "Each post has an interval of possible times, made from the time stated, the time inside its id, when a "
    "third server saw it, and what it answers. Where these disagree the post is listed as disputed and "
    "never put first. All times are UTC."
)
LIMITS: Final = (
    "This report describes the archives loaded, not a platform: a search or a sample decides what they hold.",
    "An account that posted early need not have made the picture, nor known what it shows.",
    "Reshares on several platforms point to the first post of a chain: depth describes their records.",
    messages.UNCHANGED,
)


DIGEST: Final = "SHA-256"
"""Heading of a column of digests; it is the last."""


class Block(msgspec.Struct, frozen=True):
    """One part of the methods: a heading, then paragraphs, a table, a command."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    caption: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    command: str = ""


def blocks(view: View, facts: Facts) -> list[Block]:
    """Return the methods; `facts` are those that are shown (hidden accounts masked)."""
    return [
        _inputs(view),
        _counts(facts),
        _rerun(view.case),
        _settings(view.case),
        Block("Times", (TIMES, *clocks.counts(facts))),
        Block("Strength of a match", (RATES,), "What the words mean", ("word", "means"), STRENGTHS),
        _answers(facts),
        Block("Limits", LIMITS),
        Block("How to cite", (cite(view, facts),)),
    ]


def cite(view: View, facts: Facts) -> str:
    """Return how to cite the report, with the digest of its facts."""
    return messages.how_to_cite(facts, version(view), hashlib.sha256(answers.canonical(facts)).hexdigest())


def version(view: View) -> str:
    """Return the version of the tool that made the case."""
    return str((view.case.get("versions") or {}).get("tracker", "unknown"))


def _inputs(view: View) -> Block:
    rows = []
    for row in view.sources.rows():
        span = "no posts with a time"
        if row["first"] is not None and row["last"] is not None:
            span = f"{phrases.moment_words(row['first'])} to {phrases.moment_words(row['last'])}"
        name = phrases.shown(f"{row['path']}: {row['member']}" if row["member"] else row["path"])
        numbers = tuple(f"{row[part]:,}" for part in ("records", "posts", "merged", "rejected"))
        read = phrases.shown(row["format"] or f"not read: {row['why']}")
        rows.append((name, read, *numbers, span, (row["sha256"] or b"").hex()))
    rows.sort()
    head = ("file", "format", "records", "posts", "merged", "rejected", "first and last post", DIGEST)
    told = "Every record is a post, was merged into one, or is listed in rejects.csv: the three add up."
    return Block("Inputs", (told,), "Export files", head, tuple(rows))


def _counts(facts: Facts) -> Block:
    names = (
        ("posts", "posts"),
        ("merged", "records merged into another"),
        ("rejected", "records not understood"),
        ("service", "lines that are no posts by design"),
        ("media", "attached files"),
        ("media_unreadable", "pictures that could not be opened"),
        ("clusters", "groups of copies"),
    )
    rows = tuple((words, f"{facts[name]:,}") for name, words in names if isinstance(facts.get(name), int))
    return Block("What was read", (), "Numbers of the whole case", ("what", "number"), rows)


def _rerun(case: dict[str, Any]) -> Block:
    told = "The same files, settings and version give the same bytes."
    return Block("Run it again", (told,), command=rerun(case))


def rerun(case: dict[str, Any]) -> str:
    """Return the command that makes the case again, from its inputs and settings."""
    chosen = case.get("settings") or {}
    load, match, found = (chosen.get(name) or {} for name in ("load", "match", "findings"))
    parts = ["tracker", "run", *(str(one["name"]) for one in case.get("inputs") or [])]
    parts += [f"--image=FILE-WITH-SHA256-{digest}" for digest in match.get("images") or []]
    parts += [part for text in match.get("texts") or [] for part in ("--text", text)]
    parts += [part for text in match.get("exclude") or [] for part in ("--exclude", text)]
    parts += [
        part
        for check in found.get("factchecks") or []
        for part in ("--factcheck", f"{check['url']}@{check['at']}")
    ]
    parts += [part for post in found.get("posts") or [] for part in ("--post", post)]
    single = (
        ("--since", found.get("since")),
        ("--until", found.get("until")),
        ("--format", load.get("format")),
        ("--tz", load.get("tz")),
        ("--seed", found.get("seed")),
    )
    parts += [part for option, value in single if value not in (None, "") for part in (option, str(value))]
    parts += [
        part
        for column, field in sorted((load.get("map") or {}).items())
        for part in ("--map", f"{column}={field}")
    ]
    return phrases.shown(" ".join(map(shlex.quote, parts))).replace("\n", " ")


def _settings(case: dict[str, Any]) -> Block:
    rows = [
        (f"{section}: {name}", messages.setting(value, name))
        for section, chosen in sorted((case.get("settings") or {}).items())
        if isinstance(chosen, dict)
        for name, value in _flat(chosen)
    ]
    rows += [(f"version: {name}", str(value)) for name, value in sorted((case.get("versions") or {}).items())]
    rows.append(("the day of the first load", phrases.shown(str(case.get("now", "not known")))))
    return Block("Settings and versions", (), "Every setting", ("setting", "value"), tuple(rows))


def _flat(chosen: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in sorted(chosen.items()):
        found += (
            _flat(value, f"{prefix}{name}.")
            if isinstance(value, dict) and value
            else [(prefix + name, value)]
        )
    return found


def _answers(facts: Facts) -> Block:
    rows = tuple(
        (
            name,
            phrases.shown(str(row.get("asks") or "")),
            phrases.shown(str(row["how"])),
            phrases.shown(str(row.get("caveat") or "")),
        )
        for name, row in answers.findings(facts)
    )
    told = "The name leads to the posts that an answer rests on: tracker show NAME."
    return Block(
        "How each answer was computed", (told,), "Answers", ("name", "question", "method", "caveat"), rows
    )
