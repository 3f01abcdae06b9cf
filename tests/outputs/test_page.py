from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import FIRST, SHA, candidate, earliest, facts, finding, seen, view
from tracker.outputs import markup, notebook, phrases
from tracker.outputs.page.document import render
from tracker.outputs.writer import View, writers
from tracker.tables.queries import Queries

HOSTILE = (
    "</title><script>alert(1)</script><img src=x onerror=alert(2)>\u202egnp.exe\x00]]>\"'&\x1b[31m\u2028"
)


class Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag = self.tags[-1][0] if self.tags else ""
        kept = {"script": self.scripts, "style": self.styles}.get(tag, self.words)
        kept.append(data)


def hostile_view() -> View:
    told = facts(
        first_seen=[seen(account=HOSTILE)],
        origin=[HOSTILE],
        origin_candidates=[candidate(account=HOSTILE, against=[HOSTILE])],
    )
    row = earliest(1, FIRST, account=HOSTILE, handle=HOSTILE, url=f"javascript:{HOSTILE}", why=HOSTILE)
    told["earliest"]["detail"][0] = row
    told["unknowns"]["detail"][0]["what"] = HOSTILE
    told["coverage"]["detail"][0]["path"] = HOSTILE
    told["variants"]["detail"][0]["was"] = HOSTILE
    told["factcheck_delay"]["detail"]["url"] = HOSTILE
    told["suspects"] = {"detail": [{"asked": HOSTILE, "post": FIRST, "captured": False, "for": [HOSTILE]}]}
    return view(told, text=HOSTILE)


@pytest.mark.parametrize("made", [view(), hostile_view()], ids=["plain", "hostile"])
def test_page__only_its_own_style_and_script_can_run(made: View) -> None:
    page = Page(render(made).decode())
    policy = next(
        tags["content"] for tag, tags in page.tags if tags.get("http-equiv") == "Content-Security-Policy"
    )
    allowed = re.findall(r"'sha256-([^']+)'", policy or "")
    written = [page.styles[0], page.scripts[1]]
    assert allowed == [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in written]
    kinds = [tags.get("type") for tag, tags in page.tags if tag == "script"]
    assert kinds == ["application/json", None]
    assert "default-src 'none'" in (policy or "")


@pytest.mark.parametrize("made", [view(), hostile_view()], ids=["plain", "hostile"])
def test_page__asks_for_nothing_outside_itself(made: View) -> None:
    for tag, attributes in Page(render(made).decode()).tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action", "srcset", "poster", "data", "xlink:href"):
            target = attributes.get(name) or "data:"
            assert target.startswith(("data:", "#")), (tag, name)
        assert tag not in {"iframe", "object", "embed", "form", "base"}


def test_page__hostile_text_is_shown_and_not_obeyed() -> None:
    text = render(hostile_view()).decode()
    page = Page(text)
    assert "alert(1)" in "".join(page.words)
    assert "\u202e" not in text
    assert "\x00" not in text
    assert "\x1b" not in text
    assert "\\u202e" in "".join(page.words)
    assert "alert" not in "".join(page.scripts)


def test_page__headings_are_in_order_and_each_section_has_one() -> None:
    page = Page(render(view()).decode())
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_page__every_table_has_a_caption_and_every_id_is_unique() -> None:
    page = Page(render(view()).decode())
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption")
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(names) == len(set(names))
    assert page.tags[0] == ("html", {"lang": "en"})


def test_page__every_reference_to_an_id_is_met() -> None:
    page = Page(render(view()).decode())
    names = {attributes.get("id") for _, attributes in page.tags}
    for _, attributes in page.tags:
        for part in ("aria-labelledby", "aria-describedby", "for", "data-copies"):
            assert {*(attributes.get(part) or "").split()} <= names
        target = attributes.get("href") or "data:"
        assert target.startswith("data:") or target.removeprefix("#") in names


def test_page__ties_share_a_rank() -> None:
    text = render(view()).decode()
    assert text.count("<div>4=</div>") == 2
    assert "<div>1</div>" in text


def test_page__same_tables_give_the_same_bytes() -> None:
    assert render(view()) == render(view())


