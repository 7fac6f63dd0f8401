"""Job copies: the copies with unsaved changes beside artists' files, until their jobs no longer need them.

A job whose file is on the farm's storage renders such a copy. The Manager does not know that it belongs to the job.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Generator, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from ...core.cancel import CancelToken
from ...core.errors import FarmError
from ...core.progress import Phase, Progress
from ...core.safe_names import safe_part
from ...core.user_files import Kind, UserFiles, read_object
from ...farm.disk_look import PATIENCE, look_within
from ...farm.manager_url import is_loopback
from ...manager_client import ManagerError
from ...manager_client.models import JobStatus
from ..manager_api.manager import connect
from ..manager_api.timeouts import Timeouts
from ..manager_api.wait_for_manager import answered

_ASKING: Final = Progress(Phase.CHECKING, text="Asking which copies jobs still need")


@dataclass(frozen=True, slots=True)
class JobCopy:
    """A copy beside an artist's file."""

    submission_id: str
    manager_url: str
    job_id: str
    job_name: str
    path: str

    @property
    def is_ours(self) -> bool:
        """Whether there is a file that this extension wrote: its name ends with the submission's id."""
        stem = os.path.splitext(os.path.basename(self.path))[0]
        try:
            is_file = stat.S_ISREG(os.lstat(self.path).st_mode)
        except (OSError, ValueError):
            return False
        return is_file and stem.endswith(f".{safe_part(self.submission_id)}")


def keep(user_files: UserFiles, copy: JobCopy) -> bool:
    """Keep the record of a copy; return whether it could be written. Never raise: the job is on the farm."""
    try:
        user_files.write_json(Kind.JOB_COPIES, copy.submission_id, asdict(copy))
    except (OSError, ValueError):
        return False
    return True


def copies(user_files: UserFiles) -> Iterator[JobCopy]:
    """Yield the known copies; ignore invalid records."""
    for record in user_files.records(Kind.JOB_COPIES):
        copy = _copy(read_object(record.path) or {})
        if copy is not None:
            yield copy


def sizes(user_files: UserFiles) -> list[int]:
    """Return the sizes of the copies that exist; none if their disk does not answer."""

    def look() -> list[int]:
        found = []
        for copy in copies(user_files):
            with contextlib.suppress(OSError):
                if copy.is_ours:
                    found.append(os.path.getsize(copy.path))
        return found

    return look_within(PATIENCE, look) or []


def clear(
    user_files: UserFiles, *, online: bool, cancel: CancelToken, timeouts: Timeouts | None = None
) -> Generator[Progress, None, dict[str, Any]]:
    """Delete the copies whose jobs are completed or no longer exist.

    Args:
        user_files: The folder of the records.
        online: Whether Managers on other machines may be called.
        cancel: Stops it.
        timeouts: The timeouts.

    Returns:
        ``deleted``, ``needed``, ``not_known``: lists of paths; a copy is not known if its Manager does not answer, or
        if the disk refuses the deletion.

    Raises:
        Cancelled: The user cancelled.
    """
    result: dict[str, list[str]] = {"deleted": [], "needed": [], "not_known": []}
    by_manager: dict[str, list[JobCopy]] = {}
    for copy in copies(user_files):
        by_manager.setdefault(copy.manager_url, []).append(copy)
    for url, known in by_manager.items():
        yield _ASKING
        needed = yield from _needed(url, known, user_files, online=online, cancel=cancel, timeouts=timeouts)
        for copy in known:
            if needed is None:
                result["not_known"].append(copy.path)
            elif copy.job_id in needed:
                result["needed"].append(copy.path)
            else:
                result["deleted" if _delete(user_files, copy) else "not_known"].append(copy.path)
    return dict(result)


def _needed(
    url: str,
    known: list[JobCopy],
    user_files: UserFiles,
    *,
    online: bool,
    cancel: CancelToken,
    timeouts: Timeouts | None,
) -> Generator[Progress, None, set[str] | None]:
    """Return the ids of the jobs that still need their copy; None = the Manager can't be asked."""
    if not online and not is_loopback(url):
        return None
    needed = set()
    try:
        with connect(url, cancel, user_files, timeouts) as manager:
            for copy in known:
                job = yield from answered(manager, partial(manager.job, copy.job_id), _ASKING)
                if job is not None and job.status != JobStatus.COMPLETED:
                    needed.add(copy.job_id)
    except (ManagerError, FarmError):
        cancel.check()
        return None
    return needed


def _delete(user_files: UserFiles, copy: JobCopy) -> bool:
    """Delete a copy and its record; return whether the copy is gone. A storage that is not mounted keeps both."""
    if copy.is_ours:
        try:
            os.unlink(copy.path)
        except OSError:
            return False
    elif os.path.lexists(copy.path) or not Path(copy.path).parent.is_dir():
        return False
    user_files.delete(Kind.JOB_COPIES, copy.submission_id)
    return True


def _copy(parts: Mapping[str, Any]) -> JobCopy | None:
    values = {name: parts.get(name) for name in JobCopy.__slots__}
    if not all(isinstance(value, str) and value for name, value in values.items() if name != "job_name"):
        return None
    return JobCopy(**{name: str(value) for name, value in values.items()})
