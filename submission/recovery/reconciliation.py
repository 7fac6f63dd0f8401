"""Reconciliation: look up submissions with an unknown outcome at every contact with a Manager, and report it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.progress import Phase, Progress
from ...core.safe_names import printable
from ...core.text import say
from ...core.user_files import UserFiles
from ...farm.manager_url import job_url
from ...manager_client import ManagerError
from ...manager_client.models import Job
from ..manager_api.manager import Manager, connect
from ..manager_api.timeouts import Timeouts
from ..snapshot import JobSnapshot
from . import notices, running_submissions
from .job_copies import JobCopy, keep
from .job_creation import find_job, is_recent
from .journal import Journal, JournalEntry


def reconcile_all(
    manager_url: str, *, user_files: UserFiles, cancel: CancelToken, take: bool = True, timeouts: Timeouts | None = None
) -> Generator[Progress, None, dict[str, Any]]:
    """Look up all submissions with an unknown outcome on a Manager; ``news`` reports each outcome.

    Args:
        manager_url: Address of the Manager.
        user_files: The folder of the journal.
        cancel: Stops it.
        take: See ``read_local_records``.
        patience: The timeouts.

    Returns:
        What ``look`` does.

    Raises:
        FarmError: ``kind="not-known"``: the Manager can't be asked, everything stays as it is.
        Cancelled: The user cancelled.
    """
    journal = Journal(user_files)
    mine = [entry for entry in _unowned(user_files) if entry.manager_url == manager_url]
    if mine:
        with connect(manager_url, cancel, user_files, timeouts) as manager:
            for entry in mine:
                job, is_open = yield from _reconcile_one(manager, journal, entry, cancel)
                if not is_open:
                    _leave_notice(user_files, manager, entry, job)
    yield Progress(Phase.CHECKING)
    return read_local_records(user_files, take=take)


def read_local_records(user_files: UserFiles, *, take: bool = True) -> dict[str, Any]:
    """Return this computer's records, without calling a Manager.

    Args:
        user_files: The folder of the journal.
        take: Delete the notices from disk, since they will be shown.

    Returns:
        ``open``: a list of ``submission_id, manager_url, job_name``, submissions with an unknown outcome;
        ``news``: see ``notices``, empty unless ``take``; ``running``: see ``running_submissions.list_running``.
    """
    return {
        "running": running_submissions.list_running(user_files),
        "open": [
            {"submission_id": entry.submission_id, "manager_url": entry.manager_url, "job_name": entry.job_name}
            for entry in _unowned(user_files)
            if not entry.taken_back
        ],
        "notices": notices.take_notices(user_files) if take else [],
    }


def reconcile_before_submit(
    snapshot: JobSnapshot, manager: Manager, journal: Journal, cancel: CancelToken
) -> Generator[Progress, None, Job | None]:
    """Reconcile all open submissions before a new one; return the job if this submission had already arrived.

    Raises:
        FarmError: The Manager can't be asked; or an earlier submission of this file did arrive, and the artist should
            know before sending another; or it may still arrive.
    """
    blend_path = snapshot.blend.path if snapshot.blend else ""
    for entry in _unowned(snapshot.user_files, snapshot.submission_id):
        if entry.manager_url != snapshot.manager_url:
            continue
        is_same = entry.submission_id == snapshot.submission_id
        is_alike = (entry.job_name, entry.blend_path) == (snapshot.name, blend_path) and not entry.taken_back
        job, is_open = yield from _reconcile_one(manager, journal, entry, cancel)
        if is_same and job is not None and not entry.taken_back:
            return job
        if is_open:
            if is_alike or is_same:
                raise _may_still_come(manager, entry)
        elif is_alike and job is not None:
            raise _arrived(manager, entry, job)
        elif not (is_same or is_alike):
            _leave_notice(snapshot.user_files, manager, entry, job)
    return None


def _unowned(user_files: UserFiles, own: str = "") -> list[JournalEntry]:
    """Return the open entries that no running submission handles; ``own`` is the calling submission."""
    busy = {note["submission_id"] for note in running_submissions.list_running(user_files)} - {own}
    return [entry for entry in Journal(user_files).pending() if entry.submission_id not in busy]


def _reconcile_one(
    manager: Manager, journal: Journal, entry: JournalEntry, cancel: CancelToken
) -> Generator[Progress, None, tuple[Job | None, bool]]:
    """Return the job, deleted if it is no longer wanted, and whether the outcome is still unknown."""
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
        keep(journal.files, JobCopy(entry.submission_id, entry.manager_url, job.id, job.name, entry.copy))
    journal.remove(entry.submission_id)
    return job, False


def _leave_notice(user_files: UserFiles, manager: Manager, entry: JournalEntry, job: Job | None) -> None:
    """Store a notice of a job's outcome; none for a cancelled job that was never created."""
    if job is None and entry.taken_back:
        return
    name = entry.job_name
    parts = {"manager_url": manager.url, "job_name": name}
    if job is None:
        message = say('The job "{name}", whose answer was lost, did not reach the farm.', name=name)
        hint = "Submit it again."
        if entry.made:
            hint = say("Submit it again. {path} remains without a job; it can be deleted.", path=printable(entry.made))
        notices.leave_notice(user_files, "absent", entry.submission_id, message=message, hint=hint, **parts)
    elif entry.taken_back:
        message = say('The job "{name}", cancelled while it was sent, had reached the farm: it was deleted.', name=name)
        notices.leave_notice(user_files, "deleted", entry.submission_id, message=message, **parts)
    else:
        message = say('The job "{name}", whose answer was lost, did reach the farm.', name=name)
        parts |= {"job_id": job.id, "job_url": job_url(manager.url, job.id)}
        notices.leave_notice(user_files, "arrived", entry.submission_id, message=message, **parts)


def _arrived(manager: Manager, entry: JournalEntry, job: Job) -> FarmError:
    url = job_url(manager.url, job.id)
    return FarmError(
        say(
            'The earlier submission of "{name}", whose answer was lost, did reach the farm: {url}.',
            name=entry.job_name,
            url=url,
        ),
        kind=ErrorKind.ARRIVED,
        hint="Nothing new was sent. Submit again if you want a second job.",
        details={"job_id": job.id, "job_url": url},
    )


def _may_still_come(manager: Manager, entry: JournalEntry) -> FarmError:
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
