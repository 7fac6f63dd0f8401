"""Sends the job and finds out what became of it, also when the answer is lost."""

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
from .journal import Journal, JournalEntry


class WithdrawalResult(Enum):
    """What became of a job that was taken back."""

    DELETED = "deleted"
    """It was there, and the Manager deletes it and its checkout."""
    ABSENT = "absent"
    """It was never made."""
    NOT_KNOWN = "not known"
    """The Manager can't be asked, or may still be making it: the journal keeps it."""


SUBMITTING = Progress(Phase.SUBMITTING, text="Submitting the job")
LOOKING = Progress(Phase.SUBMITTING, text="The answer was lost, asking the Manager for the job")
POSTS = 3
"""How often a job is sent: again only when it is certain that there is none, since the Manager was away."""


def create_job(
    manager: Manager, journal: Journal, entry: JournalEntry, request: Mapping[str, Any], cancel: CancelToken
) -> Generator[Progress, None, Job]:
    """Submit the job, exactly once; the journal goes on keeping one that was made, for the caller to strike out.

    Raises:
        FarmError: The Manager refuses it (there is no job), or ``kind="not-known"``: nobody knows whether there is one.
        Cancelled: The user said stop; whether the job was made is not known here.
    """
    outage = OutageTimer(manager.timeouts.backoff)
    posts = 0
    yield SUBMITTING
    while True:
        cancel.check()
        entry = replace(entry, sent_at=time.time())
        journal.write(entry)
        try:
            job = yield from answered(manager, lambda: manager.submit(request), SUBMITTING)
        except ManagerError as error:
            posts += error.sent
            found = yield from _after(error, manager, journal, entry, cancel=cancel, outage=outage)
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
    journal: Journal,
    entry: JournalEntry,
    *,
    cancel: CancelToken,
    outage: OutageTimer,
) -> Generator[Progress, None, Job | None]:
    """Find the job when its answer was an error or did not come; ``None`` = it was not made.

    ``contact`` then knows whether the Manager was away, so that there is sense in sending it again.

    Raises:
        FarmError: ``kind="not-known"``.
        Cancelled: The user said stop; what is not settled stays in the journal.
    """
    if refused(error):
        journal.remove(entry.submission_id)
        if cancel.cancelled:
            raise Cancelled from error
        if is_away(error):
            outage.lost(retry_after(error))
        return None
    if cancel.cancelled:
        raise Cancelled from error
    if not may_still_come(error):
        entry = replace(entry, sent_at=0.0)
        journal.write(entry)
    found = yield from find_job(manager, entry, cancel, outage=outage)
    if found is None and is_recent(manager, entry):
        raise not_known(manager, entry, error) from error
    if found is None:
        journal.remove(entry.submission_id)
    return found


def refused(error: ManagerError) -> bool:
    """Whether it is certain that no job was made: an answer that says so, or nothing was sent."""
    if error.status is not None:
        return 400 <= error.status < 500 and error.status != 408
    return not error.sent


def may_still_come(error: ManagerError) -> bool:
    """Whether the Manager may still be making the job: it was not heard of in time, which is not the same as no."""
    return error.kind is ConnectionProblem.TIMEOUT or error.status == 504


def is_recent(manager: Manager, entry: JournalEntry) -> bool:
    """Whether the job may still appear: it was sent a moment ago, and nobody said that it was not taken."""
    return abs(time.time() - entry.sent_at) < manager.timeouts.late


def find_job(
    manager: Manager,
    entry: JournalEntry,
    cancel: CancelToken,
    looks: Sequence[float] = (),
    outage: OutageTimer | None = None,
) -> Generator[Progress, None, Job | None]:
    """Find out whether a job arrived; ``None`` = it is not there, for good unless it ``is_recent``.

    Args:
        manager: Is asked.
        entry: What was sent.
        cancel: The user's word.
        looks: Seconds before each look; those of the Manager's ``patience`` without.
        contact: Notes whether the Manager was away, and says how long it is waited for; without, it is not.

    Raises:
        FarmError: ``kind="not-known"``: the Manager can't be asked.
        Cancelled: The user said stop.
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


def not_known(manager: Manager, entry: JournalEntry, trouble: ManagerError) -> FarmError:
    """Nobody knows yet whether the job was made; the journal keeps it."""
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


def withdraw_job(manager: Manager, journal: Journal, submission_id: str) -> WithdrawalResult:
    """The user said stop when the job may have been on its way: delete it if it was made.

    Args:
        manager: A connection that no one has aborted.
        journal: Keeps the entry, as one that is not wanted, if the Manager can't be asked or may still be making it.
        submission_id: What was sent; it is not in the journal if nothing was.
    """
    entry = next((entry for entry in journal.pending() if entry.submission_id == submission_id), None)
    if entry is None:
        return WithdrawalResult.ABSENT
    unwanted = replace(entry, taken_back=True)
    journal.write(unwanted)
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
    journal.remove(submission_id)
    return WithdrawalResult.ABSENT if job is None else WithdrawalResult.DELETED
