"""Every error a user can meet, and the exit code of each.

    TrackerError                    what happened, where, how to fix it
    ├── UsageError              2   the call was wrong
    ├── InputError              3   an export cannot be used
    │   ├── UnreadableError         not to be opened, or cut off before anything was read
    │   ├── OverLimitError          a limit of `base.limits` was passed
    │   ├── UnknownFormatError      no reader knows the file
    │   ├── AmbiguousFormatError    two readers claim the file
    │   ├── NoPostsError            nothing in it is a post
    │   └── TooManyRejectsError     more than half of its records were rejected
    ├── RejectedError           4   records were rejected and --strict was given
    ├── DamagedCaseError        6   the case folder does not hold what it says
    ├── CaseInUseError          7   another run holds the case
    ├── StorageError            8   no space, or not writable
    └── NotEnoughPostsError     2   a measure was asked of too few posts (Python API)

A bad record is a row in `rejects`, not an error; a bug is a traceback (exit code 1).
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process returns; a promise to scripts."""

    DONE = 0
    BUG = 1
    USAGE = 2
    INPUT_REFUSED = 3
    REJECTED_STRICT = 4
    NOTHING_MATCHED = 5
    DAMAGED = 6
    IN_USE = 7
    STORAGE = 8
    STOPPED = 130


class TrackerError(Exception):
    """Something a user can act on.

    Parameters
    ----------
    what
        What happened, as a sentence without a full stop.
    where
        The file, member, line or option it happened in.
    fix
        What to do next, as an instruction.

    """

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, what: str, *, where: str, fix: str) -> None:
        super().__init__(what, where, fix)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        what = self.what.removesuffix(".")
        if what.endswith("?"):  # it asks back: did you mean this word?
            return f"{self.where}: {what} {self.fix[:1].upper()}{self.fix[1:]}"
        return f"{self.where}: {what}; {self.fix}"


class UsageError(TrackerError):
    """The call was wrong."""


class NotEnoughPostsError(TrackerError):
    """A measure was asked of too few posts."""


class InputError(TrackerError):
    """An export cannot be used."""

    exit_code = ExitCode.INPUT_REFUSED


class UnreadableError(InputError):
    """The file cannot be opened, or ends before anything was read."""


class OverLimitError(InputError):
    """A limit was passed; the error names the option that raises it."""


class UnknownFormatError(InputError):
    """No reader knows the file."""


class AmbiguousFormatError(InputError):
    """Two readers claim the same file; both reasons are given."""


class NoPostsError(InputError):
    """The file is readable, and nothing in it is a post."""


class TooManyRejectsError(InputError):
    """More than half of an input's records were rejected."""


class RejectedError(TrackerError):
    """Records were rejected and the user asked for none."""

    exit_code = ExitCode.REJECTED_STRICT


class DamagedCaseError(TrackerError):
    """The case folder does not hold what its own digests say."""

    exit_code = ExitCode.DAMAGED


class CaseInUseError(TrackerError):
    """Another run holds the case."""

    exit_code = ExitCode.IN_USE


class StorageError(TrackerError):
    """No space is left, or the folder is not writable."""

    exit_code = ExitCode.STORAGE
