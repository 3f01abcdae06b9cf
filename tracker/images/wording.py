"""Say in which words two pictures differ.

Readers of pictures confuse letters; pixels do not. So a difference between two readings counts only where the
pixels were found to contradict each other, and only if both places, read once more by themselves, say the same
again. Where that fails there is no answer: a change is never made up.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.words import folded
from tracker.images.reading import Box, Line, Read, Reading, Word, around

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_CHANGES: Final = 4  # places in one picture: more is another text, better shown than told
REACH: Final = 0.4  # of a word's height: how far from it a contradicting patch may lie
MARGIN: Final = 0.3  # of a word's height, kept around a part that is read again
MOST_GONE: Final = 4  # words: more are rather another crop or a line that was overlooked
CLOSED: Final = 1.0  # of a word's height: a wider gap between two words hides one
CLEAR: Final = 0.6  # confidence of each word told
_MISREAD: Final = str.maketrans({"l": "1", "i": "1", "|": "1", "!": "1", "\u0131": "1", "o": "0"})
_LEFT_OUT: Final = re.compile(r"[^\w%$\u20ac\u00a3\u00a5.,|!]|_")
_POINT: Final = re.compile(r"(?<=\d)[.,](?=\d)")


class Token(msgspec.Struct, frozen=True):
    """One word as it was read, and the form in which readings are compared."""

    word: Word
    form: str


class Change(msgspec.Struct, frozen=True):
    """Words of one reading that stand otherwise in another; either side may be empty."""

    was: tuple[Word, ...]
    now: tuple[Word, ...]
    before: tuple[Word, Word] | None
    """The equal words before it, in the first and the second."""
    after: tuple[Word, Word] | None


class Wording(msgspec.Struct, frozen=True):
    """Which words differ between two pictures."""

    was: str
    now: str
    box: Box
    """Around the words of the second picture, in its pixels."""
    changed: int = 1
    """Words told, on the side that has more: many are another text in the same frame, and no edit of one fact."""

    @property
    def evidence(self) -> dict[str, Any]:
        """Return what stands in the evidence of a variant."""
        return {"was": self.was, "is": self.now, "box": list(self.box)}


def explain(read: Read, first: bytes, second: bytes, regions: Sequence[Sequence[int]]) -> Wording | None:
    """Say in which words the second picture differs from the first, or None where that cannot be told.

    `first` and `second` are the files; `regions` are the boxes in pixels of the second where an aligned
    comparison found them to contradict (`evidence["regions"]`).
    """
    one, two = read(first, None), read(second, None)
    if one.why or two.why:
        return None
    places = _places(one, two, [(r[0], r[1], r[2], r[3]) for r in regions])
    if not 0 < len(places) <= MOST_CHANGES or not all(map(_is_whole, places)):
        return None
    told = [_confirmed(read, first, second, place) for place in places]
    sure = [change for change in told if change is not None]
    if not sure or len(sure) < len(told):
        return None
    sides = [with_neighbours(change) for change in sure]
    was, now = (" \u2026 ".join(said(side[n]) for side in sides) for n in (0, 1))
    changed = sum(max(len(change.was), len(change.now)) for change in sure)
    return Wording(was, now, around(word.box for _, words in sides for word in words), changed)


def _places(one: Reading, two: Reading, regions: list[Box]) -> list[Change]:
    """Return the differences of two readings that lie on a region."""
    return [
        change for change in changes_between(one.lines, two.lines)
        if any(_touches(word.box, region, moves=_moves(change)) for word in _in_second(change) for region in regions)
    ]  # fmt: skip


def _is_whole(change: Change) -> bool:
    """Tell whether words that one picture lacks are gone, and not merely covered or illegible there."""
    if change.was and change.now:
        return True
    if not (change.before and change.after) or max(len(change.was), len(change.now)) > MOST_GONE:
        return False
    side = 0 if change.now else 1  # the picture that lacks them
    before, after = change.before[side].box, change.after[side].box
    gap = after[0] - before[0] - before[2]
    return gap <= CLOSED * before[3] if _in_line(before, after) else after[1] - before[1] <= CLOSED * 2 * before[3]


def _in_second(change: Change) -> tuple[Word, ...]:
    return change.now or tuple(pair[1] for pair in (change.before, change.after) if pair)


def _moves(change: Change) -> bool:
    """Tell whether a change moves the words after it: then they contradict too, and perhaps more than it does."""
    return sum(len(word.text) for word in change.was) != sum(len(word.text) for word in change.now)


def _touches(box: Box, region: Box, *, moves: bool) -> bool:
    reach = REACH * box[3]
    is_in_line = region[1] < box[1] + box[3] and box[1] < region[1] + region[3]
    is_left = region[0] < box[0] + box[2] + reach
    return is_in_line and (is_left or moves) and box[0] - reach < region[0] + region[2]


def _confirmed(read: Read, first: bytes, second: bytes, change: Change) -> Change | None:
    """Return a change if both places, read by themselves, show it again."""
    was, now = with_neighbours(change)
    if not was or not now or min(word.confidence for word in (*change.was, *change.now)) < CLEAR:
        return None
    beside = [pair for pair in (change.before, change.after) if pair]
    one = read(first, _part(was, [pair[0] for pair in beside]))
    two = read(second, _part(now, [pair[1] for pair in beside]))
    here, there = _forms(one.lines), _forms(two.lines)
    old, new = (_forms_of(words) for words in (was, now))
    around_old, around_new = (_forms_of(words) for words in _with_both_neighbours(change))
    is_shown = _holds(here, old) and _holds(there, new) and not (_holds(here, new) or _holds(there, old))
    is_shown_between = _holds(here, around_old) and _holds(there, around_new)
    return change if is_shown or (is_shown_between and around_old != around_new) else None


def _with_both_neighbours(change: Change) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    pairs = change.before, change.after
    before, after = ((pair,) if pair else () for pair in pairs)
    was = (*(pair[0] for pair in before), *change.was, *(pair[0] for pair in after))
    now = (*(pair[1] for pair in before), *change.now, *(pair[1] for pair in after))
    return was, now


def _part(words: Sequence[Word], beside: Sequence[Word]) -> Box:
    """Return the place of some words, with those beside them in the line: letters cut in two read as others."""
    held = around(word.box for word in words)
    near = [word.box for word in beside if _in_line(word.box, held)]
    left, top, width, height = around([held, *near])
    margin = round(MARGIN * max(word.box[3] for word in words))
    return max(0, left - margin), max(0, top - margin), width + 2 * margin, height + 2 * margin


def _in_line(box: Box, other: Box) -> bool:
    return box[1] < other[1] + other[3] / 2 < box[1] + box[3]


def _forms(lines: Iterable[Line]) -> list[str]:
    return [token.form for token in tokens(lines)]


def _forms_of(words: Iterable[Word]) -> list[str]:
    return [form for word in words if (form := canonical(word.text))]


def _holds(forms: list[str], wanted: list[str]) -> bool:
    """Tell whether words stand in a row; a space that was overlooked makes no difference."""
    text = "".join(forms)
    starts = {0, *accumulate(map(len, forms))}
    starts |= {n for n in range(1, len(text)) if text[n - 1].isdigit() != text[n].isdigit()}
    joined = "".join(wanted)
    return any(text.startswith(joined, start) and start + len(joined) in starts for start in starts)


def changes_between(first: Iterable[Line], second: Iterable[Line]) -> list[Change]:
    """Return where two readings differ, in the order of reading; what readers merely confuse is no change."""
    one, two = tokens(first), tokens(second)
    matcher = SequenceMatcher(None, [t.form for t in one], [t.form for t in two], autojunk=False)
    changes = []
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        if kind == "equal" or _joined(one[a0:a1]) == _joined(two[b0:b1]):
            continue
        before = (one[a0 - 1].word, two[b0 - 1].word) if a0 and b0 else None
        after = (one[a1].word, two[b1].word) if a1 < len(one) and b1 < len(two) else None
        was, now = tuple(t.word for t in one[a0:a1]), tuple(t.word for t in two[b0:b1])
        now, was = _unglued(now, was), _unglued(was, now)
        if min(len(was), len(now)) > 1 and canonical(was[-1].text) == canonical(now[-1].text):
            after, was, now = (was[-1], now[-1]), was[:-1], now[:-1]
        changes.append(Change(was, now, before, after))
    return changes


def _unglued(glued: tuple[Word, ...], words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Cut a word in two where a space was overlooked and the other reading tells where it is: `27will`."""
    if len(glued) != 1 or len(words) < 2:  # noqa: PLR2004 - a pair
        return glued
    text, tail = glued[0].text, words[-1].text
    if not text.endswith(tail) or text == tail:
        return glued
    cut = len(text) - len(tail)
    return tuple(msgspec.structs.replace(glued[0], text=part) for part in (text[:cut], text[cut:]))


