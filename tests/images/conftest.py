from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tracker.base.limits import Limits
from tracker.base.progress import Silent
from tracker.images.album import Album
from tracker.images.look import look_at
from tracker.images.match import Matched, MatchSettings, Query, match_pictures
from tracker.tables.media import Media
from tracker.tables.posts import Posts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType

sys.path.insert(0, str(Path(__file__).parent))  # makes `reads` importable under pytest's importlib mode
DRAWINGS = Path(__file__).parents[2] / "benchmarks" / "drawings.py"


@pytest.fixture(scope="session")
def drawings() -> ModuleType:
    """The invented screenshots, shared with the benchmark."""
    spec = importlib.util.spec_from_file_location("drawings", DRAWINGS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["drawings"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def album() -> Callable[[dict[str, bytes]], Album]:
    """An album of named files, looked at in this process."""
    return lambda files: Album((name, look_at(raw, Limits())) for name, raw in files.items())


@pytest.fixture
def posts_of() -> Callable[..., Posts]:
    """Posts `x:0`, `x:1`, ... with these texts (and kinds)."""

    def build(texts: Sequence[str | None], kinds: Sequence[str] | None = None) -> Posts:
        blank = {
            "platform": "x", "disputed": False, "hard": True, "time_source": "id", "time_flags": [],
            "flags": [], "references": [], "embedded": False, "protected": False, "source": "s1",
            "sources": ["s1"], "record": "line 1", "record_offset": 0, "record_length": 1, "record_sha256": bytes(32),
        }  # fmt: skip
        kinds = kinds or ["post"] * len(texts)
        return Posts.from_rows(
            {**blank, "post": f"x:{n}", "native_id": str(n), "text": text, "kind": kind}
            for n, (text, kind) in enumerate(zip(texts, kinds, strict=True))
        )

    return build


@pytest.fixture
def match(posts_of: Callable[..., Posts]) -> Callable[..., Matched]:
    """Match files, one post each: post `x:n` carries the n-th."""

    def run(
        files: Sequence[bytes],
        queries: Sequence[Query] = (),
        *,
        kinds: Sequence[str] | None = None,
        order: Sequence[int] | None = None,
        settings: MatchSettings | None = None,
        lost: Sequence[int] = (),
    ) -> Matched:
        names = [hashlib.sha256(raw).hexdigest() for raw in files]
        rows = [
            {
                "media": f"x:{n}#1", "post": f"x:{n}", "type": "image", "file": f"{n}.jpg", "source": "s1",
                "member": f"media/{n}.jpg", "sha256": bytes.fromhex(name),
            }
            for n, name in enumerate(names)
        ]  # fmt: skip
        media = Media.from_rows([rows[n] for n in order or range(len(rows))])
        by_name = dict(zip(names, files, strict=True))
        gone = {names[n] for n in lost}

        def pictures(wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
            return ((name, by_name[name]) for name in reversed(list(wanted)) if name not in gone)

        posts = posts_of([""] * len(files), kinds)
        return match_pictures(media, posts, pictures, queries, settings or MatchSettings(), Silent())

    return run
