"""Which posts carry the words that were asked for, perhaps without the picture.

Posts that hold enough of the character trigrams asked for (scikit-learn's hashing vectorizer; containment as
in Broder, 1997, doi:10.1109/SEQUEN.1997.666900) are proposed. Their words are then aligned in order (longest
matching blocks, Ratcliff and Metzener, 1988), so that a quote, a typo or a sentence before it still match, and
a changed number, name or a `not` is seen where it stands. Error rates: docs/words.md.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.canonical import dumps
from tracker.base.words import folded
from tracker.images.turning import denies, is_number, negates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.tables.posts import Posts

STRONG: Final = 0.85  # share of the words asked for, by letters, found in order
FAIR: Final = 0.65
WEAK: Final = 0.5
SHORT: Final = 4  # words: fewer must stand there as they are, or they would match everything
SHORT_LETTERS: Final = 8  # the same where each letter counts as a word
SPREAD: Final = 2.0  # words of the post per word found: thinner is chance
TYPO: Final = 0.75  # similarity of a word and its misspelling
NAME_TYPO: Final = 0.85  # the same for what may be a name: Maria is not Mario
TYPO_LETTERS: Final = 4  # shorter words are others, not misspelt
_BATCH: Final = 8192  # posts at once
_TRIGRAMS: Final = 0.3  # share of the trigrams asked for that a post must hold to be aligned; WEAK needs more
_ALONE: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD: Final = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+(?:[\u0300-\u036f\u0900-\u0903\u093c-\u094d"
                          rf"\u0951-\u0957\u0962\u0963\u064b-\u0655'\u2019][^\W_{_ALONE}]*)*")  # fmt: skip
"""A word with the marks that belong to its letters, or one letter of a script without spaces."""
_LETTER_ALONE: Final = re.compile(rf"[{_ALONE}]")
_LINK: Final = re.compile(r"https?://\S+")
_TAG: Final = re.compile(r"(?<=[a-z])(?=[A-Z])(?<=\w)")
_HASHTAG: Final = re.compile(r"#\w+")
_GROUPED: Final = re.compile(r"(?<=\d)[.,'\u2019\u00a0\u202f\u066c](?=\d{3}(?!\d))")
_SENTENCE_END: Final = re.compile(r"[.!?:]\W*$")


class SameWords(msgspec.Struct, frozen=True):
    """How the words asked for stand in a text."""

    strength: str
    score: float
    missing: tuple[str, ...]
    added: tuple[str, ...]


def word_rows(asked: str, posts: Posts) -> list[dict[str, Any]]:
    """Return one row per post that carries the words, best first; one row without a link where none does."""
    forms, names, readings = spellings(asked), names_in(asked), _readings_for(asked)
    found = []
    for post, text in _worth_reading(forms, readings, posts):
        heard = [words_in(read(text)) for read in readings]
        matches = [same_words(words_in(form), words, names) for form in forms for words in heard]
        best = min(filter(None, matches), key=_quality, default=None)
        found += [(post, best)] if best else []
    found.sort(key=lambda pair: (_quality(pair[1]), pair[0]))
    return [_row(asked, post, same) for post, same in found] or [_row(asked, "", None)]


def words_in(text: str) -> list[str]:
    """Return the words of a text, folded, without addresses; scripts without spaces give one letter each.

    >>> words_in("Orbit-Data will NOT cost 4,5\u00a0million! https://a.example/x")
    ['orbit', 'data', 'will', 'not', 'cost', '4', '5', 'million']
    >>> words_in("4,500 servers #OrbitData")
    ['4500', 'servers', 'orbit', 'data']
    """
    return _running(text).split()


def spellings(asked: str) -> list[str]:
    """Return how a few words asked for may be spelt: a tag as one word and as several, with its sign and without.

    >>> spellings("100DaysOfCode"), spellings("#OrbitData")
    (['100DaysOfCode', '100Days Of Code'], ['#OrbitData', ' Orbit Data', ' OrbitData'])
    """
    if not _is_short(words_in(asked)):
        return [asked]
    return list(dict.fromkeys([asked, _TAG.sub(" ", _unsigned(asked)), _unsigned(asked)]))


def names_in(text: str) -> frozenset[str]:
    """Return the words that may be names: those with a capital, or all where case tells nothing.

    >>> sorted(names_in("The mayor of Aville, Ada Sample, resigns"))
    ['ada', 'aville', 'sample', 'the']
    """
    words = _WORD.findall(_LINK.sub(" ", text))
    capital = [word for word in words if word[0].isupper()]
    lower = [word for word in words if word[0].islower()]
    if not capital or len(lower) < len(capital) // 2:
        return frozenset(words_in(text))
    caseless = [word for word in words if not word[0].isupper() and not word[0].islower()]
    return frozenset(part for word in (*capital, *caseless) for part in words_in(word))


def same_words(wanted: list[str], words: list[str], names: frozenset[str] = frozenset()) -> SameWords | None:
    """Say how far the words asked for stand in a text; None where they do not.

    Another number, another name or a negation more or less makes the match weak: the claim is another one. What
    is only cut off at either end does not. Where another word stands in the place of one asked for, it is fair at most.
    """
    if not wanted or not words:
        return None
    span = _span(wanted, words)
    kept, changes = _aligned(wanted, span, names)
    score = sum(len(wanted[index]) for index in kept) / sum(map(len, wanted))
    if _is_short(wanted):
        return SameWords("fair", 1.0, (), ()) if len(kept) == len(wanted) == len(span) else None
    if score < WEAK or len(kept) < SHORT - 1 or len(span) > SPREAD * len(kept) + 2:
        return None
    missing = tuple(word for change in changes for word in change.missing)
    added = tuple(word for change in changes for word in change.added)
    is_whole = score >= STRONG and not any(change.missing and change.added for change in changes)
    strength = "strong" if is_whole else "fair" if score >= FAIR else "weak"
    turned = any(_turns(change, names) for change in changes) or denies(missing) != denies(added)
    return SameWords("weak" if turned else strength, round(score, 4), missing, added)


class _Change(msgspec.Struct, frozen=True):
    missing: tuple[str, ...]
    added: tuple[str, ...]
    is_cut: bool
    """At either end, with nothing in its place but the start of a word that was cut in two."""


def _is_short(wanted: list[str]) -> bool:
    alone = sum(1 for word in wanted if _LETTER_ALONE.match(word))
    return len(wanted) < (SHORT_LETTERS if 2 * alone > len(wanted) else SHORT)


def _span(wanted: list[str], words: list[str]) -> list[str]:
    """Return the part of a text around its longest match that the words asked for may fill."""
    whole = SequenceMatcher(None, wanted, words, autojunk=False)
    longest = whole.find_longest_match()
    reach = 2 * len(wanted)
    start = max(0, longest.b - longest.a - reach // 2)
    near = words[start : start + len(wanted) + reach]
    blocks = [b for b in SequenceMatcher(None, wanted, near, autojunk=False).get_matching_blocks() if b.size]
    if not blocks:
        return []
    first, last = blocks[0], blocks[-1]
    before = min(first.a, first.b)  # words in the place of the first and the last asked for
    after = min(len(wanted) - last.a - last.size, len(near) - last.b - last.size)
    return near[first.b - before : last.b + last.size + after]


def _aligned(
    wanted: list[str], span: list[str], names: frozenset[str]
) -> tuple[list[int], list[_Change]]:
    """Return which words asked for are there, misspelt ones too, and what stands otherwise."""
    kept: list[int] = []
    changes = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, wanted, span, autojunk=False).get_opcodes():
        if kind == "equal":
            kept += range(a0, a1)
            continue
        old, new = list(range(a0, a1)), span[b0:b1]
        for index in range(a0, a1):
            twin = next((word for word in new if _is_misspelt(wanted[index], word, names)), None)
            if twin is not None:
                kept.append(index)
                old.remove(index)
                new.remove(twin)
        is_end = a0 == 0 or a1 == len(wanted)
        is_torn = a1 == len(wanted) and len(old) > 0 and len(new) == 1 and wanted[old[0]].startswith(new[0])
        if old or new:
            changes.append(_Change(tuple(wanted[n] for n in old), tuple(new), is_end and (not new or is_torn)))
    return kept, changes


def _is_misspelt(wanted: str, word: str, names: frozenset[str]) -> bool:
    if min(len(wanted), len(word)) < TYPO_LETTERS or not wanted.isalpha() or not word.isalpha():
        return False
    if negates(wanted) or negates(word) or is_number(wanted) or is_number(word):
        return False
    needed = NAME_TYPO if wanted in names else TYPO
    return SequenceMatcher(None, wanted, word, autojunk=False).ratio() >= needed


def _turns(change: _Change, names: frozenset[str]) -> bool:
    """Tell whether a change makes another claim."""
    if any(map(negates, (*change.missing, *change.added))):
        return True
    if change.is_cut:
        return False
    is_named = bool(change.added) and any(word in names for word in change.missing)
    return is_named or any(map(is_number, (*change.missing, *change.added)))


def _readings_for(asked: str) -> list[Callable[[str], str]]:
    """Return how the posts' texts are read: as they are, for a few words also with each tag as one word."""
    return [str, _unsigned] if _is_short(words_in(asked)) else [str]


