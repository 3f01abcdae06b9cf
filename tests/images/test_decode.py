from __future__ import annotations

import base64
import io
import struct
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import imagehash
import numpy as np
import pytest
from PIL import Image
from tracker.base.limits import Limits
from tracker.images.decode import FORMATS, UndecodableError, decode
from tracker.images.look import look_at

if TYPE_CHECKING:
    from types import ModuleType


def saved(picture: Image.Image, form: str, **settings: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, **settings)
    return stream.getvalue()


def grey_page(drawings: ModuleType) -> Image.Image:
    """A drawing in few greys, so that palettes and 16 bits can hold it without loss."""
    page = drawings.TUNING["microblog"](drawings.story(1)).convert("L")
    return page.point([17 * (level // 17) for level in range(256)])


def sixteen_bit(page: Image.Image) -> Image.Image:
    wide = (np.asarray(page).astype(np.uint16) << 8) | 0xC3
    return Image.fromarray(wide)


def turned(page: Image.Image, orientation: int) -> bytes:
    back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(page.transpose(back[orientation]), "PNG", exif=exif)


def with_alpha(page: Image.Image) -> Image.Image:
    """Paper is transparent black; words are opaque."""
    layer = page.convert("RGBA")
    pixels = np.array(layer)
    pixels[np.asarray(page) == 255] = (0, 0, 0, 0)
    return Image.fromarray(pixels)


def fifteen_forms(page: Image.Image) -> dict[str, bytes]:
    rgb = page.convert("RGB")
    palette = page.convert("P", palette=Image.Palette.ADAPTIVE, colors=16)
    second = Image.new("L", page.size, 0)
    return {
        "grey png": saved(page, "PNG"),
        "rgb png": saved(rgb, "PNG"),
        "rgba png": saved(page.convert("RGBA"), "PNG"),
        "grey with alpha": saved(page.convert("LA"), "PNG"),
        "transparent paper": saved(with_alpha(page), "PNG"),
        "palette png": saved(palette, "PNG"),
        "16 bit": saved(sixteen_bit(page), "PNG"),
        "bmp": saved(rgb, "BMP"),
        "grey bmp": saved(page, "BMP"),
        "gif": saved(page, "GIF"),
        "animated gif": saved(page, "GIF", save_all=True, append_images=[second]),
        "webp": saved(rgb, "WEBP", lossless=True),
        "turned 90": turned(page, 6),
        "turned 180": turned(page, 3),
        "turned 270": turned(page, 8),
    }


def test_one_picture_in_fifteen_forms_gives_one_digest_and_one_hash(drawings: ModuleType) -> None:
    forms = fifteen_forms(grey_page(drawings))
    assert len(forms) == 15
    seen = {name: look_at(raw, Limits()) for name, raw in forms.items()}
    assert {name: look.unreadable for name, look in seen.items() if look.unreadable} == {}
    assert len({look.pixel_sha256 for look in seen.values()}) == 1
    assert len({tuple(look.hashes.items()) for look in seen.values()}) == 1


@pytest.mark.parametrize("layout", ["microblog", "article", "forum", "chat", "dark", "card"])
def test_stored_hashes_are_bit_equal_to_imagehash(drawings: ModuleType, layout: str) -> None:
    page = {**drawings.TUNING, **drawings.UNSEEN}[layout](drawings.story(5))
    raw = drawings.encode(page, "JPEG", 70)
    look = look_at(raw, Limits())
    with Image.open(io.BytesIO(raw)) as opened:
        assert look.hashes["phash"].hex() == str(imagehash.phash(opened))
        assert look.hashes["dhash16"].hex() == str(imagehash.dhash(opened, 16))


def test_cmyk_jpeg_is_near_its_rgb_form(drawings: ModuleType) -> None:
    page = drawings.photo(3)
    raw = saved(page.convert("CMYK"), "JPEG", quality=95)
    decoded, form = decode(raw, Limits())
    assert (decoded.mode, form) == ("RGB", "JPEG")
    assert np.abs(np.asarray(decoded, np.int16) - np.asarray(page, np.int16)).mean() < 6


def test_damaged_exif_leaves_the_picture_upright(drawings: ModuleType) -> None:
    page = drawings.photo(4)
    raw = saved(page, "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x09\x01\x12\x00\x03")
    assert decode(raw, Limits())[0].size == page.size


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(width: int, height: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not one of"),
        (b"%PDF-1.7 not a picture", "not one of"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not one of"),
        (bomb(100_000, 100_000), "pixels"),
        (bomb(30_000, 100), "--max-side"),
        (bomb(8_000, 6_000), "pixels"),
        (bomb(64, 64), "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(raw: bytes, said: str) -> None:
    with pytest.raises(UndecodableError, match=said):
        decode(raw, Limits())


def test_a_tiff_is_not_opened_whatever_it_is_called(drawings: ModuleType) -> None:
    with pytest.raises(UndecodableError, match="not one of JPEG"):
        decode(saved(drawings.photo(1), "TIFF"), Limits())


def test_a_cut_file_is_refused_and_the_whole_one_is_read(drawings: ModuleType) -> None:
    raw = drawings.encode(drawings.photo(2), "JPEG")
    assert decode(raw, Limits())[1] == "JPEG"
    for cut in (20, len(raw) // 3, len(raw) // 2, len(raw) - 200):
        with pytest.raises(UndecodableError):
            decode(raw[:cut], Limits())


def test_a_polyglot_shows_its_picture_only(drawings: ModuleType) -> None:
    raw = drawings.encode(drawings.photo(2))
    assert look_at(raw + b"PK\x03\x04 <script>", Limits()).pixel_sha256 == look_at(raw, Limits()).pixel_sha256


@pytest.mark.parametrize("colour", ["white", "black", "#3366cc"])
def test_a_flat_picture_has_no_detail(colour: str) -> None:
    assert not look_at(saved(Image.new("RGB", (400, 300), colour), "PNG"), Limits()).detail


def test_a_tiny_picture_has_no_detail(drawings: ModuleType) -> None:
    assert not look_at(drawings.encode(drawings.photo(1, 200, 31)), Limits()).detail
    assert look_at(drawings.encode(drawings.photo(1, 200, 64)), Limits()).detail


def test_the_thumbnail_is_small_and_holds_no_metadata(drawings: ModuleType) -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    look = look_at(saved(drawings.photo(1, 900, 500), "JPEG", exif=exif), Limits())
    assert b"secret" not in look.thumbnail
    with Image.open(io.BytesIO(look.thumbnail)) as opened:
        assert opened.size == (320, 178)
        assert not opened.getexif()


HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG"
    "9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAANAAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA"
    "/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQg"
    "EBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUA"
    "AAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAA"
    "AAAAEAAQWBAgMFhAAAANhtZGF0AAAAzCgBrwngI8Xdf4v7/g/654f+FXIY/KI/IK6QNdEV0leBsl/zwsNq1peIYW3wzQXAf1658YyYl0Tv"
    "k2R2hUtUZTX7FiInfoDL9/5vUI32CL+YbvAwrANpE+vOmv49PfGPwguCT8Av3zg7O/9+qJxNy7w5WspbLXiuIaVT4AaHDe1TytX4bzcXqS"
    "KHKyBjF9GAb/8jYzFSjy2jhV9OfYfVMmcpAD/b+nq5aVmyTWlt//ZRbHlQ0XnHEC78vic+NJepj1LBIIhFS2p7fuElgA=="
)
"""64 x 48 px: a red block and a blue bar on white."""


def test_heic__is_read_where_the_extra_is_installed() -> None:
    pytest.importorskip("pi_heif", reason="the extra [heif] is not installed")
    picture, form = decode(HEIC, Limits())
    assert (picture.size, picture.mode, form) == ((64, 48), "RGB", "HEIF")
    assert np.abs(np.array(picture.getpixel((20, 20))) - (200, 30, 30)).max() <= 8
    assert np.abs(np.array(picture.getpixel((50, 24))) - (20, 20, 120)).max() <= 8


def test_heic__without_the_extra_the_reason_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.images.decode.formats", lambda: FORMATS)
    with pytest.raises(UndecodableError, match=r"pip install 'rumor-spread-tracker\[heif\]'"):
        decode(HEIC, Limits())


def test_heic__cut_off_or_damaged_it_is_refused() -> None:
    pytest.importorskip("pi_heif", reason="the extra [heif] is not installed")
    for place in range(12, len(HEIC), 23):
        with pytest.raises(UndecodableError):
            decode(HEIC[:place], Limits())
        damaged = bytearray(HEIC)
        damaged[place] ^= 255
        with suppress(UndecodableError):  # damage that the decoder cannot see is another picture
            decode(bytes(damaged), Limits())
