from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import tarfile
import zipfile
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
import zstandard
from tracker.base.codecs import CutOffStreamError
from tracker.base.errors import OverLimitError, UnreadableError
from tracker.base.files import digest_input, open_input
from tracker.base.limits import MIB, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tracker.base.containers import Stream
    from tracker.base.files import Opened

    Opening = Callable[[Path], Opened]

LINES = b"".join(
    b'{"id": %d, "text": "%s"}\n' % (number, hashlib.sha256(b"%d" % number).hexdigest().encode())
    for number in range(60)
)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)
PACKED = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.fixture
def opening() -> Iterator[Opening]:
    """Open inputs that are closed when the test ends."""
    with ExitStack() as stack:
        yield lambda path: stack.enter_context(open_input(path, Limits()))


def drain(stream: Stream, into: bytearray) -> None:
    while piece := stream.read(64):
        into += piece


def contents(opened: Opened) -> dict[str, bytes]:
    found = {}
    for container in opened.containers:
        for name in container.names:
            with container.stream(name, container.notes.append) as stream:
                pieces = []
                while piece := stream.read(1000):
                    pieces.append(piece)
            found[container.prefix + name] = b"".join(pieces)
    return found


def loaded(path: Path, limits: Limits | None = None) -> dict[str, bytes]:
    with open_input(path, limits or Limits()) as opened:
        return contents(opened)


MEMBERS = {"data/a.jsonl": LINES, "media/p.png": PICTURE, "é/" + "long" * 40 + "/b.jsonl": b"[1]\n"}


@pytest.mark.parametrize("pack", [None, *PACKED])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_open_input__a_tar_gives_its_members_in_any_order_asked(
    opening: Opening, tmp_path: Path, pack: str | None, form: int
) -> None:
    raw = tarred(MEMBERS, form)
    path = write(tmp_path / "export", PACKED[pack](raw) if pack else raw)
    opened = opening(path)
    container = opened.containers[0]
    assert opened.kind == "tar"
    assert contents(opened) == MEMBERS
    for name in reversed(container.names):
        with container.stream(name, container.notes.append) as stream:
            assert b"".join(iter(lambda: stream.read(64), b"")) == MEMBERS[name]
    assert container.notes == []


def test_open_input__ustar_prefixes_are_part_of_the_name(tmp_path: Path) -> None:
    members = {"folder/" + "x" * 90 + "/" + "y" * 60: b"1"}
    assert loaded(write(tmp_path / "a.tar", tarred(members, tarfile.USTAR_FORMAT))) == members


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_open_input__a_zip_gives_its_members(tmp_path: Path, method: int) -> None:
    assert loaded(write(tmp_path / "export.bin", zipped(MEMBERS, method))) == MEMBERS


def test_open_input__a_folder_gives_its_files_and_never_follows_a_link(
    opening: Opening, tmp_path: Path
) -> None:
    root = tmp_path / "export"
    for name, content in MEMBERS.items():
        write(root / name, content)
    secret = write(tmp_path / "secret.jsonl", b"[0]")
    (root / "link.jsonl").symlink_to(secret)
    (root / "linked").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.jsonl")
    opened = opening(root)
    assert contents(opened) == MEMBERS
    assert {unread.member: unread.why for unread in opened.unread} == {
        "link.jsonl": "a link is not followed",
        "linked": "a link is not followed",
        "pipe.jsonl": "no regular file",
    }
    (root / "media/p.png").unlink()
    (root / "media/p.png").symlink_to(secret)
    with pytest.raises(UnreadableError, match="cannot be opened"):
        opened.containers[0].raw("media/p.png")


@pytest.mark.parametrize("pack", PACKED)
@pytest.mark.parametrize("times", [1, 3])
def test_open_input__concatenated_members_and_frames_are_read_whole(
    tmp_path: Path, pack: str, times: int
) -> None:
    path = write(tmp_path / "lines.txt", PACKED[pack](LINES) * times)
    assert loaded(path) == {"lines.txt": LINES * times}


@pytest.mark.parametrize("pack", PACKED)
def test_open_input__bytes_after_the_end_are_noted(opening: Opening, tmp_path: Path, pack: str) -> None:
    opened = opening(write(tmp_path / "lines", PACKED[pack](LINES) + b"more than nothing"))
    assert contents(opened) == {"lines": LINES}
    assert opened.containers[0].notes == [f"bytes after the end of the {pack} stream were not read"]


