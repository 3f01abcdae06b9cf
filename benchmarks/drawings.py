"""Invented screenshots, their copies and their look-alikes, drawn from a seed: same bytes on each run.

Layouts `TUNING` were looked at while the comparison was built; `UNSEEN` share no template with them and have
set no threshold. Fonts: Pillow's own, and DejaVu where the system has it.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

_TEXT = """
orbit data centre launch company rocket says that will not cost people energy panel cooling station
plans first second year money public minister report tower bridge harbour river garden letter window
market winter signal engine copper silver paper coffee morning evening students engineers council
"""
WORDS = _TEXT.split()
NAMES = ("Ada Example", "Bruno Sample", "Celia Placeholder", "Dario Invented", "Elif Fiction", "Femi Madeup")


@dataclass(frozen=True)
class Story:
    """What a screenshot says."""

    name: str
    handle: str
    headline: str
    body: str
    counters: str
    photo: int
    """Seed of the picture inside, where the layout shows one."""


def story(seed: int) -> Story:
    """Return an invented story with a number in its headline."""
    rng = random.Random(seed)
    name = rng.choice(NAMES)
    headline = f"{_sentence(rng, 5)} {rng.randint(12, 98)} {_sentence(rng, 5)}"
    handle = f"{name.split()[0].lower()}{seed}_example"
    body = _sentence(rng, 30)
    counters = f"{rng.randint(10, 99)}K views  {rng.randint(100, 999)} likes"
    return Story(name, handle, headline, body, counters, seed)


def _sentence(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words))


def other_number(of: Story) -> Story:
    """Change the number in the headline: `47` becomes `41`."""
    words = of.headline.split()
    at = next(index for index, word in enumerate(words) if word.isdigit())
    words[at] = words[at][0] + words[at][1].translate(str.maketrans("1438720659", "4183276095"))
    return replace(of, headline=" ".join(words))


def other_word(of: Story, position: int = 2) -> Story:
    """Change one word of the headline for one of about the same length."""
    words = of.headline.split()
    near = [word for word in WORDS if word != words[position] and len(word) == len(words[position])]
    words[position] = near[of.photo % len(near)] if near else "never"
    return replace(of, headline=" ".join(words))


def other_body_word(of: Story, position: int = 11) -> Story:
    """Change one word of the small text."""
    words = of.body.split()
    near = [word for word in WORDS if word != words[position] and len(word) == len(words[position])]
    words[position] = near[of.photo % len(near)] if near else "never"
    return replace(of, body=" ".join(words))


def other_claim(of: Story, seed: int) -> Story:
    """Keep the author, the counters and the picture, change all the words."""
    new = story(seed)
    return replace(of, headline=new.headline, body=new.body)


def other_headline(of: Story, seed: int) -> Story:
    """Keep all but the headline (pages of one thread)."""
    return replace(of, headline=story(seed).headline)


@lru_cache(maxsize=256)
def font(size: int, face: str = "") -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return a DejaVu face where the system has it, else Pillow's own font."""
    if face:
        try:
            return ImageFont.truetype(face, size)
        except OSError:
            pass
    return ImageFont.load_default(size)


def _soft(rng: np.random.Generator, cells: int, width: int, height: int) -> np.ndarray:
    spots = (rng.random((cells, cells + 1, 3)) * 255).astype(np.uint8)
    return np.asarray(Image.fromarray(spots).resize((width, height), Image.Resampling.BICUBIC), np.float32)


def photo(seed: int, width: int = 480, height: int = 320) -> Image.Image:
    """Return something like an ordinary photo: soft colour, some objects, grain."""
    rng = np.random.default_rng(seed)
    layers = [_soft(rng, n, width, height) / n**0.5 for n in (3, 7, 17, 41)]
    mixed = sum(layers[1:], layers[0])
    picture = Image.fromarray((255 * mixed / mixed.max()).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(5, 12))):
        x, y, r = (int(v) for v in rng.integers(0, (width, height, 60)))
        colour = tuple(int(v) for v in rng.integers(0, 255, 3))
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)((x, y, x + r + 8, y + r + 4), fill=colour)
    noisy = np.asarray(picture, dtype=np.int16) + rng.normal(0, 6, (height, width, 3)).astype(np.int16)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


