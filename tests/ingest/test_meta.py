from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.ingest import meta
from tracker.ingest.source import memory_source


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_repaired__undoes_what_the_downloads_do(text: str) -> None:
    broken = text.encode().decode("latin-1")
    assert meta.repaired(broken) == text


@given(st.text(alphabet="абвгдежз日本語ñ\ud83d"))
def test_repaired__leaves_what_was_not_broken(text: str) -> None:
    assert meta.repaired(text) == text


def test_repaired__of_none_is_none() -> None:
    assert meta.repaired(None) is None
    assert meta.text_of({"a": ""}, "a") is None


def test_pictures__are_looked_for_from_every_folder_above() -> None:
    source = memory_source({"d/x/posts/p.json": b""}, "d/x/posts/p.json")
    (row,) = meta.pictures(source, [{"uri": "x/media/1.jpg"}])
    assert row.members == ("x/media/1.jpg", "d/x/media/1.jpg", "d/x/x/media/1.jpg", "d/x/posts/x/media/1.jpg")


@pytest.mark.parametrize("holder", [None, {}, {"uri": ""}, {"uri": "a.txt"}, {"uri": "a"}, 5])
def test_pictures__are_none_where_no_picture_is_named(holder: object) -> None:
    assert list(meta.pictures(memory_source({"p": b""}, "p"), [holder])) == []


def test_profile__that_cannot_be_read_is_noted() -> None:
    source = memory_source({"p.json": b"", "a/profile.json": b"{"}, "p.json")
    assert meta.profile(source, "profile.json") is None
    assert any("profile.json" in note for note in source.notes)
    assert meta.profile(source, "other.json") is None
