"""Where one picture lies on another, as it is or mirrored, exactly where it can be, and the tiles compared there.

A copy that was cut or framed lies whole pixels away from its parent, one that was resized covers it from edge to
edge. An estimate that says nearly so is taken to say exactly so: then the grain of JPEG can be compared as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import msgspec
import numpy as np
from PIL import Image

from tracker.images.align import Alignment, View, by_points, by_size, overlay, scale_of
from tracker.images.features import working_form
from tracker.images.grain import BLOCK, TILE_PX, Place
from tracker.images.traces import TINTS

if TYPE_CHECKING:
    from tracker.images.album import Album

TILES: Final = 14  # per picture, spread over its most detailed places
SMALL_PX: Final = 50_000  # the form on which parts that were cut, added or changed are seen
SNAP_PX: Final = 1.0  # at the corners: estimates were under 0.6 where the truth was exact
_NEARLY_SAME: Final = 0.95  # of scale: nothing to average
_LEAST_SCALE: Final = 0.2


class Form(msgspec.Struct, frozen=True):
    """A picture as its descent is judged."""

    view: View
    pixels: np.ndarray
    """The file's own grey pixels; its working form where those are too many."""
    table: bytes
    """Its JPEG table; empty where it has none, or where `pixels` are not the file's own."""
    colour: float
    tints: np.ndarray
    """Blue and red difference of 8 x 8 parts."""
    small: np.ndarray
    tiles: tuple[Place, ...]
    """Left and top of the tiles, on the grid of its JPEG."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of its pixels."""
        return self.pixels.shape[0], self.pixels.shape[1]

    def mirrored(self) -> Form:
        """Return the picture as a mirror shows it; it keeps no tiles, for its blocks lie elsewhere."""
        pixels, small = (np.ascontiguousarray(grey[:, ::-1]) for grey in (self.pixels, self.small))
        return Form(self.view.mirrored(), pixels, self.table, self.colour, self.tints[:, ::-1], small, ())


class Laying(msgspec.Struct, frozen=True):
    """Where one picture lies on another."""

    matrix: np.ndarray
    """From its pixels, mirrored where it is, to those of the other (2 x 3)."""
    is_mirrored: bool = False

    def back(self, first: tuple[int, int], second: tuple[int, int]) -> Laying:
        """Return where the second picture lies on the first, given both shapes."""
        inverse = cv2.invertAffineTransform(self.matrix)
        if self.is_mirrored:
            inverse = (_mirror(first) @ np.vstack([inverse, [0, 0, 1]]) @ _mirror(second))[:2]
        return Laying(inverse, self.is_mirrored)

    @property
    def is_shift(self) -> bool:
        """Whether it moves by whole pixels and does nothing else."""
        shift = np.array([[1, 0, round(self.matrix[0, 2])], [0, 1, round(self.matrix[1, 2])]])
        return bool(np.abs(self.matrix - shift).max() < 1e-9)  # noqa: PLR2004 - rounding of an inversion

    def grid_of(self, first: tuple[int, int]) -> Place:
        """Return where blocks of the first picture, its shape given, start on the second; only for a shift."""
        width = first[1] if self.is_mirrored else 0
        return (round(self.matrix[0, 2]) + width) % BLOCK, round(self.matrix[1, 2]) % BLOCK


def _mirror(shape: tuple[int, int]) -> np.ndarray:
    return np.array([[-1, 0, shape[1] - 1], [0, 1, 0], [0, 0, 1]], np.float64)


def form_of(album: Album, name: str, own: np.ndarray | None = None) -> Form:
    """Return a picture of an album as its descent is judged.

    `own` are the file's grey pixels where its working form is smaller.
    """
    look, view = album[name], album.opened(name)
    pixels = view.work if own is None else own
    table = look.traces.table if pixels.shape == (look.height, look.width) else b""
    tints = np.frombuffer(look.traces.tints, np.uint8).reshape(TINTS, TINTS, 2).astype(np.float32)
    return Form(view, pixels, table, look.traces.colour, tints, working_form(pixels, SMALL_PX), _tiles(view, pixels))


def resizing(first: tuple[int, ...], second: tuple[int, ...]) -> np.ndarray:
    """Return the 3 x 3 map between two sizes of one picture (height, width): edge to edge, centre to centre."""
    across, down = second[1] / first[1], second[0] / first[0]
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]], np.float64)


def _tiles(view: View, pixels: np.ndarray) -> tuple[Place, ...]:
    height, width = pixels.shape
    if min(height, width) < TILE_PX + BLOCK:
        return ()
    factor = width / view.work.shape[1]
    kept: list[Place] = []
    for x, y in view.spots:
        at = _on_grid(round(x * factor), width), _on_grid(round(y * factor), height)
        if all(max(abs(at[0] - u), abs(at[1] - v)) >= TILE_PX for u, v in kept):
            kept.append(at)
    step = max(1.0, len(kept) / TILES)
    return tuple(kept[int(n * step)] for n in range(min(TILES, len(kept))))