@pytest.mark.parametrize("pack", PACKED)
def test_open_input__a_stream_cut_off_anywhere_gives_what_came_before_and_an_error(
    opening: Opening, tmp_path: Path, pack: str
) -> None:
    whole = PACKED[pack](LINES[:1500])
    for cut in range(20, len(whole)):
        opened = opening(write(tmp_path / "lines", whole[:cut]))
        got = bytearray()
        with opened.containers[0].stream("lines", lambda _: None) as stream, pytest.raises(CutOffStreamError):
            drain(stream, got)
        assert LINES[:1500].startswith(got)


def test_open_input__a_tar_cut_off_anywhere_gives_whole_members_or_an_error(
    opening: Opening, tmp_path: Path
) -> None:
    whole = tarred({"a": b"x" * 700, "b": b"y" * 700})
    for cut in range(513, len(whole), 97):
        opened = opening(write(tmp_path / "t", whole[:cut]))
        for name in opened.containers[0].names:
            stream = opened.containers[0].stream(name, lambda _: None)
            try:
                got = b"".join(iter(lambda stream=stream: stream.read(100), b""))  # type: ignore[misc]
            except CutOffStreamError:
                continue
            assert got == {"a": b"x" * 700, "b": b"y" * 700}[name]
        if cut < 2 * 512 + 1024 + 1024:
            assert opened.containers[0].notes
        opened.close()


def test_open_input__a_tar_with_a_size_that_no_disk_holds_keeps_what_came_before(
    opening: Opening, tmp_path: Path
) -> None:
    good = tarred({"a": b"x"})[:1024]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("b")
        info.pax_headers = {"size": "9" * 5000}
        archive.addfile(info)
    stated = buffer.getvalue()
    long = stated.replace(b"size=", b"siza=").replace(b"5011 ", b"9" * 5000 + b" ")
    block = bytearray(tarred({"b": b"y"})[:512])
    block[124:136] = b"\x80" + b"\x7f" * 11
    block[148:156] = b"%06o\0 " % (sum(block[:148]) + 8 * 32 + sum(block[156:]))
    for bad in (stated, long, bytes(block)):
        opened = opening(write(tmp_path / "t", good + bad))
        assert contents(opened) == {"a": b"x"}
        assert "header" in opened.containers[0].notes[0]


def test_open_input__a_zip_cut_off_anywhere_is_refused_or_opened_never_a_crash(tmp_path: Path) -> None:
    whole = zipped({"a.jsonl": LINES[:600]})
    for cut in range(4, len(whole)):
        with pytest.raises(UnreadableError):
            open_input(write(tmp_path / "z.zip", whole[:cut]), Limits())


@pytest.mark.parametrize(
    "name", ["/etc/a.jsonl", "../a.jsonl", "x/../../a.jsonl", "C:/a.jsonl", "\\\\host\\a.jsonl"]
)
@pytest.mark.parametrize("make", [zipped, tarred])
def test_open_input__names_that_lead_out_are_listed_and_not_read(
    opening: Opening, tmp_path: Path, name: str, make: Callable[[dict[str, bytes]], bytes]
) -> None:
    opened = opening(write(tmp_path / "export", make({name: b"[1]", "good.jsonl": b"[2]"})))
    assert contents(opened) == {"good.jsonl": b"[2]"}
    assert len(opened.unread) == 1


def test_open_input__links_and_devices_in_a_tar_are_listed(opening: Opening, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for kind, name in (
            (tarfile.SYMTYPE, "s"),
            (tarfile.LNKTYPE, "h"),
            (tarfile.FIFOTYPE, "f"),
            (tarfile.CHRTYPE, "c"),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("after.jsonl")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"[1]"))
    opened = opening(write(tmp_path / "t.tar", buffer.getvalue()))
    assert contents(opened) == {"after.jsonl": b"[1]"}
    assert {unread.member for unread in opened.unread} == {"s", "h", "f", "c"}


def test_open_input__twins_are_noted_and_the_first_is_read(opening: Opening, tmp_path: Path) -> None:
    raw = zipped({"a.jsonl": b"[1]", "b.jsonl": b"[2]"}, zipfile.ZIP_STORED).replace(b"b.jsonl", b"a.jsonl")
    opened = opening(write(tmp_path / "z.zip", raw))
    assert contents(opened) == {"a.jsonl": b"[1]"}
    assert opened.containers[0].notes == ["two members are called a.jsonl"]
    assert "same name" in opened.unread[0].why


