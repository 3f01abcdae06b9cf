"""Which font writes which script in which half; no font serves both halves. What people add has its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

ROOT: Final = Path("/usr/share/fonts")
PACKAGES: Final = (
    "fonts-roboto fonts-lato fonts-ebgaramond fonts-paratype fonts-dejavu-core fonts-wqy-microhei fonts-thai-tlwg "
    "fonts-inter fonts-open-sans fonts-crosextra-carlito fonts-liberation fonts-noto-core fonts-noto-cjk "
    "fonts-hosny-amiri fonts-nanum"
)
_ROBOTO: Final = "truetype/roboto/unhinted/RobotoTTF/Roboto-"
FILES: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "tuning": {
        "sans": (_ROBOTO + "Regular.ttf", _ROBOTO + "Bold.ttf"),
        "Cyrillic plain": (_ROBOTO + "Light.ttf", _ROBOTO + "Medium.ttf"),
        "plain": ("truetype/lato/Lato-Regular.ttf", "truetype/lato/Lato-Bold.ttf"),
        "serif": ("opentype/ebgaramond/EBGaramond12-Regular.otf", "opentype/ebgaramond/EBGaramond12-Bold.otf"),
        "Cyrillic serif": ("truetype/paratype/PTF55F.ttf", "truetype/paratype/PTF75F.ttf"),
        "Arabic": ("truetype/noto/NotoKufiArabic-Regular.ttf", "truetype/noto/NotoKufiArabic-Bold.ttf"),
        "CJK": ("truetype/wqy/wqy-microhei.ttc", "truetype/wqy/wqy-microhei.ttc"),
        "Thai": ("truetype/tlwg/Garuda.ttf", "truetype/tlwg/Garuda-Bold.ttf"),
    },
    "reporting": {
        "sans": ("opentype/inter/Inter-Regular.otf", "opentype/inter/Inter-Bold.otf"),
        "plain": ("truetype/open-sans/OpenSans-Regular.ttf", "truetype/open-sans/OpenSans-Bold.ttf"),
        "narrow": ("truetype/crosextra/Carlito-Regular.ttf", "truetype/crosextra/Carlito-Bold.ttf"),
        "serif": ("truetype/liberation/LiberationSerif-Regular.ttf", "truetype/liberation/LiberationSerif-Bold.ttf"),
        "Arabic": ("truetype/noto/NotoNaskhArabic-Regular.ttf", "truetype/noto/NotoNaskhArabic-Bold.ttf"),
        "Arabic serif": ("opentype/fonts-hosny-amiri/Amiri-Regular.ttf", "opentype/fonts-hosny-amiri/Amiri-Bold.ttf"),
        "CJK": ("opentype/noto/NotoSansCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Bold.ttc"),
        "CJK serif": ("opentype/noto/NotoSerifCJK-Regular.ttc", "opentype/noto/NotoSerifCJK-Bold.ttc"),
        "Devanagari": ("truetype/noto/NotoSansDevanagari-Regular.ttf", "truetype/noto/NotoSansDevanagari-Bold.ttf"),
    },
    "people": {"sans": ("truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSans-Bold.ttf")},
}  # fmt: skip
_ALPHABETS: Final = (
    ("Arabic", "\u0600", "\u06ff"),
    ("Devanagari", "\u0900", "\u097f"),
    ("Thai", "\u0e00", "\u0e7f"),
    ("Cyrillic", "\u0400", "\u04ff"),
    ("CJK", "\u3000", "\u9fff"),
    ("CJK", "\uac00", "\ud7af"),
)


def script_of(text: str) -> str:
    """Return the script of a text by its first letter that is not Latin.

    >>> script_of("7 улиц"), script_of("Street 7")
    ('Cyrillic', 'Latin')
    """
    for letter in text:
        for script, low, high in _ALPHABETS:
            if low <= letter <= high:
                return script
    return "Latin"


@lru_cache(maxsize=2048)
def font(half: str, script: str, face: str, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Return the half's face for a script. Raises ``OSError`` where a package of `PACKAGES` is missing."""
    files = FILES[half]
    pair = files.get(f"{script} {face}") or files.get(script) or files.get(face) or files["sans"]
    try:
        return ImageFont.truetype(str(ROOT / pair[bold]), max(6, size))
    except OSError as missing:
        raise OSError(f"{pair[bold]} is missing: apt-get install {PACKAGES}") from missing
