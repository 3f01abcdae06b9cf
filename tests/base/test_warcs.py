from __future__ import annotations

import gzip
import io
import runpy
import zipfile
import zlib
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import parse_iso
from tracker.base.codecs import CutOffStreamError
from tracker.base.errors import OverLimitError
from tracker.base.files import open_input
from tracker.base.httpbody import Chunked, Inflated
from tracker.base.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.base.files import Opened

    Opening = Callable[[bytes], Opened]

made = runpy.run_path(str(Path(__file__).with_name("warcs_made.py")))
answer, chunked, packed, record = (made[name] for name in ("answer", "chunked", "packed", "record"))
BODY = b'{"posts": [' + b",".join(b'{"n": %d}' % number for number in range(200)) + b"]}"
URI = "https://api.example/feed?limit=2"
INFO = record("warcinfo", "", b"software: none\r\n")


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    """Open inputs that are closed when the test ends."""
    with ExitStack() as stack:

        def opened(content: bytes, name: str = "capture", limits: Limits | None = None) -> Opened:
            path = tmp_path / name
            path.write_bytes(content)
            return stack.enter_context(open_input(path, limits or Limits()))

        yield opened


def bodies(opened: Opened) -> dict[str, bytes]:
    found = {}
    for container in opened.containers:
        for name in container.names:
            with container.stream(name, container.notes.append) as stream:
                found[container.prefix + name] = stream.readall() if isinstance(stream, io.RawIOBase) else b""
    return found


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (BODY, {}),
        (chunked(BODY), {"Transfer_Encoding": "chunked"}),
        (BODY, {"Transfer_Encoding": "chunked"}),
        (gzip.compress(BODY), {"Content_Encoding": "gzip"}),
        (BODY, {"Content_Encoding": "gzip"}),
        (zlib.compress(BODY), {"Content_Encoding": "deflate"}),
        (zlib.compress(BODY)[2:-4], {"Content_Encoding": "deflate"}),
        (chunked(gzip.compress(BODY), 50), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}),
    ],
)
def test_answer__its_body_comes_out_as_the_server_meant_it(
    opening: Opening, pack: Callable[[bytes], bytes], body: bytes, fields: dict[str, str]
) -> None:
    opened = opening(pack(INFO) + pack(answer(URI, body, **fields)) + pack(record("request", URI, b"GET /")))
    assert bodies(opened) == {"2/api.example/feed": BODY}
    assert opened.kind == "warc"
    assert opened.containers[0].notes == []


def test_answer__was_fetched_when_the_record_says(opening: Opening) -> None:
    (container,) = opening(packed(INFO, answer(URI, BODY, date="2026-03-02T10:00:00.123456Z"))).containers
    assert container.fetched_us("2/api.example/feed") == parse_iso("2026-03-02T10:00:00.123456Z").us
    assert container.member_at(URI) == "2/api.example/feed"
    assert container.member_at("https://api.example/feed") is None


def test_resource__is_its_body_without_a_header(opening: Opening) -> None:
    opened = opening(record("resource", "urn:example:posts", BODY, Content_Type="application/json"))
    assert bodies(opened) == {"1/example:posts": BODY}


def test_left_out__revisits_errors_styles_and_what_cannot_be_unpacked_are_counted(opening: Opening) -> None:
    opened = opening(
        packed(
            INFO,
            answer(URI, BODY),
            record("revisit", URI, b"HTTP/1.1 200 OK\r\n\r\n"),
            record("revisit", URI, b"HTTP/1.1 200 OK\r\n\r\n"),
            answer(URI, b"gone", "404 Not Found"),
            answer(URI, b"p {}", Content_Type="text/css; charset=utf-8"),
            answer(URI, b"\x1b\x03", Content_Encoding="br"),
        )
    )
    assert list(bodies(opened)) == ["2/api.example/feed"]
    assert [unread.why for unread in opened.unread] == [
        "1 x errors, redirections and parts of files",
        "1 x packed as br, which is not undone",
        "2 x the answer was the one fetched before, and was not kept again",
        "1 x styles, scripts, fonts and empty answers",
    ]