def test_open_input__a_wrong_checksum_is_an_error_after_the_bytes(opening: Opening, tmp_path: Path) -> None:
    raw = bytearray(zipped({"a.jsonl": LINES}, zipfile.ZIP_STORED))
    raw[raw.index(b"text")] ^= 1
    opened = opening(write(tmp_path / "z.zip", bytes(raw)))
    found = bytearray()
    with (
        opened.containers[0].stream("a.jsonl", lambda _: None) as stream,
        pytest.raises(CutOffStreamError, match="CRC"),
    ):
        drain(stream, found)
    assert len(found) == len(LINES)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_open_input__a_flipped_byte_of_a_zip_is_a_cut_off_stream_wherever_it_is(
    opening: Opening, tmp_path: Path, method: int
) -> None:
    whole = zipped({"a.jsonl": LINES}, method)
    for place in range(40, 400, 7):
        raw = bytearray(whole)
        raw[place] ^= 0x55
        opened = opening(write(tmp_path / "z.zip", bytes(raw)))
        found = bytearray()
        with (
            opened.containers[0].stream("a.jsonl", lambda _: None) as stream,
            pytest.raises(CutOffStreamError, match="member"),
        ):
            drain(stream, found)


def test_open_input__of_a_member_damaged_far_inside_what_comes_before_is_given(
    opening: Opening, tmp_path: Path
) -> None:
    raw = bytearray(zipped({"a.jsonl": hashlib.shake_256(b"a").digest(MIB)}))
    raw[MIB // 2] ^= 0xFF
    opened = opening(write(tmp_path / "z.zip", bytes(raw)))
    found = bytearray()
    with (
        opened.containers[0].stream("a.jsonl", lambda _: None) as stream,
        pytest.raises(CutOffStreamError, match="member"),
    ):
        drain(stream, found)
    assert len(found) > MIB // 3


def test_open_input__a_locked_zip_says_so(tmp_path: Path) -> None:
    raw = bytearray(zipped({"a.jsonl": b"[1]"}, zipfile.ZIP_STORED))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    with pytest.raises(UnreadableError, match="password"):
        open_input(write(tmp_path / "z.zip", bytes(raw)), Limits())


def test_open_input__odd_ends_of_a_zip_are_noted(opening: Opening, tmp_path: Path) -> None:
    raw = zipped({"a.jsonl": b"[1]"})
    after = opening(write(tmp_path / "after.zip", raw + b"xyz"))
    assert (contents(after), after.containers[0].notes) == (
        {"a.jsonl": b"[1]"},
        ["3 bytes after the end of the zip were not read"],
    )
    for stub in (b"MZ stub", b"GARBAGE"):
        before = opening(write(tmp_path / "before.exe", stub + raw))
        assert (contents(before), before.containers[0].notes) == (
            {"a.jsonl": b"[1]"},
            ["7 bytes before the first member of the zip were not read"],
        )


@pytest.mark.parametrize("head", [b'{"id": 1}\n', b"[1]\n", PICTURE, b"PAR1"])
def test_open_input__a_zip_behind_a_file_of_a_known_kind_does_not_take_its_place(
    opening: Opening, tmp_path: Path, head: bytes
) -> None:
    opened = opening(write(tmp_path / "a", head + zipped({"a.jsonl": b"[1]"})))
    assert opened.kind == "file"


@pytest.mark.parametrize("outer", ["folder", "zip", "tar"])
def test_open_input__an_archive_inside_is_opened_once_and_deeper_ones_are_listed(
    opening: Opening, tmp_path: Path, outer: str
) -> None:
    inner = zipped({"a.jsonl": b"[1]", "deeper.zip": zipped({"b.jsonl": b"[2]"})})
    members = {
        "x/in.zip": inner,
        "y.tar.gz": gzip.compress(tarred({"c.jsonl": b"[3]"})),
        "z.jsonl.gz": gzip.compress(b"[4]"),
    }
    if outer == "folder":
        for name, content in members.items():
            write(tmp_path / "in" / name, content)
    else:
        write(tmp_path / "in", zipped(members) if outer == "zip" else tarred(members))
    opened = opening(tmp_path / "in")
    assert contents(opened) == {"x/in.zip/a.jsonl": b"[1]", "y.tar.gz/c.jsonl": b"[3]", "z.jsonl.gz": b"[4]"}
    assert [unread.member for unread in opened.unread] == ["x/in.zip/deeper.zip"]


@pytest.mark.parametrize("pack", PACKED)
def test_open_input__a_bomb_is_stopped_by_its_ratio(tmp_path: Path, pack: str) -> None:
    path = write(tmp_path / "bomb", PACKED[pack](bytes(40 * MIB)))
    with pytest.raises(OverLimitError, match="raise with --max-ratio"):
        loaded(path)


def test_open_input__a_zip_bomb_is_stopped_whatever_its_header_says(tmp_path: Path) -> None:
    path = write(tmp_path / "bomb.zip", zipped({"a.jsonl": bytes(8 * MIB)}))
    with pytest.raises(OverLimitError, match="--max-ratio"):
        loaded(path)
    assert loaded(path, Limits(max_ratio=2000)) == {"a.jsonl": bytes(8 * MIB)}


@pytest.mark.parametrize(
    ("limits", "option"),
    [
        (Limits(max_total=2000), "--max-total"),
        (Limits(max_member=2000), "--max-member"),
        (Limits(max_members=1), "--max-members"),
    ],
)
@pytest.mark.parametrize("make", [zipped, tarred])
def test_open_input__every_limit_names_its_option(
    tmp_path: Path, limits: Limits, option: str, make: Callable[[dict[str, bytes]], bytes]
) -> None:
    path = write(tmp_path / "export", make({"a": LINES, "b": LINES}))
    assert len(loaded(path)) == 2
    with pytest.raises(OverLimitError, match=f"raise with {option}$"):
        loaded(path, limits)


def test_open_input__a_compressed_file_of_lines_counts_against_the_total_only(tmp_path: Path) -> None:
    path = write(tmp_path / "lines.gz", gzip.compress(LINES))
    assert loaded(path, Limits(max_member=100)) == {"lines.gz": LINES}


def test_open_input__utf_16_becomes_utf_8(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        path = write(tmp_path / encoding, '\ufeff{"text": "é𝄞"}\n'.encode(encoding) * 1)
        assert loaded(path) == {encoding: '{"text": "é𝄞"}\n'.encode()}


def test_open_input__a_text_document_stays_one_and_a_workbook_is_its_parts(tmp_path: Path) -> None:
    raw = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert loaded(write(tmp_path / "letter.docx", raw)) == {"letter.docx": raw}
    parts = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}
    assert loaded(write(tmp_path / "book.xlsx", zipped(parts))) == parts


@pytest.mark.parametrize("content", [b""])
def test_open_input__an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableError, match="is empty"):
        open_input(write(tmp_path / "a", content), Limits())


