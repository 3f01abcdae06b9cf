from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.idtime import id_time
from tracker.ingest.instagram import caption, code_of, media, post_code

NOW = 1_790_000_000_000_000
STILL = {
    "image_versions2": {"candidates": [{"url": "https://cdn.example/still.jpg"}, {"url": "https://cdn.example/s.jpg"}]}
}
FILM = {"video_versions": [{"url": "https://cdn.example/film.mp4"}]}


@given(st.integers(min_value=10**15, max_value=2**63 - 1))
def test_code__is_the_number_in_url_safe_base_64(number: int) -> None:
    padded = base64.urlsafe_b64encode(number.to_bytes(9, "big")).decode()
    assert code_of(number) == padded.lstrip("A")
    assert code_of(f"{number}_12345") == code_of(str(number))


def test_code__has_the_time_of_its_number() -> None:
    number = "1922949326347663701"
    code = code_of(number)
    assert code is not None
    assert id_time("instagram", code, now_us=NOW) == id_time("instagram", number, now_us=NOW)


@pytest.mark.parametrize("value", ["7", "", None, "abc", 1.5, True, [], "1" * 21])
def test_code__of_what_is_no_number_of_a_post_is_unknown(value: Any) -> None:
    assert code_of(value) is None


@pytest.mark.parametrize(
    ("item", "noted", "code"),
    [
        ({"pk": "1922949326347663701", "code": "OTHERPOST01"}, None, "BqvsDleB3lV"),
        ({"code": "BqvsDleB3lV"}, None, "BqvsDleB3lV"),
        ({"shortcode": "BqvsDleB3lV"}, None, "BqvsDleB3lV"),
        ({"code": "BqvsDleB3lV" + "x" * 28, "id": "17"}, None, "BqvsDleB3lV"),
        ({"code": "aye83"}, None, "aye83"),
        ({}, "1922949326347663701_5", "BqvsDleB3lV"),
        ({"code": 7}, "7", None),
    ],
)
def test_post_code__is_found_by_number_code_or_the_id_noted(item: Any, noted: str | None, code: str | None) -> None:
    assert post_code(item, noted) == code


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"caption": {"text": "now"}}, "now"),
        ({"caption": None}, None),
        ({"edge_media_to_caption": {"edges": [{"node": {"text": "then"}}]}}, "then"),
        ({"edge_media_to_caption": {"edges": []}}, None),
    ],
)
def test_caption__is_read_in_both_forms(item: Any, words: str | None) -> None:
    assert caption(item) == words


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ({"media_type": 1, **STILL}, [("image", "still.jpg")]),
        ({"media_type": 2, **STILL, **FILM}, [("video", "still.jpg")]),
        ({"media_type": 2, **FILM}, [("video", "film.mp4")]),
        ({"carousel_media": [STILL, STILL | FILM]}, [("image", "still.jpg"), ("video", "still.jpg")]),
        ({"__typename": "GraphVideo", "display_url": "https://cdn.example/old.jpg"}, [("video", "old.jpg")]),
        ({"media_type": 1, "image_versions2": None}, []),
    ],
)
def test_media__videos_are_shown_by_their_poster_frames(item: Any, shown: list[tuple[str, str]]) -> None:
    assert [(row.type, row.file.rpartition("/")[2]) for row in media(item)] == shown
