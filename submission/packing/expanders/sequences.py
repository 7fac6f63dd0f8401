"""File sequences: frames and image tiles, whose names differ only in a number."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ....core.glob_patterns import anything_between
from ....core.text import say
from .expansion import NOTHING_THERE, Expansion, MissingPath, missing_path
from .folder_listing import Listings

Runs = Sequence[tuple[int, int]]

_LAST_NUMBER: Final = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_TILE: Final = re.compile(r"<UDIM>|<UVTILE>")
"""Blender accepts them only in capitals and in the name of the file."""
_UDIM_NUMBER: Final = re.compile(r"[0-9]{4}")
_UVTILE_NUMBER: Final = re.compile(r"u([0-9]{1,4})_v([0-9]{1,4})")
_FIELD: Final = re.compile(r"\{[^{}]*\}")
_MOST_TOLD = 8
"""Most runs of missing frames that a message lists."""


def frames(listings: Listings, path: str, runs: Runs) -> Expansion:
    """Return the files of a sequence: their names differ only in the last number.

    Blender pads the frame number to the number of digits in the name, and uses 0 for negative frames.

    Args:
        listings: Lists the folder.
        path: One of the files; it may be missing.
        runs: The frames that are needed; () = all existing ones.
    """
    name = os.path.basename(path)
    stem, extension = os.path.splitext(name)
    numbered = _LAST_NUMBER.fullmatch(stem)
    if numbered is None:
        return Expansion([path])
    head, digits, tail = numbered.groups()
    width = len(digits)

    def frame(middle: str) -> int | None:
        if not _NUMBER.fullmatch(middle):
            return None
        number = int(middle)
        return number if f"{number:0{width}d}" == middle else None

    found, gaps = _numbered(listings, path, (head, tail + extension), frame, runs)
    if gaps:
        found.missing.append(MissingPath(path, _missing(gaps)))
    merged = merge(runs)
    inner = [gap for gap in gaps if merged[0][0] < gap[0] and gap[1] < merged[-1][1]]
    found.gap = _missing(inner) if inner else ""
    return found


def _missing(gaps: Sequence[tuple[int, int]]) -> str:
    if len(gaps) == 1 and gaps[0][0] == gaps[0][1]:
        return say("frame {frame} is missing", frame=gaps[0][0])
    return say("frames {frames} are missing", frames=_listed(gaps))


def is_tiled(path: str) -> bool:
    """Return whether the name of a file stands for the tiles of an image."""
    return _TILE.search(os.path.basename(path)) is not None


def tiles(listings: Listings, path: str, runs: Runs) -> Expansion:
    """Return the tiles of a path with ``<UDIM>`` or ``<UVTILE>`` in its name.

    Args:
        listings: Lists the folder.
        path: The path with the token.
        runs: The UDIM numbers of the tiles that are needed; () = all existing ones.
    """
    name = os.path.basename(path)
    token = _TILE.search(name)
    if token is None:
        return Expansion([path])
    number = _udim if token[0] == "<UDIM>" else _uvtile
    found, gaps = _numbered(listings, path, (name[: token.start()], name[token.end() :]), number, runs)
    if gaps:
        found.missing.append(MissingPath(path, say("missing tiles: {tiles}", tiles=_listed(gaps))))
    return found


def computed(listings: Listings, path: str) -> Expansion:
    """Return the files whose names match a path with computed parts, written ``{...}``.

    A computed part is usually a number: if any names match with numbers, only those count.

    Args:
        listings: Lists the folder.
        path: The path; computed parts in its folders are not supported.
    """
    folder, name = os.path.split(path)
    error = listings.error(folder)
    if error is not None:
        return Expansion(missing=[missing_path(path, error)])
    constant = _FIELD.split(name)
    names = list(listings.starting_with(folder, constant[0]))
    numbers = re.compile(r"-?[0-9]++(?:\.[0-9]++)?+".join(map(re.escape, constant)))
    anything = re.compile(anything_between([re.escape(part) for part in constant]), re.DOTALL)
    for pattern in (numbers, anything):
        files = [os.path.join(folder, each) for each in names if pattern.fullmatch(each)]
        if files:
            return Expansion(files)
    return Expansion(missing=[MissingPath(path, NOTHING_THERE)])


def _udim(middle: str) -> int | None:
    return int(middle) if _UDIM_NUMBER.fullmatch(middle) else None


def _uvtile(middle: str) -> int | None:
    numbers = _UVTILE_NUMBER.fullmatch(middle)
    return 1000 + int(numbers[1]) + 10 * (int(numbers[2]) - 1) if numbers else None


def _numbered(
    listings: Listings, path: str, ends: tuple[str, str], number: Callable[[str], int | None], runs: Runs
) -> tuple[Expansion, list[tuple[int, int]]]:
    """Return the files with a number between two parts of their name, and the gaps in the runs if any file exists."""
    folder = os.path.dirname(path)
    head, tail = ends
    error = listings.error(folder)
    if error is not None and not isinstance(error, FileNotFoundError | NotADirectoryError):
        return Expansion(missing=[missing_path(path, error)]), []
    there: dict[int, str] = {}
    for name in listings.starting_with(folder, head):
        if name.endswith(tail) and len(name) > len(head) + len(tail):
            found = number(name[len(head) : len(name) - len(tail)])
            if found is not None:
                there[found] = name
    merged = merge(runs)
    numbers = sorted(there)
    wanted = numbers if not runs else [each for first, last in merged for each in _between(numbers, first, last)]
    if not wanted:
        return Expansion(missing=[MissingPath(path, NOTHING_THERE)]), []
    files = [os.path.join(folder, there[each]) for each in wanted]
    gaps = [gap for first, last in merged for gap in _gaps(_between(numbers, first, last), first, last)]
    return Expansion(files), gaps


def merge(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted runs that neither overlap nor touch; negative numbers count as 0."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted((max(0, first), max(0, last)) for first, last in runs if first <= last):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _between(numbers: Sequence[int], first: int, last: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, first) : bisect_left(numbers, last + 1)]


def _gaps(there: Iterable[int], first: int, last: int) -> list[tuple[int, int]]:
    gaps = []
    for number in there:
        if number > first:
            gaps.append((first, number - 1))
        first = number + 1
    if first <= last:
        gaps.append((first, last))
    return gaps


def _listed(runs: Sequence[tuple[int, int]]) -> str:
    words = [str(first) if first == last else f"{first}-{last}" for first, last in runs[:_MOST_TOLD]]
    return ", ".join(words) + (", ..." if len(runs) > _MOST_TOLD else "")
