"""What an expander has found, and how it says what is wrong."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from typing import Final

from ....core.text import say
from ...local_files.file_sources import NotAFileError

NOTHING_THERE: Final = say("stands for several files, but none is there")
NOT_FOUND: Final = say("not found")

_ABSENT: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


class TooLongError(ValueError):
    """A file is too long to be looked through to its end."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is needed and can't be had."""

    path: str
    why: str
    absent: bool = True
    """It is not there, as opposed to: it is there and can't be sent."""


@dataclass(slots=True)
class Found:
    """What a reference stands for."""

    files: list[str] = field(default_factory=list)
    """Paths to send, in order; nobody has looked yet whether they can be read."""
    lacking: list[Lack] = field(default_factory=list)
    together: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of folders of which files refer to each other by their place."""
    fixed: list[tuple[str, str]] = field(default_factory=list)
    """(File, path in it) of paths that only this machine has, and that nobody can rewrite."""
    shared: list[str] = field(default_factory=list)
    """Paths that need not be sent: the farm sees them as this machine does, and that is how they are referred to."""
    notices: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Take up what another one has."""
        self.files += other.files
        self.lacking += other.lacking
        self.together += other.together
        self.fixed += other.fixed
        self.shared += other.shared
        self.notices += other.notices


def lack(path: str, error: OSError | ValueError) -> Lack:
    """What an error says about a path."""
    absent = not isinstance(error, OSError | UnicodeError) or error_number(error) in _ABSENT
    return Lack(path, reason(error), absent)


def error_number(error: Exception) -> int | None:
    """The system's number of an error."""
    return error.errno if isinstance(error, OSError) else None


def reason(error: OSError | ValueError) -> str:
    """What is wrong with a file, in words that fit into brackets."""
    if isinstance(error, UnicodeError):
        return say("has a name that is not UTF-8")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NOT_FOUND
    if isinstance(error, PermissionError):
        return say("may not be read")
    if isinstance(error, NotAFileError):
        return error.words
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
