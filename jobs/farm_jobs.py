"""The Manager's operations about jobs, tasks and workers, with answers as plain JSON: the models cost too much here."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..core.cancel import CancelToken
from ..core.errors import Cancelled, ErrorKind, FarmError
from ..core.text import say
from ..core.user_files import UserFiles
from ..farm import credentials
from ..farm.error_messages import explain
from ..manager_client import ApiClient, ApiException
from ..manager_client.json_text import parse
from . import values

NOT_FOUND: Final = 404
_PART: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
FILES: Final = "job-files"
"""First folder of all images and logs."""


class FarmJobs:
    """One Manager; every call raises the client's errors."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    def _get(self, template: str, **path: str) -> Any:
        """Return an answer's JSON; None if it has no content, or what was asked for does not exist."""
        try:
            body = self._client.call("GET", f"/api/v3/{template}", path=path).body
        except ApiException as error:
            if error.status == NOT_FOUND and path:
                return None
            raise
        return parse(body) if body else None

    def _post(self, template: str, content: object, method: str = "POST", **path: str) -> None:
        self._client.call(method, f"/api/v3/{template}", path=path, json=content)

    def jobs(self) -> list[Mapping[str, Any]]:
        """Return all jobs with all settings, unsorted."""
        return values.items(self._get("jobs"), "jobs")

    def job(self, job_id: str) -> Mapping[str, Any] | None:
        """Return a job; None if it was deleted."""
        found = self._get("jobs/{id}", id=job_id)
        return found if isinstance(found, Mapping) else None

    def tasks(self, job_id: str) -> list[Mapping[str, Any]]:
        """Return all tasks of a job in short."""
        return values.items(self._get("jobs/{id}/tasks", id=job_id), "tasks")

    def task(self, task_id: str) -> Mapping[str, Any]:
        """Return a task with its activity and the failures of its workers; {} if it does not exist."""
        return values.mapping(self._get("tasks/{id}", id=task_id))

    def blocklist(self, job_id: str) -> list[Mapping[str, Any]]:
        """Return which workers may not do which kind of tasks of a job."""
        return values.items(self._get("jobs/{id}/blocklist", id=job_id))

    def workers(self) -> list[Mapping[str, Any]]:
        """Return all workers in short."""
        return values.items(self._get("worker-mgt/workers"), "workers")

    def worker(self, worker_id: str) -> Mapping[str, Any]:
        """Return a worker with its task, tags and kinds of tasks."""
        return values.mapping(self._get("worker-mgt/workers/{id}", id=worker_id))

    def tags(self) -> list[Mapping[str, Any]]:
        """Return the worker tags."""
        return values.items(self._get("worker-mgt/tags"), "tags")

    def variables(self, platform: str) -> dict[str, str]:
        """Return the values of the Manager's variables for users of a platform."""
        found = values.mapping(self._get("configuration/variables/users/{platform}", platform=platform))
        return {name: values.mapping(each).get("value", "") for name, each in found.items()}

    def set_job_status(self, job_id: str, status: str, reason: str) -> None:
        """Request a status of a job."""
        self._post("jobs/{id}/setstatus", {"status": status, "reason": reason}, id=job_id)

    def set_task_status(self, task_id: str, status: str, reason: str) -> None:
        """Set the status of a task."""
        self._post("tasks/{id}/setstatus", {"status": status, "reason": reason}, id=task_id)

    def set_priority(self, job_id: str, priority: int) -> None:
        """Set the priority of a job, 0 to 100."""
        self._post("jobs/{id}/setpriority", {"priority": priority}, id=job_id)

    def set_tag(self, job_id: str, tag: str) -> None:
        """Set the worker tag of a job by its id; "" = all workers. Since 3.8."""
        self._post("jobs/{id}/settag", {"id": tag} if tag else {}, id=job_id)

    def delete(self, job_id: str) -> None:
        """Request the deletion of a job; it is gone some seconds later."""
        self._post("jobs/{id}", None, "DELETE", id=job_id)

    def deletes_checkout(self, job_id: str) -> bool:
        """Return whether deleting a job deletes its files on the farm, too."""
        return values.mapping(self._get("jobs/{id}/what-would-delete-do", id=job_id)).get("shaman_checkout") is True

    def unblock(self, job_id: str, worker_id: str, task_type: str) -> None:
        """Allow a worker again to do a kind of tasks of a job."""
        entry = {"worker_id": worker_id, "task_type": task_type}
        self._post("jobs/{id}/blocklist", [entry], "DELETE", id=job_id)

    def request_worker_status(self, worker_id: str, status: str, *, lazy: bool) -> None:
        """Request a status of a worker, now or after its task."""
        self._post("worker-mgt/workers/{id}/setstatus", {"status": status, "is_lazy": lazy}, id=worker_id)

    def log_tail(self, task_id: str) -> str:
        """Return the last lines of a task's log, at most 2 048 bytes; "" if there is none."""
        with _absent_is_none():
            answer = self._client.call("GET", "/api/v3/tasks/{id}/logtail", path={"id": task_id}, returns=str)
            return str(answer.data or "")
        return ""

    def log_info(self, task_id: str) -> tuple[str, int]:
        """Return path and size in bytes of a task's whole log; ("", 0) if there is none or its path is not safe."""
        info = values.mapping(self._get("tasks/{id}/log", id=task_id))
        return safe_path(info.get("url")), values.number(info.get("size"))

    def last_rendered(self, job_id: str) -> list[str]:
        """Return the paths of the last image, large to tiny; [] if there is none or they are not safe."""
        info = values.mapping(self._get("jobs/{id}/last-rendered", id=job_id))
        suffixes = info.get("suffixes")
        names = [each for each in suffixes if isinstance(each, str)] if isinstance(suffixes, list) else []
        paths = [safe_path(f"{info.get('base')}/{name}") for name in names]
        return [path for path in paths if path]

    def file(self, path: str, first: int = 0, count: int = 0) -> bytes:
        """Return a file, or ``count`` bytes of it from ``first`` on; b"" if it does not exist or ends before.

        Args:
            path: From ``safe_path``.
            first: Number of the first byte.
            count: Most bytes; 0 = all.
        """
        headers = {"Range": f"bytes={first}-{first + count - 1}"} if count else {}
        try:
            answer = self._client.call("GET", path, headers=headers)
        except ApiException as error:
            if error.status in {NOT_FOUND, 416}:
                return b""
            raise
        whole = count and answer.status != 206
        return answer.body[first : first + count] if whole else answer.body


