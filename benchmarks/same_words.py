# ruff: noqa: RUF001 - claims in many scripts are its subject
"""How well posts with the same words are told from posts with other words: the tables of docs/words.md.

Run `python benchmarks/same_words.py` (half a minute on one core), or with `--tuning` for the half that rules may
be set on. The halves share no sentence, no name and no number.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tracker.images.words import names_in, same_words, words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Z = 1.96
NAMES = {
    "latin": ["Ada Example", "Bruno Sample", "Celia Placeholder", "Dario Invented", "Elif Fiction", "Femi Madeup",
              "Greta Noone", "Hugo Nowhere", "Irma Unreal", "Joris Fabel", "Katja Muster", "Leon Esempio"],
    "cyrillic": ["Ада Примерова", "Борис Выдумкин", "Вера Образцова", "Глеб Никтоев", "Дина Пустова", "Егор Мнимый",
                 "Жанна Ложкина", "Захар Небылов"],
    "arabic": ["سامي المثال", "ليلى الخيال", "نادر العدم", "هدى الوهم",
               "كريم المجهول", "رنا السراب", "فادي النموذج", "منى الاسم"],
    "han": ["王小例", "李虚构", "张无名", "陈样本", "刘假设", "赵空想", "孙范例", "周某某"],
    "devanagari": ["आशा उदाहरण", "राजू कल्पित", "मीना नमूना", "दीपक अनाम",
                   "सुमन काल्पन", "विनोद मिसाल", "कमला स्वप्न", "हरि शून्य"],
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A claim with a place for a name and a number, its denial, and the same said a little otherwise."""

    language: str
    claim: str
    denial: str
    light: str