def test_names__a_picture_keeps_its_format_and_no_name_leads_out(opening: Opening) -> None:
    opened = opening(
        packed(
            answer("https://pbs.example/media/FhTq3xkWYAEl2?format=jpg&name=small", b"\xff\xd8\xff"),
            answer("https://a.example/../../etc/passwd", b"[]"),
            answer("https://a.example/" + "x" * 2000, b"[]"),
            answer("", b"[]"),
        )
    )
    names = opened.containers[0].names
    assert names[0] == "1/pbs.example/media/FhTq3xkWYAEl2.jpg"
    assert names[1] == "2/a.example/%2E%2E/%2E%2E/etc/passwd"
    assert len(names[2]) < 400
    assert opened.unread == []


def test_two_captures_of_one_address_are_two_members(opening: Opening) -> None:
    assert len(bodies(opening(packed(answer(URI, BODY), answer(URI, BODY))))) == 2


def test_gzip_of_the_whole_file_is_read_and_explained(opening: Opening) -> None:
    whole = opening(gzip.compress(INFO + answer(URI, BODY)))
    assert bodies(whole) == {"2/api.example/feed": BODY}
    assert "compressed as one piece" in whole.containers[0].notes[0]


def test_wacz__its_web_archives_are_opened_inside_the_zip(opening: Opening) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("datapackage.json", b'{"profile": "data-package"}')
        archive.writestr("archive/data.warc.gz", packed(INFO, answer(URI, BODY)))
    opened = opening(buffer.getvalue())
    assert [container.prefix for container in opened.containers] == ["", "archive/data.warc.gz/"]
    assert bodies(opened)["archive/data.warc.gz/2/api.example/feed"] == BODY


def test_cut_off_or_damaged__what_stands_before_is_read_and_the_rest_is_told(opening: Opening) -> None:
    one, two = answer(URI, BODY), answer(URI, BODY)
    damaged = opening(INFO + one + two.replace(b"WARC/1.1", b"WURC/1.1"))
    assert list(bodies(damaged)) == ["2/api.example/feed"]
    assert "no record of a web archive stands at byte" in damaged.containers[0].notes[0]
    with pytest.raises(CutOffStreamError, match="the warc is cut off inside this member"):
        bodies(opening(INFO + one + two[:-200]))


def test_cut_anywhere__nothing_ends_outside_the_known_errors(opening: Opening) -> None:
    whole = packed(INFO, answer(URI, chunked(b'{"posts": []}'), Transfer_Encoding="chunked"))
    for cut in range(3, len(whole), 5):  # with fewer bytes it is no gzip yet
        try:
            found = bodies(opening(whole[:cut]))
        except CutOffStreamError:
            continue
        assert set(found.values()) <= {b'{"posts": []}'}, cut


def test_limits__an_answer_that_expands_past_them_is_refused(opening: Opening) -> None:
    bomb = zlib.compress(bytes(8 << 20), 9)
    opened = opening(answer(URI, bomb, Content_Encoding="deflate"))
    with pytest.raises(OverLimitError, match="--max-ratio"):
        bodies(opened)


@given(st.binary(max_size=300), st.integers(1, 40), st.integers(1, 64))
def test_chunked__gives_back_what_was_cut_into_chunks(body: bytes, size: int, step: int) -> None:
    stream = Chunked(io.BytesIO(chunked(body, size)))
    assert b"".join(iter(lambda: stream.read(step), b"")) == body


@given(st.binary(min_size=1, max_size=200), st.data())
def test_chunked__cut_off_gives_a_beginning_and_then_says_so(body: bytes, data: st.DataObject) -> None:
    whole = chunked(body)
    stream = Chunked(io.BytesIO(whole[: data.draw(st.integers(10, len(whole) - 3))]))
    found = b""
    try:
        while piece := stream.read(16):
            found += piece
    except CutOffStreamError:
        assert body.startswith(found)
    else:
        assert found == body


def test_inflated__damage_is_told() -> None:
    with pytest.raises(CutOffStreamError, match="cut off"):
        Inflated(io.BytesIO(zlib.compress(BODY)[:40])).read()
    with pytest.raises(CutOffStreamError, match="damaged"):
        Inflated(io.BytesIO(b"\xff" * 30)).read()


