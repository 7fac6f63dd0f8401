"""Which frames of a job are on disk: there, missing, empty or cut off."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ...core.text import say
from ...job_types.frame_ranges import FrameRange, FrameRangeError, parse_frames

OUTPUTS: Final = ("render_output_path", "playblast_output_path")
"""Settings with the output path of a job, in the order in which they count."""
MOST_FILES: Final = 200_000
MOST_ENDS: Final = 2_000
"""Most files whose last bytes are read for one answer, the newest ones."""
MOST_NAMED: Final = 200
ENDS: Final[Mapping[str, bytes]] = {".png": b"IEND\xaeB`\x82", ".jpg": b"\xff\xd9", ".jpeg": b"\xff\xd9"}
"""The last bytes of a whole file."""
_HASHES: Final = re.compile(r"#+")


@dataclass(frozen=True, slots=True)
class Frame:
    """One file."""

    number: int
    name: str
    size: int
    changed_at: float
    """In seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder has of a job's frames."""

    folder: str
    frames: Mapping[int, Frame] = field(default_factory=dict)
    why: str = ""
    """Why it can't be looked at; "" = it can."""
    unseen: bool = False
    """This machine does not see the place."""


def output_of(settings: Mapping[str, Any]) -> str:
    """Return a job's output path as the Manager has it; "" = it has none."""
    return next((path for path in (settings.get(key) for key in OUTPUTS) if isinstance(path, str) and path), "")


def look(path: str) -> Found:
    """Return the frames in the folder of an output path as this machine sees it. Read one folder, follow nothing.

    Args:
        path: Such as ``/render/shot/######``; an extension need not be there.
    """
    slash = max(path.rfind("/"), path.rfind("\\") if os.sep == "\\" else -1)
    folder, pattern = path[:slash], path[slash + 1 :]
    if slash < 0 or not os.path.isabs(folder or "/") or "\0" in path:
        return _unseen(folder, path)
    fits = _matcher(pattern)
    found: dict[str, dict[int, Frame]] = {}
    try:
        with os.scandir(folder or "/") as entries:
            for count, entry in enumerate(entries):
                match = fits.fullmatch(entry.name) if count < MOST_FILES else None
                if match is not None and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    frame = Frame(int(match[1]), entry.name, status.st_size, status.st_mtime)
                    found.setdefault(match[2].lower(), {})[frame.number] = frame
    except FileNotFoundError:
        return _not_there(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        return Found(folder, why=say("The folder {folder} can't be read: {reason}.", folder=folder, reason=reason))
    return Found(folder, max(found.values(), key=len, default={}))


def report(found: Found, frames: str, *, whole: bool = True) -> dict[str, Any]:
    """Return a folder's frames in comparison with those that the job has.

    Args:
        found: From ``look``.
        frames: The job's frames, such as "1-250"; "" = not known.
        whole: Read the ends of files, too.

    Returns:
        ``folder, why, unseen``; ``expected, there, missing_count`` (numbers); ``missing`` (text, "" = none); ``empty,
        cut`` (names), ``bad`` (their frames as text); ``newest, first`` (complete paths, "" = none); ``range`` (first
        and last frame on disk); ``names`` (of all files by frame).
    """
    try:
        wanted = parse_frames(frames) if frames else None
    except FrameRangeError:
        wanted = None
    there = [frame for frame in found.frames.values() if wanted is None or _has(wanted, frame.number)]
    by_time = sorted(there, key=lambda frame: frame.changed_at, reverse=True)
    by_number = sorted(there, key=lambda frame: frame.number)
    empty = [frame for frame in by_number if not frame.size]
    checked = by_time[:MOST_ENDS] if whole else []
    cut = sorted((each for each in checked if _is_cut(found.folder, each)), key=lambda frame: frame.number)
    numbers = {frame.number for frame in there}
    missing = [number for number in _numbers(wanted) if number not in numbers] if wanted is not None else []
    good = [frame for frame in by_time if frame.size and frame not in cut]
    return {
        "folder": found.folder,
        "why": found.why,
        "unseen": found.unseen,
        "expected": wanted.count if wanted is not None else len(there),
        "there": len(there),
        "missing": as_text(missing),
        "missing_count": len(missing),
        "empty": [frame.name for frame in empty[:MOST_NAMED]],
        "cut": [frame.name for frame in cut[:MOST_NAMED]],
        "bad": as_text(sorted(frame.number for frame in (*empty, *cut))),
        "newest": os.path.join(found.folder, good[0].name) if good else "",
        "first": os.path.join(found.folder, by_number[0].name) if by_number else "",
        "range": [by_number[0].number, by_number[-1].number] if by_number else [],
        "names": [frame.name for frame in by_number],
    }


def as_text(numbers: Iterable[int]) -> str:
    """Return sorted frames as text: "1-3, 7"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def _matcher(pattern: str) -> re.Pattern[str]:
    """Return a pattern for the names of frames: the last ``####`` is the number, an extension may follow."""
    hashes = list(_HASHES.finditer(pattern))
    if not hashes:  # Blender adds four digits
        return re.compile(re.escape(pattern) + r"(-?\d{4,10})(\.\w{1,5})")
    last = hashes[-1]
    before, after = re.escape(pattern[: last.start()]), re.escape(pattern[last.end() :])
    return re.compile(rf"{before}(-?\d{{{len(last[0])},10}}){after}(\.\w{{1,5}})")


def _is_cut(folder: str, frame: Frame) -> bool:
    end = ENDS.get(Path(frame.name).suffix.lower())
    if end is None or not frame.size:
        return False
    try:
        with open(os.path.join(folder, frame.name), "rb") as file:
            file.seek(max(0, frame.size - len(end)))
            return file.read(len(end)) != end
    except OSError:
        return False


def _has(wanted: FrameRange, number: int) -> bool:
    return any(first <= number <= last for first, last in wanted.ranges)


def _numbers(wanted: FrameRange) -> Iterable[int]:
    return (number for first, last in wanted.ranges for number in range(first, last + 1))


def _not_there(folder: str) -> Found:
    """Say why a folder is not there: nothing was rendered yet, or this machine does not see the place."""
    parent = os.path.dirname(folder)
    if os.path.isdir(parent) or os.path.isdir(os.path.dirname(parent)):
        return Found(folder, why=say("Nothing was rendered to {folder} yet.", folder=folder))
    return _unseen(folder, folder)


def _unseen(folder: str, path: str) -> Found:
    return Found(folder, why=say("This machine does not see the output path {path}.", path=path), unseen=True)
