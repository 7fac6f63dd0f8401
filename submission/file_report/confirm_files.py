"""Confirmation of files before the upload: report them, and wait for the user where needed."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any, Final

from ...core.cancel import CancelToken
from ...core.confirmation import UserConfirmation
from ...core.errors import ErrorKind, FarmError
from ...core.finding import Finding, Severity, listed, warning
from ...core.progress import Phase, Progress
from ...core.text import say
from ..packing.pack import Pack
from ..snapshot import UNSAVED_IMAGES, JobSnapshot
from ..transfer.delivery import Delivery, UploadPreview
from . import accepted_files, report_writer
from .file_report import MOST_OF_A_STATE, FileReport, report_on

LACKING: Final = ("missing", "unreadable")
"""States that are asked about each time, and that fail a submission without a user."""

ONCE: Final = ("elsewhere", "large")
"""States that are asked about once a file: users stop reading questions that are repeated."""

OUTSIDE: Final = "outside"
"""Files from outside of the project, which are asked about once a folder."""

UNSAVED: Final = "unsaved"
"""Images that would be rendered as last saved, which is asked about each time."""

REMARKS: Final = "remarks"
"""Remarks that are asked about, once for each text."""

_NAMED = 100
"""Files that the error's message names; its details have all of them."""


class FileConfirmation:
    """Report and confirmation for the files of one job; without anything to report it continues at once."""

    def __init__(self, snapshot: JobSnapshot, confirmation: UserConfirmation, cancel: CancelToken) -> None:
        self._snapshot = snapshot
        self._confirmation = confirmation
        self._cancel = cancel
        self._asks: tuple[str, ...] = ()
        self._report: FileReport | None = None

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Warnings about the files as a whole; without a user, also about folders outside of the project."""
        if self._report is None:
            return ()
        found = [remark for remark in self._report.remarks if remark.severity is Severity.WARNING]
        if self._report.outside and self._snapshot.files.trouble != "ask":
            text = "Files outside of the project are sent, from {folders}."
            found.append(warning("outside", text, self._report.outside[0], folders=listed(self._report.outside)))
        return tuple(found)

    def show_report(self, pack: Pack | None, delivery: Delivery) -> Generator[Progress, None, None]:
        """Report the files as soon as they are known; slower work continues while the user reads.

        Raises:
            FarmError: Files are missing and no user can be asked, kind ``files``; the details have the whole report.
        """
        if pack is None:
            return
        report = report_on(self._snapshot, pack)
        if delivery.elsewhere is not None:
            report = report.in_place(pack.blend_path_in_pack, delivery.elsewhere)
            report = replace(report, remarks=self._snapshot.findings)
        self._report = report
        if self._snapshot.files.trouble == "refuse" and report.of(*LACKING):
            raise _lacking(report)
        if self._snapshot.files.inside_only and report.outside:
            raise _outside(report)
        if self._snapshot.files.trouble == "ask":
            self._asks = self._to_confirm(report)
        yield self._progress(report)

    def wait_for_user(self, delivery: Delivery) -> Generator[Progress, None, None]:
        """Wait for the confirmation if one is needed, after checking which files are new to the farm.

        Otherwise report the new files when they are known, without delaying the upload.

        Raises:
            FarmError: The farm is unreachable, or a file can't be read.
            Cancelled: The user cancelled.
        """
        if self._report is None:
            return
        if not self._asks:
            delivery.on_preview(self._show_preview)
            return
        preview = yield from delivery.preview()
        yield from self._show_preview(preview)

    def _show_preview(self, preview: UploadPreview | None) -> Generator[Progress, None, None]:
        """Report which files are new to the farm, and wait for the confirmation if one is needed."""
        assert self._report is not None  # noqa: S101 - the report is made first
        if preview is not None:
            self._report = self._report.with_preview(preview)
            if preview.written_to and self._snapshot.files.trouble == "ask" and not self._confirmation.given:
                self._asks = (*self._asks, "changed")
        yield self._progress(self._report)
        if not self._asks:
            return
        self._confirmation.wait(self._cancel)
        remarks = [remark.text for remark in self._report.remarks if remark.id != UNSAVED_IMAGES]
        folders = [accepted_files.folder_mark(folder) for folder in self._report.outside]
        agreed = [entry.path for entry in self._report.of(*ONCE)] + remarks + folders
        accepted_files.remember(self._snapshot.user_files, agreed)

    def _to_confirm(self, report: FileReport) -> tuple[str, ...]:
        known = accepted_files.known(self._snapshot.user_files)
        fresh = [state for state in ONCE if any(not known(entry.path) for entry in report.of(state))]
        is_known = accepted_files.known_folder(self._snapshot.user_files)
        if not all(map(is_known, report.outside)):
            fresh.append(OUTSIDE)
        asks = [state for state in (*LACKING, *fresh) if state in report.counts]
        warnings = [remark for remark in report.remarks if remark.severity is Severity.WARNING]
        if any(remark.id == UNSAVED_IMAGES for remark in warnings):
            asks.append(UNSAVED)
        if any(remark.id != UNSAVED_IMAGES and not known(remark.text) for remark in warnings):
            asks.append(REMARKS)
        return tuple(asks)

    def _progress(self, report: FileReport) -> Progress:
        saved = report_writer.save(self._snapshot.user_files, self._snapshot.submission_id, report)
        message = {**report.as_message(MOST_OF_A_STATE), "asks": list(self._asks), "saved": saved}
        return Progress(
            Phase.REVIEW,
            files_total=report.files,
            bytes_total=report.bytes,
            text="Waiting for your confirmation" if self._asks else "The files have been found",
            report=message,
        )


def _lacking(report: FileReport) -> FarmError:
    lacking = report.of(*LACKING)
    named = ", ".join(entry.path for entry in lacking[:_NAMED])
    values: dict[str, Any] = {"count": len(lacking), "names": named}
    if len(lacking) == 1:
        message = say("The job needs {names}, which is missing or unreadable.", names=named)
    elif len(lacking) <= _NAMED:
        message = say("{count} files that the job needs are missing or unreadable: {names}.", **values)
    else:
        message = say("{count} files that the job needs are missing or unreadable: {names}, ...", **values)
    return FarmError(
        message,
        kind=ErrorKind.MISSING_FILES,
        hint="Restore the missing files, exclude them, or allow missing files.",
        details={"missing": [entry.path for entry in lacking], "report": report.as_message()},
    )


def _outside(report: FileReport) -> FarmError:
    return FarmError(
        say("Files outside of the project would be sent, from {folders}.", folders=listed(report.outside)),
        kind=ErrorKind.OUTSIDE,
        hint="Choose the project's folder in the preferences, or submit without Inside Only.",
        details={"outside": list(report.outside), "report": report.as_message()},
    )
