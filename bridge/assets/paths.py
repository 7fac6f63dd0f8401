"""Where a path that stands in a .blend leads, by its text alone, as Blender resolves it."""

from __future__ import annotations

import ntpath
import os
import posixpath


def resolve(written: str, folder: str, *, windows: bool = os.name == "nt") -> str:
    r"""Return the absolute path in this system's form, without ``..``.

    ``//`` stands for the folder of the file that holds the path. Files travel between systems: either slash separates
    everywhere, and a drive of Windows is the folder ``/c`` elsewhere, as in Blender.

    Args:
        written: The path as it stands in the data-block.
        folder: The folder of the .blend that holds the data-block, absolute.
        windows: Whether this system is Windows.
    """
    if windows:
        if _is_relative(written):
            written = folder + "\\" + written[2:]
        return ntpath.normpath(written)
    if _is_relative(written):
        return posixpath.normpath(folder + "/" + written[2:].replace("\\", "/"))
    written = written.replace("\\", "/")
    if written[1:3] == ":/" and written[0].isalpha():
        written = "/" + written[0].lower() + written[2:]
    return posixpath.normpath(written)


def _is_relative(written: str) -> bool:
    # Two backslashes begin a share of a network.
    return written.startswith("//")
