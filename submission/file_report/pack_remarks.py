"""Findings about a job's files as a whole, before anything is uploaded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from ...core.finding import Finding, Severity, listed
from ...core.safe_names import DEVICES, printable
from ...core.text import say
from ...farm import manager_cache
from ...farm.storage_paths import from_info
from ..packing.pack import Pack, PackFile
from ..packing.pack_warnings import about_case_collisions
from ..snapshot import JobSnapshot

WINDOWS: Final = "windows"
CASELESS: Final = frozenset({WINDOWS, "darwin"})
"""Platforms with case-insensitive file names."""
LONGEST_ON_WINDOWS: Final = 200
"""Most characters of a path in the pack: Windows limits a whole path, with the farm's folders, to 260."""

_FORBIDDEN: Final = re.compile(rf'[<>:"|?*\\\x00-\x1f]|[. ](?:/|$)|(?:^|/){DEVICES}(?:\.|/|$)', re.IGNORECASE)


def remarks(pack: Pack, platforms: Collection[str]) -> Iterator[Finding]:
    """Yield possible problems with the files of a pack on the farm; certain ones are warnings and come first.

    Args:
        pack: The pack.
        platforms: Platforms of the farm's workers, as the Manager names them; empty = not known.
    """
    yield from pack.notices
    severity = Severity.WARNING if platforms else Severity.REMARK
    if not platforms or CASELESS.intersection(platforms):
        yield from about_case_collisions(pack, severity)
    if not platforms or WINDOWS in platforms:
        yield from _about_windows(pack, severity)


def platforms_of(snapshot: JobSnapshot) -> frozenset[str]:
    """Return the platforms of the Manager's workers from its last check; empty = not known. Never raise."""
    info = manager_cache.read(snapshot.user_files, snapshot.manager_url)
    return from_info(info).worker_platforms if info else frozenset()


def suits_windows(place: str) -> bool:
    """Return whether a path in the pack is valid on Windows, apart from its length."""
    return _FORBIDDEN.search(place) is None


def _about_windows(pack: Pack, severity: Severity) -> Iterator[Finding]:
    odd = [file for file in pack.files if not suits_windows(file.path_in_pack)]
    if odd:
        text = "Workers on Windows can't have files of these names: {names}. Rename them."
        yield Finding("windows-names", severity, say(text, names=_places(odd)), printable(odd[0].source))
    long = [file for file in pack.files if len(file.path_in_pack) > LONGEST_ON_WINDOWS]
    if long:
        text = "Workers on Windows may not find files that lie so deep, or have such long names: {names}."
        yield Finding("windows-paths", severity, say(text, names=_places(long)), printable(long[0].source))


def _places(files: Sequence[PackFile]) -> str:
    return listed([file.path_in_pack for file in files])
