"""Every screen that can be drawn: a layout, what it says, and the device that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import layouts_reporting
import layouts_tuning
from sheet import Device, Drawn
from wording import Story

if TYPE_CHECKING:
    from random import Random

Layout = Callable[[Story, Device], Drawn]
LAYOUTS: Final[dict[str, dict[str, Layout]]] = {
    "tuning": layouts_tuning.LAYOUTS, "reporting": layouts_reporting.LAYOUTS,
}  # fmt: skip
_POINTS: Final = (360, 375, 390, 412, 430)
_DENSITY: Final = (1.5, 1.75, 2.0)


@dataclass(frozen=True)
class Scene:
    """One screen before it is drawn."""

    layout: str
    told: Story
    device: Device

    def draw(self) -> Drawn:
        """Return it as a picture."""
        return LAYOUTS[self.told.half][self.layout](self.told, self.device)


def device(dice: Random, *, dark: bool | None = None) -> Device:
    """Return somebody's phone."""
    return Device(
        dice.choice(_POINTS), dice.choice(_DENSITY), dice.choice((0.92, 1.0, 1.0, 1.1)),
        dice.random() < 0.4 if dark is None else dark, dice.getrandbits(30), dice.random() < 0.85,
    )  # fmt: skip


def other_device(old: Device, dice: Random, strength: int) -> Device:
    """Return another phone with the same theme: 1 other counters and density, 2 other width, 3 other letters too."""
    new = device(dice, dark=old.dark)
    points = old.points if strength == 1 else dice.choice([p for p in _POINTS if p != old.points])
    size = (
        old.type_size if strength < 3 else dice.choice([s for s in (0.85, 0.92, 1.0, 1.1, 1.2) if s != old.type_size])
    )
    return Device(points, new.density, size, old.dark, new.seed, new.status_bar)
