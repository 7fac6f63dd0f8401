"""Paths in a .blend, resolved by their text alone, as Blender does."""

from __future__ import annotations

import ntpath
import os
import posixpath


def resolve(written: str, folder: str, *, windows: bool = os.name == "nt") -> str:
    r"""Return the absolute path in this system's form, without ``..``.

    ``//`` stands for the folder of the .blend that contains the path. As in Blender, both slashes are separators on all
    systems, and the Windows drive ``C:`` is the folder ``/c`` on other systems.

    Args:
        written: The path as written in the data-block.
        folder: The absolute folder of the .blend that contains the data-block.
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
    # Two backslashes start the path of a network share.
    return written.startswith("//")
