"""Text from strangers: folded for comparing, made safe for showing."""

from __future__ import annotations

import html
import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_INVISIBLE: Final = re.compile(r'<span class="invisible">[^<]*</span>')
_TAG: Final = re.compile(r"<[^<>]*>")  # without `<` inside: a megabyte of `<` is read once, not squared
_LOOKALIKE: Final = str.maketrans("0135аеорсухіјԁһɡοναι", "olesaeopcyxijdhgovai")


def visible(text: str) -> str:
    r"""Return text in which control and direction characters are shown, for a terminal or a page.

    >>> visible("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if _harmless(letter) else _escape(letter) for letter in text)


def _harmless(letter: str) -> bool:
    if letter in _BIDI:
        return False
    category = unicodedata.category(letter)
    return category not in {"Cc", "Cs", "Co", "Zl", "Zp"} or letter == "\n"


def _escape(letter: str) -> str:
    number = ord(letter)
    if number < 256:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def one_line(text: str, length: int = 200) -> str:
    """Return text as one visible line, cut with `…`."""
    line = " ".join(visible(text).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def printable_bytes(raw: bytes) -> str:
    r"""Return bytes as one line of ASCII, with `\xNN` for everything else."""
    return "".join(chr(byte) if 32 <= byte < 127 and byte != 92 else f"\\x{byte:02x}" for byte in raw)


def plain_text(markup: str) -> str:
    r"""Return the text of a post's HTML: breaks kept, tags gone, entities once.

    >>> plain_text("<p>One &amp; two</p><p>three</p>")
    'One & two\nthree'
    """
    text = _BREAK.sub("\n", _INVISIBLE.sub("", markup))
    return html.unescape(_TAG.sub("", text)).strip()


def folded(text: str) -> str:
    """Return text for comparing words: compatibility forms, no case, no hidden marks, single spaces."""
    if text.isascii():  # nothing of this can occur
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(
        "".join(letter for letter in text if letter not in _HIDDEN and letter not in _BIDI).split()
    )


def skeleton(handle: str) -> str:
    """Return what a handle looks like, so that look-alikes can be marked (never merged)."""
    return folded(handle.replace("I", "l")).translate(_LOOKALIKE).replace("rn", "m").replace("vv", "w")


def skeletons(handles: Sequence[str]) -> list[str]:
    """Return the skeleton of each handle; of plain words all in one go.

    >>> skeletons(["News_Example", "n\u0435ws_example"])
    ['news_example', 'news_example']
    """
    text = " ".join(handles)
    if text.isascii() and len(text.split()) == len(handles) == text.count(" ") + 1:
        return skeleton(text).split(" ")
    return [skeleton(handle) for handle in handles]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean x?`, or nothing."""
    close = get_close_matches(word, list(known), n=1)
    return f" Did you mean {close[0]}?" if close else ""
