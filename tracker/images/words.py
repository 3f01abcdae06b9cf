"""Which posts carry the words that were asked for, perhaps without the picture.

Posts that hold enough of the character trigrams asked for (scikit-learn's hashing vectorizer; containment as
in Broder, 1997, doi:10.1109/SEQUEN.1997.666900) are proposed. Their words are then aligned in order (longest
matching blocks, Ratcliff and Metzener, 1988), so that a quote, a typo or a sentence before it still match, and
a changed number or a `not` is seen where it stands.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.canonical import dumps
from tracker.base.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.tables.posts import Posts

STRONG: Final = 0.85  # share of the words asked for, by letters, found in order
FAIR: Final = 0.65
WEAK: Final = 0.5
SHORT: Final = 4  # words: fewer must stand there as they are, or they would match everything
SPREAD: Final = 2.0  # words of the post per word found: thinner is chance
_BATCH: Final = 8192  # posts at once
_TRIGRAMS: Final = 0.3  # share of the trigrams asked for that a post must hold to be aligned; WEAK needs more
_WORD: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['\u2019][^\W_]+)*"
)
_LINK: Final = re.compile(r"https?://\S+")
_NEGATIONS: Final = frozenset({
    "not", "no", "never", "none", "nobody", "nothing", "without", "neither", "nor", "cannot", "false",
    "fake", "hoax", "denies", "denied", "nicht", "kein", "keine", "nie", "non", "ne", "pas", "jamais",
    "aucun", "nunca", "nada", "nem", "sin", "sem", "mai", "niet", "geen", "nooit", "\u043d\u0435",
    "\u043d\u0435\u0442", "\u4e0d", "\u6ca1", "\u975e",
})  # fmt: skip


class SameWords(msgspec.Struct, frozen=True):
    """How the words asked for stand in a text."""

    strength: str
    score: float
    missing: tuple[str, ...]
    added: tuple[str, ...]


def word_rows(asked: str, posts: Posts) -> list[dict[str, Any]]:
    """Return one row per post that carries the words, best first; one row without a link where none does."""
    wanted = words_in(asked)
    found = [
        (post, same)
        for post, text in _worth_reading(asked, posts)
        if (same := same_words(wanted, words_in(text))) is not None
    ]
    found.sort(key=lambda pair: (("strong", "fair", "weak").index(pair[1].strength), -pair[1].score, pair[0]))
    return [_row(asked, post, same) for post, same in found] or [_row(asked, "", None)]


def words_in(text: str) -> list[str]:
    """Return the words of a text, folded, without addresses; scripts without spaces give one letter each.

    >>> words_in("Orbit-Data will NOT cost 4,5\u00a0million! https://a.example/x")
    ['orbit', 'data', 'will', 'not', 'cost', '4', '5', 'million']
    """
    return _running(text).split()


def same_words(wanted: list[str], words: list[str]) -> SameWords | None:
    """Say how far the words asked for stand in a text; None where they do not.

    A number that is missing, or a negation that is added or missing, makes the match weak: the claim is
    another one.
    """
    if not wanted or not words:
        return None
    span, blocks = _span(wanted, words)
    kept = {index for block in blocks for index in range(block.a, block.a + block.size)}
    letters = sum(len(word) for word in wanted)
    score = sum(len(wanted[index]) for index in kept) / letters
    if len(wanted) < SHORT:
        return SameWords("fair", 1.0, (), ()) if len(kept) == len(wanted) == len(span) else None
    if score < WEAK or len(kept) < SHORT - 1 or len(span) > SPREAD * len(kept) + 2:
        return None
    missing = tuple(word for index, word in enumerate(wanted) if index not in kept)
    added = _added(span, [wanted[index] for index in sorted(kept)])
    strength = "strong" if score >= STRONG else "fair" if score >= FAIR else "weak"
    return SameWords("weak" if _turned(missing, added) else strength, round(score, 4), missing, added)


def _span(wanted: list[str], words: list[str]) -> tuple[list[str], list[Any]]:
    """Return the part of a text around its longest match, and the matching blocks inside it."""
    whole = SequenceMatcher(None, wanted, words, autojunk=False)
    longest = whole.find_longest_match()
    reach = 2 * len(wanted)
    start = max(0, longest.b - longest.a - reach // 2)
    near = words[start : start + len(wanted) + reach]
    blocks = [b for b in SequenceMatcher(None, wanted, near, autojunk=False).get_matching_blocks() if b.size]
    if not blocks:
        return [], []
    return near[blocks[0].b : blocks[-1].b + blocks[-1].size], blocks


def _added(span: list[str], kept: list[str]) -> tuple[str, ...]:
    rest = list(span)
    for word in kept:
        rest.remove(word)
    return tuple(rest)


def _turned(missing: tuple[str, ...], added: tuple[str, ...]) -> bool:
    changed = (*missing, *added)
    return any(_is_number(word) for word in changed) or any(_negates(word) for word in changed)


def _is_number(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith(("n't", "n\u2019t"))


def _worth_reading(asked: str, posts: Posts) -> Iterator[tuple[str, str]]:
    """Yield posts that hold enough of the character trigrams asked for."""
    from sklearn.feature_extraction.text import HashingVectorizer

    net = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 3), preprocessor=_running, binary=True, norm=None, alternate_sign=False
    )
    wanted = net.transform([asked])
    for batch in posts.arrow.select(["post", "text"]).drop_null().to_batches(max_chunksize=_BATCH):
        texts = batch.column("text").to_pylist()
        shares = (net.transform(texts) @ wanted.T).toarray().ravel() / max(wanted.nnz, 1)
        for number in (shares >= _TRIGRAMS).nonzero()[0]:
            yield batch.column("post")[int(number)].as_py(), texts[number]


def _running(text: str) -> str:
    """Return a text's words as the alignment sees them, with single spaces between."""
    return " ".join(_WORD.findall(_LINK.sub(" ", folded(text))))


def _row(asked: str, post: str, same: SameWords | None) -> dict[str, Any]:
    evidence: dict[str, Any] = {"step": "none"}
    if same is not None:
        evidence = {"step": "words", "missing": list(same.missing), "added": list(same.added)}
    return {
        "query": asked, "kind": "text", "sha256": None, "cluster": "", "member_sha256": "", "post": post,
        "relation": "same_words" if same else "", "strength": same.strength if same else "",
        "score": same.score if same else None, "evidence": dumps(evidence),
    }  # fmt: skip
