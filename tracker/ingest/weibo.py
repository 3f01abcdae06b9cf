"""How Weibo numbers its posts: a decimal `mid`, and the short form of its addresses."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_SHORT, _LONG = 4, 7
"""Four signs of the short form are seven decimal digits, counted from the right."""
_MOST: Final = 12  # signs of a short form; real ones have 6 or 9


def mid(short: str) -> str | None:
    """Return the decimal number of a post's short form; None where it is none.

    >>> mid("z0JH2lOMb")
    '3501756485200075'
    """
    if not 1 < len(short) <= _MOST or any(sign not in _VALUES for sign in short):
        return None
    start = len(short) % _SHORT
    groups = [short[:start]] if start else []
    groups += [short[place : place + _SHORT] for place in range(start, len(short), _SHORT)]
    numbers = [_number(group) for group in groups]
    return f"{numbers[0]}{''.join(f'{number:0{_LONG}d}' for number in numbers[1:])}"


def short_form(number: str) -> str | None:
    """Return the short form of a decimal number, as it stands in addresses.

    >>> short_form("3501756485200075")
    'z0JH2lOMb'
    """
    if not number.isdecimal() or len(number) > _MOST * 2:
        return None
    start = len(number) % _LONG
    groups = [number[:start]] if start else []
    groups += [number[place : place + _LONG] for place in range(start, len(number), _LONG)]
    signs = [_signs(int(group)) for group in groups]
    return signs[0] + "".join(sign.rjust(_SHORT, "0") for sign in signs[1:])


def address(account: str | None, number: str) -> str | None:
    """Return the address of a post; none where its author is unknown."""
    short = short_form(number)
    return f"https://weibo.com/{account}/{short}" if account and short else None


def _number(group: str) -> int:
    number = 0
    for sign in group:
        number = number * len(_DIGITS) + _VALUES[sign]
    return number


def _signs(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, len(_DIGITS))
        signs = _DIGITS[rest] + signs
    return signs or "0"