def _joined(some: Sequence[Token]) -> str:
    return "".join(token.form for token in some)


def with_neighbours(change: Change) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Return both sides of a change, with the words around it where one side has none of its own."""
    if change.was and change.now:
        return change.was, change.now
    return _with_both_neighbours(change)


def tokens(lines: Iterable[Line]) -> list[Token]:
    """Return the words of lines in the form in which readings are compared."""
    return [Token(word, form) for line in lines for word in line.words if (form := canonical(word.text))]


def canonical(text: str) -> str:
    """Return a word without what readers of pictures confuse: case, accents, punctuation, l and 1, O and 0.

    >>> canonical("Modern,") == canonical("modem")
    True
    >>> canonical("4,500") == canonical("45oo")
    False
    """
    plain = unicodedata.normalize("NFD", folded(text))
    plain = "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f")
    plain = _LEFT_OUT.sub("", unicodedata.normalize("NFC", plain))
    plain = plain.replace("rn", "m").replace("vv", "w").translate(_MISREAD)
    return _POINT.sub("\0", plain).replace(".", "").replace(",", "").replace("\0", ".")


def said(words: Sequence[Word]) -> str:
    """Return words as they are written: ideographs without spaces between, no punctuation around."""
    text = ""
    for word in words:
        gap = "" if not text or (is_ideograph(text[-1]) and is_ideograph(word.text[0])) else " "
        text += gap + word.text
    return text.strip(" .,;:!?\u201c\u201d\"'\u3002\uff0c")


def is_ideograph(letter: str) -> bool:
    """Tell whether a letter belongs to a script that puts no spaces between words."""
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff"
