"""Paths on the farm, as this machine sees them: by the Manager's two-way variables, else by a table of the user's."""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Final

_VARIABLE: Final = re.compile(r"\{([^{}/\\]+)\}")
_DRIVE: Final = re.compile(r"[A-Za-z]:[/\\]|[/\\]{2}")

Table = Sequence[tuple[str, str]]
"""Pairs of a folder on the farm and the same folder on this machine."""


def here(path: str, variables: Mapping[str, str], table: Table) -> str:
    """Return a path of the farm as this machine sees it; unchanged if nothing says otherwise.

    Args:
        path: As the Manager has it; may begin with a ``{variable}``.
        variables: Values of the Manager's variables for users of this platform.
        table: The user's; the longest fitting folder counts.
    """
    found = _VARIABLE.match(path)
    if found is not None and found[1] in variables:
        path = _joined(variables[found[1]], path[found.end() :])
    fitting = [(farm, local) for farm, local in table if farm and local and _is_below(path, farm)]
    if not fitting:
        return path
    farm, local = max(fitting, key=lambda pair: len(pair[0]))
    return _joined(local, path[len(_trimmed(farm)) :])


def learn(farm_folder: str, local_folder: str) -> tuple[str, str]:
    r"""Return the pair for the table that a chosen folder shows: their common end is left out.

    ``/mnt/render/film/shot`` chosen as ``R:\render\film\shot`` gives ``/mnt``, ``R:\``: the more general, the more
    jobs it serves. At least one part of the farm's path stays.
    """
    farm, local = _parts(farm_folder), _parts(local_folder)
    while len(farm) > 1 and len(local) > 1 and farm[-1].casefold() == local[-1].casefold():
        farm.pop()
        local.pop()
    return _whole(farm_folder, farm), _whole(local_folder, local)


def _is_below(path: str, folder: str) -> bool:
    folder = _trimmed(folder)
    start, rest = path[: len(folder)], path[len(folder) :]
    if _DRIVE.match(folder):  # Windows: either slash, any case
        start, folder = (text.replace("\\", "/").casefold() for text in (start, folder))
    return start == folder and (not rest or rest[0] in "/\\" or folder.endswith(("/", "\\")))


def _trimmed(folder: str) -> str:
    return folder.rstrip("/\\") or folder[:1]


def _joined(folder: str, rest: str) -> str:
    """Join with the slashes of the folder's system."""
    rest = rest.lstrip("/\\")
    if not rest:
        return folder
    if _DRIVE.match(folder):
        return ntpath.join(folder, rest.replace("/", "\\"))
    return posixpath.join(folder, rest.replace("\\", "/"))


def _parts(folder: str) -> list[str]:
    return [part for part in re.split(r"[/\\]+", folder) if part]


def _whole(folder: str, parts: list[str]) -> str:
    if _DRIVE.match(folder):
        drive = "\\\\" if folder.startswith(("\\\\", "//")) else ""
        return drive + "\\".join(parts) + ("\\" if len(parts) == 1 and not drive else "")
    return "/" + "/".join(parts)