def _on_grid(centre: int, length: int) -> int:
    start = min(centre - TILE_PX // 2, length - TILE_PX - BLOCK)
    return max(0, start // BLOCK * BLOCK)


def place(first: Form, second: Form) -> Laying | None:
    """Return how the first picture lies on the second; None where nothing aligns them."""
    for propose in (_by_points, _by_size):
        matrix = _checked(first, second, propose(first.view, second.view))
        if matrix is not None:
            return Laying(matrix)
    turned = first.mirrored()
    matrix = _checked(turned, second, _by_points(turned.view, second.view))
    return None if matrix is None else Laying(matrix, is_mirrored=True)


def _by_points(first: View, second: View) -> Alignment | None:
    return by_points(first.features, second.features)


def _by_size(first: View, second: View) -> Alignment | None:
    return by_size(first.work, second.work)


def _checked(first: Form, second: Form, alignment: Alignment | None) -> np.ndarray | None:
    over = overlay(first.view, second.view, alignment) if alignment else None
    if over is None:
        return None
    matrix = over.matrix / over.zoom
    estimate = cv2.invertAffineTransform(matrix) if over.first_is_frame else matrix
    return _snapped(_at_own_size(estimate, first, second), first.shape, second)


def _at_own_size(matrix: np.ndarray, first: Form, second: Form) -> np.ndarray:
    enlarged = resizing(second.view.work.shape, second.shape)
    reduced = resizing(first.shape, first.view.work.shape)
    whole: np.ndarray = (enlarged @ np.vstack([matrix, [0, 0, 1]]) @ reduced)[:2]
    return whole


def _snapped(estimate: np.ndarray, first: tuple[int, int], second: Form) -> np.ndarray:
    height, width = first
    corners = np.array([(0, 0, 1), (width, 0, 1), (0, height, 1), (width, height, 1)], np.float64).T
    moved = (estimate @ (width / 2, height / 2, 1)) - (width / 2, height / 2)
    shift = np.array([[1, 0, round(moved[0])], [0, 1, round(moved[1])]], np.float64)
    near = SNAP_PX * second.shape[1] / second.view.work.shape[1]
    for exact in (shift, resizing(first, second.shape)[:2]):
        if float(np.abs((exact - estimate) @ corners).max()) < near:
            return exact
    return estimate


def warped(
    picture: np.ndarray, matrix: np.ndarray, shape: tuple[int, int], border: int = cv2.BORDER_REPLICATE
) -> np.ndarray:
    """Lay a picture on a frame of another shape, averaged where it is shrunk."""
    scale, shrink = scale_of(matrix), np.eye(3)
    if scale < _NEARLY_SAME:
        height, width = (max(1, round(side * scale)) for side in picture.shape)
        shrink = resizing((height, width), picture.shape)
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    whole = (np.vstack([matrix, [0, 0, 1]]) @ shrink)[:2]
    laid: np.ndarray = cv2.warpAffine(picture, whole, shape[::-1], flags=cv2.INTER_LINEAR, borderMode=border)
    return laid


def laid_tiles(parent: Form, child: Form, laying: Laying) -> tuple[list[np.ndarray], list[Place]]:
    """Return what the parent, mirrored already, shows where the child's tiles lie; and the places it covers."""
    matrix = laying.matrix
    if min(matrix[0, 0], matrix[1, 1]) < _LEAST_SCALE:
        return [], []
    back = cv2.invertAffineTransform(matrix)
    height, width = parent.shape
    picture = None if laying.is_shift else Image.fromarray(parent.pixels)
    half = TILE_PX / 2
    reach = half / matrix[0, 0], half / matrix[1, 1]
    laid, places = [], []
    for x, y in child.tiles:
        u, v = back @ (x + half - 0.5, y + half - 0.5, 1) + 0.5
        box = u - reach[0], v - reach[1], u + reach[0], v + reach[1]
        if min(box) < 0 or box[2] > width or box[3] > height:
            continue
        laid.append(_part(parent.pixels, picture, box))
        places.append((x, y))
    return laid, places


def _part(pixels: np.ndarray, picture: Image.Image | None, box: tuple[float, float, float, float]) -> np.ndarray:
    """Return a box of a picture as a tile: its own pixels where nothing is resized (`picture` is None)."""
    if picture is None:
        left, top = round(box[0]), round(box[1])
        return pixels[top : top + TILE_PX, left : left + TILE_PX]
    return np.asarray(picture.resize((TILE_PX, TILE_PX), Image.Resampling.LANCZOS, box=box))