@pytest.mark.parametrize(
    "told",
    [
        facts(
            rumor={"cluster": None, "images": 0, "posts": 0, "matched": False},
            origin=[],
            first_seen=[],
            earliest=None,
            timeline=None,
            first_per_platform=None,
            most_reshared=None,
            variants=None,
        ),
        facts(origin=[], first_seen=[], earliest=None, timeline=None),
        {"schema": "tracker.facts/1", "posts": 0},
    ],
    ids=["nothing matched", "no times", "no findings at all"],
)
def test_page__is_written_for_a_case_without_answers(told: dict[str, object]) -> None:
    text = render(view(told)).decode()
    assert "in these archives" in text
    assert "What they cannot show" in text
    for writer in writers().values():
        assert [b"".join(output.chunks) for output in writer.write(view(told))]


def test_page__a_very_long_handle_is_cut_and_says_so() -> None:
    told = facts()
    told["earliest"]["detail"][0]["handle"] = "w" * 500
    text = render(view(told)).decode()
    assert "w" * 61 not in text
    assert "in full in exports/posts.csv" in text


def test_page__a_thumbnail_that_is_no_jpeg_is_not_embedded() -> None:
    text = render(view()).decode()
    sources = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', text)
    assert sources
    assert all(base64.b64decode(source).startswith(b"\xff\xd8\xff") for source in sources)


def test_page__the_chart_has_a_table_of_the_same_numbers() -> None:
    text = render(view()).decode()
    island = json.loads(re.findall(r'<script type="application/json" id="spread">(.*?)</script>', text)[0])
    posts = sum(
        int(number.replace(",", ""))
        for bar in island
        for number in re.findall(r" ([\d,]+)(?:, |$)", bar["told"])
    )
    assert posts == sum(row["posts"] for row in facts()["timeline"]["detail"]["rows"])


def test_page__only_accounts_that_the_table_shows_are_said_to_be_pseudonyms() -> None:
    shown = render(view(protected=True)).decode()
    assert "Account A is a pseudonym: by the export this was a protected account" in shown
    told = facts()
    told["earliest"]["detail"] = told["earliest"]["detail"][1:]
    told["first_per_platform"]["detail"] = told["first_per_platform"]["detail"][1:]
    others = render(view(told, protected=True)).decode()
    assert "pseudonym" not in others
    assert "marked as protected" not in others


def test_page__a_time_without_a_zone_is_shown_between_both_ends_and_never_to_the_second() -> None:
    told = facts()
    told["earliest"]["detail"] = [
        earliest(1, FIRST, zone_known=False, low="2026-03-02T16:41:12Z", high="2026-03-03T18:41:13Z")
    ]
    shown = render(view(told)).decode()
    row = shown[shown.index('id="earliest"') :].partition("</tr>")[2].partition("</tr>")[0]
    assert "between 2 Mar 2026 16:41:12 and 3 Mar 2026 18:41:13" in row
    assert "stated as 3 Mar 2026 06:41:12, zone not stated" in row
    assert "to the second" not in row


def test_page__an_export_without_a_zone_is_not_said_to_cover_hours_of_utc() -> None:
    told = facts()
    told["coverage"]["detail"][0] |= {"zone_known": False}
    shown = render(view(told)).decode()
    table = shown[shown.index("What each export covers") :].partition("</table>")[0]
    assert "1 Mar 2026 00:00:00, zone not stated" in table
    assert "1 Mar 2026 00:00:00 UTC" not in table
    assert "3 Mar 2026 07:49:30 UTC" in table


def test_page__the_first_post_on_each_platform_is_named_with_doubts_unless_only_its_word_dates_it() -> None:
    told = facts()
    told["first_per_platform"]["detail"][1]["url"] = "https://x.example/ada_news_example/2"
    panel = render(view(told)).decode().partition('id="jumps"')[2].partition("</section>")[0]
    assert "ada_news_example" in panel
    assert "https://x.example/ada_news_example/2" in panel
    assert "Against: 68 min after the earliest copy" in panel
    assert "eve.example" not in panel
    assert "Nothing undisputed but its own statement dates this post, so no account is named." in panel
    told["disputed"][0]["post"] = told["first_per_platform"]["detail"][1]["post"]
    disputed = render(view(told)).decode().partition('id="jumps"')[2].partition("</section>")[0]
    assert "ada_news_example" not in disputed
    hidden = render(view(facts(), protected=True)).decode().partition('id="jumps"')[2].partition("</section>")[0]
    assert "orbit_watch_example" not in hidden
    assert "Account A is a pseudonym" in hidden