TOLD = [
    Sentence("en", "{name} says the harbour bridge will close for {number} days after the spring flood",
             "{name} says the harbour bridge will not close for {number} days after the spring flood",
             "{name} says that the harbour bridge will be closed for {number} days after the spring flood"),
    Sentence("en", "Leaked letter: {name} ordered {number} cameras for the school yard without asking parents",
             "Leaked letter: {name} never ordered {number} cameras for the school yard without asking parents",
             "Leaked letter: {name} has ordered {number} cameras for the school yard without asking the parents"),
    Sentence("en", "The water in Aville is poisoned, {name} warned {number} families on Tuesday evening",
             "The water in Aville isn't poisoned, {name} warned {number} families on Tuesday evening",
             "The water in Aville is poisoned, {name} has warned {number} families late on Tuesday evening"),
    Sentence("en", "{name} paid {number} euros for a painting that a child had made in ten minutes",
             "{name} did not pay {number} euros for a painting that a child had made in ten minutes",
             "{name} paid {number} euros for a picture that a child had painted in ten minutes"),
    Sentence("de", "{name} will nächstes Jahr {number} Bäume im Stadtpark fällen lassen, heißt es im Rathaus",
             "{name} will nächstes Jahr keine {number} Bäume im Stadtpark fällen lassen, heißt es im Rathaus",
             "{name} will im nächsten Jahr {number} Bäume im Stadtpark fällen lassen, heißt es aus dem Rathaus"),
    Sentence("de", "Ab Montag kostet die Fahrt mit der Fähre {number} Euro, sagte {name} im Radio",
             "Ab Montag kostet die Fahrt mit der Fähre nicht {number} Euro, sagte {name} im Radio",
             "Ab Montag kostet eine Fahrt mit der Fähre {number} Euro, sagte {name} heute im Radio"),
    Sentence("es", "{name} cerrará {number} bibliotecas antes del verano para ahorrar dinero, según un informe",
             "{name} no cerrará {number} bibliotecas antes del verano para ahorrar dinero, según un informe",
             "{name} va a cerrar {number} bibliotecas antes del verano para ahorrar dinero, según un informe"),
    Sentence("es", "El nuevo puente tiene {number} grietas y {name} lo sabía desde enero",
             "El nuevo puente tiene {number} grietas y {name} no lo sabía desde enero",
             "El puente nuevo tiene {number} grietas y {name} ya lo sabía desde enero"),
    Sentence("fr", "{name} veut remplacer {number} professeurs par des machines dès la rentrée prochaine",
             "{name} ne veut pas remplacer {number} professeurs par des machines dès la rentrée prochaine",
             "{name} voudrait remplacer {number} professeurs par des machines dès la rentrée prochaine"),
    Sentence("fr", "La tour penche de {number} centimètres et {name} refuse de fermer la place",
             "La tour ne penche pas de {number} centimètres et {name} refuse de fermer la place",
             "La tour penche de {number} centimètres mais {name} refuse toujours de fermer la place"),
    Sentence("pt", "{name} vendeu {number} terrenos da cidade numa noite e ninguém soube de coisa alguma",
             "{name} não vendeu {number} terrenos da cidade numa noite e ninguém soube de coisa alguma",
             "{name} vendeu {number} terrenos da cidade em uma noite e ninguém soube de coisa alguma"),
    Sentence("pt", "O hospital vai dispensar {number} médicos até sexta, disse {name} aos jornalistas",
             "O hospital não vai dispensar {number} médicos até sexta, disse {name} aos jornalistas",
             "O hospital vai dispensar {number} médicos até sexta, disse {name} para os jornalistas"),
    Sentence("ru", "{name} закроет {number} школ в городе до конца зимы, говорится в письме",
             "{name} не закроет {number} школ в городе до конца зимы, говорится в письме",
             "{name} закроет {number} школ города до конца этой зимы, говорится в письме"),
    Sentence("ru", "Новый мост стоит {number} рублей за каждый камень, признался {name} на рынке",
             "Новый мост не стоит {number} рублей за каждый камень, признался {name} на рынке",
             "Новый мост стоит {number} рублей за каждый камень, признался вчера {name} на рынке"),
    Sentence("ar", "قال {name} إن {number} محطة جديدة سوف تغلق في المدينة قبل نهاية هذا العام",
             "قال {name} إن {number} محطة جديدة لن تغلق في المدينة قبل نهاية هذا العام",
             "قال {name} إن {number} محطة جديدة ستغلق في المدينة قبل نهاية العام"),
    Sentence("ar", "اشترى {name} الميناء القديم بمبلغ {number} دينار وسيبني فوقه برجا من زجاج",
             "لم يشتر {name} الميناء القديم بمبلغ {number} دينار وسيبني فوقه برجا من زجاج",
             "اشترى {name} الميناء القديم بمبلغ {number} دينار وسوف يبني فوقه برجا من زجاج"),
    Sentence("zh", "{name}表示今年将在城里关闭{number}个车站并卖掉旧港口",
             "{name}表示今年不会在城里关闭{number}个车站并卖掉旧港口",
             "{name}表示今年将要在城里关闭{number}个车站并卖掉旧的港口"),
    Sentence("zh", "泄露的信件显示{name}花了{number}元买下学校旁边的花园",
             "泄露的信件显示{name}没有花{number}元买下学校旁边的花园",
             "泄露的信件显示{name}花了{number}元买下了学校旁边的花园"),
    Sentence("ja", "{name}は来年、町の駅を{number}か所閉鎖すると手紙で述べた",
             "{name}は来年、町の駅を{number}か所閉鎖しないと手紙で述べた",
             "{name}は来年、町の駅を{number}か所閉鎖すると手紙の中で述べた"),
    Sentence("ja", "新しい橋は{number}円かかり、{name}はそれを春から知っていた",
             "新しい橋は{number}円かかり、{name}はそれを春から知らなかった",
             "新しい橋は{number}円かかるが、{name}はそれを春から知っていた"),
    Sentence("hi", "{name} ने कहा कि शहर में {number} नए स्टेशन इस साल बंद कर दिए जाएंगे",
             "{name} ने कहा कि शहर में {number} नए स्टेशन इस साल बंद नहीं किए जाएंगे",
             "{name} ने कहा है कि शहर में {number} नए स्टेशन इस साल बंद कर दिए जाएंगे"),
    Sentence("hi", "{name} ने पुराना बंदरगाह {number} रुपये में खरीदा और वहां कांच की मीनार बनेगी",
             "{name} ने पुराना बंदरगाह {number} रुपये में नहीं खरीदा और वहां कांच की मीनार बनेगी",
             "{name} ने पुराना बंदरगाह {number} रुपये में खरीद लिया और वहां कांच की मीनार बनेगी"),
]  # fmt: skip
SCRIPTS = {"ru": "cyrillic", "ar": "arabic", "zh": "han", "ja": "han", "hi": "devanagari"}
GENERIC = {
    "en": ["What a day, the sun is out and the coffee is good",
           "I can't believe what people will say for attention",
           "Please share this with everyone you know before it is deleted",
           "The school yard was full of children again"],
    "de": ["Was für ein Tag, die Sonne scheint und der Kaffee ist gut", "Bitte teilt das mit allen, die ihr kennt"],
    "es": ["Qué día tan bonito, por fin sale el sol", "Por favor comparte esto con todos antes de que lo borren"],
    "fr": ["Quelle belle journée, le soleil est enfin là", "Merci de partager avec tout le monde avant la fin"],
    "pt": ["Que dia bonito, o sol saiu e o café está bom", "Por favor partilhem isto com toda a gente"],
    "ru": ["Какой прекрасный день, солнце и хороший кофе", "Пожалуйста, поделитесь этим со всеми друзьями"],
    "ar": ["يا له من يوم جميل والشمس مشرقة", "من فضلكم شاركوا هذا مع كل من تعرفون"],
    "zh": ["今天天气真好我们去公园喝咖啡吧", "请大家把这个消息转发给所有的朋友"],
    "ja": ["今日はとてもいい天気でコーヒーがおいしい", "削除される前にみんなに共有してください"],
    "hi": ["आज का दिन बहुत अच्छा है और धूप निकली है", "कृपया इसे सबके साथ साझा करें"],
}  # fmt: skip
OPENINGS = ["Can this be true?? ", "WOW ", "RT @paper_example: ", "😱😱 ", "via a friend: ", "Look at this:\n"]
CLOSINGS = [" #news #breaking", " 🤯🤯🤯", " https://paper.example/a?b=1", "\n\nthoughts?", " (picture below)"]


