"""The panels about posts: opening, both boxes, earliest posts, pictures, passing on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs import answers, doubt, messages, phrases, pointing, subject, why
from tracker.outputs.markup import el, join, prose, section, stranger, table
from tracker.outputs.opening import MANY
from tracker.outputs.page.material import MOST_ROWS, reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from tracker.outputs.answers import Row
    from tracker.outputs.page.material import Material

MOST_PICTURES: Final = 12
HASH_SHOWN: Final = 10  # hex digits in the table; the whole digest stands in the appendix
_NOT_LOOKED_FOR: Final = "no picture was looked for"
_EXACT: Final = {"s": "to the second", "min": "to the minute", "day": "to the day"}


def opening(page: Material) -> Markup:
    """Panel 1: the headline and the lead; beside a named account stands what speaks against it."""
    sentences = messages.lead(page.facts)
    first = el("strong", prose(sentences[0]))
    rest = [join([" ", prose(sentence)]) for sentence in sentences[1:]]
    return el(
        "header",
        el("p", "Spread report · built from the archives listed under Methods", class_="kicker"),
        el("h1", messages.title(page.facts)),
        *_sought(page),
        el("p", first, *rest, class_="lead"),
        *_beside_named(page),
    )


def _sought(page: Material) -> list[Markup]:
    """Return the words that were looked for."""
    quoted = [join(["“", stranger(phrases.excerpt(text)), "”"]) for text in page.sought]
    parts = [part for words in quoted for part in (" · ", words)][1:]
    return [el("p", "Words looked for: ", *parts, class_="note")] if quoted else []


def _beside_named(page: Material) -> list[Markup]:
    """Return the doubts beside each account that the opening names."""
    told = subject.situation(page.facts)
    seen = answers.rows(page.facts, "first_seen")
    named = seen if told == "clear" or (told == "tie" and len(seen) <= MANY) else []
    return [_doubt_list(page, row) for row in named]


def _doubt_list(page: Material, row: Row) -> Markup:
    known = {**answers.earliest_row(page.facts, row["post"]), "post": row["post"]}
    told = doubt.beside(page.facts, known, page.inputs.get(row["post"]))
    labels = {"match": "Match", "held by": "Held by", "gap": "Coverage", "against": "Against"}
    pairs = [join([el("dt", labels[name]), el("dd", prose(text))]) for name, text in told]
    pairs.insert(0, join([el("dt", "Account"), el("dd", account(page, row))]))
    return el("dl", *pairs, class_="beside")


def boxes(page: Material) -> Markup:
    """Panel 2: what the archives show and what they cannot, of equal size."""
    return el(
        "section",
        _box("What these archives show", messages.shows(page.facts), ""),
        _box("What they cannot show", messages.cannot_show(page.facts), " doubt"),
        class_="boxes",
    )


def _box(heading: str, told: list[str], kind: str) -> Markup:
    return el(
        "div", el("h2", heading), el("ul", *(el("li", prose(one)) for one in told)), class_=f"box{kind}"
    )


def earliest(page: Material) -> Markup | None:
    """Panel 3: the ten earliest posts, ties sharing a rank."""
    rows = answers.rows(page.facts, "earliest")[:MOST_ROWS]
    if not rows or subject.situation(page.facts) == "alone":
        return None
    total = answers.rumor(page.facts).get("posts", len(rows))
    is_ordered = subject.situation(page.facts) != "untimed"
    ranks = [row["rank"] for row in rows if is_ordered]
    numbers = {row["post"]: str(row["rank"]) for row in rows if ranks.count(row["rank"]) == 1}
    head = ["#", "Posted (UTC)", "Platform", "Account", "Picture", "Why it matched", "Address and file hash"]
    body = [
        [numbers.get(row["post"], f"{row['rank']}=") if is_ordered else "none", *_earliest_row(page, row, place)]
        for place, row in enumerate(rows, 1)
    ]
    caption = f"First {len(rows):,} of {total:,}. Posts whose order is not known share a number."
    if not is_ordered:
        caption = f"{len(rows):,} of {total:,}, without a number: no order is given."
    notes = [join([*_passes_on(row, numbers), doubts(page, row)]) for row in rows]
    shown = table(caption, head, body, notes=notes, cards=True)
    return section("earliest", f"Earliest posts {subject.in_archives(page.facts)}", shown, *_hidden(page, rows))


def _hidden(page: Material, rows: list[Row]) -> list[Markup]:
    """Return which of the accounts in the table stand under a pseudonym."""
    hidden = sorted({str(answers.account_of(row)) for row in rows if page.names.hides(row["post"])})
    if not hidden:
        return []
    are = "is a pseudonym" if len(hidden) == 1 else "are pseudonyms"
    why = "by the export this was a protected account, a closed chat or no public post"
    return [el("p", f"{phrases.listed(hidden)} {are}: {why}.", class_="note")]


def _earliest_row(page: Material, row: Row, place: int) -> list[object]:
    return [
        posted(row),
        badge(page, row["platform"]),
        account(page, row),
        picture(page, row),
        join([prose(phrases.shown(str(row.get("why") or ""))), el("span", _strength(page, row), class_="small")]),
        join([el("div", address(row, f"address-{place}")), _hash(page, row, place)]),
    ]


def _passes_on(row: Row, numbers: Mapping[str, str]) -> list[Markup]:
    """Return what a post passes on."""
    told = pointing.pointing(row, numbers)
    return [el("div", prose(f"{told}."), class_="kind")] if told else []


def _strength(page: Material, row: Row) -> Markup:
    """Return the strength of a match, and with what: the picture given, or where that was not compared, its group's."""
    if not row.get("strength"):
        return join(["no match"])
    against = ""
    if page.compared is not None and row.get("sha256"):
        against = why.WITH_GIVEN if row["sha256"] in page.compared else why.WITH_GROUP
    return join([el("span", row["strength"], class_="strength"), " match", against])


