"""One job after the other for each output path with ``{timestamp}``, so that no two jobs get the same path.

The Manager replaces the timestamp by the second in which it creates a job, and workers skip frames that exist: of two
jobs created in one second for the same path the later one would render nothing. So jobs with the same path are created
one after the other, at least a second apart, by all processes that share the user's folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Mapping
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

from ..core.cancel import CancelToken
from ..core.file_lock import lock
from ..core.finding import Finding, warning
from ..core.progress import Phase, Progress
from ..core.user_files import Kind, UserFiles
from ..manager_client.models import Job
from .checks.output_paths import TIMESTAMP, keeps_timestamp
from .manager_api.retry import pause
from .output_uses import OutputUse, keep_use, last_use

APART: Final = 1.0
"""Seconds from the answer about a job to the next job with the same path."""
_PATIENCE: Final = 120.0
"""Seconds to wait for another process that creates a job with the same path."""
_LOOK: Final = 0.05
WAITING: Final = Progress(Phase.SUBMITTING, text="Waiting for the next second: another job has the same output path")


class OutputTurn:
    """The turn of one job to be created among all jobs with the same output paths.

    Use it as a context manager around ``wait`` and the creation of the job.
    """

    def __init__(self, user_files: UserFiles, outputs: Mapping[str, str]) -> None:
        """Prepare for ``outputs``: key of each setting with an output path, and the path."""
        self._user_files = user_files
        self._outputs = dict(outputs)
        self._timed = sorted({path for path in outputs.values() if TIMESTAMP in path})
        self._handles: list[int] = []
        self._has_begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._has_begun and kind is not None:  # the job may exist all the same
            for path in self._timed:
                previous = last_use(self._user_files, path) or OutputUse(0.0)
                keep_use(self._user_files, path, replace(previous, at=time.time()))
        for handle in self._handles:
            os.close(handle)
        self._handles.clear()

    def wait(self, cancel: CancelToken) -> Generator[Progress, None, None]:
        """Wait until no other job can get the same paths.

        Raises:
            Cancelled: The user cancelled.
        """
        until = time.monotonic() + _PATIENCE
        for path in self._timed:
            yield from self._lock(path, until, cancel)
        for path in self._timed:
            previous = last_use(self._user_files, path)
            # An age below zero: the clock was set back, or another machine's is ahead.
            if previous is not None and previous.at + APART > time.time():
                yield from pause(min(previous.at + APART - time.time(), APART), WAITING, cancel)
        self._has_begun = True

    def settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings with the timestamp replaced where the Manager would not, because of other braces."""
        now = datetime.now().astimezone().strftime("%Y-%m-%d_%H%M%S")
        own = {key: path for key, path in self._outputs.items() if keeps_timestamp(path)}
        return {**settings, **{key: path.replace(TIMESTAMP, now) for key, path in own.items()}}

    def record(self, job: Job) -> tuple[Finding, ...]:
        """Keep which paths the job got; return a warning if another job has one of them, or if workers can't use it."""
        found: list[Finding] = []
        for key, path in self._outputs.items():
            answered = str((job.settings or {}).get(key) or path)
            previous = last_use(self._user_files, path)
            if TIMESTAMP in answered:
                text = "The Manager did not replace {field} in {path}: this job type writes all jobs to the same folder"
                found.append(warning("not-replaced", text, key, field=TIMESTAMP, path=answered))
            elif TIMESTAMP in path and previous is not None and previous.path == answered:
                text = '{path} is the output path of the job "{name}", too: frames that it has rendered are skipped'
                found.append(warning("same-output", text, key, path=answered, name=previous.job_name))
            keep_use(self._user_files, path, OutputUse(time.time(), job.id, job.name, answered))
        return tuple(found)

    def _lock(self, path: str, until: float, cancel: CancelToken) -> Generator[Progress, None, None]:
        """Lock a path until the end of the turn; go on without where the file system has no locks."""
        file = self._user_files.path(Kind.OUTPUTS, path, ".lock")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return
        self._handles.append(handle)
        while time.monotonic() < until:
            try:
                lock(handle)
                return
            except (BlockingIOError, PermissionError):
                yield from pause(_LOOK, WAITING, cancel)
            except OSError:
                return
