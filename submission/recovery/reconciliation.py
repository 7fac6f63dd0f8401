"""Reconciliation: look up submissions with an unknown outcome at every contact with a Manager, and report it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.finding import messages, warning
from ...core.progress import Phase, Progress
from ...core.safe_names import printable
from ...core.text import say
from ...core.user_files import UserFiles
from ...farm.manager_url import job_url
from ...manager_client import ManagerError
from ...manager_client.models import Job
from ..manager_api.manager import Manager, connect
from ..manager_api.timeouts import Timeouts
from ..records.record import Outcome, SubmissionRecord
from ..records.records import Records
from ..snapshot import JobSnapshot
from . import running_submissions
from .job_copies import JobCopy, keep
from .job_creation import find_job, is_recent


def reconcile_all(
    manager_url: str, *, user_files: UserFiles, cancel: CancelToken, take: bool = True, timeouts: Timeouts | None = None
) -> Generator[Progress, None, dict[str, Any]]:
    """Look up all submissions with an unknown outcome on a Manager; ``notices`` reports each outcome.

    Args:
        manager_url: Address of the Manager.
        user_files: The folder of the records.
        cancel: Stops it.
        take: See ``read_local_records``.
        patience: The timeouts.

    Returns:
        What ``look`` does.

    Raises:
        FarmError: ``kind="not-known"``: the Manager can't be asked, everything stays as it is.
        Cancelled: The user cancelled.
    """
    records = Records(user_files)
    mine = [entry for entry in _unowned(user_files) if entry.manager_url == manager_url]
    if mine:
        with connect(manager_url, cancel, user_files, timeouts) as manager:
            for entry in mine:
                yield from _reconcile_one(manager, records, entry, cancel)
    yield Progress(Phase.CHECKING)
    return read_local_records(user_files, take=take)


def read_local_records(user_files: UserFiles, *, take: bool = True) -> dict[str, Any]:
    """Return this computer's records, without calling a Manager.

    Args:
        user_files: The folder of the records.
        take: Return the outcomes that nobody has been told, since they will be shown.

    Returns:
        ``open``: a list of ``submission_id, manager_url, job_name``, submissions with an unknown outcome;
        ``notices``: see ``notice``, empty unless ``take``; ``running``: see ``running_submissions.list_running``.
    """
    records = Records(user_files)
    running = _close_cut_off(records)
    return {
        "running": running,
        "open": [
            {"submission_id": entry.submission_id, "manager_url": entry.manager_url, "job_name": entry.job_name}
            for entry in _unowned(user_files)
            if not entry.taken_back
        ],
        "notices": [notice(record) for record in records.take_untold()] if take else [],
    }


def notice(record: SubmissionRecord) -> dict[str, Any]:
    """Return an outcome for the panel; ``what`` is one of ``Outcome``."""
    return {
        "what": str(record.outcome),
        "submission_id": record.submission_id,
        "manager_url": record.manager_url,
        "job_name": record.job_name,
        "blend": record.blend_path,
        "job_id": record.job_id,
        "job_url": record.job_url,
        "message": record.message,
        "hint": record.hint,
    }


def _close_cut_off(records: Records) -> list[dict[str, Any]]:
    """Write the outcome of submissions whose process has ended without one; return those that run."""
    begun = [record for record in records.all() if record.outcome is Outcome.SENDING]
    running = running_submissions.list_running(records.user_files)
    busy = {note["submission_id"] for note in running}
    for record in begun:
        if record.submission_id not in busy and records.read(record.submission_id) == record:
            message = cut_off(record.job_name)
            records.close(record, Outcome.CUT_OFF, told=False, message=message, hint=SEND_AGAIN)
    return running


def cut_off(job_name: str) -> str:
    """Return the message about a submission whose process ended before there was a job."""
    return say('The submission of "{name}" was cut off before its job was created.', name=job_name)


SEND_AGAIN: Final = "Send it again: files that are already uploaded are not uploaded again."


def reconcile_before_submit(
    snapshot: JobSnapshot, manager: Manager, records: Records, cancel: CancelToken
) -> Generator[Progress, None, SubmissionRecord | None]:
    """Reconcile all open submissions before a new one; return its record if this submission had already arrived.

    Raises:
        FarmError: The Manager can't be asked; or an earlier submission of this file may still arrive.
    """
    blend_path = snapshot.blend.path if snapshot.blend else ""
    for entry in _unowned(snapshot.user_files, snapshot.submission_id):
        if entry.manager_url != snapshot.manager_url:
            continue
        is_same = entry.submission_id == snapshot.submission_id
        is_alike = (entry.job_name, entry.blend_path) == (snapshot.name, blend_path) and not entry.taken_back
        job, is_open = yield from _reconcile_one(manager, records, entry, cancel)
        if is_same and job is not None and not entry.taken_back:
            return records.read(entry.submission_id)
        if is_open and (is_same or (is_alike and not snapshot.again)):
            raise _may_still_come(manager, entry)
    return None


def outcome_of(
    submission_id: str, *, user_files: UserFiles, cancel: CancelToken, timeouts: Timeouts | None = None
) -> Generator[Progress, None, dict[str, Any]]:
    """Find out what became of a submission whose helper has ended unexpectedly.

    Returns:
        ``result``: as ``submit`` returns it; None = no job was created.

    Raises:
        FarmError: ``kind="not-known"``: it may have been created.
        Cancelled: The user cancelled.
    """
    records = Records(user_files)
    record = records.read(submission_id)
    if record is not None and record.outcome is Outcome.UNKNOWN:
        with connect(record.manager_url, cancel, user_files, timeouts) as manager:
            _, is_open = yield from _reconcile_one(manager, records, record, cancel)
            if is_open:
                raise _may_still_come(manager, record)
        record = records.read(submission_id)
    yield Progress(Phase.CHECKING)
    if record is None or not record.made_a_job:
        records.end(submission_id, Outcome.FAILED, told=True)
        return {"result": None}
    return {"result": earlier_result(record)}


def earlier_result(record: SubmissionRecord) -> dict[str, Any]:
    """Return the result of a submission whose job was created earlier: nothing is sent now."""
    return {
        "submission_id": record.submission_id,
        "job_id": record.job_id,
        "job_name": record.job_name,
        "job_url": record.job_url,
        "checkout": record.checkout,
        "files": 0,
        "files_sent": 0,
        "bytes_sent": 0,
        "settings": dict(record.settings),
        "output_path": record.output,
        "missing": [],
        "copies": [record.copy] if record.copy else [],
        "already_submitted": True,
        "warnings": messages([warning("arrived", "The job had arrived before: nothing new was sent.", "job_name")]),
    }


def _unowned(user_files: UserFiles, own: str = "") -> list[SubmissionRecord]:
    """Return the open records that no running submission handles; ``own`` is the calling submission."""
    busy = {note["submission_id"] for note in running_submissions.list_running(user_files)} - {own}
    return [entry for entry in Records(user_files).pending() if entry.submission_id not in busy]


def _reconcile_one(
    manager: Manager, records: Records, entry: SubmissionRecord, cancel: CancelToken
) -> Generator[Progress, None, tuple[Job | None, bool]]:
    """Return the job, deleted if it is no longer wanted, and whether the outcome is still unknown; record it."""
    recent = is_recent(manager, entry)
    job = yield from find_job(manager, entry, cancel, () if recent else (0.0,))
    if job is None and recent:
        return None, True
    if job is not None and entry.taken_back:
        try:
            manager.delete(job)
        except ManagerError:
            cancel.check()
            return job, True
    if job is not None and entry.copy and not entry.taken_back:
        keep(records.user_files, JobCopy(entry.submission_id, entry.manager_url, job.id, job.name, entry.copy))
    _close(records, manager, entry, job)
    return job, False


def _close(records: Records, manager: Manager, entry: SubmissionRecord, job: Job | None) -> None:
    """Record the outcome of a lost job, for nobody to be told if it was cancelled and never created."""
    name = entry.job_name
    if job is None and entry.taken_back:
        records.close(entry, Outcome.CANCELLED, told=True)
    elif job is None:
        message = say('The job "{name}", whose answer was lost, did not reach the farm.', name=name)
        hint = "Submit it again."
        if entry.made:
            hint = say("Submit it again. {path} remains without a job; it can be deleted.", path=printable(entry.made))
        records.close(entry, Outcome.ABSENT, message=message, hint=hint)
    elif entry.taken_back:
        message = say('The job "{name}", cancelled while it was sent, had reached the farm: it was deleted.', name=name)
        records.close(entry, Outcome.DELETED, message=message)
    else:
        message = say('The job "{name}", whose answer was lost, did reach the farm.', name=name)
        url = job_url(manager.url, job.id)
        records.close(entry, Outcome.ARRIVED, job_id=job.id, job_url=url, message=message)


def _may_still_come(manager: Manager, entry: SubmissionRecord) -> FarmError:
    return FarmError(
        say(
            'The Manager at {url} may still be making the job "{name}", sent a moment ago without an answer.',
            name=entry.job_name,
            url=manager.url,
        ),
        kind=ErrorKind.NOT_KNOWN,
        hint="Wait a few minutes, then ask again; nothing new was sent.",
        details=entry.details,
    )
