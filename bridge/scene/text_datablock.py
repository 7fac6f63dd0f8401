"""Texts of the helper as text blocks of the open .blend."""

from __future__ import annotations

import bpy

from ...core.errors import ErrorKind, FarmError

NAME = "flamenco_files"


def load(path: str) -> str:
    """Load a text file as a text block, replacing the last one; return its name.

    Raises:
        FarmError: there is no such file.
    """
    if not path:
        raise FarmError("There is no list of files yet", kind=ErrorKind.NOT_READY, hint="Press List Files first")
    try:
        text = bpy.data.texts.load(path, internal=True)
    except RuntimeError as error:
        raise FarmError(
            "The list of files no longer exists", kind=ErrorKind.FILE, hint="Press List Files again"
        ) from error
    return replace(text, NAME)


def replace(text: bpy.types.Text, name: str) -> str:
    """Give a text block the name of an earlier one, which it replaces; return its name."""
    before = bpy.data.texts.get(name)
    if before is not None:
        before.user_remap(text)  # a text editor that shows it shows the new one
        bpy.data.texts.remove(before)
    text.name = name
    return text.name
