"""The panels about time and about doubt: the spread, how fast, what is not known, methods, appendix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs import answers, captions, chart, doubt, explain, messages, phrases, subject, svg
from tracker.outputs.markup import el, island, join, prose, section, table
from tracker.outputs.series import Series, series

if TYPE_CHECKING:
    from markupsafe import Markup

    from tracker.outputs.page.material import Material

WIDE: Final = chart.Size("spread-wide", 940, 470, alone=False)
NARROW: Final = chart.Size("spread-narrow", 360, 440, alone=False, text=12)


def spread(page: Material) -> Markup:
    """Panel 5: posts over time with the exports' coverage under the same axis, and the numbers as a table."""
    wide, narrow = (chart.timeline(page.facts, size) for size in (WIDE, NARROW))
    drawn = series(page.facts)
    figure = el(
        "figure",
        el("div", svg.render(wide, alone=False), class_="for-desks"),
        el("div", svg.render(narrow, alone=False), class_="for-phones"),
        el("figcaption", wide.summary, class_="note"),
        class_="chart",
    )
    told = [figure, *([_slider(drawn), _numbers(drawn)] if drawn else []), *_coverage(page)]
    return section(
        "spread-panel", "When it spread", *told, el("p", captions.chart_source(page.facts), class_="note")
    )


def _bar_words(drawn: Series, bar: int) -> tuple[str, list[int]]:
    at = phrases.moment_text(drawn.start + bar * drawn.step)
    return at, [drawn.counts[name][bar] for name in drawn.platforms]


def _slider(drawn: Series) -> Markup:
    bars = []
    for bar in range(drawn.bars):
        at, counts = _bar_words(drawn, bar)
        told = [
            f"{phrases.platform(name)} {posts:,}"
            for name, posts in zip(drawn.platforms, counts, strict=True)
            if posts
        ]
        bars.append({"at": at, "told": ", ".join(told) or "no posts here"})
    control = el(
        "input", type="range", id="moment", min=0, max=drawn.bars - 1, value=1, aria_describedby="moment-told"
    )
    label = el("label", f"Read one {drawn.step_words} at a time", for_="moment")
    output = el("output", id="moment-told", for_="moment", aria_live="polite")
    return join([el("div", label, control, output, class_="slider", hidden=True), island("spread", bars)])


def _numbers(drawn: Series) -> Markup:
    head = [f"Start of the {drawn.step_words} (UTC)", *map(phrases.platform, drawn.platforms), "All"]
    body: list[list[object]] = []
    for bar in range(drawn.bars):
        at, counts = _bar_words(drawn, bar)
        if any(counts):
            body.append([at, *(f"{posts:,}" for posts in counts), f"{sum(counts):,}"])
    if sum(drawn.later.values()):
        counts = [drawn.later[name] for name in drawn.platforms]
        after = f"after {phrases.moment_text(drawn.end)}, until {phrases.moment_text(drawn.until)}"
        body.append([after, *(f"{posts:,}" for posts in counts), f"{sum(counts):,}"])
    inner = table(f"Posts per {drawn.step_words}; those without any are left out.", head, body)
    return el("details", el("summary", "Show this chart as a table"), inner)


def _coverage(page: Material) -> list[Markup]:
    rows = answers.exports(page.facts)
    if not rows:
        return []
    body: list[list[object]] = [
        [
            phrases.platform(row["platform"]),
            prose(phrases.shown(row.get("member") or row.get("path") or "")),
            phrases.when_held(row, "first"),
            phrases.when_held(row, "last"),
            f"{row.get('posts', 0):,}",
            _whole(row),
        ]
        for row in rows
    ]
    head = ["Platform", "Export", "First post", "Last post", "Posts", "Read to its end"]
    return [table("What each export covers", head, body, cards=True)]


def _whole(row: answers.Row) -> str:
    """Return whether an export was read to its end, and whether it holds as much as it says itself."""
    if not row.get("complete", True):
        return "no: cut off"
    if answers.is_short(row):
        return f"yes, but it holds {row['records']:,} of the {row['stated']:,} records that it says it has"
    return "yes"


