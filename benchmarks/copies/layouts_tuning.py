"""Screens of the tuning half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheet import Drawn, Palette, Sheet, counter

if TYPE_CHECKING:
    from sheet import Device
    from wording import Story

LIGHT = Palette((255, 255, 255), (15, 20, 25), (83, 100, 113), (226, 232, 236), (29, 120, 210), (247, 249, 249))
DARK = Palette((0, 0, 0), (231, 233, 234), (113, 118, 123), (47, 51, 54), (60, 150, 240), (22, 24, 28))
WALL = Palette((236, 229, 221), (17, 27, 33), (102, 119, 129), (214, 206, 196), (0, 128, 105), (255, 255, 255))
WALL_DARK = Palette((11, 20, 26), (233, 237, 239), (134, 150, 160), (34, 45, 52), (0, 128, 105), (32, 44, 51))
PRESS = Palette((255, 252, 246), (26, 26, 26), (110, 104, 96), (220, 212, 200), (160, 28, 28), (244, 238, 228))
PRESS_DARK = Palette((24, 23, 21), (238, 234, 228), (150, 144, 136), (62, 58, 54), (214, 92, 80), (40, 38, 35))


def microblog(told: Story, device: Device) -> Drawn:
    """Draw one post of a site of short posts, opened, with answers below."""
    sheet = Sheet(told, device, DARK if device.dark else LIGHT)
    dice, shades = device.dice, sheet.palette
    y = sheet.status_bar()
    sheet.icon("back", 14, y + 8, 20, shades.ink)
    sheet.words(52, y + 6, told.ui[5], 18, shades.ink, bold=True)
    y += 44
    sheet.rule(y)
    sheet.avatar(14, y + 12, 44, told.face)
    sheet.words(68, y + 13, told.name, 15.5, shades.ink, bold=True)
    sheet.words(68, y + 35, f"@{told.handle}", 13.5, shades.dim)
    sheet.icon("dots", sheet.points - 36, y + 16, 20, shades.dim)
    y = sheet.paragraph(16, y + 70, told.claim.text, 19, sheet.points - 32, name="claim")
    if told.photo % 4 == 0:
        sheet.picture(told.photo, 16, y + 12, sheet.points - 32, (sheet.points - 32) * 0.56, radius=14)
        y += 18 + (sheet.points - 32) * 0.56
    sheet.words(16, y + 12, f"{told.clock} \u00b7 {told.stamp} \u00b7 {counter(dice)} {told.ui[3]}", 13.5, shades.dim)
    sheet.rule(y + 42, 16)
    for at, name in enumerate(("bubble", "repost", "heart", "mark", "share")):
        x = 18 + at * (sheet.points - 40) / 5
        sheet.icon(name, x, y + 54, 18, shades.dim)
        if at < 4:
            sheet.words(x + 24, y + 54, counter(dice), 12.5, shades.dim)
    y += 86
    for at in range(dice.randrange(1, 3)):
        sheet.rule(y)
        y = _answer(sheet, y + 10, at)
    return _tabs(sheet, y + 8)


def _answer(sheet: Sheet, y: float, at: int) -> float:
    told, shades = sheet.told, sheet.palette
    sheet.avatar(14, y, 36, 20 + (told.face + at) % 7)
    long = sheet.words(60, y, told.others[at], 14, shades.ink, bold=True)
    sheet.words(66 + long, y, "\u00b7 2h", 13, shades.dim)
    return max(sheet.paragraph(60, y + 21, told.remarks[at], 15, sheet.points - 76), y + 40) + 8


def _tabs(sheet: Sheet, y: float) -> Drawn:
    sheet.rule(y)
    for at, name in enumerate(("home", "glass", "plus", "bell", "mail")):
        sheet.icon(name, 26 + at * (sheet.points - 30) / 5, y + 12, 24, sheet.palette.ink)
    return sheet.done(y + 50)


def messenger(told: Story, device: Device) -> Drawn:
    """Draw a group chat in which the claim was forwarded."""
    sheet = Sheet(told, device, WALL_DARK if device.dark else WALL, "plain")
    dice, shades = device.dice, sheet.palette
    head = (32, 44, 51) if device.dark else shades.accent
    sheet.box(0, 0, sheet.points, (40 if device.status_bar else 4) + 52, head)
    y = sheet.status_bar((255, 255, 255))
    sheet.icon("back", 10, y + 14, 20, (255, 255, 255))
    sheet.avatar(38, y + 6, 38, 40 + told.face % 5)
    sheet.words(86, y + 8, told.press, 16, (255, 255, 255), bold=True)
    sheet.words(86, y + 29, ", ".join(told.others[:2]), 11.5, (214, 226, 224))
    sheet.icon("phone", sheet.points - 62, y + 16, 19, (255, 255, 255))
    sheet.icon("dots", sheet.points - 30, y + 16, 19, (255, 255, 255))
    y = _bubble(sheet, y + 66, told.remarks[0], mine=True, width=0.5)
    y = _bubble(sheet, y, told.claim.text, mine=False, width=0.78, name="claim")
    if told.photo % 3 == 0:
        sheet.box(10, y, sheet.points * 0.7, sheet.points * 0.46 + 6, shades.card, radius=9)
        sheet.picture(told.photo, 13, y + 3, sheet.points * 0.7 - 6, sheet.points * 0.46, radius=8)
        y += sheet.points * 0.46 + 14
    y = _bubble(sheet, y, told.body[0], mine=False, width=0.78)
    y = _bubble(sheet, y, told.remarks[1], mine=True, width=0.55)
    for at in range(dice.randrange(2)):
        y = _bubble(sheet, y, told.remarks[2 + at], mine=False, width=0.6)
    sheet.box(8, y + 14, sheet.points - 70, 42, shades.card, radius=21)
    sheet.words(48, y + 25, told.ui[7], 15, shades.dim)
    sheet.icon("plus", 18, y + 25, 20, shades.dim)
    sheet.icon("camera", sheet.points - 96, y + 25, 20, shades.dim)
    sheet.box(sheet.points - 54, y + 13, 44, 44, shades.accent, radius=22)
    sheet.icon("plane", sheet.points - 44, y + 24, 21, (255, 255, 255))
    return sheet.done(y + 66)


def _bubble(sheet: Sheet, y: float, text: str, *, mine: bool, width: float, name: str = "") -> float:
    shades, told = sheet.palette, sheet.told
    wide = sheet.points * width
    x = sheet.points - wide - 12 if mine else 10
    tone = ((0, 92, 75) if sheet.device.dark else (217, 253, 211)) if mine else shades.card
    probe = Sheet(told, sheet.device, shades, sheet.face)
    depth = probe.paragraph(0, 0, text, 15.5, wide - 20) + 26 + (0 if mine else 18)
    sheet.box(x, y, wide, depth, tone, radius=9)
    if not mine:
        sheet.words(x + 10, y + 5, told.others[2], 13, (210, 90, 60), bold=True)
    end = sheet.paragraph(x + 10, y + (8 if mine else 25), text, 15.5, wide - 20, name=name)
    sheet.words(x + wide - 62, end, told.clock, 10.5, shades.dim)
    if mine:
        sheet.icon("ticks", x + wide - 26, end - 1, 15, (83, 189, 235))
    return y + depth + 8


def article(told: Story, device: Device) -> Drawn:
    """Draw a newspaper's page with a photograph."""
    sheet = Sheet(told, device, PRESS_DARK if device.dark else PRESS, "serif")
    shades = sheet.palette
    y = sheet.status_bar()
    sheet.icon("rows", 16, y + 10, 22, shades.ink)
    sheet.words(0, y + 6, told.press, 22, shades.ink, bold=True, align="middle", width=sheet.points)
    sheet.icon("glass", sheet.points - 38, y + 12, 20, shades.ink)
    sheet.rule(y + 44)
    sheet.box(16, y + 56, 6, 15, shades.accent)
    sheet.words(28, y + 55, told.ui[8], 12.5, shades.accent, bold=True)
    y = sheet.paragraph(16, y + 78, told.claim.text, 24, sheet.points - 32, bold=True, name="claim", spacing=1.22)
    sheet.words(16, y + 8, f"{told.name} \u00b7 {told.stamp}, {told.clock}", 12.5, shades.dim)
    sheet.icon("share", sheet.points - 40, y + 6, 18, shades.dim)
    depth = (sheet.points - 32) * 0.6
    sheet.picture(told.photo, 16, y + 34, sheet.points - 32, depth)
    y = sheet.paragraph(16, y + 40 + depth, told.remarks[3], 11.5, sheet.points - 32, shades.dim) + 8
    for sentence in told.body[:3]:
        y = sheet.paragraph(16, y, sentence, 16.5, sheet.points - 32) + 10
    return sheet.done(y + 6)