def posted(row: Row) -> Markup:
    """Return a post's time, to its precision, or the moments between which it lies."""
    stated = row.get("posted_at")
    if not stated:
        return join(["time not known"])
    if not row.get("zone_known", True):
        between = phrases.between(row.get("low"), row.get("high"))
        return join([between.replace(" UTC", ""), el("span", phrases.zoneless(row), class_="small")])
    if phrases.is_loose(row):
        return join([phrases.when_posted(row).replace(" UTC", "")])
    words = phrases.when(stated, row.get("precision_s")).removesuffix(" UTC")
    exact = _EXACT.get(phrases.precision(row.get("precision_s")))
    return join([el("time", words, datetime=stated), el("span", exact, class_="small") if exact else None])


def badge(page: Material, name: str) -> Markup:
    """Return a platform's name with its colour."""
    dot = el(
        "svg",
        el("rect", width=10, height=10, fill=page.colours.get(name, "#5c5c5c")),
        width=10,
        height=10,
        viewBox="0 0 10 10",
        aria_hidden="true",
    )
    return el("span", dot, " ", phrases.platform(name), class_="platform")


def account(page: Material, row: Row) -> Markup:
    """Return how an account is called, marked where another handle looks the same."""
    known, shown = answers.account_of(row), page.displayed.get(row["post"])
    marks = [el("span", stranger(phrases.handle(shown)), class_="small")] if shown else []
    if row["post"] in page.lookalikes:
        marks.append(el("span", "another handle here looks the same", class_="small"))
    if known and len(known) > phrases.HANDLE_CHARACTERS:
        marks.append(el("span", "cut; in full in exports/posts.csv", class_="small"))
    return join([stranger(phrases.handle(known), class_="handle"), *marks])


def picture(page: Material, row: Row) -> Markup:
    """Return a post's thumbnail, or why there is none."""
    source = page.thumbnails.get(row.get("sha256") or "")
    if source is None and subject.subject(page.facts) != "copy":
        return join([_NOT_LOOKED_FOR])
    if source is None:
        return join(["no picture in the export" if not row.get("sha256") else "no thumbnail"])
    return el(
        "img", src=source, alt=f"Picture of the post ranked {row['rank']}", class_="thumbnail", loading="lazy"
    )


def doubts(page: Material, row: Row, *, strength: bool = False) -> Markup:
    """Return what stands beside a named account: inputs, coverage, the strongest reason against."""
    told = dict(doubt.beside(page.facts, row, page.inputs.get(row["post"])))
    parts = [phrases.capital(told["match"])] if strength else []
    parts += [f"Held by {told['held by']}", phrases.capital(told["gap"]), f"Against: {told['against']}"]
    return join([_quoted(page, row), prose(" · ".join(parts))])


def _quoted(page: Material, row: Row) -> Markup | None:
    words = page.words.get(row["post"])
    return el("div", "“", stranger(words), "”", class_="words") if words else None


def address(row: Row, name: str) -> Markup:
    """Return a post's address as text, with a button that copies it."""
    text = row.get("url")
    if not text:
        return join(["not in the export"])
    return join(
        [
            el("bdi", el("code", phrases.shown(text), id=name), class_="address"),
            " ",
            copy_button(name, "address"),
        ]
    )


def copy_button(name: str, what: str) -> Markup:
    """Return a button that the script shows; without the script the text is there to be selected."""
    return el("button", "Copy", type="button", hidden=True, data_copies=name, aria_label=f"Copy the {what}")


def _hash(page: Material, row: Row, place: int) -> Markup:
    digest = row.get("sha256")
    if not digest:
        return join(["no file" if subject.subject(page.facts) == "copy" else _NOT_LOOKED_FOR])
    short = el("span", f"{digest[:HASH_SHOWN]}…", class_="hash")
    return join([short, " ", copy_button(f"hash-{place}", "file hash")])


