"""Job creation: send the job and determine the outcome, also if the answer is lost."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any

from ...core.cancel import CancelToken
from ...core.errors import Cancelled, ErrorKind, FarmError
from ...core.progress import Phase, Progress
from ...core.text import fixed, say
from ...manager_client import ConnectionProblem, ManagerError
from ...manager_client.models import Job
from ..manager_api.manager import Manager, retry_after
from ..manager_api.retry import OutageTimer, pause
from ..manager_api.wait_for_manager import answered, is_away, until_back
from ..records.record import Outcome, SubmissionRecord
from ..records.records import Records


class WithdrawalResult(Enum):
    """Outcome of deleting a cancelled job."""

    DELETED = "deleted"
    """It existed, and the Manager deletes it and its checkout."""
    ABSENT = "absent"
    """It was never created."""
    NOT_KNOWN = "not known"
    """The Manager is unreachable, or may still be creating it: its record stays."""


SUBMITTING = Progress(Phase.SUBMITTING, text="Submitting the job")
LOOKING = Progress(Phase.SUBMITTING, text="The answer was lost, asking the Manager for the job")
POSTS = 3
"""Most requests for one job: it is sent again only if it certainly does not exist after the Manager was unreachable."""


def create_job(
    manager: Manager, records: Records, entry: SubmissionRecord, request: Mapping[str, Any], cancel: CancelToken
) -> Generator[Progress, None, Job]:
    """Submit the job exactly once; its outcome stays unknown until the caller writes it.

    Raises:
        FarmError: The Manager rejected the job, or ``kind="not-known"``: it may have been created.
        Cancelled: The user cancelled; the job may have been created.
    """
    outage = OutageTimer(manager.timeouts.backoff)
    posts = 0
    yield SUBMITTING
    while True:
        cancel.check()
        entry = replace(entry, sent_at=time.time(), outcome=Outcome.UNKNOWN)
        records.write(entry)
        try:
            job = yield from answered(manager, lambda: manager.submit(request), SUBMITTING)
        except ManagerError as error:
            posts += error.sent
            found = yield from _after(error, manager, records, entry, cancel=cancel, outage=outage)
            if found is not None:
                return found
            was_away = outage.away and is_away(error)
            if not was_away or posts == POSTS or not outage.lost(retry_after(error)):
                raise manager.explain(error, "submit the job") from error
            yield from until_back(manager, outage, SUBMITTING, cancel)
        else:
            job = yield from answered(manager, partial(manager.fetch, job), SUBMITTING)
            cancel.check()
            return job


def _after(
    error: ManagerError,
    manager: Manager,
    records: Records,
    entry: SubmissionRecord,
    *,
    cancel: CancelToken,
    outage: OutageTimer,
) -> Generator[Progress, None, Job | None]:
    """Find the job after an error or a lost answer; ``None`` = it was not created.

    Then ``outage`` has recorded whether the Manager was unreachable, which makes a retry useful.

    Raises:
        FarmError: ``kind="not-known"``.
        Cancelled: The user cancelled; an unknown outcome stays recorded.
    """
    if refused(error):
        records.unsent(entry)
        if cancel.cancelled:
            raise Cancelled from error
        if is_away(error):
            outage.lost(retry_after(error))
        return None
    if cancel.cancelled:
        raise Cancelled from error
    if not may_still_come(error):
        entry = replace(entry, sent_at=0.0)
        records.write(entry)
    found = yield from find_job(manager, entry, cancel, outage=outage)
    if found is None and is_recent(manager, entry):
        raise not_known(manager, entry, error) from error
    if found is None:
        records.unsent(entry)
    return found


def refused(error: ManagerError) -> bool:
    """Return whether certainly no job was created: the Manager rejected it, or nothing was sent."""
    if error.status is not None:
        return 400 <= error.status < 500 and error.status != 408
    return not error.sent


def may_still_come(error: ManagerError) -> bool:
    """Return whether the Manager may still be creating the job: a timeout is not a rejection."""
    return error.kind is ConnectionProblem.TIMEOUT or error.status == 504


def is_recent(manager: Manager, entry: SubmissionRecord) -> bool:
    """Return whether the job may still appear: it was sent a moment ago and not rejected."""
    return abs(time.time() - entry.sent_at) < manager.timeouts.late


def find_job(
    manager: Manager,
    entry: SubmissionRecord,
    cancel: CancelToken,
    looks: Sequence[float] = (),
    outage: OutageTimer | None = None,
) -> Generator[Progress, None, Job | None]:
    """Look for a job on the Manager; ``None`` = it does not exist, finally unless it ``is_recent``.

    Args:
        manager: The Manager to search.
        entry: The submission.
        cancel: Stops it.
        looks: Seconds before each look; by default those of the Manager's ``patience``.
        contact: Records outages of the Manager and limits the wait for it; without it there is no wait.

    Raises:
        FarmError: ``kind="not-known"``: the Manager can't be asked.
        Cancelled: The user cancelled.
    """
    trouble: ManagerError | None = None
    for seconds in looks or manager.timeouts.look_after:
        yield LOOKING
        yield from pause(seconds, LOOKING, cancel)
        while True:
            try:
                found = yield from answered(manager, lambda: manager.find(entry.submission_id), LOOKING)
            except ManagerError as error:
                cancel.check()
                trouble = error
                if outage is None or not is_away(error) or not outage.lost(retry_after(error)):
                    break
                yield from until_back(manager, outage, LOOKING, cancel)
            else:
                if found is not None:
                    return found
                trouble = None
                break
    if trouble is not None:
        raise not_known(manager, entry, trouble) from trouble
    return None


def not_known(manager: Manager, entry: SubmissionRecord, trouble: ManagerError) -> FarmError:
    """Return the error for a job that may have been created; its record stays."""
    return FarmError(
        say(
            "It is not known whether the job {name} reached the Manager at {url}: {reason}",
            name=repr(entry.job_name),
            url=manager.url,
            reason=fixed(manager.explain(trouble, "look for the job").message),
        ),
        kind=ErrorKind.NOT_KNOWN,
        hint="Submit again when the Manager is back: it is asked for that job before anything is sent.",
        details=entry.details,
    )


def withdraw_job(manager: Manager, records: Records, submission_id: str) -> WithdrawalResult:
    """Delete a cancelled job if it was created.

    Args:
        manager: A connection that was not aborted.
        records: Keep the record as unwanted if the Manager is unreachable or may still be creating the job.
        submission_id: Id of the submission; with another outcome nothing was sent.
    """
    entry = next((entry for entry in records.pending() if entry.submission_id == submission_id), None)
    if entry is None:
        return WithdrawalResult.ABSENT
    unwanted = replace(entry, taken_back=True)
    records.write(unwanted)
    try:
        job = None
        for seconds in manager.timeouts.look_after:
            time.sleep(seconds)
            job = manager.find(submission_id)
            if job is not None:
                manager.delete(job)
                break
    except ManagerError:
        return WithdrawalResult.NOT_KNOWN
    if job is None and is_recent(manager, entry):
        return WithdrawalResult.NOT_KNOWN
    records.unsent(unwanted)
    return WithdrawalResult.ABSENT if job is None else WithdrawalResult.DELETED