@pytest.mark.parametrize(
    "uri",
    [
        "https://x.com/i/api/graphql/AbC/DmAllSearchSlice?q=1",
        "https://x.com/i/api/graphql/AbC/DMInbox",
        "https://x.com/i/api/graphql/AbC/XChatConversation?variables=1",
        "https://x.com/i/api/graphql/AbC/GetInitialXChatPageQuery",
        "https://x.com/i/api/1.1/dm/conversation/1-2.json",
        "https://x.com/messages/1-2",
        "https://x.com/i/chat/1-2",
        "https://www.instagram.com/api/v1/direct_v2/inbox/",
        "https://www.instagram.com/direct/t/1/",
        "https://www.facebook.com/messages/t/1",
        "https://truthsocial.com/api/v1/pleroma/chats/1/messages",
        "https://truthsocial.com/chats",
        "https://gab.com/api/v1/chat_messages/1",
        "https://gab.com/api/v1/chat_conversations/approved_conversations",
        "https://discord.com/channels/@me/1",
        "https://discord.com/api/v9/channels/1/messages?limit=50",
        "https://discord.com/api/v9/channels/1/pins",
        "https://discordapp.com/api/users/@me/channels",
        "https://www.reddit.com/message/inbox/.json",
        "https://www.reddit.com/message/messages",
        "https://mastodon.example/api/v1/conversations?limit=20",
        "https://mastodon.example/conversations",
        "https://api.bsky.chat/xrpc/chat.bsky.convo.getMessages?convoId=1",
        "https://pds.example/xrpc/chat.bsky.convo.listConvos",
        "https://m.weibo.cn/api/chat/list?uid=1",
        "https://www.tiktok.com/api/im/multi_user",
        "https://web.telegram.org/k/",
        "https://www.messenger.com/t/1",
        "https://site.example/Messages",
        "https://site.example/%6Dessages/1",
        "https://archive.example/web/2026/https://x.com/i/api/1.1/dm/inbox_initial_state.json",
    ],
)
def test_private_messages__are_never_members(opening: Opening, uri: str) -> None:
    opened = opening(answer(uri, BODY) + answer(URI, BODY))
    assert bodies(opened) == {"2/api.example/feed": BODY}
    assert [(one.member, one.why) for one in opened.unread] == [
        ("(private messages)", "1 x private messages are never read")
    ]


@pytest.mark.parametrize(
    "uri",
    [
        "https://x.com/i/api/graphql/AbC/TweetDetail?features=rweb_xchat_enabled,DM",
        "https://x.com/i/api/graphql/AbC/AdminHDMedia",
        "https://x.com/i/api/2/timeline/conversation/1.json",
        "https://x.com/dm_example/status/1",
        "https://www.reddit.com/r/news/comments/1abc/message/.json",
        "https://www.reddit.com/r/messages/new.json",
        "https://mastodon.example/@messages/1",
        "https://bsky.example/xrpc/app.bsky.feed.getPostThread",
        "https://host.example/export/messages.html",
        "https://www.instagram.com/directors/p/1/",
    ],
)
def test_private_messages__what_only_looks_like_them_is_read(opening: Opening, uri: str) -> None:
    assert list(bodies(opening(answer(uri, BODY))).values()) == [BODY]


@pytest.mark.parametrize("status", ["9" * 5000, "\u0662\u0660\u0660", "20", "2000", "", "ok"])
def test_status__that_is_none_leaves_the_answer_out(opening: Opening, status: str) -> None:
    opened = opening(answer(URI, BODY, status) + answer(URI, BODY))
    assert list(bodies(opened)) == ["2/api.example/feed"]
    assert [unread.why for unread in opened.unread] == ["1 x errors, redirections and parts of files"]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("before", [*range(4000, 4090), 20_000, 65_000])
def test_header__ends_at_its_empty_line_wherever_that_stands(opening: Opening, before: int, end: str) -> None:
    fields = f"WARC-Type: resource{end}WARC-Target-URI: {URI}{end}Content-Length: {len(BODY)}{end}{end}"
    header = f"WARC/1.1{end}X-More: {'x' * (before - len(fields))}{end}{fields}"
    assert bodies(opening(header.encode() + BODY)) == {"1/api.example/feed": BODY}


def test_header__that_never_ends_stops_the_archive(opening: Opening) -> None:
    endless = b"WARC/1.1\r\n" + b"a: b\r\n" * 20_000 + b"WARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    opened = opening(packed(answer(URI, BODY), endless, answer(URI, BODY)))
    assert bodies(opened) == {"1/api.example/feed": BODY}
    assert "no record of a web archive stands at byte" in opened.containers[0].notes[0]
