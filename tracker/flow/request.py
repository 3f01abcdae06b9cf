"""What a user asks of a run, checked once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence  # msgspec reads the annotations
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import msgspec

from tracker.base import keys
from tracker.base.clock import DAY_US, SECOND_US, format_us, parse_any
from tracker.base.errors import UnreadableError, UsageError
from tracker.base.limits import Limits
from tracker.base.words import did_you_mean
from tracker.findings.settings import FactCheck, FindingSettings

MAX_REFERENCE = 64 * 1024 * 1024  # bytes of a picture asked for: the same limit as for pictures in exports


class Picture(msgspec.Struct, frozen=True):
    """A picture asked for; it is no post and counts in nothing."""

    name: str
    image: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes, in hex."""
        return hashlib.sha256(self.image).hexdigest()


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Inputs and settings of a run; the same request on the same case resumes it."""

    inputs: tuple[Path, ...] = ()
    images: tuple[Picture, ...] = ()
    texts: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    factchecks: tuple[FactCheck, ...] = ()
    since_us: int | None = None
    until_us: int | None = None
    format: str | None = None
    columns: Mapping[str, str] = {}
    zone: str | None = None
    limits: Limits = Limits()
    keep_going: bool = False
    strict: bool = False
    originals: bool = True
    seed: int = 1

    def load_key(self) -> dict[str, Any]:
        """Return the settings that decide what loading gives."""
        return {
            "format": self.format,
            "map": dict(sorted(self.columns.items())),
            "tz": self.zone,
            "limits": msgspec.to_builtins(self.limits),
            "originals": self.originals,
        }

    def match_key(self) -> dict[str, Any]:
        """Return the settings that decide what matching gives."""
        return {
            "images": sorted(picture.sha256 for picture in self.images),
            "texts": sorted(self.texts),
            "exclude": sorted(self.exclude),
        }

    def findings_key(self) -> dict[str, Any]:
        """Return the settings that decide what the findings are."""
        return {
            "since": format_us(self.since_us) if self.since_us is not None else None,
            "until": format_us(self.until_us) if self.until_us is not None else None,
            "factchecks": [{"url": check.url, "at": format_us(check.at_us)} for check in self.factchecks],
            "posts": list(self.suspects),
            "seed": self.seed,
        }

    def finding_settings(self, now_us: int) -> FindingSettings:
        """Return the part that the findings stage takes."""
        return FindingSettings(
            since_us=self.since_us,
            until_us=self.until_us,
            factchecks=self.factchecks,
            suspects=self.suspects,
            exclude=self.exclude,
            seed=self.seed,
            now_us=now_us,
        )


def read_picture(path: Path) -> Picture:
    """Read a picture asked for. Raises ``UsageError`` where there is none."""
    try:
        with path.open("rb") as stream:
            image = stream.read(MAX_REFERENCE + 1)
    except OSError as failure:
        raise UsageError(
            f"cannot be read ({failure.strerror or failure})",
            where=f"--image {path}",
            fix="name a picture file",
        ) from failure
    if len(image) > MAX_REFERENCE:
        raise UsageError(
            "is larger than 64 MiB", where=f"--image {path}", fix="save it smaller and try again"
        )
    return Picture(path.name, image)


def refuse_undecodable(pictures: Sequence[Picture], limits: Limits) -> None:
    """Raise ``UnreadableError`` for a picture asked for that cannot be decoded; a limited worker tries it."""
    from tracker.images.pool import looks_at

    names = {picture.sha256: picture.name for picture in pictures}
    for digest, look in looks_at([(one.sha256, one.image) for one in pictures], limits):
        if look.unreadable:
            raise UnreadableError(
                f"the picture asked for cannot be used ({look.unreadable})", where=f"--image {names[digest]}",
                fix="give a JPEG, PNG, WebP, GIF or BMP file",
            )  # fmt: skip


def read_time(text: str, option: str) -> int:
    """Read a moment from the command line. Raises ``UsageError`` for one without a zone or a date."""
    stated = parse_any(text, zone="UTC")
    if stated.us is None:
        raise UsageError(
            f"{text!r} is no time", where=option, fix="write it as 2026-03-01 or 2026-03-01T14:05:00Z"
        )
    return stated.us


def read_factcheck(text: str) -> FactCheck:
    """Read `URL@TIME`; the time is what follows the last `@`. Raises ``UsageError``."""
    url, at, time = text.rpartition("@")
    if not at or not url:
        raise UsageError(
            f"{text!r} has no time", where="--factcheck", fix="write it as https://...@2026-03-04T09:00:00Z"
        )
    stated = parse_any(time)
    if stated.us is not None and (not stated.zone_known or stated.precision_s * SECOND_US >= DAY_US):
        raise UsageError(
            f"{time!r} has no time of day with a zone, so what came before it cannot be told", where="--factcheck",
            fix="write it as 2026-03-04T09:00:00Z, or with its own zone: 2026-03-04T10:00+01:00",
        )  # fmt: skip
    return FactCheck(url, read_time(time, "--factcheck"))


def read_suspect(text: str) -> str:
    """Return the key of the post that an address or a key names, on whatever platform. Raises ``UsageError``."""
    key = text if keys.may_be_key(text) else keys.url_key(text)
    if key is None:
        raise UsageError(
            f"{text!r} names no post of a known form", where="--post",
            fix="give its address (https://x.com/NAME/status/ID) or its key (x:ID), as posts.csv has it",
        )  # fmt: skip
    return key


def read_map(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return field -> column of `created_at=Datum` or `Datum=created_at` pairs; the side that is a field tells.

    Where both sides are names of fields the left one is the field. Raises ``UsageError``.
    """
    from tracker.ingest.columns import FIELDS

    found: dict[str, str] = {}
    for pair in pairs:
        left, _, right = (part.strip() for part in pair.partition("="))
        if left not in FIELDS:
            left, right = right, left
        if left not in FIELDS or not right:
            raise UsageError(
                f"{pair!r} names no field",
                where="--map",
                fix=f"write it as created_at=Datum; fields are {', '.join(FIELDS)}",
            )
        found[left] = right
    return found


def read_zone(name: str | None) -> str | None:
    """Return the name of a time zone. Raises ``UsageError`` for an unknown one."""
    if name is None or name in available_timezones():
        return name
    hint = did_you_mean(name, available_timezones())
    raise UsageError(
        f"no time zone is called {name!r}.{hint}", where="--tz", fix="name one like Europe/Paris"
    )
