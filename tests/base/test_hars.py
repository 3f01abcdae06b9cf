from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import parse_iso
from tracker.base.codecs import CutOffStreamError
from tracker.base.files import open_input
from tracker.base.hars import is_har
from tracker.base.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tracker.base.files import Opened

    Opening = Callable[..., Opened]

URI = "https://api.example/feed?limit=2"
BODY = '{"posts": ["a", "\u00e4", "\\n"]}'


def entry(uri: str = URI, text: Any = BODY, **content: Any) -> dict[str, Any]:
    return {
        "startedDateTime": "2026-03-04T09:00:01.250+01:00",
        "request": {"url": uri, "headers": [{"name": "cookie", "value": "secret"}]},
        "response": {"status": 200, "content": {"mimeType": "application/json", "text": text, **content}},
    }


def recording(*entries: dict[str, Any], indent: int | None = None) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": entries}}, indent=indent).encode()


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    """Open inputs that are closed when the test ends."""
    with ExitStack() as stack:

        def opened(content: bytes, limits: Limits | None = None) -> Opened:
            path = tmp_path / "capture"
            path.write_bytes(content)
            return stack.enter_context(open_input(path, limits or Limits()))

        yield opened


def bodies(opened: Opened) -> dict[str, bytes]:
    found = {}
    for container in opened.containers:
        for name in container.names:
            with container.stream(name, container.notes.append) as stream:
                found[container.prefix + name] = stream.read(1 << 20) or b""
    return found


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    "made",
    [entry(), entry(text=base64.b64encode(BODY.encode()).decode(), encoding="base64")],
)
def test_answer__its_body_comes_out_as_the_server_meant_it(
    opening: Opening, pack: Callable[[bytes], bytes], indent: int | None, made: dict[str, Any]
) -> None:
    opened = opening(pack(recording(made, indent=indent)))
    assert opened.kind == "har"
    assert bodies(opened) == {"1/api.example/feed": BODY.encode()}


def test_answer__was_fetched_when_the_browser_asked(opening: Opening) -> None:
    zoneless = entry("https://api.example/b") | {"startedDateTime": "2026-03-04T09:00:01"}
    (container,) = opening(recording(entry(), zoneless)).containers
    assert container.fetched_us("1/api.example/feed") == parse_iso("2026-03-04T08:00:01.25Z").us
    assert container.fetched_us("2/api.example/b") is None
    assert container.member_at(URI) == "1/api.example/feed"


def test_picture__of_its_sizes_the_largest_has_the_address_that_posts_give(opening: Opening) -> None:
    sizes = [
        entry(f"https://cdn.example/media/A?format=jpg&name={size}", "/9j/" * times, encoding="base64")
        for size, times in (("small", 4), ("large", 16), ("medium", 8))
    ]
    (container,) = opening(recording(*sizes)).containers
    assert container.names[0] == "1/cdn.example/media/A.jpg"
    assert container.member_at("https://cdn.example/media/A.jpg") == "2/cdn.example/media/A.jpg"
    assert container.member_at("https://cdn.example/media/A?format=jpg&name=small") == "1/cdn.example/media/A.jpg"


@pytest.mark.parametrize(
    "uri",
    [
        "https://x.com/i/api/graphql/AbC-1/DmAllSearchSlice?variables=1",
        "https://x.com/i/api/graphql/AbC-1/DMPinnedInboxQuery",
        "https://x.com/i/api/1.1/dm/inbox_initial_state.json",
        "https://www.instagram.com/api/v1/direct_v2/inbox/",
    ],
)
def test_private_messages__are_never_members(opening: Opening, uri: str) -> None:
    opened = opening(recording(entry(uri)))
    assert bodies(opened) == {}
    assert [(one.member, one.why) for one in opened.unread] == [
        ("(private messages)", "1 x private messages are never read")
    ]


def test_left_out__is_counted_with_its_reason(opening: Opening) -> None:
    failed = entry()
    failed["response"]["status"] = 404
    style = entry("https://site.example/a.css", "a{}", mimeType="text/css")
    empty = entry(text=None)
    opened = opening(recording(failed, style, empty, entry(text=""), {"request": 7}))
    assert bodies(opened) == {}
    assert sorted(one.why for one in opened.unread) == [
        "1 x errors, redirections and parts of files",
        "1 x no entry of a recording",
        "1 x styles, scripts, fonts and empty answers",
        "2 x recorded without their content: save the recording with content",
    ]


def test_content__that_is_damaged_is_so_where_it_is_read(opening: Opening) -> None:
    (container,) = opening(recording(entry(text="!", encoding="base64"), entry("https://a.example/b"))).containers
    with pytest.raises(CutOffStreamError, match="its content is damaged"):
        container.raw(container.names[0]).read(1)
    assert container.head(container.names[0]) == b""
    assert container.raw(container.names[1]).read(9) == BODY.encode()[:9]


@pytest.mark.parametrize("text", [5, 1.5, True, [1, 2], {"a": {}}])
@pytest.mark.parametrize("more", [{}, {"encoding": "base64"}])
def test_content__that_is_no_text_is_left_out(opening: Opening, text: Any, more: dict[str, str]) -> None:
    opened = opening(recording(entry(), entry(text=text, **more)))
    assert list(bodies(opened)) == ["1/api.example/feed"]
    assert [one.why for one in opened.unread] == ["1 x recorded with a content that is no text"]


def test_cut_off__keeps_what_came_before_and_says_so(opening: Opening) -> None:
    whole = recording(entry(), entry("https://api.example/b"))
    opened = opening(whole[:-40])
    assert list(bodies(opened)) == ["1/api.example/feed"]
    assert "cut off" in opened.containers[0].notes[0]


def test_entry__longer_than_a_picture_may_be_is_left_out(opening: Opening) -> None:
    opened = opening(recording(entry(text="x" * 900), entry("https://api.example/b")), Limits(max_picture=500))
    assert list(bodies(opened)) == ["2/api.example/b"]
    assert [one.why for one in opened.unread] == ["1 x longer than --max-picture allows"]


def test_recording__inside_a_zip_is_opened_there(opening: Opening) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/capture.har", recording(entry()))
    assert bodies(opening(buffer.getvalue())) == {"a/capture.har/1/api.example/feed": BODY.encode()}


@pytest.mark.parametrize("head", [b'{"log": {"text": "hello"}}', b'{"log": []}', b'[{"log": {"version": 1}}]', b""])
def test_is_har__other_documents_are_none(head: bytes) -> None:
    assert not is_har(head)
