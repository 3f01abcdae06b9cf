from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import ABSENT, FIRST, ON_X, STORY, facts, view
from networkx.readwrite.gexf import GEXFReader
from tracker.outputs.cells import DANGEROUS, PLAIN_NUMBER, cell
from tracker.outputs.network import _Places, xml
from tracker.outputs.writer import View, writers
from tracker.tables.posts import Posts

CONTRACT_POSTS = [
    "post",
    "platform",
    "native_id",
    "account",
    "handle",
    "posted_at",
    "low",
    "high",
    "precision_s",
    "time_source",
    "claimed_at",
    "id_time",
    "indexed_at",
    "captured_at",
    "edited_at",
    "time_flags",
    "kind",
    "text",
    "url",
    "lang",
    "parent",
    "embedded",
    "source",
    "record",
]
CONTRACT_EARLIEST = "rank,post,account,platform,posted_at,low,high,probability,relation,strength,url,why"
CONTRACT_CASCADES = [
    "root",
    "root_absent",
    "size",
    "posts",
    "reshares",
    "depth",
    "max_breadth",
    "structural_virality",
    "time_to_10_s",
    "time_to_50_s",
    "time_to_90_s",
    "time_to_100_s",
    "doubling_s",
    "peak_hour",
]


def written(made: View) -> dict[str, bytes]:
    return {out.path: b"".join(out.chunks) for writer in writers().values() for out in writer.write(made)}


