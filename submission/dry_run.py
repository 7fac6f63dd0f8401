"""Dry run: list the files that would be uploaded, without a Manager."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from typing import Any

from ..core.cancel import CancelToken
from ..core.errors import ErrorKind, FarmError
from ..core.progress import Phase, Progress
from ..core.safe_names import printable
from ..core.text import say
from .file_report import report_writer
from .file_report.file_report import MOST_OF_A_STATE, report_on
from .packing.plan import plan_files
from .snapshot import BlendSource, JobSnapshot


def list_files(
    snapshot: JobSnapshot, blend: BlendSource, cancel: CancelToken
) -> Generator[Progress, None, dict[str, Any]]:
    """Report all files that would be uploaded; call no Manager and upload nothing.

    Returns:
        The report of ``file_report``, its entries bounded; ``saved``: where the whole one is, as JSON and as text.

    Raises:
        FarmError: The .blend can't be packed.
        Cancelled: The user cancelled.
    """
    pack = yield from plan_files(snapshot, blend, cancel)
    report = report_on(snapshot, pack)
    saved = report_writer.save(snapshot.user_files, snapshot.submission_id, report)
    return {**report.as_message(MOST_OF_A_STATE), "asks": [], "saved": saved}


def copy_list(source: str, target: str) -> Generator[Progress, None, dict[str, Any]]:
    """Copy a file list to a path that the user chose.

    Raises:
        FarmError: It can't be written there.
    """
    yield Progress(Phase.COPYING)
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise FarmError(
            say("{path} can't be written: {reason}.", path=printable(target), reason=error.strerror or str(error)),
            kind=ErrorKind.DISK,
            hint="Choose another folder.",
        ) from error
    return {"path": target}
