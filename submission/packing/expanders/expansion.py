"""The result of an expander: files, missing files and warnings."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from typing import Final

from ....core.finding import Finding
from ....core.text import say
from ...local_files.file_sources import NotAFileError

NOTHING_THERE: Final = say("no matching files found")
NOT_FOUND: Final = say("not found")

_ABSENT: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


class TooLongError(ValueError):
    """A file that is too large to scan completely."""


@dataclass(frozen=True, slots=True)
class MissingPath:
    """A file that is needed and is missing or unreadable."""

    path: str
    why: str
    absent: bool = True
    """It does not exist; False = it exists but cannot be uploaded."""


@dataclass(slots=True)
class Expansion:
    """The files of a reference."""

    files: list[str] = field(default_factory=list)
    """Paths to upload, in order; not checked yet whether they can be read."""
    missing: list[MissingPath] = field(default_factory=list)
    together: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of folders whose files refer to each other by relative path."""
    fixed: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of a file and an absolute path in it, which cannot be rewritten."""
    shared: list[str] = field(default_factory=list)
    """Paths that are not uploaded: workers see them under the absolute path that refers to them."""
    notices: list[Finding] = field(default_factory=list)
    gap: str = ""
    """The missing frames between those of a sequence, for messages; "" = none."""

    def add(self, other: Expansion) -> None:
        """Add the contents of another one."""
        self.files += other.files
        self.missing += other.missing
        self.together += other.together
        self.fixed += other.fixed
        self.shared += other.shared
        self.notices += other.notices


def missing_path(path: str, error: OSError | ValueError) -> MissingPath:
    """Return the missing or unreadable file that an error is about."""
    absent = not isinstance(error, OSError | UnicodeError) or error_number(error) in _ABSENT
    return MissingPath(path, reason(error), absent)


def error_number(error: Exception) -> int | None:
    """Return the system's error number."""
    return error.errno if isinstance(error, OSError) else None


def reason(error: OSError | ValueError) -> str:
    """Return what is wrong with a file, as text to put in brackets."""
    if isinstance(error, UnicodeError):
        return say("has a name that is not UTF-8")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NOT_FOUND
    if isinstance(error, PermissionError):
        return say("permission denied")
    if isinstance(error, NotAFileError):
        return error.words
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
