"""The claim among the words read in a picture, and whether two readings make the same one.

Re-renderings (another device, another wrap, dark mode) cannot be laid on one another; their words can. Long
text that two pictures share proves nothing while their headlines differ: the pages of one thread do that.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.images.reading import SURE, Box, Line, Reading, Word, around
from tracker.images.turning import is_number, negates
from tracker.images.wording import Change, canonical, changes_between, is_ideograph, said, tokens, with_neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTAINED: Final = 0.84  # share of 6-grams of the claim: docs/words.md
NEARLY: Final = 0.6  # one changed word of a short claim costs a dozen 6-grams
GRAM: Final = 6
LEAST_LETTERS: Final = 30  # of a claim, an ideograph counted as three: fewer words may meet by chance
ENOUGH_LETTERS: Final = 60  # of a block: more do not make it more of a claim
SAME_SIZE: Final = 1.25  # ratio of two lines' heights in one block
GAP: Final = 1.2  # of a line's height, between lines of one block
MOST_CHANGED: Final = 3  # words, or twice as many ideographs: more is another claim
MISREAD: Final = 0.75  # similarity of one word in two readings; other words have less
NAME_WORDS: Final = 4  # a longer line beside a handle is no name
WORD_LONG: Final = 2.0  # heights: a shorter line that cannot be read is an icon
_IDEOGRAPH: Final = 3  # letters that one stands for
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_HANDLE: Final = re.compile(r"@\w{2,}")
_CHROME: Final = """
view views like likes repost reposts reposted retweet retweets quote quotes comment comments share shares reply
replies bookmark bookmarks point points upvote upvotes vote votes follow following follower followers save report
give award show more this thread post your translate tweet bio relevant most sponsored promoted breaking news live
edited am pm just now yesterday today ago hour hours minute minutes day days h m d s k b jan january feb february
mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december g lte wifi
"""
"""Lines of nothing but counters, times and these words of buttons are left out."""
_BYLINE: Final = re.compile(r"(?:posted |written )?by \S+(?: \S+){0,3}", re.IGNORECASE)


class WordProof(msgspec.Struct, frozen=True):
    """What the words of two pictures prove; `was`, `now`, `box` are those of a variant."""

    relation: str
    """`copy` or `variant`."""
    strength: str
    score: float
    """Share of each claim's 6-grams that the other picture has, the smaller one."""
    was: str | None = None
    now: str | None = None
    box: Box | None = None
    """In pixels of the second picture."""

    @property
    def evidence(self) -> dict[str, Any]:
        """Return what stands in `copies.evidence`."""
        found: dict[str, Any] = {"step": "words", "contained": self.score}
        if self.relation == "variant":
            found |= {"was": self.was, "is": self.now, "box": list(self.box or ())}
        return found


def claim_of(reading: Reading) -> str:
    """Return the words of a picture's claim: its largest block of text without handles, counters and times.

    Empty where no block has enough letters, or where the words could not be read.
    """
    if reading.unchecked:
        return ""
    return said([word for line in _claim(reading) for word in line.words])


def same_claim(first: Reading, second: Reading) -> WordProof | None:
    """Say whether two pictures make one claim in the same words, perhaps with one fact changed; else None.

    Both claims must stand in the other picture, word for word but for letters that readers confuse. Pictures
    that name different accounts are two posts, whatever they say. A fact is a number, a name or a negation.
    """
    if first.unchecked or second.unchecked or _named_apart(first, second):
        return None
    one, two = _claim(first), _claim(second)
    if min(_letters(one), _letters(two)) < LEAST_LETTERS:
        return None
    score = round(min(_contained(one, second), _contained(two, first)), 4)
    if score < NEARLY:
        return None
    seen = changes_between(first.legible, second.legible)
    changes = _changes_inside(seen, one, two)
    beyond = _changes_inside(seen, _prose(first.legible), _prose(second.legible))
    facts = [change for change in beyond if _is_one_fact(change) or _replaces(change)]
    if not changes and not facts:
        return WordProof("copy", "fair", score) if score >= CONTAINED else None
    if len(changes) > 1 or len(facts) != 1 or not _is_one_fact(facts[0]):
        return None
    was, now = with_neighbours(facts[0])
    return WordProof("variant", "fair", score, said(was), said(now), around(word.box for word in now))


def same_page(first: Reading, second: Reading) -> WordProof | None:
    """Say whether two pictures show one page in the same words, by the same author; else None.

    Stricter than `same_claim`, for what is counted as a copy: who posted it must be told alike, and no word of the
    text may stand in the place of another one, not even of one that readers might have confused with it.
    """
    if any(map(_has_unread_words, (first, second))) or _author(first) != _author(second):
        return None
    proof = same_claim(first, second)
    if proof is None or proof.relation != "copy":
        return None
    seen = changes_between(prose_of(first), prose_of(second))
    return None if any(change.was and change.now for change in seen) else proof


def prose_of(reading: Reading) -> list[Line]:
    """Return the lines that say something: no handles or names beside them, counters, times or words of buttons."""
    return _prose(reading.legible)


def _has_unread_words(reading: Reading) -> bool:
    """Tell whether a line long enough for a word could not be read: what it says may differ."""
    return any(not line.is_legible and line.box[2] > WORD_LONG * line.box[3] for line in reading.lines)