def speed(page: Material) -> Markup | None:
    """Panel 7: each number with its range; there is no single score."""
    told = captions.speed(page.facts)
    if not told or subject.situation(page.facts) == "alone":
        return None
    cards = [
        el(
            "div",
            el("dt", prose(label)),
            el("dd", number, class_="figure"),
            el("dd", f"{spread}.", class_="small") if spread else None,
        )
        for number, label, spread in told
    ]
    return section("speed", "How fast", el("dl", *cards, class_="numbers"), class_="")


def unknowns(page: Material) -> Markup:
    """Panel 10: what is not known, with its count and what would settle it; never empty."""
    listed = _disputed(page)
    body: list[list[object]] = [
        [
            prose(messages.unknown(row)),
            phrases.shown(str(row.get("settle", ""))),
        ]
        for row in answers.rows(page.facts, "unknowns")
        if row.get("kind") != "disputed_times" or not listed
    ]
    if subject.subject(page.facts) == "copy":
        body.append(["Who made the picture is not known.", "evidence from outside the archives"])
    body += [[prose(text), remedy] for text, remedy in doubt.with_remedy(page.facts)]
    body += listed
    head = ["Not known", "What would settle it"]
    return section(
        "unknowns", "What we do not know", table("Gaps that this report is aware of", head, body, cards=True)
    )


def _disputed(page: Material) -> list[list[object]]:
    """Return the posts whose stated time is contradicted, without their accounts."""
    rows: list[list[object]] = []
    for row in answers.rows(page.facts, "disputed"):
        low, high = (row.get("bounded") or [None, None])[:2]
        place, rule = phrases.platform(answers.platform_of(row)), phrases.shown(str(row.get("rule", "")))
        stated, dated = phrases.when(row.get("claimed")), phrases.between(low, high)
        told = f"A post on {place} states {stated}; other evidence dates it to {dated} ({rule}). Not used."
        rows.append([prose(told), f"the platform's own record; key {phrases.shown(row['post'])}"])
    return rows


def methods(page: Material) -> Markup:
    """Panel 11: how it was made, ready to be checked."""
    parts = [_block(block) for block in explain.blocks(page.view, page.facts)]
    return section("methods", "Methods", *parts)


def _block(block: explain.Block) -> Markup:
    inside: list[object] = [el("h3", block.heading), *(el("p", prose(text)) for text in block.paragraphs)]
    if block.rows:
        inside.append(_table(block))
    if block.command:
        inside.append(el("p", el("code", block.command)))
    return join(inside)


def _table(block: explain.Block) -> Markup:
    """Return a block's table; digests stand in full below their row."""
    cut = -1 if block.head[-1] == explain.DIGEST else len(block.head)
    body: list[list[object]] = [[prose(cell) for cell in row[:cut]] for row in block.rows]
    notes = [join([f"{explain.DIGEST} ", el("code", row[-1])]) for row in block.rows] if cut == -1 else []
    return table(block.caption, list(block.head[:cut]), body, notes=notes, cards=True)


def appendix(page: Material) -> Markup | None:
    """Return addresses and file hashes in full, for print and for copying."""
    rows = [(place, row) for place, row in enumerate(answers.rows(page.facts, "earliest")[:10], 1)]
    if not rows:
        return None
    body: list[list[object]] = [
        [
            "none" if subject.situation(page.facts) == "untimed" else str(row["rank"]),
            el("code", phrases.shown(row["post"])),
            el("code", phrases.shown(row.get("url") or "not in the export")),
            el("code", row["sha256"], id=f"hash-{place}") if row.get("sha256") else "no file",
        ]
        for place, row in rows
    ]
    head = ["#", "Key", "Address", "SHA-256 of the picture's file"]
    return section(
        "appendix",
        "Appendix: addresses and hashes in full",
        table("The earliest posts", head, body, cards=True),
    )
