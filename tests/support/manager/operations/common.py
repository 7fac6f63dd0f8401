"""Common parts of the operations: the type of a handler, and checks of ids."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from ..farm import Farm
from ..records import Job, Task
from ..wire import Answer, Request

Handler = Callable[[Farm, Request], Answer]


class RefusedError(Exception):
    """The handler ends with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def is_id(text: str) -> bool:
    """Return whether a text is a UUID."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def job_of(farm: Farm, request: Request) -> Job:
    """Return the job that the path names.

    Raises:
        RefusedError: 400 for a malformed id, 404 for an unknown job.
    """
    check_id(request.parameters["job_id"])
    job = farm.jobs.get(request.parameters["job_id"])
    if job is None:
        raise RefusedError(Answer.error(404, "no such job"))
    return job


def task_of(farm: Farm, request: Request) -> Task:
    """Return the task that the path names.

    Raises:
        RefusedError: 400 for a malformed id, 404 for an unknown task.
    """
    check_id(request.parameters["task_id"])
    task = farm.find_task(request.parameters["task_id"])
    if task is None:
        raise RefusedError(Answer.error(404, "no such task"))
    return task


def check_id(text: str) -> None:
    """Refuse a malformed id; the message names jobs for tasks, too.

    Raises:
        RefusedError: 400.
    """
    if not is_id(text):
        raise RefusedError(Answer.error(400, "job ID not valid"))