def headline_card(told: Story, device: Device) -> Drawn:
    """Draw a square card with the claim in large letters, as outlets make them."""
    tones = [((24, 44, 84), (245, 194, 66)), ((122, 24, 40), (255, 226, 200)), ((18, 84, 72), (232, 246, 160))]
    paper, mark = tones[len(told.press) % 3]
    if not device.dark:
        paper, mark = tuple(min(255, 235 + c // 12) for c in paper), paper
    ink = (250, 250, 250) if device.dark else (24, 24, 28)
    sheet = Sheet(told, device, Palette(paper, ink, mark, mark, mark, paper), "plain", points=400)
    sheet.box(28, 34, 64, 7, mark)
    sheet.words(28, 50, told.press, 17, mark, bold=True)
    y = sheet.paragraph(28, 92, told.claim.text, 27, 344, bold=True, name="claim", spacing=1.24)
    y = max(y + 20, 330)
    sheet.rule(y, 28)
    sheet.avatar(28, y + 14, 38, told.face)
    sheet.words(78, y + 13, told.name, 15, ink, bold=True)
    sheet.words(78, y + 34, told.stamp, 13, mark)
    sheet.icon("globe", 344, y + 20, 26, mark)
    return sheet.done(y + 68)


def notice(told: Story, device: Device) -> Drawn:
    """Draw an authority's letter, scanned or as a PDF page."""
    paper = (34, 34, 36) if device.dark else (252, 252, 250)
    ink, dim = ((226, 226, 226), (150, 150, 150)) if device.dark else ((28, 28, 30), (96, 96, 100))
    sheet = Sheet(
        told, device, Palette(paper, ink, dim, dim, (40, 60, 130), paper), "serif", points=device.points + 130
    )
    wide = sheet.points - 96
    sheet.icon("shield", 48, 38, 46, ink)
    sheet.words(108, 40, told.claim.fact("org").replace("|", ""), 20, ink, bold=True)
    sheet.words(108, 68, told.claim.fact("place"), 14, dim)
    sheet.rule(104, 48)
    sheet.words(48, 118, f"No. {told.photo % 9000}/{told.face}-{len(told.body)}", 13, dim)
    sheet.words(48, 118, told.stamp, 13, dim, align="end", width=wide)
    y = sheet.paragraph(48, 160, told.claim.text, 18.5, wide, bold=True, name="claim")
    for sentence in told.body[:4]:
        y = sheet.paragraph(48, y + 12, sentence, 15.5, wide)
    dice = device.dice
    sheet.words(48, y + 40, told.claim.fact("name"), 15, ink)
    left = sheet.px(sheet.points - 170), sheet.px(y + 30)
    points = [(left[0] + n * sheet.px(7), left[1] + sheet.px((told.face * 7 + n * n * 11) % 28)) for n in range(14)]
    sheet.pen.line(points, (40, 60, 160), sheet.px(1.6), "curve")
    sheet.box(sheet.points - 150, y + 20 + dice.randrange(4), 78, 78, None, radius=39, outline=(170, 50, 60), line=2.5)
    sheet.box(sheet.points - 142, y + 28, 62, 62, None, radius=31, outline=(170, 50, 60), line=1.2)
    return sheet.done(y + 130)


def picture_card(told: Story, device: Device) -> Drawn:
    """Draw a post of a site of pictures: the photograph first, the claim as its caption."""
    sheet = Sheet(told, device, DARK if device.dark else LIGHT)
    dice, shades = device.dice, sheet.palette
    y = sheet.status_bar()
    sheet.avatar(12, y + 8, 34, told.face)
    sheet.words(56, y + 8, told.handle, 14, shades.ink, bold=True)
    sheet.words(56, y + 26, told.claim.fact("place").replace("|", ""), 11.5, shades.dim)
    sheet.icon("dots", sheet.points - 34, y + 14, 20, shades.ink)
    depth = sheet.points * 0.9
    sheet.picture(told.photo, 0, y + 54, sheet.points, depth)
    y += 64 + depth
    for at, name in enumerate(("heart", "bubble", "plane")):
        sheet.icon(name, 14 + at * 38, y, 24, shades.ink)
    sheet.icon("mark", sheet.points - 38, y, 24, shades.ink)
    sheet.words(14, y + 32, f"{counter(dice)} {told.ui[2]}", 14, shades.ink, bold=True)
    y = sheet.paragraph(14, y + 54, told.claim.text, 15, sheet.points - 28, name="claim")
    sheet.words(14, y + 4, told.ui[9], 13, shades.dim)
    return _tabs(sheet, y + 32)


def lock_screen(told: Story, device: Device) -> Drawn:
    """Draw notifications over a wallpaper: an alert with the claim, and two others."""
    sheet = Sheet(told, device, DARK if device.dark else LIGHT, "plain")
    sheet.picture(7 + device.dark, 0, 0, sheet.points, sheet.points * 1.7)
    sheet.boxes.pop("photo")
    white, dice = (255, 255, 255), device.dice
    y = sheet.status_bar(white)
    sheet.words(0, y + 20, told.stamp, 16, white, align="middle", width=sheet.points)
    sheet.words(
        0,
        y + 40,
        f"{dice.randrange(24)}:{dice.randrange(60):02d}",
        64,
        white,
        bold=True,
        align="middle",
        width=sheet.points,
    )
    y = _alert(sheet, y + 140, told.press, told.claim.text, "claim")
    y = _alert(sheet, y + 8, told.others[0], told.remarks[0], "")
    y = _alert(sheet, y + 8, told.ui[6], told.body[0], "")
    return sheet.done(max(y + 40, sheet.points * 1.5))


def _alert(sheet: Sheet, y: float, title: str, text: str, name: str) -> float:
    tone, ink = ((44, 46, 52), (240, 240, 242)) if sheet.device.dark else ((243, 243, 246), (20, 20, 24))
    wide = sheet.points - 92
    probe = Sheet(sheet.told, sheet.device, sheet.palette, sheet.face)
    depth = probe.paragraph(0, 0, text, 14.5, wide) + 42
    sheet.box(10, y, sheet.points - 20, depth, tone, radius=16)
    sheet.avatar(22, y + 14, 36, len(title) % 9, square=True)
    sheet.words(70, y + 9, title, 14.5, ink, bold=True)
    sheet.words(70, y + 9, sheet.told.clock, 11.5, (130, 134, 142), align="end", width=wide)
    sheet.paragraph(70, y + 30, text, 14.5, wide, ink, name=name)
    return y + depth


LAYOUTS = {
    "microblog": microblog, "messenger": messenger, "article": article, "headline card": headline_card,
    "notice": notice, "picture card": picture_card, "lock screen": lock_screen,
}  # fmt: skip
