
"""Words that make another claim of a sentence when they come or go: negations and numbers, by language."""

from __future__ import annotations

from typing import Final

_NEGATIONS: Final = {
    "en": "not no never none nobody nothing without neither nor cannot false fake hoax denies denied isnt arent "
          "wasnt werent wont dont doesnt didnt cant couldnt wouldnt shouldnt hasnt havent hadnt",
    "de": "nicht kein keine keinen keiner nie niemals ohne",
    "fr": "non ne pas jamais aucun aucune sans",
    "es": "nunca nada ningún ninguna jamás sin",
    "pt": "não nem nunca nenhum nenhuma sem",
    "it": "mai nessun nessuno nessuna senza",
    "nl": "niet geen nooit zonder",
    "nordic": "inte ikke aldrig ei eivät",
    "pl": "nie nigdy bez",
    "tr": "değil yok asla",
    "id": "tidak bukan",
    "vi": "không",
    "ru": "не нет ни никогда без",
    "uk": "немає ніколи",
    "ar": "لا لم لن ليس ليست غير",
    "fa": "نه نیست",
    "he": "לא אין",
    "hi": "नहीं न मत",
    "zh": "不 没 沒 未 無 无 非",
    "ja": "ず",
    "ko": "안 않 못",
}  # fmt: skip
_DENIALS: Final = ("ない", "ません", "なか")
"""Of several letters in a script whose letters are compared one by one."""
_NUMBERS: Final = {
    "en": "zero two three four five six seven eight nine ten eleven twelve hundred hundreds thousand thousands "
          "million millions billion billions trillion half double twice dozen percent",
    "de": "null zwei drei vier fünf sechs sieben acht neun zehn hundert tausend millionen milliarde milliarden prozent",
    "fr": "deux trois quatre cinq sept huit neuf dix cent mille milliard milliards",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez cien mil millón millones",
    "pt": "dois duas quatro sete oito nove dez milhão milhões bilhão bilhões",
    "ru": "два две три четыре пять шесть семь десять сто тысяча тысяч миллион миллионов миллиард миллиардов",
    "ar": "اثنان ثلاثة أربعة خمسة عشرة مئة ألف مليون مليار",
    "hi": "दो तीन चार पांच सौ हज़ार हजार लाख करोड़",
    "zh": "一 二 三 四 五 六 七 八 九 十 百 千 万 萬 亿 億 两 兩",
}  # fmt: skip

NEGATIONS: Final = frozenset(word for words in _NEGATIONS.values() for word in words.split())
NUMBERS: Final = frozenset(word for words in _NUMBERS.values() for word in words.split())


def is_number(word: str) -> bool:
    """Tell whether a folded word holds a digit or is a number.

    >>> is_number("4500"), is_number("billion"), is_number("bill")
    (True, True, False)
    """
    return word in NUMBERS or any(letter.isdigit() for letter in word)


def negates(word: str) -> bool:
    """Tell whether a folded word turns a sentence into its opposite.

    >>> negates("won't"), negates("nicht"), negates("note")
    (True, True, False)
    """
    return word in NEGATIONS or word.endswith(("n't", "n\u2019t"))


def denies(words: tuple[str, ...]) -> bool:
    """Tell whether letters in a row deny, where a script has no words."""
    return any(denial in "".join(words) for denial in _DENIALS)