@contextlib.contextmanager
def _absent_is_none() -> Iterator[None]:
    try:
        yield
    except ApiException as error:
        if error.status != NOT_FOUND:
            raise


def safe_path(path: Any) -> str:
    """Return a path below ``/job-files/`` of the same Manager; "" for any other address.

    Foreign hosts, ``..``, double slashes, backslashes and escapes are all refused: an answer may come from anybody.
    """
    parts = path.split("/") if isinstance(path, str) else []
    if parts[:2] != ["", FILES] or len(parts) < 3:
        return ""
    return "/".join(parts) if all(_PART.fullmatch(part) for part in parts[1:]) else ""


@contextlib.contextmanager
def connect(url: str, user_files: UserFiles, cancel: CancelToken, doing: str) -> Iterator[FarmJobs]:
    """Connect to a Manager until the end of the block.

    Args:
        url: Address of the Manager.
        user_files: With its credentials.
        cancel: Set when the answer is not needed any more.
        doing: What fails if it does, as an infinitive.

    Raises:
        FarmError: There is no answer, or it is an error.
        Cancelled: It was cancelled.
    """
    configuration = credentials.configuration(url, user_files)
    try:
        with ApiClient(configuration) as client:
            forget = cancel.on_cancel(client.abort)
            try:
                yield FarmJobs(client)
            finally:
                forget()
    except (Cancelled, FarmError):
        raise
    except ValueError as error:
        text = say("The answer of the Manager is not JSON: {reason}.", reason=str(error))
        raise FarmError(text, kind=ErrorKind.BAD_ANSWER, hint="Check that the address is a Flamenco Manager") from error
    except Exception as error:
        cancel.check()
        raise explain(error, url, doing, access_given=credentials.is_given(configuration)) from error
