"""Move frames out of the way: the farm skips those that exist, empty ones too."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from ...core.text import say
from ...job_types.frame_ranges import FrameRangeError, parse_frames
from .on_disk import Found

FOLDER = "_replaced "


def move(found: Found, frames: str, names: Collection[str] = ()) -> dict[str, Any]:
    """Move files into a folder ``_replaced <time>`` beside them: nothing is deleted.

    Args:
        found: The frames on disk.
        frames: Frames to move, such as "3-5"; "" = none by number.
        names: Further files to move, by name.

    Returns:
        ``moved`` (number), ``to`` (the folder, "" = none was made), ``left`` (names that could not be moved), ``why``.
    """
    try:
        ranges = parse_frames(frames).ranges if frames else ()
    except FrameRangeError as error:
        return {"moved": 0, "to": "", "left": [], "why": str(error)}
    chosen = [
        frame.name
        for frame in found.frames.values()
        if frame.name in names or any(first <= frame.number <= last for first, last in ranges)
    ]
    if not chosen:
        return {"moved": 0, "to": "", "left": [], "why": ""}
    try:
        target = _new_folder(Path(found.folder))
    except OSError as error:
        text = say("{folder} can't be written: {reason}.", folder=found.folder, reason=error.strerror or str(error))
        return {"moved": 0, "to": "", "left": sorted(chosen), "why": text}
    left = [name for name in chosen if not _moved(Path(found.folder, name), target)]
    if len(left) == len(chosen):
        target.rmdir()
    moved = len(chosen) - len(left)
    why = say("{count} files could not be moved.", count=len(left)) if left else ""
    return {"moved": moved, "to": str(target) if moved else "", "left": sorted(left), "why": why}


def _new_folder(folder: Path) -> Path:
    """Make a folder that did not exist."""
    name = FOLDER + time.strftime("%Y-%m-%d %H%M%S")
    for number in range(100):
        target = folder / (f"{name} {number}" if number else name)
        try:
            target.mkdir()
        except FileExistsError:
            continue
        return target
    raise FileExistsError(str(folder / name))


def _moved(source: Path, target: Path) -> bool:
    try:
        if source.is_symlink():
            return False
        os.rename(source, target / source.name)
    except OSError:
        return False
    return True