def test_digest__is_that_of_the_file_and_of_a_folders_names_and_files(
    opening: Opening, tmp_path: Path
) -> None:
    packed = gzip.compress(LINES)
    path = write(tmp_path / "in" / "lines.gz", packed)
    expected = hashlib.sha256(packed).digest()
    assert digest_input(path, Limits()) == (len(packed), expected)
    opened = opening(path)
    contents(opened)
    assert opened.sha256() == expected
    listing = f"{expected.hex()}  lines.gz\n".encode()
    assert digest_input(tmp_path / "in", Limits()) == (len(packed), hashlib.sha256(listing).digest())


def test_open_input__a_case_folder_is_not_read_as_an_export(opening: Opening, tmp_path: Path) -> None:
    write(tmp_path / "tracker-case/case.json", b"{}")
    write(tmp_path / "tracker-case/tables/x.json", b"{}")
    write(tmp_path / "a.jsonl", b"[1]")
    opened = opening(tmp_path)
    assert contents(opened) == {"a.jsonl": b"[1]"}
    assert opened.unread[0].why == "a case folder of this tool"


def test_open_input__a_case_that_has_only_begun_is_not_read_either(opening: Opening, tmp_path: Path) -> None:
    write(tmp_path / "tracker-case/private/lock", b"")
    write(tmp_path / "tracker-case/tmp-load-1/x.json", b"{}")
    write(tmp_path / "a.jsonl", b"[1]")
    opened = opening(tmp_path)
    assert contents(opened) == {"a.jsonl": b"[1]"}
    assert [one.why for one in opened.unread] == ["a case folder of this tool"]
