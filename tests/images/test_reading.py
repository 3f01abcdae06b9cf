# ruff: noqa: RUF001 - words in many scripts
from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from PIL import Image, ImageDraw, ImageFont
from reads import echo, line, never, reading
from tracker.images import reading as module
from tracker.images.claim import claim_of
from tracker.images.reading import MISSING, Line, Reader, Reading, ReadSettings, unavailable
from tracker.images.wording import explain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from tracker.base.limits import Limits

installed = pytest.mark.skipif(bool(unavailable()), reason="reads real pictures: install the extra [ocr]")


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader(answer=echo, hang_s=10) as made:
        yield made


def test_each_content_and_part_is_read_once(reader: Reader) -> None:
    assert reader.read(b"one").lines[0].text == "one None "
    assert reader.read(b"one", (1, 2, 3, 4)).lines[0].text == "one (1, 2, 3, 4) "
    held = dict(reader.kept)
    assert len(held) == 2
    with Reader(kept=held, answer=never) as later:
        assert later.read(b"one") == reader.read(b"one")


def test_one_that_kills_its_process_costs_itself(reader: Reader) -> None:
    assert "ended the process" in reader.read(b"die").why
    assert reader.read(b"two").why == ""


def test_one_that_hangs_costs_itself() -> None:
    with Reader(answer=echo, hang_s=3) as reader:
        assert "took over 3 s" in reader.read(b"hang").why


def test_a_file_over_the_limit_is_not_read(reader: Reader) -> None:
    reader.settings = ReadSettings(limits=msgspec_replace(reader.settings.limits, max_picture=2))
    assert "--max-picture" in reader.read(b"three").why


def msgspec_replace(limits: Limits, **changed: Any) -> Limits:
    return type(limits)(**{**limits.__dict__, **changed})


def test_without_the_extra_nothing_is_read_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    assert unavailable() == MISSING
    assert Reader().read(b"one") == Reading(why=MISSING)


def test_asking_whether_pictures_can_be_read_loads_no_heavy_library() -> None:
    code = "import sys; from tracker.images.reading import unavailable; unavailable(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"rapidocr", "onnxruntime"} & set(run.stdout.split())


def test_lines_without_known_letters_make_a_picture_unchecked() -> None:
    unknown = Line("", (0, 60, 500, 20), 0.0)
    assert reading("two lines that were read", "and that are long").unchecked == ""
    assert "words not checked" in reading("@ada_example", unknown).unchecked
    assert "words not checked" in reading(msgspec.structs.replace(line("B tr m"), is_foreign=True)).unchecked
    assert reading("a line of words beside icons", Line("", (0, 90, 20, 20), 0.0)).unchecked == ""
    assert Reading().unchecked == ""


@pytest.fixture(scope="module")
def real() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@installed
def test_a_drawn_page_is_read_word_by_word(real: Reader, drawings: ModuleType) -> None:
    told = drawings.story(3)
    read = real.read(drawings.encode(drawings.TUNING["microblog"](told)))
    assert read.unchecked == ""
    assert claim_of(read) == told.headline
    number = next(word for one in read.lines for word in one.words if word.text == "72")
    left, top, width, height = number.box
    assert 520 < left < 545
    assert 100 < top < 125
    assert 30 < width < 50
    assert 30 < height < 50


@installed
def test_a_changed_number_is_read_from_its_region(real: Reader, drawings: ModuleType) -> None:
    told = drawings.story(3)
    first, second = (drawings.encode(drawings.UNSEEN["card"](s)) for s in (told, drawings.other_number(told)))
    found = explain(real.read, first, second, [(410, 150, 40, 40)])
    assert found is not None
    assert (found.was, found.now) == ("72", "77")
    assert explain(real.read, first, second, [(50, 520, 100, 20)]) is None


@installed
def test_reading_twice_gives_equal_bytes(drawings: ModuleType) -> None:
    raw = drawings.encode(drawings.UNSEEN["dark"](drawings.story(5)))
    read = []
    for _ in range(2):
        with Reader() as reader:
            read.append(msgspec.msgpack.encode(reader.read(raw)))
    assert read[0] == read[1]


@installed
@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("Der Bürgermeister eröffnet 47 Straßen nicht", True),
        ("Министр не откроет 47 станций", False),
        ("Ο υπουργός αρνήθηκε να ανοίξει 47", False),
        ("Bộ trưởng không mở 47 trạm mới", False),
    ],
)  # fmt: skip
def test_a_script_that_the_model_does_not_know_is_unchecked(real: Reader, text: str, *, is_known: bool) -> None:
    try:
        font = ImageFont.truetype("DejaVuSans.ttf", 30)
    except OSError:
        pytest.skip("needs the fonts DejaVu")
    page = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(page).text((30, 80), text, font=font, fill="black")
    stream = io.BytesIO()
    page.save(stream, "PNG")
    assert (real.read(stream.getvalue()).unchecked == "") is is_known


@installed
def test_what_is_no_picture_gives_the_reason(real: Reader) -> None:
    assert "not one of" in real.read(b"no picture").why