@dataclass(frozen=True)
class Claim:
    """One sentence with its name and number."""

    sentence: Sentence
    name: str
    number: str

    def told(self, form: str | None = None, **other: str) -> str:
        """Return the claim, or another form of it, with something else put in."""
        told = form or self.sentence.claim
        return told.format(**{"name": self.name, "number": self.number, **other})


def claims(half: int, rng: random.Random) -> list[Claim]:
    """Return the claims of one half: every other sentence, every other name, numbers of one parity."""
    made = []
    for sentence in TOLD[half::2]:
        names = NAMES[SCRIPTS.get(sentence.language, "latin")][half::2]
        ranges = [(600, 4900), (20, 48), (150, 480), (5000, 49000), (600, 900), (6, 44)]
        numbers = [f"{2 * rng.randint(*least_most) + half:,}" for least_most in ranges]
        made += [Claim(sentence, name, number) for name in names[:4] for number in numbers]
    return made


def _plain(text: str) -> str:
    return "".join(x for x in text.lower() if x.isalnum() or x == " " or x > "\u0900")


def misspelt(text: str, rng: random.Random) -> str:
    """Swap or drop a letter of one or two long words."""
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    for at in rng.sample(long, min(2, len(long))):
        n = rng.randint(1, len(words[at]) - 3)
        word = words[at]
        words[at] = word[:n] + (word[n + 1] + word[n] + word[n + 2 :] if rng.random() < 0.5 else word[n + 1 :])
    return " ".join(words)


def cut(text: str) -> str:
    return text[: round(0.72 * len(text))] + "…"


def _other_thing(claim: Claim, rng: random.Random) -> str:
    """Put the longest word of an everyday sentence in the place of the longest word that is no name."""
    spared = set(claim.name.split())
    told = claim.told()
    words = [word for word in told.replace(",", " ").split() if word not in spared and word.isalpha()]
    thing = max(rng.choice(GENERIC[claim.sentence.language]).replace(",", " ").split(), key=len)
    if len(words) > 1:
        return told.replace(max(words, key=len), thing)
    middle = len(told) // 2  # no spaces: two letters
    return told[:middle] + thing[:2] + told[middle + 2 :]


def _another(claim: Claim, rng: random.Random) -> str:
    """Return another claim about the same name and number."""
    return rng.choice(_others(claim)).format(name=claim.name, number=claim.number)


