"""What `tracker show` prints for a person: from a finding down to the bytes of its records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tracker.base.words import one_line
from tracker.outputs import why

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTED: Final = 10  # rows of a list that are printed; --json holds all
_BELOW: Final = {"reshared_by": "reshared by", "answered_by": "answered by"}


def walk(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of what `show` found."""
    if found["kind"] == "finding":
        yield from _finding(found)
    elif found["kind"] == "post":
        yield from _post(found)
    else:
        yield from _picture(found)


def _finding(found: dict[str, Any]) -> Iterator[str]:
    row = found["finding"]
    yield f"{row['finding']}: {row['asks']}"
    if "value" in row:
        span = f"  (between {row['low']:g} and {row['high']:g})" if "low" in row and "high" in row else ""
        yield _line("value", f"{row['value']:g} {row.get('unit', '')}".rstrip() + span)
    yield from _detail(row.get("detail"))
    yield _line("method", row["method"])
    yield _line("caveat", row["caveat"])
    for source in found["sources"]:
        yield _line("rests on", f"{source['source']}  {source['path']} {source.get('member', '')}".rstrip())
    for post in found["posts"]:
        yield ""
        yield from _post(post)
    if found["more"]:
        yield ""
        yield from _list("rests also on", found["more"])


def _detail(detail: Any) -> Iterator[str]:
    """Yield the whole answer: a list row by row, an object entry by entry."""
    if isinstance(detail, list):
        yield from _list("answer", [_entry(row) for row in detail])
        for row in detail:
            yield from _named(row)
    elif isinstance(detail, dict):
        yield f"  answer ({len(detail):,})"
        yield from (f"    {name}: {json.dumps(part, ensure_ascii=False)}" for name, part in detail.items())
    elif detail is not None:
        yield _line("answer", json.dumps(detail, ensure_ascii=False))


def _entry(row: Any) -> str:
    """Return one row of an answer; the posts that it names stand below."""
    shown = {name: part for name, part in row.items() if name != "posts"} if _names_posts(row) else row
    return json.dumps(shown, ensure_ascii=False)


def _named(row: Any) -> Iterator[str]:
    if _names_posts(row):
        yield from _list(f"posts under {row['kind']}", row["posts"])


def _names_posts(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("posts"), list) and "kind" in row


def _post(found: dict[str, Any]) -> Iterator[str]:
    row = found["post"]
    yield row["post"]
    if row.get("absent"):
        yield from _absent(found)
    else:
        yield from _captured(found)
    for name, title in _BELOW.items():
        yield from _list(title, [_edge(child) for child in found[name]])
    for meaning in sorted({child["meaning"] for child in found["inferred"]}):
        rows = [_edge(child) for child in found["inferred"] if child["meaning"] == meaning]
        yield from _list(meaning, rows)
    if "record" in found:
        yield from _record(found["record"])


def _absent(found: dict[str, Any]) -> Iterator[str]:
    pointing = any(found[name] for name in (*_BELOW, "inferred"))
    by = "because other posts point at it" if pointing else "by its number, which an export names without its content"
    yield _line("post", f"not captured: known only {by}")
    for source in found["named_by"]:
        yield _line("named by", f"{source['source']}  {source['input']} {source['member']}".rstrip())


def _captured(found: dict[str, Any]) -> Iterator[str]:
    row = found["post"]
    yield _line("time", _time(row))
    yield _line("account", row.get("handle") or row.get("account") or "(unknown)")
    if found["why"]:
        yield _line("why", found["why"])
    for name, title in (("text", "text"), ("url", "address"), ("parent", "points at"), ("version_of", "edit of")):
        if name in row:
            yield _line(title, one_line(row[name], 300))
    for picture in found["media"]:
        yield _line("picture", _carried(picture))
        yield from _matched([picture["copy"]])


def _time(row: dict[str, Any]) -> str:
    span = f"  (between {row['low']} and {row['high']})" if "low" in row and "high" in row else ""
    claim = f"; states {row['claimed_at']}" if row.get("claimed_at") not in {None, row.get("posted_at")} else ""
    doubt = "; disputed" if row.get("disputed") else ""
    return f"{row.get('posted_at', 'not known')}{span}{claim}{doubt}"


def _carried(picture: dict[str, Any]) -> str:
    copy = picture["copy"]
    match = ", ".join(copy[name] for name in ("cluster", "relation", "strength") if name in copy)
    reason = picture.get("missing_reason", "")
    return "  ".join(filter(None, (picture.get("file"), match, picture.get("sha256"), reason)))


def _matched(copies: list[dict[str, Any]]) -> Iterator[str]:
    """Yield why a picture matched, as the report says it; once where several places say the same."""
    for told in dict.fromkeys(map(why.in_one_line, copies)):
        if told:
            yield _line("matched", told)


def _edge(child: dict[str, Any]) -> str:
    return f"{child['post']}  {child['kind']}, {child['attribution']}, confidence {child['confidence']:g}"


def _record(record: dict[str, Any]) -> Iterator[str]:
    yield _line("source", f"{record['source']}  {record['input']}")
    if record["member"]:
        yield _line("member", record["member"])
    yield _line("place", record["record"])
    yield _line("SHA-256", record["sha256"])
    yield _line("record", "its bytes:")
    yield record["raw"]


def _picture(found: dict[str, Any]) -> Iterator[str]:
    yield found["key"]
    rows = [(_carried({"copy": row, **row}), row["source"], row.get("member")) for row in found["files"]]
    yield from _list("files", ["  ".join(filter(None, row)) for row in rows])
    if len({row["sha256"] for row in found["files"]}) == 1:
        yield from _matched(found["files"])
    yield from _list("posts", found["posts"])


def _list(title: str, rows: list[str]) -> Iterator[str]:
    """Yield a list under its title and number; nothing for an empty one."""
    if not rows:
        return
    yield f"  {title} ({len(rows):,})"
    for row in rows[:LISTED]:
        yield f"    {row}"
    if len(rows) > LISTED:
        yield f"    … {len(rows) - LISTED:,} more: --json lists all"


def _line(title: str, text: str) -> str:
    return f"  {title:<9} {text}"
