"""Submissions as they are drawn: the running one, the files of the job, outcomes of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .background import WorkView
from .polled_answer import PolledAnswer


@dataclass
class SubmissionView(WorkView):
    """The running submission, or the outcome of the last one."""

    submission_id: str = ""
    job_name: str = ""
    blend: str = ""
    """The submitted .blend, "" if the job has none."""
    manager_url: str = ""
    sending_since: float = 0.0
    """`time.monotonic` of the first byte sent, for rate and time left."""
    workspace: str = ""
    """The workspace whose status bar shows what Blender copies."""
    copying: str = ""
    """What Blender copies now, "" = nothing."""
    copies: str = ""
    """Folder with the temporary copies of unsaved changes, "" for none."""
    asks: tuple[str, ...] = ()
    """States of ``file_report`` that the user must confirm; () = none, or confirmed."""
    answered: bool = False
    dialog: bool = False
    """It was started from a menu: its question comes as a dialog, too."""
    has_report: bool = False
    """The report on its files is known."""
    keep: bool | None = None
    """Whether it goes on when Blender quits; None = a script waits for it."""
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class FilesView:
    """The files of the job in the last report."""

    blend: str = ""
    """The .blend of the report."""
    report: Mapping[str, Any] = field(default_factory=dict)
    """The message of ``submission.file_report``; empty before the first report."""
    search: PolledAnswer[Mapping[str, Any]] = field(default_factory=PolledAnswer)
    """The search in the whole list: ``entries`` and ``found``."""
    wanted: str = ""
    """What is searched for; "" = nothing."""
    lines_kept: bool = False
    """The selection in the panel's list was reset for this report."""

    @property
    def entries(self) -> Sequence[Mapping[str, Any]]:
        """The listed files: those that were found, or the first ones."""
        listed: Mapping[str, Any] = self.report
        if self.wanted and self.search.answer is not None:
            listed = self.search.answer
        entries: Sequence[Mapping[str, Any]] = listed.get("entries", ())
        return entries

    def count(self, *states: str) -> int:
        """Return the number of files in these states."""
        counts = self.report.get("counts", {})
        return sum(counts.get(state, {}).get("files", 0) for state in states)


@dataclass
class RecoveryView:
    """Outcomes of submissions that ended without this Blender."""

    notices: list[Mapping[str, Any]] = field(default_factory=list)
    """As ``submission.recovery.notices`` returns them; it deletes them from disk."""
    open: Sequence[Mapping[str, Any]] = ()
    """Submissions with an unknown outcome: ``submission_id, manager_url, job_name``."""
    running: Sequence[Mapping[str, Any]] = ()
    """Submissions that run without this Blender; the same keys as in ``open``."""
    stopping: frozenset[str] = frozenset()
    """Ids of those that are being stopped."""
    records: PolledAnswer[None] = field(default_factory=PolledAnswer)
    """The last check of the disk, which fills the fields above."""
    reconciling: WorkView = field(default_factory=WorkView)
    """The work that asks the Manager for the unknown outcomes."""
