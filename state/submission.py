"""Submissions as they are drawn: the one that runs, files of the job, what became of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .background import WorkView
from .polled_answer import PolledAnswer


@dataclass
class SubmissionView(WorkView):
    """The submission that runs, or the outcome of the last one."""

    submission_id: str = ""
    job_name: str = ""
    blend: str = ""
    """The .blend that is sent, "" when the job has none."""
    manager_url: str = ""
    sending_since: float = 0.0
    """`time.monotonic` of the first byte sent, for rate and time left."""
    workspace: str = ""
    """The workspace whose status bar says that a copy is saved, until it is."""
    copy: str = ""
    """The temporary copy with the unsaved changes, "" when there is none."""
    asks: tuple[str, ...] = ()
    """What the artist's word is waited for, as states of ``file_report``; () = nothing, or it was given."""
    answered: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class FilesView:
    """The files of the job, as the last look at them found them."""

    blend: str = ""
    """The .blend that was looked at."""
    report: Mapping[str, Any] = field(default_factory=dict)
    """The message of ``submission.file_report``; empty before the first look."""
    lines_kept: bool = False
    """The list in the panel has begun to follow this report."""

    @property
    def entries(self) -> Sequence[Mapping[str, Any]]:
        """The files that are listed."""
        entries: Sequence[Mapping[str, Any]] = self.report.get("entries", ())
        return entries

    def count(self, *states: str) -> int:
        """How many files are in one of these states."""
        counts = self.report.get("counts", {})
        return sum(counts.get(state, {}).get("files", 0) for state in states)


@dataclass
class RecoveryView:
    """What became of submissions that this Blender did not watch to their end."""

    notices: list[Mapping[str, Any]] = field(default_factory=list)
    """As ``submission.recovery.notices`` tells them, taken off the disk."""
    open: Sequence[Mapping[str, Any]] = ()
    """Jobs of which nobody knows whether they arrived: ``submission_id, manager_url, job_name``."""
    running: Sequence[Mapping[str, Any]] = ()
    """What another Blender sends, or one that was closed; parts as in ``open``."""
    stopping: frozenset[str] = frozenset()
    """Ids of those among them that were asked to end."""
    records: PolledAnswer[None] = field(default_factory=PolledAnswer)
    """The last look at the disk; what it finds is above."""
    reconciling: WorkView = field(default_factory=WorkView)
    """The question to the Manager what became of them."""