def test_page__posts_without_any_usable_time_have_no_number() -> None:
    told = facts(origin=[], first_seen=[], origin_candidates=[], earliest=finding(1, [earliest(2, FIRST)]))
    panel = render(view(told)).decode().partition('id="earliest"')[2].partition("</section>")[0]
    assert ", without a number: no order is given." in panel
    assert "First 1 of" not in panel
    row = panel.partition("<tbody>")[2]
    assert re.sub("<[^>]+>", "", row.partition("</th>")[0]) == "none"
    appendix = render(view(told)).decode().partition('id="appendix"')[2]
    assert re.sub("<[^>]+>", "", appendix.partition("<tbody>")[2].partition("</th>")[0]) == "none"


def test_page__a_time_known_only_to_a_minute_is_shown_between_both_ends_and_never_to_the_second() -> None:
    told = facts()
    ends = {"low": "2026-03-03T07:49:15Z", "high": "2026-03-03T07:50:15Z", "precision_s": 0.001}
    told["first_per_platform"]["detail"] = told["first_per_platform"]["detail"][:2]
    told["first_per_platform"]["detail"][1] |= ends
    panel = render(view(told)).decode().partition('id="jumps"')[2].partition("</section>")[0]
    assert "between 3 Mar 2026 07:49:15 and 3 Mar 2026 07:50:15" in panel
    assert "07:49:30" not in panel



@given(st.text())
@settings(max_examples=200, deadline=None)
def test_stranger__escaped_text_reads_back_as_what_is_shown(text: str) -> None:
    page = Page(f"<p>{markup.stranger(text)}</p>")
    shown = phrases.shown(text)
    assert "".join(page.words).replace("\r", "\n") == shown.replace("\r", "\n")
    assert [tag for tag, _ in page.tags] == ["p", "bdi"]


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_island__no_text_breaks_out_and_it_reads_back(text: str) -> None:
    written = str(markup.island("x", {"a": text}))
    inside = written.removeprefix('<script type="application/json" id="x">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside) == {"a": text}


def test_notebook__is_static_and_names_the_doubts() -> None:
    text = notebook.html(facts())
    assert "<script" not in text
    assert "Earliest copy in these archives" in text
    assert "What they cannot show" in text
    assert text.count("<tr>") == 1 + 4 + 1 + 5


def test_page__each_early_post_shows_its_words_escaped_and_never_those_of_a_hidden_account() -> None:
    assert "“<bdi>Look at this &lt;wow&gt;</bdi>”" in render(view()).decode()
    assert "Look at this" not in render(view(protected=True)).decode()
    long = render(view(text="word " * 100)).decode()
    assert "word …</bdi>”" in long
    assert "word " * 30 not in long


def test_page__the_words_looked_for_stand_below_the_title() -> None:
    made = view()
    assert "Words looked for" not in render(made).decode()
    row = {"query": "<orbit> 2027", "kind": "text", "cluster": "", "member_sha256": "", "post": FIRST,
           "relation": "same_words", "strength": "strong", "evidence": "{}"}  # fmt: skip
    text = render(msgspec.structs.replace(made, queries=Queries.from_rows([row]))).decode()
    told = text.index("Words looked for: “<bdi>&lt;orbit&gt; 2027</bdi>”")
    assert text.index("</h1>") < told < text.index('class="lead"')


def test_page__an_export_that_lacks_records_is_told_in_its_row_and_striped_in_the_chart() -> None:
    told = facts()
    told["coverage"]["detail"][1] |= {"records": 23, "stated": 1223}
    text = render(view(told)).decode()
    assert "yes, but it holds 23 of the 1,223 records that it says it has" in text
    assert "striped: an export lacks posts" in text
    assert "striped: an export lacks posts" not in render(view()).decode()


def test_page__the_strength_of_a_match_says_with_what() -> None:
    made = view()
    row = {"query": "fake.png", "kind": "image", "sha256": None, "cluster": "c1", "member_sha256": SHA.hex(),
           "post": "", "relation": "copy", "strength": "strong", "evidence": "{}"}  # fmt: skip
    given = Queries.from_rows([row, {**row, "member_sha256": "ab" * 32, "relation": "", "strength": ""}])
    facts_ = facts()
    facts_["earliest"]["detail"][1]["sha256"] = "ab" * 32
    text = render(msgspec.structs.replace(made, queries=given, facts=facts_)).decode()
    assert text.count("match with the picture asked for") == 3
    assert text.count("match with another copy of it held here") == 1
    assert "match with the picture asked for" not in render(made).decode()
