"""Access to files on the shared storage: what is written there gets the access of the folder that it is written to.

Workers mostly run as another user. With a narrow umask, such as 077, they could not read what this user writes.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator

from ...core.finding import Finding, warning
from ...core.safe_names import printable

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_READ = stat.S_IRGRP | stat.S_IROTH
_WRITE = stat.S_IWGRP | stat.S_IWOTH


class SharedAccess:
    """Access of a folder, for what is made in it. Does nothing on Windows, where new files inherit their access."""

    def __init__(self, folder: str) -> None:
        """Read the access of an existing folder; without an answer of the disk nothing is granted."""
        self._folder = folder
        self._for_folders = self._for_files = self._group = 0
        self._narrow = ""
        """The first path that could not get the access."""
        if os.name != "posix":
            return
        with contextlib.suppress(OSError):
            status = os.stat(folder)
            self._group = status.st_gid
            bits = status.st_mode & _OTHERS
            if status.st_mode & stat.S_ISVTX:  # only owners may change what is in it
                bits &= ~_WRITE
            self._for_folders = bits
            # Who may enter a folder can read the files in it whose names he knows.
            self._for_files = (bits & (_READ | _WRITE)) | ((bits & (stat.S_IXGRP | stat.S_IXOTH)) << 2)

    def grant(self, path: str, handle: int | None = None) -> None:
        """Grant the access to a new file or folder, by its open handle if there is one. Never take any away."""
        if not self._for_folders:
            return
        target = path if handle is None else handle
        try:
            status = os.stat(target)
            wanted = self._for_folders if stat.S_ISDIR(status.st_mode) else self._for_files
            if wanted & ~status.st_mode and not self._widen(target, status, wanted):
                self._narrow = self._narrow or path
        except OSError:
            self._narrow = self._narrow or path

    def _widen(self, target: str | int, status: os.stat_result, wanted: int) -> bool:
        """Return whether the path has the access then."""
        if status.st_gid != self._group and wanted & stat.S_IRWXG:
            with contextlib.suppress(OSError):
                os.chown(target, -1, self._group)
                status = os.stat(target)
        given = wanted
        if status.st_gid != self._group:  # another group gets no more than everyone
            given = (wanted & stat.S_IRWXO) | ((wanted & stat.S_IRWXO) << 3)
        os.chmod(target, stat.S_IMODE(status.st_mode) | given)
        return not wanted & ~given & ~status.st_mode and not given & ~os.stat(target).st_mode

    def warnings(self) -> Iterator[Finding]:
        """Yield a warning if something could not get the access."""
        if self._narrow:
            yield warning(
                "storage-access",
                "Workers may not be able to read {path}: it could not get the access of the folder {folder}. "
                "Check the rights there, or the umask of this user.",
                printable(self._narrow),
                path=printable(self._narrow),
                folder=printable(self._folder),
            )
