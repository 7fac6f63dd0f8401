"""Checks of this machine's disk for the panel: project folder, project defaults, earlier output."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, Final

from ...core import atomic_files
from ...core.finding import Finding
from ...core.progress import Phase, Progress
from ...core.text import fixed, say
from ...core.user_files import NOWHERE, UserFiles
from ...farm.disk_look import look_within
from ...job_types.job_type import JobTypeSpec
from ...job_types.project_defaults import FILE_NAME, MAX_BYTES, ProjectDefaults, parse, unusable
from ..output_uses import last_use
from ..packing.project_root import find_project_root, is_too_wide
from . import job_findings
from .job_findings import MOST_COUNTED, output_folder_of, output_path_of

PATIENCE: Final = 3.0
"""Timeout in seconds for the disk; an unreachable network share may never answer."""


def project_root(blend_path: str, chosen: str) -> Generator[Progress, None, dict[str, Any]]:
    """Find the project folder of a file.

    Args:
        blend_path: The file, absolute.
        chosen: The project folder of the preferences, "" = none.

    Returns:
        ``path``, ``how`` in words, ``too_wide``: it is a home folder or a drive; ``path`` is "" when the disk does not
        answer.
    """
    yield Progress(Phase.CHECKING)
    found = look_within(PATIENCE, lambda: find_project_root(blend_path, chosen))
    if found is None:
        return {"path": "", "how": "", "too_wide": False}
    return {"path": found.path, "how": found.how, "too_wide": is_too_wide(found.path)}


def project_defaults(blend_path: str, chosen: str) -> Generator[Progress, None, dict[str, Any]]:
    """Read the defaults of a file's project for its jobs: ``ProjectDefaults`` as message.

    Args:
        blend_path: The file, absolute.
        chosen: The project folder of the preferences, "" = none.
    """
    yield Progress(Phase.CHECKING)
    found = look_within(PATIENCE, lambda: _defaults(blend_path, chosen))
    return (found or unusable("the disk does not answer")).as_message()


def output_folder(
    folder: str, path: str = "", user_files: UserFiles = NOWHERE
) -> Generator[Progress, None, dict[str, Any]]:
    """Look at the folder of the frames.

    Args:
        folder: The folder.
        path: The path of the frames in it.
        user_files: The user's records.

    Returns:
        ``files``: their number, at most ``MOST_COUNTED``; 0 if the folder is missing or does not answer. ``last_job``,
        ``last_job_at``: name and time of this user's last job with that path, or "".
    """
    yield Progress(Phase.CHECKING)
    return _look_at_folder(folder, path, user_files)


def about_output_folder(spec: JobTypeSpec, values: Mapping[str, Any], user_files: UserFiles) -> tuple[Finding, ...]:
    """Return findings about the folder of the frames as it is now."""
    path, folder = output_path_of(spec, values), output_folder_of(spec, values)
    if not folder:
        return ()
    found = _look_at_folder(folder, path, user_files)
    return tuple(
        job_findings.about_output_folder(spec, values, found["files"], found["last_job"], found["last_job_at"])
    )


def _look_at_folder(folder: str, path: str, user_files: UserFiles) -> dict[str, Any]:
    last = last_use(user_files, path)
    return {
        "files": look_within(PATIENCE, lambda: _count(folder)) or 0,
        "last_job": last.job_name if last else "",
        "last_job_at": last.when if last else "",
    }


def filled_folders(folders: list[str]) -> Generator[Progress, None, dict[str, Any]]:
    """Return which folders contain anything: ``folders``."""
    yield Progress(Phase.CHECKING)
    return {"folders": look_within(PATIENCE, lambda: [each for each in folders if _count(each)]) or []}


def _defaults(blend_path: str, chosen: str) -> ProjectDefaults:
    file = Path(find_project_root(blend_path, chosen).path, FILE_NAME)
    try:
        return parse(atomic_files.read(file, MAX_BYTES), str(file))
    except FileNotFoundError:
        return ProjectDefaults()
    except OSError as error:
        return unusable(error.strerror or str(error), str(file))
    except ValueError as error:  # not an ordinary file, or too large
        return unusable(say("it is {what}", what=fixed(str(error))), str(file))


def _count(folder: str) -> int:
    try:
        with os.scandir(folder) as entries:
            return sum(1 for _, _ in zip(range(MOST_COUNTED), entries, strict=False))
    except OSError:
        return 0