class Page:
    """A sheet that is written from top to bottom."""

    def __init__(self, width: int, height: int, paper: str, face: str) -> None:
        self.image = Image.new("RGB", (width, height), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.face = face

    def write(self, text: str, at: tuple[int, int], size: int, fill: str, width: int) -> int:
        """Write wrapped text; return where the next line goes."""
        x, y = at
        line = ""
        for word in [*text.split(), ""]:
            tried = f"{line} {word}".strip()
            if word and self.draw.textlength(tried, font=font(size, self.face)) <= width:
                line = tried
                continue
            self.draw.text((x, y), line, font=font(size, self.face), fill=fill)
            line, y = word, y + round(size * 1.4)
        return y

    def icons(self, y: int, colour: str, count: int, seed: int) -> None:
        """Draw the row of buttons that every post of a site has."""
        step = self.image.width // count
        for n in range(count):
            x = step * n + step // 3
            if (n + seed) % 3 == 0:
                self.draw.ellipse((x, y, x + 24, y + 24), outline=colour, width=3)
            elif (n + seed) % 3 == 1:
                self.draw.polygon([(x, y + 24), (x + 12, y), (x + 24, y + 24)], outline=colour, width=3)
            else:
                self.draw.rectangle((x, y, x + 24, y + 20), outline=colour, width=3)


def _microblog(of: Story) -> Image.Image:
    page = Page(720, 560, "white", "DejaVuSans.ttf")
    page.draw.ellipse((24, 24, 84, 84), fill="#3a7bd5")
    page.write(of.name, (100, 26), 24, "black", 500)
    page.write(f"@{of.handle}", (100, 56), 20, "#667788", 500)
    y = page.write(of.headline, (24, 110), 32, "black", 670)
    page.write(of.body, (24, y + 10), 22, "#222222", 670)
    page.write(of.counters, (24, 470), 20, "#667788", 670)
    page.icons(515, "#667788", 5, 0)
    return page.image


def _article(of: Story) -> Image.Image:
    page = Page(800, 1000, "#fdfdf8", "DejaVuSerif.ttf")
    page.draw.rectangle((0, 0, 800, 70), fill="#a01c1c")
    page.write("THE DAILY PLACEHOLDER", (30, 16), 34, "white", 740)
    y = page.write(of.headline, (30, 100), 40, "black", 740)
    page.image.paste(photo(of.photo, 740, 380), (30, y + 10))
    page.write(f"By {of.name}", (30, y + 410), 18, "#555555", 740)
    page.write(of.body, (30, y + 445), 24, "#111111", 740)
    return page.image


def _forum(of: Story) -> Image.Image:
    page = Page(900, 520, "#dae0e6", "DejaVuSans-Bold.ttf")
    page.draw.rounded_rectangle((20, 20, 880, 500), 14, fill="white")
    page.draw.polygon([(45, 60), (65, 35), (85, 60)], fill="#ff6a33")
    page.write(of.counters.split()[0], (45, 66), 16, "#222222", 60)
    page.write(f"posted by {of.handle}", (110, 36), 16, "#777777", 700)
    y = page.write(of.headline, (110, 66), 28, "#1a1a1b", 740)
    page.write(of.body, (110, y + 10), 18, "#1a1a1b", 740)
    page.icons(460, "#888888", 6, 1)
    return page.image


def _chat(of: Story) -> Image.Image:
    page = Page(640, 900, "#cfe3d0", "")
    page.draw.rectangle((0, 0, 640, 76), fill="#2f6f5f")
    page.write(of.name, (90, 20), 26, "white", 500)
    page.draw.ellipse((20, 12, 72, 64), fill="#ddccaa")
    page.draw.rounded_rectangle((20, 110, 600, 420), 18, fill="white")
    page.write(of.headline, (44, 130), 28, "black", 530)
    page.draw.rounded_rectangle((60, 450, 620, 800), 18, fill="#e2f7cb")
    page.write(of.body, (84, 470), 24, "black", 510)
    page.write("12:41", (540, 380), 16, "#888888", 60)
    return page.image


def _dark(of: Story) -> Image.Image:
    page = Page(680, 640, "#15202b", "")
    page.draw.rounded_rectangle((20, 20, 76, 76), 10, fill="#d58a3a")
    page.write(of.name, (92, 22), 24, "white", 500)
    page.write(of.handle, (92, 50), 18, "#8899a6", 500)
    y = page.write(of.headline, (20, 100), 30, "white", 640)
    page.write(of.body, (20, y + 14), 20, "#d0d8de", 640)
    page.write(of.counters, (20, 560), 18, "#8899a6", 640)
    page.icons(595, "#8899a6", 4, 2)
    return page.image


def _broadcast(of: Story) -> Image.Image:
    page = Page(960, 540, "black", "DejaVuSansCondensed-Bold.ttf")
    page.image.paste(photo(of.photo, 960, 380), (0, 0))
    page.draw.rectangle((0, 380, 960, 540), fill="#0b2a5b")
    page.draw.rectangle((0, 380, 180, 420), fill="#c4161c")
    page.write("BREAKING", (14, 384), 26, "white", 170)
    page.write(of.headline, (24, 430), 36, "white", 910)
    return page.image


def _letter(of: Story) -> Image.Image:
    page = Page(850, 1100, "white", "DejaVuSansMono.ttf")
    page.draw.line((60, 130, 790, 130), fill="#444444", width=2)
    page.write("MINISTRY OF INVENTION", (60, 60), 30, "#222266", 730)
    page.write(f"To: {of.name}", (60, 160), 20, "black", 730)
    y = page.write(of.headline, (60, 230), 24, "black", 730)
    y = page.write(of.body, (60, y + 20), 20, "black", 730)
    page.write(of.body[::-1], (60, y + 20), 20, "black", 730)
    page.draw.ellipse((600, 900, 760, 1060), outline="#aa2222", width=6)
    return page.image


def _card(of: Story) -> Image.Image:
    page = Page(600, 600, "#f4d35e", "DejaVuSerif-Bold.ttf")
    page.write(of.headline, (50, 80), 46, "#0d3b66", 500)
    page.write(of.name, (50, 520), 22, "#0d3b66", 500)
    page.draw.rectangle((50, 50, 150, 60), fill="#ee964b")
    return page.image


Layout = Callable[[Story], Image.Image]
TUNING: dict[str, Layout] = {"microblog": _microblog, "article": _article, "forum": _forum, "chat": _chat}
UNSEEN: dict[str, Layout] = {"dark": _dark, "broadcast": _broadcast, "letter": _letter, "card": _card}


def encode(picture: Image.Image, form: str = "PNG", quality: int = 85) -> bytes:
    """Return a picture as the bytes of a file."""
    stream = io.BytesIO()
    picture.save(stream, form, **({} if form == "PNG" else {"quality": quality}))
    return stream.getvalue()


def resized(picture: Image.Image, factor: float) -> Image.Image:
    """Return a picture at another size."""
    size = round(picture.width * factor), round(picture.height * factor)
    return picture.resize(size, Image.Resampling.LANCZOS)


def _cropped(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    w, h = picture.size
    return picture.crop((round(w * left), round(h * top), round(w * (1 - right)), round(h * (1 - bottom))))


def _captioned(picture: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", (picture.width, picture.height + 90), "white")
    sheet.paste(picture, (0, 90))
    ImageDraw.Draw(sheet).text((20, 20), "is this real??", font=font(40), fill="black")
    return sheet


def _framed(picture: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", (round(picture.width * 1.15), picture.height + 260), "#101010")
    sheet.paste(picture, (round(picture.width * 0.075), 120))
    draw = ImageDraw.Draw(sheet)
    draw.text((30, 30), "9:41", font=font(34), fill="white")
    draw.rectangle((sheet.width - 90, 40, sheet.width - 40, 62), outline="white", width=3)
    return sheet


def _jpeg(picture: Image.Image, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(encode(picture, "JPEG", quality))).convert("RGB")


Change = Callable[[Image.Image], bytes]
COPIES: dict[str, Change] = {
    "jpeg 85": lambda p: encode(p, "JPEG", 85),
    "jpeg 50": lambda p: encode(p, "JPEG", 50),
    "jpeg 25": lambda p: encode(p, "JPEG", 25),
    "webp 70": lambda p: encode(p, "WEBP", 70),
    "scale 0.5": lambda p: encode(resized(p, 0.5)),
    "scale 0.7 jpeg": lambda p: encode(resized(p, 0.7), "JPEG", 70),
    "scale 1.5": lambda p: encode(resized(p, 1.5), "JPEG", 85),
    "crop 4 %": lambda p: encode(_cropped(p, 0.04, 0.04, 0.04, 0.04), "JPEG", 80),
    "crop top 15 %": lambda p: encode(_cropped(p, 0, 0.15, 0, 0)),
    "crop bottom 15 %": lambda p: encode(_cropped(p, 0, 0, 0, 0.15), "JPEG", 85),
    "crop sides": lambda p: encode(_cropped(p, 0.02, 0.1, 0.03, 0.05), "JPEG", 75),
    "border black": lambda p: encode(ImageOps.expand(p, 40, "black"), "JPEG", 85),
    "border white": lambda p: encode(ImageOps.expand(p, (10, 60, 30, 20), "white")),
    "caption": lambda p: encode(_captioned(p), "JPEG", 80),
    "phone frame": lambda p: encode(_framed(p), "JPEG", 80),
    "brighter": lambda p: encode(ImageEnhance.Brightness(p).enhance(1.25), "JPEG", 85),
    "darker": lambda p: encode(ImageEnhance.Brightness(p).enhance(0.6)),
    "contrast": lambda p: encode(ImageEnhance.Contrast(p).enhance(0.6), "JPEG", 85),
    "grey": lambda p: encode(p.convert("L")),
    "mirror": lambda p: encode(ImageOps.mirror(p), "JPEG", 85),
    "blur": lambda p: encode(p.filter(ImageFilter.GaussianBlur(1.0)), "JPEG", 80),
    "chain": lambda p: encode(resized(_cropped(_jpeg(p, 70), 0.03, 0.05, 0, 0.08), 0.8), "JPEG", 60),
    "chain framed": lambda p: encode(resized(_framed(_cropped(p, 0, 0.06, 0, 0)), 0.7), "JPEG", 70),
}

LOOK_ALIKES: dict[str, Callable[[Story, int], Story]] = {
    "number": lambda s, _: other_number(s),
    "word": lambda s, _: other_word(s),
    "body word": lambda s, _: other_body_word(s),
    "headline": other_headline,
    "claim": other_claim,
    "post": lambda _, seed: story(seed),
}


def difference_box(first: Image.Image, second: Image.Image) -> tuple[int, int, int, int]:
    """Return where two pictures of one size differ: left, top, right, bottom."""
    return ImageChops.difference(first.convert("L"), second.convert("L")).getbbox() or (0, 0, 0, 0)