def _unsigned(text: str) -> str:
    return text.replace("#", " ")


def _quality(same: SameWords) -> tuple[int, float]:
    return ("strong", "fair", "weak").index(same.strength), -same.score


def _worth_reading(
    forms: list[str], readings: list[Callable[[str], str]], posts: Posts
) -> Iterator[tuple[str, str]]:
    """Yield posts that hold enough of the character trigrams of one of the spellings asked for."""
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer

    net = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 3), preprocessor=_running, binary=True, norm=None, alternate_sign=False
    )
    wanted = net.transform(forms)
    counts = np.maximum(wanted.getnnz(axis=1), 1)
    for batch in posts.arrow.select(["post", "text"]).drop_null().to_batches(max_chunksize=_BATCH):
        texts = batch.column("text").to_pylist()
        held = [(net.transform(map(read, texts)) @ wanted.T).toarray() / counts for read in readings]
        shares = np.max(held, axis=(0, 2))
        for number in (shares >= _TRIGRAMS).nonzero()[0]:
            yield batch.column("post")[int(number)].as_py(), texts[number]


def _running(text: str) -> str:
    """Return a text's words as the alignment sees them, with single spaces between."""
    plain = _HASHTAG.sub(lambda tag: _TAG.sub(" ", tag[0]), _LINK.sub(" ", text))
    plain = _GROUPED.sub("", "".join(map(_western, plain)) if not plain.isascii() else plain)
    return " ".join(_WORD.findall(folded(plain)))


def _western(letter: str) -> str:
    """Return a digit of any script as 0 to 9."""
    return str(unicodedata.decimal(letter)) if letter > "\x7f" and letter.isdecimal() else letter


def _row(asked: str, post: str, same: SameWords | None) -> dict[str, Any]:
    evidence: dict[str, Any] = {"step": "none"}
    if same is not None:
        evidence = {"step": "words", "missing": list(same.missing), "added": list(same.added)}
    return {
        "query": asked, "kind": "text", "sha256": None, "cluster": "", "member_sha256": "", "post": post,
        "relation": "same_words" if same else "", "strength": same.strength if same else "",
        "score": same.score if same else None, "evidence": dumps(evidence),
    }  # fmt: skip
