"""Derivation trees: who made which picture from which, one operation per edge, with posting times.

A hard tree adds what archives really show: posts that are missing, one picture uploaded by several people, and
wrong times.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

import pixels
from kinds import STEPS, layouts_of
from layouts import Scene, device
from PIL import Image
from pixels import Drawn, encoded
from pool import File, Moment
from wording import banks, story

if TYPE_CHECKING:
    from collections.abc import Mapping

OPERATIONS: Final = (
    "jpeg", "scale", "crop one side", "crop all sides", "padding", "caption", "brightness", "contrast", "grey",
    "watermark", "sticker", "ring", "stamp", "marker", "redaction", "messenger", "phone frame", "tint",
    "mirror",
)  # fmt: skip
START: Final = datetime(2027, 3, 1, 8, tzinfo=UTC)
COLLECTED: Final = datetime(2027, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Tree:
    """Pictures of one story, each made from its parent."""

    files: tuple[File, ...]
    """Those that an archive holds; their names and order tell nothing."""
    parents: Mapping[str, str]
    """File -> the nearest held file that it was made from; none for a root."""
    times: Mapping[str, Moment]
    """What the archive says of when each was posted."""
    wrong_times: frozenset[str] = frozenset()
    """Files whose stated time is false; nothing but the author's word is behind it."""


@dataclass(frozen=True)
class _Node:
    drawn: Drawn
    at: datetime


def grow(half: str, seed: int, size: int = 12, *, hard: bool = False) -> Tree:
    """Return a tree of `size` pictures; `hard` takes some away, uploads some again, and misstates some times."""
    dice = Random(f"tree {half} {seed}")
    scene = _scene(half, seed, dice)
    nodes = [_Node(scene.draw(), START + timedelta(minutes=dice.randrange(600)))]
    files = [_file(nodes[0], "original", "", scene, dice)]
    while len(nodes) < size:
        at = dice.randrange(max(0, len(nodes) - 4), len(nodes)) if dice.random() < 0.5 else dice.randrange(len(nodes))
        kind = dice.choice(OPERATIONS)
        made = STEPS[kind](nodes[at].drawn, dice, dice.choice((1, 1, 2)))
        later = nodes[at].at + timedelta(minutes=dice.randrange(5, 900))
        nodes.append(_Node(_reloaded(made, dice), later))
        files.append(_file(nodes[-1], kind, files[at].name, scene, dice))
    parents = {file.name: file.parent for file in files if file.parent}
    times = {file.name: Moment(node.at, node.at, node.at) for file, node in zip(files, nodes, strict=True)}
    dice.shuffle(files)
    whole = Tree(tuple(files), parents, times)
    return _hardened(whole, dice) if hard else whole


def _scene(half: str, seed: int, dice: Random) -> Scene:
    layouts, languages = layouts_of(half), list(banks(half))
    told = story(half, languages[(seed + seed // len(layouts)) % len(languages)], f"tree {seed}")
    return Scene(layouts[seed % len(layouts)], told, device(dice))


def _reloaded(drawn: Drawn, dice: Random) -> Drawn:
    """Return what the next person downloads: the picture as a site saved it."""
    return pixels.on(drawn, pixels.again(drawn.image, dice.randint(72, 90)))


def _file(node: _Node, kind: str, parent: str, scene: Scene, dice: Random) -> File:
    content = encoded(node.drawn.image, "JPEG", dice.randint(80, 92)) if parent else encoded(node.drawn.image, "PNG")
    return File(
        f"t{dice.getrandbits(40):010x}", content, ("tree",), ("tree",), "copy" if parent else "original", kind, 1,
        scene.told.script, scene.layout, scene.device.dark, parent, 1,
    )  # fmt: skip


def _hardened(tree: Tree, dice: Random) -> Tree:
    """Take a fifth away, upload a sixth again, rest half of the times on claims, and make an eighth of all false."""
    lost = {file.name for file in dice.sample(tree.files, max(1, len(tree.files) // 5))}
    parents = {name: held for name in tree.parents if name not in lost and (held := _held(name, tree.parents, lost))}
    files = [file for file in tree.files if file.name not in lost]
    times = {file.name: tree.times[file.name] for file in files}
    for file in dice.sample(files, max(1, len(files) // 6)):
        again = replace(
            file, name=f"t{dice.getrandbits(40):010x}", content=_saved_again(file.content), parent=file.name
        )
        files.append(again)
        parents[again.name] = file.name
        later = times[file.name].posted_at + timedelta(minutes=dice.randrange(30, 2000))
        times[again.name] = Moment(later, later, later)
    claimed = dice.sample(sorted(times), len(times) // 2)
    wrong = frozenset(claimed[: max(1, len(times) // 8)])
    for name in claimed:
        off = timedelta(days=dice.randrange(2, 30)) if name in wrong else timedelta(0)
        times[name] = Moment(times[name].posted_at - off, None, COLLECTED)
    return Tree(tuple(files), parents, times, wrong)


def _held(name: str, parents: Mapping[str, str], lost: set[str]) -> str:
    """Return the nearest ancestor that is held; empty where none is."""
    above = parents.get(name, "")
    while above in lost:
        above = parents.get(above, "")
    return above


def _saved_again(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return encoded(image.convert("RGB"), "JPEG", 83)