def _author(reading: Reading) -> str:
    """Return the first handle or byline; empty where a page shows none: then its name stands among the words."""
    named = [_HANDLE.search(line.text) or _BYLINE.fullmatch(line.text) for line in reading.legible]
    return next((canonical(found.group()) for found in named if found), "")


def _named_apart(first: Reading, second: Reading) -> bool:
    one, two = (
        {canonical(handle) for line in reading.legible for handle in _HANDLE.findall(line.text)}
        for reading in (first, second)
    )
    return bool(one and two) and not one & two


def _claim(reading: Reading) -> tuple[Line, ...]:
    """Return the lines of the block in the largest letters, among those with enough of them."""
    blocks = _blocks(_prose(reading.legible))
    return max(blocks, key=_weight, default=())


def _prose(lines: Sequence[Line]) -> list[Line]:
    """Leave out handles, the names beside them, bylines, counters, times and words of buttons.

    A line of nothing but numbers or months may be the rest of a sentence: it is kept where it goes on below one.
    """
    handles = [line for line in lines if _HANDLE.search(line.text)]
    kept: list[Line] = []
    for line in lines:
        is_rest = not _is_chrome(line) or any(_continues(above, line) for above in kept)
        if line.words and is_rest and not _BYLINE.fullmatch(line.text) and not _names(line, handles):
            kept.append(line)
    return kept


def _names(line: Line, handles: Sequence[Line]) -> bool:
    return len(line.words) <= NAME_WORDS and any(_is_beside(line, handle) for handle in handles)


def _is_chrome(line: Line) -> bool:
    return frozenset(_CHROME.split()).issuperset(_LETTERS.findall(line.text.casefold()))


def _is_beside(line: Line, handle: Line) -> bool:
    """Tell whether a short line is the handle's, or stands just above it: the name."""
    return 0 <= handle.box[1] - line.box[1] <= 2 * line.box[3]


def _blocks(lines: list[Line]) -> list[tuple[Line, ...]]:
    blocks: list[list[Line]] = []
    for line in lines:
        home = next((block for block in reversed(blocks) if _continues(block[-1], line)), None)
        if home is None:
            blocks.append([line])
        else:
            home.append(line)
    return [tuple(block) for block in blocks]


def _continues(above: Line, line: Line) -> bool:
    heights = sorted((above.box[3], line.box[3]))
    gap = line.box[1] - (above.box[1] + above.box[3])
    shared = min(above.box[0] + above.box[2], line.box[0] + line.box[2]) - max(above.box[0], line.box[0])
    return heights[1] <= SAME_SIZE * heights[0] and gap <= GAP * heights[0] and shared > 0


def _weight(block: tuple[Line, ...]) -> tuple[float, int]:
    height = sorted(line.box[3] for line in block)[len(block) // 2]
    return height * min(1.0, _letters(block) / ENOUGH_LETTERS), -block[0].box[1]


def _letters(lines: Sequence[Line]) -> int:
    text = "".join(word.text for line in lines for word in line.words)
    return sum(_IDEOGRAPH if is_ideograph(letter) else letter.isalnum() for letter in text)


def _contained(claim: tuple[Line, ...], other: Reading) -> float:
    grams, there = _grams(claim), _grams(other.legible)
    return len(grams & there) / len(grams) if grams else 0.0


def _grams(lines: Sequence[Line]) -> set[str]:
    text = " ".join(token.form for token in tokens(lines))
    size = GRAM if not any(map(is_ideograph, text)) else GRAM // 2
    text = text.replace(" ", "") if size < GRAM else text
    return {text[start : start + size] for start in range(max(1, len(text) - size + 1))}


def _changes_inside(seen: list[Change], one: Sequence[Line], two: Sequence[Line]) -> list[Change]:
    """Return the changes that touch some lines, without words of other lines that were read in between."""
    inside = {(word.text, word.box) for line in (*one, *two) for word in line.words}
    kept = []
    for change in seen:
        was, now = (
            tuple(w for w in words if (w.text, w.box) in inside and canonical(w.text))
            for words in (change.was, change.now)
        )
        if was or now:
            kept.append(msgspec.structs.replace(change, was=was, now=now))
    return kept


def _is_one_fact(change: Change) -> bool:
    if not (change.before or change.after) or max(_size(change.was), _size(change.now)) > MOST_CHANGED:
        return False
    forms = [word.text.casefold() for word in (*change.was, *change.now)]
    return any(map(is_number, forms)) or any(map(negates, forms)) or (_is_name(change.was) and _is_name(change.now))


def _replaces(change: Change) -> bool:
    """Tell whether other words stand between equal ones, read for sure and no misreading of the same."""
    if not (change.was and change.now and change.before and change.after):
        return False
    old, new = ("".join(canonical(word.text) for word in words) for words in (change.was, change.now))
    is_sure = min(word.confidence for word in (*change.was, *change.now)) >= SURE
    return is_sure and SequenceMatcher(None, old, new, autojunk=False).ratio() < MISREAD


def _size(words: tuple[Word, ...]) -> float:
    return sum(0.5 if is_ideograph(word.text[0]) else 1.0 for word in words)


def _is_name(words: tuple[Word, ...]) -> bool:
    return any(word.text[0].isupper() for word in words)