def pictures(page: Material) -> Markup | None:
    """Panel 4: the picture and its variants; what differs is said in words."""
    shown = reference(page.view, page.facts)
    variants = answers.rows(page.facts, "variants")
    if not answers.rumor(page.facts).get("cluster") and not variants:
        return None
    cards = [_reference_card(page, shown), *(_variant_card(page, row) for row in variants[:MOST_PICTURES])]
    more = variants[MOST_PICTURES:]
    folded = (
        [
            el(
                "details",
                el("summary", f"{len(more):,} more variants"),
                el("ul", *(_variant_card(page, row) for row in more), class_="pictures"),
            )
        ]
        if more
        else []
    )
    note = el("p", messages.VARIANTS_APART, class_="note")
    return section(
        "pictures", "The picture and its variants", el("ul", *cards, class_="pictures"), *folded, note
    )


def _reference_card(page: Material, digest: str) -> Markup:
    chosen = answers.rumor(page.facts)
    lines = [
        phrases.count(chosen.get("posts", 0), "post"),
        phrases.count(chosen.get("images", 0), "file", "different files of the same picture"),
    ]
    return _card(page, digest, "The picture", lines, "The picture that this report is about")


def _variant_card(page: Material, row: Row) -> Markup:
    lines = [phrases.count(row.get("posts", 0), "post"), f"first {phrases.when(row.get('first'))}"]
    if row.get("was") and row.get("is"):
        lines.append(f"was {phrases.quoted(str(row['was']))}, is {phrases.quoted(str(row['is']))}")
    elif row.get("box"):
        left, top, width, height = row["box"]
        lines.append(
            f"differs in a region of {width} by {height} pixels, {left} from the left and {top} from the top"
        )
    return _card(page, row.get("sha256") or "", "Variant", lines, "A variant of the picture")


def _card(page: Material, digest: str, name: str, lines: list[str], alt: str) -> Markup:
    source = page.thumbnails.get(digest)
    image = el("img", src=source, alt=alt) if source else el("p", "no thumbnail", class_="note")
    told = [el("span", prose(line), class_="small") for line in lines]
    return el("li", el("figure", image, el("figcaption", el("strong", name), *told)))


def reshared(page: Material) -> Markup | None:
    """Panel 8: the posts that were passed on most."""
    rows = answers.rows(page.facts, "most_reshared")[:MOST_ROWS]
    if not rows:
        return None
    head = ["Post by", "Platform", "Posted (UTC)", "Reshares here", "Address"]
    body: list[list[object]] = [
        [
            account(page, row),
            badge(page, row["platform"]),
            posted(row),
            f"{row['reshares']:,}",
            address(row, f"reshared-{place}"),
        ]
        for place, row in enumerate(rows, 1)
    ]
    notes = [doubts(page, row, strength=True) for row in rows]
    shown = table(messages.PASSING_ON, head, body, notes=notes, cards=True)
    absent = pointing.most_missing(page.facts)
    note = el("p", prose(absent), class_="note") if absent else None
    return section("reshared", pointing.HELD_ONLY, shown, note)


def suspects(page: Material) -> Markup | None:
    """Return where the posts stand that the user asked about, with what speaks for and against each."""
    rows = answers.rows(page.facts, "suspects")
    if not rows:
        return None
    body: list[list[object]] = [
        [
            stranger(str(row.get("asked") or row.get("post"))),
            prose(messages.suspect(row)),
            _reasons(row.get("for")),
            _reasons(row.get("against")),
        ]
        for row in rows
    ]
    head = ["Asked about", "Where it stands", "For an early place", "Against"]
    return section("suspects", "Posts asked about", table(doubt.MAKER, head, body, cards=True))


def _reasons(told: list[str] | None) -> Markup:
    return (
        el("ul", *(el("li", prose(phrases.shown(str(one)))) for one in told))
        if told
        else join(["nothing held here"])
    )


def jumps(page: Material) -> Markup | None:
    """Panel 6: the first post on each platform; no account where only its own word dates the post."""
    rows = answers.rows(page.facts, "first_per_platform")
    if len(rows) <= 1:
        return None
    disputed = {row["post"] for row in answers.rows(page.facts, "disputed")}
    named = [row for row in rows if row.get("hard") and row["post"] not in disputed]
    head = ["Platform", "First here (UTC)", "After the earliest", "Order", "Account", "Address"]
    body: list[list[object]] = [
        [
            badge(page, row["platform"]),
            posted(row),
            phrases.capital(messages.delay(row)),
            "known" if row.get("order_known") else "not known",
            account(page, row) if row in named else "not named",
            address(row, f"jump-{place}") if row in named else "not shown",
        ]
        for place, row in enumerate(rows, 1)
    ]
    notes = [doubts(page, row) if row in named else messages.OWN_WORD for row in rows]
    shown = table(messages.ORDER_ONLY, head, body, notes=notes, cards=True)
    return section("jumps", "From platform to platform", shown, *_hidden(page, named))