def _spliced(claim: Claim, rng: random.Random) -> str:
    """Return the first third of the claim, then another one."""
    told, other = claim.told(), _another(claim, rng)
    return told[: len(told) // 3] + other[len(other) // 3 :]


POSITIVE: dict[str, Callable[[Claim, random.Random], str]] = {
    "as it is": lambda c, _: c.told(),
    "quoted, with words around": lambda c, r: f"{r.choice(OPENINGS)}“{c.told()}”{r.choice(CLOSINGS)}",
    "in capitals": lambda c, r: c.told().upper() + r.choice(CLOSINGS),
    "without case and points": lambda c, _: _plain(c.told()),
    "misspelt": lambda c, r: misspelt(c.told(), r),
    "emoji between": lambda c, r: " 🔥 ".join(_split(c.told(), r)),
    "a little otherwise": lambda c, _: c.told(c.sentence.light),
    "number without comma": lambda c, _: c.told(number=c.number.replace(",", "")),
    "cut after 72 %": lambda c, _: cut(c.told()),
    "inside a long post": lambda c, r: " ".join([*_filler(c, r), c.told() + ".", *_filler(c, r)]),
}  # fmt: skip
NEGATIVE: dict[str, Callable[[Claim, random.Random], str]] = {
    "other number": lambda c, r: c.told(number=_other_number(c.number, r)),
    "other name": lambda c, r: c.told(name=r.choice([n for n in _names(c) if n != c.name])),
    "other thing": _other_thing,
    "denied": lambda c, _: c.told(c.sentence.denial),
    "denied, in capitals": lambda c, _: c.told(c.sentence.denial).upper(),
    "other claim, same people": _another,
    "two other claims": lambda c, r: ". ".join(_another(c, r) for _ in range(2)),
    "half of it, in another claim": _spliced,
    "everyday sentence": lambda c, r: r.choice(GENERIC[c.sentence.language]),
    "everyday sentence, same name": lambda c, r: f"{c.name} {c.number} {r.choice(GENERIC[c.sentence.language])}",
}  # fmt: skip
CHANGED = {"other number", "other name", "other thing", "denied", "denied, in capitals"}


def _split(text: str, rng: random.Random) -> tuple[str, str]:
    words = text.split(" ")
    at = rng.randint(1, max(1, len(words) - 1))
    return " ".join(words[:at]), " ".join(words[at:])


def _filler(claim: Claim, rng: random.Random) -> list[str]:
    return [f"{rng.choice(GENERIC[claim.sentence.language])}." for _ in range(3)]


def _other_number(number: str, rng: random.Random) -> str:
    """Change one digit."""
    at = rng.choice([n for n, digit in enumerate(number) if digit.isdigit()])
    return number[:at] + rng.choice([d for d in "123456789" if d != number[at]]) + number[at + 1 :]


def _names(claim: Claim) -> list[str]:
    return NAMES[SCRIPTS.get(claim.sentence.language, "latin")]


def _others(claim: Claim) -> list[str]:
    language = claim.sentence.language
    told = [s.claim for s in TOLD if s.language == language and s is not claim.sentence]
    return told or [s.claim for s in TOLD if s is not claim.sentence]


def pairs(half: int) -> Iterator[tuple[str, bool, Claim, str]]:
    """Yield kind, whether it is the same claim, the claim, and the post."""
    rng = random.Random(half)
    for claim in claims(half, rng):
        for kind, made in POSITIVE.items():
            yield kind, True, claim, made(claim, rng)
        for kind, made in NEGATIVE.items():
            yield kind, False, claim, made(claim, rng)


def wilson(right: int, of: int) -> str:
    """Return a share with its Wilson interval of 95 %."""
    if not of:
        return "-"
    share = right / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    reach = Z * (share * (1 - share) / of + Z * Z / (4 * of * of)) ** 0.5 / (1 + Z * Z / of)
    return f"{right} of {of} ({max(0.0, middle - reach):.3f}-{min(1.0, middle + reach):.3f})"


def table(head: str, rows: list[list[str]]) -> None:
    print(f"\n{head}\n|{'---|' * (head.count('|') - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def measure(half: int, show: int) -> None:
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    by_strength: dict[str, Counter[str]] = defaultdict(Counter)
    by_language: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    for kind, is_same, claim, post in pairs(half):
        asked = claim.told()
        found = same_words(words_in(asked), words_in(post), names_in(asked))
        strength = found.strength if found else "none"
        by_kind[kind][strength] += 1
        by_strength[strength]["same" if is_same else "changed" if kind in CHANGED else "other"] += 1
        told = strength in {"strong", "fair"}
        by_language[claim.sentence.language][f"{'same' if is_same else 'not'} {told}"] += 1
        if told != is_same:
            wrong.append(f"{kind} {strength}\n   {asked}\n   {post}\n   {found}")
    _print(by_kind, by_strength, by_language)
    for one in islice(random.Random(1).sample(wrong, len(wrong)), show):
        print(one)


Counts = dict[str, Counter[str]]


def _print(by_kind: Counts, by_strength: Counts, by_language: Counts) -> None:
    table("| strength | the same claim | one fact changed | another text |", [
        [word, *(wilson(found[kind], found.total()) for kind in ("same", "changed", "other"))]
        for word, found in ((word, by_strength[word]) for word in ("strong", "fair", "weak", "none"))
    ])  # fmt: skip
    table("| post | same claim? | strong | fair | weak | none |", [
        [kind, "yes" if kind in POSITIVE else "no", *(str(found[word]) for word in ("strong", "fair", "weak", "none"))]
        for kind, found in by_kind.items()
    ])  # fmt: skip
    table("| language | found, strong or fair | wrongly strong or fair |", [
        [language, wilson(c["same True"], c["same True"] + c["same False"]),
         wilson(c["not True"], c["not True"] + c["not False"])]
        for language, c in by_language.items()
    ])  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tuning", action="store_true", help="the half that rules may be set on")
    parser.add_argument("--show", type=int, default=0, help="how many wrong answers to print")
    chosen = parser.parse_args()
    measure(0 if chosen.tuning else 1, chosen.show)
