"""Empty storage: on this machine the shared storage may be the folder of a disk that is not mounted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..core.finding import Finding, warning
from ..core.safe_names import printable
from .disk_look import PATIENCE, look_within
from .farm_findings import EMPTY_STORAGE
from .storage_paths import is_below, resolved

if TYPE_CHECKING:
    from ..manager_client.models import Job, ManagerVariable


def about_empty_storage(
    location: str,
    fetch_jobs: Callable[[], Iterable[Job] | None],
    fetch_variables: Callable[[], Mapping[str, str] | None],
) -> Iterator[Finding]:
    """Yield a warning if the storage is empty although the Manager lists jobs with files in it.

    Args:
        location: Path of the storage on this machine, without Shaman.
        fetch_jobs: Asks for all jobs; called only if the storage is empty. None = no answer.
        fetch_variables: Asks for the values of the Manager's variables on this machine, likewise.
    """
    if not look_within(PATIENCE, lambda: _is_empty(location)):
        return
    blends = [blend for job in fetch_jobs() or () if isinstance(blend := (job.settings or {}).get("blendfile"), str)]
    variables = (fetch_variables() or {}) if blends else {}
    lacking = next((blend for blend in blends if is_below(resolved(blend, variables), location)), "")
    if lacking:
        text = (
            "The farm's storage {location} is empty on this machine, but the Manager has jobs with files there, such "
            "as {path}: check that the storage is mounted"
        )
        yield warning(EMPTY_STORAGE, text, "manager", location=printable(location), path=printable(lacking))


def values(variables: Mapping[str, ManagerVariable]) -> dict[str, str]:
    """Return the values of a Manager's variables by name."""
    return {name: variable.value for name, variable in variables.items()}


def _is_empty(folder: str) -> bool:
    """Return whether a folder has no file or folder that is not hidden."""
    try:
        with os.scandir(folder) as entries:
            return all(entry.name.startswith(".") for entry in entries)
    except OSError:
        return False