def read_csv(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


class DateTimeReader(GEXFReader):
    """networkx's own reader, taught the type `dateTime` that the standard names and it does not know."""

    def construct_types(self) -> None:
        super().construct_types()
        self.python_type["dateTime"] = str


def read_gexf(raw: bytes) -> Any:
    return DateTimeReader(version="1.3")(io.BytesIO(raw))


def test_writers__give_the_files_that_the_contract_lists() -> None:
    exports = (
        "posts.csv copies.csv edges.csv cascades.csv timeline.csv earliest.csv posts.ndjson reshares.gexf "
    )
    exports += "reshares.graphml timelinejs.json"
    expected = {f"exports/{name}" for name in exports.split()}
    expected |= {"report.html", "methods.md", "facts.json", "rejects.csv"}
    assert expected <= set(written(view()))


def test_csv__columns_are_those_of_the_contract() -> None:
    files = written(view())
    assert set(CONTRACT_POSTS) <= set(read_csv(files["exports/posts.csv"])[0])
    assert files["exports/earliest.csv"].decode().split("\r\n")[0] == CONTRACT_EARLIEST
    assert files["exports/timeline.csv"].decode().split("\r\n")[0] == "start,platform,posts,cumulative"
    assert list(read_csv(files["exports/cascades.csv"])[0]) == CONTRACT_CASCADES


def test_csv__posts_keep_every_row_and_formulas_are_defused() -> None:
    rows = read_csv(written(view())["exports/posts.csv"])
    assert [row["post"] for row in rows] == [story[0] for story in STORY]
    assert rows[3]["text"] == '\'=HYPERLINK("x")'
    assert rows[6]["text"] == "+1"
    assert rows[0]["posted_at"] == "2026-03-03T06:41:12Z"
    assert rows[1]["posted_at"] == "2026-03-03T07:49:30.250Z"


def test_exports__posts_say_whether_the_zone_of_their_times_is_known() -> None:
    made = view()
    rows = list(made.posts.rows())
    day = timedelta(days=1)
    rows[0] |= {"time_flags": ["zone_unknown"], "low": rows[0]["posted_at"] - day, "high": rows[0]["posted_at"] + day}
    rows[1] |= {"posted_at": None, "low": None, "high": None}
    files = written(msgspec.structs.replace(made, posts=Posts.from_rows(rows)))
    assert [row["zone_known"] for row in read_csv(files["exports/posts.csv"])][:3] == ["false", "", "true"]
    lines = [json.loads(line) for line in files["exports/posts.ndjson"].splitlines()]
    assert [line["zone_known"] for line in lines][:3] == [False, None, True]


def test_ndjson__holds_the_raw_text() -> None:
    lines = [
        json.loads(line) for line in written(view(text="=1+1\x00\u202e"))["exports/posts.ndjson"].splitlines()
    ]
    assert lines[0]["text"] == "=1+1\x00\u202e"
    assert len(lines) == len(STORY)


@pytest.mark.parametrize(("protected", "account"), [(True, None), (False, "Omar (example)")])
def test_ndjson__names_the_source_of_a_forward_only_where_its_author_is_not_hidden(
    protected: bool, account: str | None
) -> None:
    made = view(protected=protected)
    forward = {"target": None, "kind": "forward", "scope": "root", "attribution": "platform", "stated_at": None}
    rows = [
        row | {"references": [forward | {"account": "Omar (example)"}] if row["post"] == FIRST else []}
        for row in made.posts.arrow.to_pylist()
    ]
    changed = msgspec.structs.replace(made, posts=Posts.from_rows(rows))
    lines = [json.loads(line) for line in written(changed)["exports/posts.ndjson"].splitlines()]
    (first,) = [line for line in lines if line["post"] == FIRST]
    assert [reference["account"] for reference in first["references"]] == [account]


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_cell__reads_back_and_never_starts_like_a_formula(text: str) -> None:
    back = next(csv.reader(io.StringIO(cell(text) + "\r\n", newline="")), [""])[0]
    assert back.removeprefix("'") == text.replace("\x00", "\u2400").removeprefix("'") or back == text
    assert back[:1] not in DANGEROUS or not back or PLAIN_NUMBER.fullmatch(back)


def test_gexf__reads_back_with_every_node_also_the_absent_one() -> None:
    raw = written(view())["exports/reshares.gexf"]
    graph = read_gexf(raw)
    assert set(graph) == {story[0] for story in STORY} | {ABSENT}
    assert graph.nodes[ON_X]["start"] == "2026-03-03T07:49:30.250Z"
    assert graph.nodes[ON_X]["posted_utc"] == "2026-03-03T07:49:30.250Z"
    assert graph.nodes[ON_X]["hours_since_first"] == pytest.approx(4098.25 / 3600, abs=1e-5)
    assert graph.nodes[ABSENT]["absent"] is True
    assert "start" not in graph.nodes[ABSENT]
    assert b'timeformat="dateTime"' in raw
    assert b'version="1.3"' in raw


def test_gexf__left_to_right_is_time_and_edges_run_from_parent_to_child() -> None:
    graph = read_gexf(written(view())["exports/reshares.gexf"])
    child = "x:2028764000000000002"
    assert graph.has_edge(ON_X, child)
    assert graph.edges[ON_X, child]["start"] == "2026-03-03T08:10:00Z"
    places = {key: graph.nodes[key]["viz"]["position"]["x"] for key in graph}
    assert places[FIRST] == 0
    assert places[FIRST] < places[ON_X] < places[child]
    assert graph.nodes[ON_X]["viz"]["size"] > graph.nodes[child]["viz"]["size"]


def test_graphml__is_the_same_graph() -> None:
    files = written(view())
    graph = nx.parse_graphml(files["exports/reshares.graphml"].decode())
    other = read_gexf(files["exports/reshares.gexf"])
    assert set(graph) == set(other)
    assert set(graph.edges()) == set(other.edges())
    assert graph.nodes[ON_X]["reshares"] == 2


@pytest.mark.parametrize("name", ["exports/reshares.gexf", "exports/reshares.graphml", "charts/timeline.svg"])
def test_xml__hostile_handles_are_kept_legal_and_no_node_is_dropped(name: str) -> None:
    hostile = 'a\x00\x0b\ufffe]]><!--"\'&<node id="evil"/>\n\U0001f600'
    root = ET.fromstring(written(view(text=hostile))[name])  # noqa: S314  our own output
    if "exports" in name:
        assert len([node for node in root.iter() if node.tag.endswith("}node")]) == len(STORY) + 1


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_xml__any_text_reads_back_with_illegal_characters_marked(text: str) -> None:
    back = ET.fromstring(f'<a b="{xml(text)}">{xml(text)}</a>')  # noqa: S314  our own output
    legal = "".join(
        letter if letter in "\t\n\r" or letter.isprintable() or ord(letter) > 31 else "\ufffd"
        for letter in text
    )
    legal = legal.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert back.get("b") == legal
    assert (back.text or "") == legal


def test_timelinejs__has_at_most_twenty_slides_utc_dates_and_no_html_of_strangers() -> None:
    told = facts()
    told["earliest"]["detail"][0]["handle"] = "<b>x_example</b>"
    slides = json.loads(written(view(told))["exports/timelinejs.json"])
    assert 1 <= len(slides["events"]) <= 19
    for event in slides["events"]:
        assert event["start_date"]["display_date"].endswith("UTC")
    text = json.dumps(slides)
    assert "<b>" not in text
    assert "&lt;b&gt;x_example" in text
    assert "media" not in slides["events"][0]


def test_exports__do_not_depend_on_the_order_of_the_inputs() -> None:
    """The keys of sources follow the order of the inputs; files may show only the sources' names."""
    made = view()
    swapped = [
        {
            **row,
            "source": "s2" if row["source"] == "s1" else "s1",
            "sources": sorted({"s1": "s2", "s2": "s1"}[key] for key in row["sources"]),
        }
        for row in made.posts.rows()
    ]
    sources = made.sources.rows()
    renamed = [{**row, "source": {"s1": "s2", "s2": "s1"}[row["source"]]} for row in sources]
    copies = [{**row, "source": "s2"} for row in made.copies.rows()]
    other = View(
        **{name: getattr(made, name) for name in View.__struct_fields__}
        | {
            "posts": Posts.from_rows(swapped),
            "sources": type(made.sources).from_rows(renamed[::-1]),
            "copies": type(made.copies).from_rows(copies),
        }
    )
    before, after = written(made), written(other)
    names = [name for name in before if name.startswith("exports/")]
    assert {name: before[name] for name in names} == {name: after[name] for name in names}


def test_names__a_protected_account_is_hidden_in_every_file() -> None:
    open_files, files = written(view()), written(view(protected=True))
    for name, raw in files.items():
        assert b"orbit_watch_example" not in raw, name
        assert b"user77" not in raw, name
    shown = [name for name in open_files if b"orbit_watch_example" in open_files[name]]
    assert len(shown) >= 7
    for name in (
        "report.html",
        "facts.json",
        "exports/posts.csv",
        "exports/reshares.gexf",
        "exports/earliest.csv",
    ):
        assert b"Account A" in files[name], name


def test_names__the_same_hidden_account_has_one_name() -> None:
    files = written(view(protected=True))
    rows = read_csv(files["exports/posts.csv"])
    assert rows[0]["handle"] == rows[0]["account"] == "Account A"
    assert read_csv(files["exports/earliest.csv"])[0]["account"] == "Account A"
    assert json.loads(files["facts.json"])["origin"] == ["Account A"]
    assert read_gexf(files["exports/reshares.gexf"]).nodes[FIRST]["label"] == "Account A"


def test_rejects__every_row_is_there_and_defused() -> None:
    rows = read_csv(written(view())["rejects.csv"])
    assert len(rows) == 1
    assert rows[0]["head"] == '\'=cmd|"x"'


def test_methods__name_inputs_settings_and_the_command_to_run_again() -> None:
    text = written(view())["methods.md"].decode()
    assert "tracker run x-archive.zip" in text
    assert "SHA-256" in text
    assert "match: images" in text


def test_facts__are_canonical_and_whole() -> None:
    raw = written(view())["facts.json"]
    assert json.loads(raw) == facts()


def test_places__a_chain_of_any_length_is_walked_once() -> None:
    edges = [
        {"child": f"x:{number + 1}", "parent": f"x:{number}", "kind": "repost", "kept": True}
        for number in range(50_000)
    ]
    places = _Places(edges, {}, 0)
    heights = [places.y(f"x:{number}") for number in (50_000, 3, 0)]
    assert heights == [-15.0, -7.5, 0.0]
    assert len(places.bands) == 1
