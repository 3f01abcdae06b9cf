"""Screens of the reporting half; none shares a template with the tuning half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheet import Drawn, Palette, Sheet, counter

if TYPE_CHECKING:
    from sheet import Device
    from wording import Story

SLATE = Palette((255, 255, 255), (30, 32, 40), (96, 105, 132), (208, 213, 228), (86, 58, 204), (239, 243, 245))
SLATE_DARK = Palette((25, 27, 34), (217, 225, 232), (155, 163, 196), (49, 53, 67), (140, 141, 255), (40, 44, 55))
FORUM = Palette((255, 255, 255), (28, 28, 28), (87, 111, 118), (230, 235, 238), (215, 60, 20), (246, 247, 248))
FORUM_DARK = Palette((14, 17, 19), (215, 218, 220), (129, 137, 142), (40, 46, 50), (255, 90, 50), (26, 30, 33))
SKY = Palette((174, 204, 226), (0, 0, 0), (112, 138, 160), (200, 214, 226), (60, 150, 215), (255, 255, 255))
SKY_DARK = Palette((14, 22, 33), (245, 245, 245), (125, 144, 160), (30, 44, 58), (90, 170, 230), (24, 37, 51))
WHITE = Palette((255, 255, 255), (32, 33, 36), (95, 99, 104), (218, 220, 224), (26, 13, 171), (241, 243, 244))
NIGHT = Palette((32, 33, 36), (232, 234, 237), (154, 160, 166), (60, 64, 67), (138, 180, 248), (48, 49, 52))


def federated(told: Story, device: Device) -> Drawn:
    """Draw a post of a federated site: wide page, boxes round its buttons, sometimes a picture."""
    sheet = Sheet(told, device, SLATE_DARK if device.dark else SLATE)
    dice, shades = device.dice, sheet.palette
    y = sheet.status_bar()
    sheet.box(0, y, sheet.points, 42, shades.card)
    sheet.words(16, y + 11, told.ui[5], 16, shades.ink, bold=True)
    sheet.icon("globe", sheet.points - 38, y + 10, 22, shades.dim)
    y += 54
    sheet.avatar(16, y, 48, told.face, square=True)
    sheet.words(74, y + 3, told.name, 16, shades.ink, bold=True)
    sheet.words(74, y + 26, f"@{told.handle}@dunmere.example", 13, shades.dim)
    y = sheet.paragraph(16, y + 62, told.claim.text, 17.5, sheet.points - 32, name="claim", spacing=1.42)
    y = sheet.paragraph(16, y + 8, told.body[0], 17.5, sheet.points - 32, spacing=1.42)
    if told.photo % 3 == 0:
        sheet.picture(told.photo, 16, y + 10, sheet.points - 32, (sheet.points - 32) * 0.5, radius=8)
        y += 14 + (sheet.points - 32) * 0.5
    sheet.words(
        16,
        y + 12,
        f"{told.stamp}, {told.clock} \u00b7 {counter(dice)} {told.ui[1]} \u00b7 {counter(dice)} {told.ui[2]}",
        12.5,
        shades.dim,
    )
    sheet.rule(y + 40)
    for at, name in enumerate(("back", "repost", "star", "mark", "dots")):
        sheet.icon(name, 20 + at * (sheet.points - 44) / 4.4, y + 52, 21, shades.dim)
    sheet.rule(y + 84)
    return sheet.done(y + 92)


def forum(told: Story, device: Device) -> Drawn:
    """Draw a thread of a forum: votes, the claim as the title, nested comments."""
    sheet = Sheet(told, device, FORUM_DARK if device.dark else FORUM, "narrow")
    dice, shades = device.dice, sheet.palette
    y = sheet.status_bar()
    sheet.avatar(14, y + 10, 26, 30 + len(told.press) % 4)
    sheet.words(48, y + 8, f"f/{told.handle[:6]}", 14, shades.ink, bold=True)
    sheet.words(48, y + 25, f"{told.handle} \u00b7 {1 + told.face} h", 12, shades.dim)
    sheet.box(sheet.points - 84, y + 10, 70, 27, shades.accent, radius=14)
    sheet.words(sheet.points - 84, y + 15, told.ui[8], 13, (255, 255, 255), bold=True, align="middle", width=70)
    y = sheet.paragraph(14, y + 50, told.claim.text, 20, sheet.points - 28, bold=True, name="claim", spacing=1.26)
    y = sheet.paragraph(14, y + 8, " ".join(told.body[:2]), 15, sheet.points - 28) + 10
    x = 14.0
    for name, text in (("up", counter(dice)), ("bubble", counter(dice)), ("share", told.ui[4])):
        sheet.box(x, y, 100, 32, shades.card, radius=16, outline=shades.line)
        sheet.icon(name, x + 14, y + 8, 16, shades.dim)
        sheet.words(x + 38, y + 8, text, 13, shades.dim, bold=True)
        x += 108
    y += 44
    for at in range(2 + dice.randrange(2)):
        inset = 14 + 18 * (at % 2)
        sheet.rule(y)
        sheet.avatar(inset, y + 10, 22, 20 + at)
        sheet.words(inset + 30, y + 12, told.others[at], 12.5, shades.dim, bold=True)
        y = sheet.paragraph(inset + 30, y + 32, told.remarks[at], 15, sheet.points - inset - 46) + 6
        sheet.icon("up", inset + 30, y, 15, shades.dim)
        sheet.words(inset + 52, y - 1, counter(dice), 12, shades.dim)
        sheet.icon("down", inset + 96, y, 15, shades.dim)
        y += 26
    return sheet.done(y + 4)


def channel(told: Story, device: Device) -> Drawn:
    """Draw a message in a broadcast channel: wallpaper, one wide bubble, reactions, the views."""
    sheet = Sheet(told, device, SKY_DARK if device.dark else SKY, "plain")
    dice, shades = device.dice, sheet.palette
    for at in range(60):
        names = ("star", "heart", "phone", "camera", "globe")
        tone = tuple(max(0, c - 9) for c in shades.paper)
        sheet.icon(names[at % 5], at * 83 % sheet.points, at * 137 % 900, 26, tone)
    bar = (23, 33, 43) if device.dark else (255, 255, 255)
    sheet.box(0, 0, sheet.points, 94 if device.status_bar else 58, bar)
    y = sheet.status_bar()
    sheet.icon("back", 10, y + 14, 20, shades.accent)
    sheet.avatar(42, y + 6, 38, 50 + len(told.press) % 5)
    sheet.words(92, y + 7, told.press, 16, shades.ink, bold=True)
    sheet.words(92, y + 28, f"{counter(dice)} {told.ui[3]}", 12.5, shades.dim)
    y += 66
    wide, top = sheet.points - 54, y
    probe = Sheet(told, device, shades, "plain")
    depth = probe.paragraph(0, 0, told.claim.text, 16, wide - 24) + probe.paragraph(0, 0, told.body[1], 16, wide - 24)
    art = wide * 0.55 if told.photo % 2 == 0 else 0
    sheet.box(10, top, wide, depth + art + 96, shades.card, radius=13)
    sheet.words(22, y + 8, told.press, 14.5, shades.accent, bold=True)
    if art:
        sheet.picture(told.photo, 10, y + 34, wide, art)
        y += art + 4
    y = sheet.paragraph(22, y + 34, told.claim.text, 16, wide - 24, name="claim")
    y = sheet.paragraph(22, y + 6, told.body[1], 16, wide - 24)
    for at, name in enumerate(("thumb", "heart", "star")):
        sheet.box(22 + at * 66, y + 8, 60, 26, shades.line, radius=13)
        sheet.icon(name, 30 + at * 66, y + 13, 16, shades.accent)
        sheet.words(50 + at * 66, y + 13, str(dice.randrange(5, 900)), 12, shades.ink)
    sheet.words(22, y + 16, f"{counter(dice)}  {told.clock}", 11.5, shades.dim, align="end", width=wide - 26)
    y = top + depth + art + 108
    sheet.box(0, y, sheet.points, 48, bar)
    sheet.words(0, y + 14, told.ui[4], 16, shades.accent, align="middle", width=sheet.points)
    return sheet.done(y + 48)


def friends(told: Story, device: Device) -> Drawn:
    """Draw a post of a site of friends: text above a picture, reactions below."""
    sheet = Sheet(told, device, SLATE_DARK if device.dark else SLATE, "plain")
    dice, shades = device.dice, sheet.palette
    y = sheet.status_bar()
    sheet.avatar(12, y + 8, 40, told.face)
    sheet.words(62, y + 9, told.name, 15, shades.ink, bold=True)
    sheet.words(62, y + 30, f"{told.stamp} \u00b7", 12, shades.dim)
    sheet.icon("globe", 66 + len(told.stamp) * 7, y + 31, 12, shades.dim)
    sheet.icon("dots", sheet.points - 36, y + 14, 20, shades.dim)
    y = sheet.paragraph(12, y + 58, told.claim.text, 15.5, sheet.points - 24, name="claim") + 10
    depth = sheet.points * 0.66
    sheet.picture(told.photo, 0, y, sheet.points, depth)
    y += depth
    sheet.box(0, y, sheet.points, 62, shades.card)
    sheet.words(12, y + 8, f"{told.handle[:6].upper()}.EXAMPLE", 11.5, shades.dim)
    sheet.paragraph(12, y + 26, told.body[0], 15, sheet.points - 24, bold=True, most=1)
    y += 70
    for at, tone in enumerate(((24, 119, 242), (240, 60, 80), (247, 185, 40))):
        sheet.box(12 + at * 14, y + 4, 17, 17, tone, radius=9)
    sheet.words(64, y + 4, counter(dice), 13, shades.dim)
    sheet.words(12, y + 4, f"{counter(dice)} {told.ui[0]}", 13, shades.dim, align="end", width=sheet.points - 24)
    sheet.rule(y + 30, 12)
    for at, name in enumerate(("thumb", "bubble", "share")):
        x = 24 + at * (sheet.points - 24) / 3
        sheet.icon(name, x, y + 40, 18, shades.dim)
        sheet.words(x + 24, y + 40, told.ui[(2, 0, 4)[at]], 13, shades.dim, bold=True)
    return sheet.done(y + 72)


def results(told: Story, device: Device) -> Drawn:
    """Draw a list of search results, the claim as the first."""
    sheet = Sheet(told, device, NIGHT if device.dark else WHITE, "plain", points=device.points + 110)
    dice, shades = device.dice, sheet.palette
    sheet.box(16, 14, sheet.points - 32, 44, shades.card, radius=22, outline=shades.line)
    sheet.words(36, 26, f"{told.claim.fact('place')} {told.claim.fact('thing')}", 16, shades.ink)
    sheet.icon("glass", sheet.points - 54, 25, 21, shades.accent)
    for at in range(5):
        sheet.words(20 + at * 84, 70, told.ui[at + 2], 13, shades.accent if at == 0 else shades.dim)
    sheet.rule(96)
    y = 108.0
    texts = [told.claim.text, told.body[1], told.body[2 % len(told.body)]]
    for at, title in enumerate(texts):
        sheet.avatar(18, y + 2, 26, 60 + (told.face + at) % 9)
        sheet.words(54, y, told.press if at == 0 else told.others[at], 13.5, shades.ink)
        sheet.words(54, y + 17, f"https://{told.handle}.example \u203a {dice.randrange(99)}", 11.5, shades.dim)
        y = sheet.paragraph(
            18, y + 38, title, 19, sheet.points - 36, shades.accent, name="" if at else "claim", spacing=1.28
        )
        y = (
            sheet.paragraph(
                18, y + 4, f"{told.stamp} \u2014 {told.body[at % len(told.body)]}", 14, sheet.points - 36, shades.dim
            )
            + 18
        )
    return sheet.done(y)


def mail(told: Story, device: Device) -> Drawn:
    """Draw an e-mail, opened."""
    sheet = Sheet(told, device, NIGHT if device.dark else WHITE, "narrow", points=device.points + 60)
    shades = sheet.palette
    y = sheet.status_bar()
    for at, name in enumerate(("back", "mark", "mail", "dots")):
        sheet.icon(name, 18 if at == 0 else sheet.points - 130 + at * 34, y + 10, 20, shades.dim)
    y = sheet.paragraph(18, y + 50, f"{told.claim.fact('org')}: {told.claim.fact('thing')}", 22, sheet.points - 36)
    sheet.avatar(18, y + 10, 40, told.face)
    sheet.words(70, y + 11, told.name, 15.5, shades.ink, bold=True)
    sheet.words(70, y + 31, f"<{told.handle}@mail.example>", 12.5, shades.dim)
    sheet.words(18, y + 12, told.stamp, 12, shades.dim, align="end", width=sheet.points - 36)
    y = sheet.paragraph(18, y + 70, told.claim.text, 17, sheet.points - 36, name="claim", spacing=1.42)
    for sentence in told.body[:3]:
        y = sheet.paragraph(18, y + 12, sentence, 16, sheet.points - 36, spacing=1.42)
    sheet.words(18, y + 22, told.name, 16, shades.ink)
    sheet.words(18, y + 44, told.claim.fact("org").replace("|", ""), 13, shades.dim)
    for at in range(2):
        sheet.box(18 + at * 150, y + 80, 136, 38, None, radius=19, outline=shades.dim)
        sheet.icon(("back", "share")[at], 34 + at * 150, y + 90, 17, shades.dim)
        sheet.words(60 + at * 150, y + 90, told.ui[4 * at], 14, shades.dim)
    return sheet.done(y + 132)


def broadcast(told: Story, device: Device) -> Drawn:
    """Draw a still of a news programme with its lower third."""
    navy = (12, 30, 78) if device.dark else (238, 240, 246)
    ink = (255, 255, 255) if device.dark else (14, 20, 40)
    sheet = Sheet(
        told, device, Palette((10, 10, 12), ink, (170, 180, 200), navy, (196, 22, 34), navy), "sans", points=560
    )
    sheet.picture(told.photo, 0, 0, 560, 315)
    sheet.box(500, 14, 44, 24, (196, 22, 34), radius=3)
    sheet.words(500, 18, "LIVE", 13, (255, 255, 255), bold=True, align="middle", width=44)
    probe = Sheet(told, device, sheet.palette, "sans", points=560)
    depth = probe.paragraph(0, 0, told.claim.text, 19, 520, bold=True, spacing=1.25)
    top = 284 - depth
    sheet.box(0, top - 34, 150, 26, (196, 22, 34))
    sheet.words(14, top - 29, told.ui[6], 14, (255, 255, 255), bold=True)
    sheet.box(0, top - 8, 560, depth + 14, navy)
    sheet.paragraph(18, top - 3, told.claim.text, 19, 520, ink, bold=True, name="claim", spacing=1.25)
    sheet.box(0, 290, 560, 25, (18, 18, 22))
    sheet.words(12, 295, f"{told.press}  -  {told.body[0]}", 12, (230, 230, 235))
    sheet.box(486, 290, 74, 25, (196, 22, 34))
    sheet.words(486, 294, told.clock, 14, (255, 255, 255), bold=True, align="middle", width=74)
    return sheet.done(315)


LAYOUTS = {
    "federated": federated, "forum": forum, "channel": channel, "friends": friends, "results": results,
    "mail": mail, "broadcast": broadcast,
}  # fmt: skip
