"""Check Manager: request everything that the panel needs from a Manager, and cache the answers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from ..core.cancel import CancelToken
from ..core.errors import ErrorKind, FarmError
from ..core.finding import Finding, warning
from ..core.progress import Phase, Progress
from ..core.text import fixed, join, say
from ..core.user_files import UserFiles
from . import credentials, farm_findings, job_type_filter, manager_cache, workers_and_variables
from .disk_look import folder_exists
from .empty_storage import about_empty_storage, values
from .error_messages import explain
from .manager_summary import ManagerInfo
from .manager_url import host_and_port

if TYPE_CHECKING:
    from ..manager_client import ApiClient, Configuration
    from ..manager_client.apis import WorkerMgtApi
    from ..manager_client.models import Job, SharedStorageLocation

__all__ = ["ManagerInfo", "check_manager"]

T = TypeVar("T")

NO_MANAGER = {400, 404, 405, 406, 410, 415, 501}
"""Statuses with which other web servers answer the request for a Manager's version."""
FIRST_ANSWER = 10.0
"""Timeout in seconds for the first answer: a reachable Manager answers at once."""
PATIENCE = 30.0
"""Timeout in seconds for any other answer; reading the scripts of many job types may take a while."""
MOST_WARNINGS = 30
"""Most warnings in a result."""


def check_manager(
    url: str, *, platform: str, user_files: UserFiles, cancel: CancelToken
) -> Generator[Progress, None, dict[str, Any]]:
    """Request version, storage, job types, tags, variables and workers of a Manager.

    Any Manager that answers is accepted. A request that it refuses, an unsupported version or a problematic state is a
    warning in the result.

    Args:
        url: Address of the Manager, in any form that ``normalise`` takes.
        platform: Platform of this machine: ``linux``, ``windows`` or ``darwin``.
        user_files: Where ``manager_cache`` keeps the answers.
        cancel: Also ends a blocking call.

    Returns:
        ``ManagerInfo.as_message()``.

    Raises:
        FarmError: Nothing answers, or not a Manager. The cached answers are unchanged.
        Cancelled: The user cancelled.
    """
    from ..manager_client import ApiClient

    configuration = credentials.configuration(url, user_files, total_timeout=PATIENCE)
    check = _Check(configuration, user_files, cancel)
    with ApiClient(configuration) as client:
        undo = cancel.on_cancel(client.abort)
        try:
            info = yield from check.run(client, platform)
        finally:
            undo()
    try:
        manager_cache.write(user_files, info.as_message())
    except FarmError as error:
        info = replace(info, warnings=(*info.warnings, warning("not-kept", str(error), "manager")))
    return info.as_message()


class _Check:
    """One check, and its warnings."""

    def __init__(self, configuration: Configuration, user_files: UserFiles, cancel: CancelToken) -> None:
        self.url = configuration.host
        self._access_given = credentials.is_given(configuration)
        self._configuration = configuration
        self._cancel = cancel
        self._before = manager_cache.read(user_files, self.url) or {}
        self._warnings: list[Finding] = []

    def run(self, client: ApiClient, platform: str) -> Generator[Progress, None, ManagerInfo]:
        from ..manager_client.apis import MetaApi, WorkerMgtApi
        from ..manager_client.models import ManagerVariableAudience

        meta = MetaApi(client)
        yield self._progress("Requesting its version")
        version = self._first_answer(lambda: meta.get_version(_request_timeout=FIRST_ANSWER))
        self._warnings += farm_findings.about_version(version.shortversion)
        yield self._progress("Requesting its storage")
        configuration = self._try(meta.get_configuration, "get its configuration")
        storage = self._try(
            lambda: meta.get_shared_storage(ManagerVariableAudience.USERS, platform), "get its shared storage"
        )
        is_first_run = bool(configuration and configuration.is_first_run)
        self._warnings += farm_findings.about_setup(self.url, is_first_run=is_first_run)
        either = storage or configuration
        location, reachable = self._storage(storage)
        if reachable and storage and not storage.shaman_enabled:
            found = about_empty_storage(
                location,
                lambda: self._jobs(client),
                lambda: self._quietly(lambda: values(meta.get_variables(ManagerVariableAudience.USERS, platform))),
            )
            self._warnings += list(found)  # first: asking may shorten the list of warnings
        yield self._progress("Requesting the farm's status")
        status = self._try(meta.get_farm_status, "get the farm's status")
        yield self._progress("Requesting its job types")
        job_types = self._job_types(client)
        yield self._progress("Requesting its worker tags")
        tags = self._tags(WorkerMgtApi(client))
        yield self._progress("Requesting its variables and workers")
        variables = workers_and_variables.variables(meta, platform, self._quietly)
        workers = workers_and_variables.workers(WorkerMgtApi(client), self._quietly)
        return ManagerInfo(
            url=self.url,
            checked_at=datetime.now().astimezone().isoformat(sep=" ", timespec="minutes"),
            name=version.name,
            version=version.shortversion,
            shaman_enabled=bool(either and either.shaman_enabled),
            is_first_run=is_first_run,
            storage_location=location,
            storage_reachable=reachable,
            farm_status=str(status.status) if status else "",
            job_types=tuple(job_types),
            tags=tuple(tags),
            warnings=self._first_warnings(),
            variables=tuple(variables),
            workers=tuple(workers or ()),
            workers_known=workers is not None,
            proxy=self._proxy(),
        )

    def _proxy(self) -> str:
        """Return the proxy between, without user and password."""
        from ..manager_client.proxy import proxy_of

        proxy = proxy_of(self._configuration)
        return proxy.url if proxy else ""

    def _first_warnings(self) -> tuple[Finding, ...]:
        left_out = len(self._warnings) - MOST_WARNINGS
        text = "{count} more warnings of that kind are not shown."
        more = (warning("more", text, "manager", count=left_out),) if left_out > 0 else ()
        return (*self._warnings[:MOST_WARNINGS], *more)

    def _progress(self, text: str) -> Progress:
        self._cancel.check()
        return Progress(Phase.CHECKING, text=say("{text} ({where})", text=fixed(text), where=host_and_port(self.url)))

    def _first_answer(self, call: Callable[[], T]) -> T:
        """Return the answer to the first call, which the check requires: whether a Manager answers at all."""
        from ..manager_client.exceptions import ApiException, ManagerError

        try:
            return call()
        except ManagerError as error:
            self._cancel.check()
            other = self._no_manager(error) if isinstance(error, ApiException) else None
            raise other or self._explain(error) from error

    def _try(self, call: Callable[[], T], doing: str) -> T | None:
        """Return the answer to an optional call; add a warning and return None if the Manager refuses it."""
        from ..manager_client.exceptions import ApiException, ManagerError

        try:
            return call()
        except ApiException as error:
            self._cancel.check()
            self._warnings.append(warning("not-answered", str(self._explain(error, doing)), "manager"))
            return None
        except ManagerError as error:
            self._cancel.check()
            raise self._explain(error, doing) from error

    def _quietly(self, call: Callable[[], T]) -> T | None:
        """Return the answer to a call for details; return None without a warning if the Manager refuses it."""
        before = len(self._warnings)
        answer = self._try(call, "get details")
        del self._warnings[before:]
        return answer

    def _explain(self, error: BaseException, doing: str = "") -> FarmError:
        return explain(error, self.url, doing, access_given=self._access_given)

    def _no_manager(self, error: Any) -> FarmError | None:
        if error.status not in NO_MANAGER or self._explain(error).kind is not ErrorKind.HTTP:
            return None
        where = host_and_port(self.url)
        return FarmError(
            say(
                "{where} is not a Flamenco Manager: it answered the request for its version with {status} {reason}.",
                where=where,
                status=error.status,
                reason=error.reason,
            ),
            kind=ErrorKind.NOT_A_MANAGER,
            hint="Check host, port and path: a Manager answers under the same address as its web interface.",
            details={"url": self.url, "status": error.status},
        )

    def _storage(self, storage: SharedStorageLocation | None) -> tuple[str, bool]:
        """Return the location of the storage, and whether this machine can access it."""
        if storage is None:
            return "", False
        location, reachable = storage.location, folder_exists(storage.location)
        self._warnings += farm_findings.about_storage(
            location, has_shaman=storage.shaman_enabled, reachable=reachable, is_fresh=True
        )
        return location, reachable

    def _job_types(self, client: ApiClient) -> list[dict[str, Any]]:
        from ..manager_client import with_http_info
        from ..manager_client.apis import JobsApi

        jobs = JobsApi(client)
        answer = self._try(lambda: with_http_info(jobs.get_job_types), "get its job types")
        if answer is None:
            return self._kept("job_types")
        usable, warnings = job_type_filter.usable(answer.json()["job_types"])
        self._warnings += warnings
        return usable

    def _jobs(self, client: ApiClient) -> Sequence[Job] | None:
        from ..manager_client.apis import JobsApi

        return self._quietly(lambda: JobsApi(client).fetch_jobs().jobs)

    def _tags(self, workers: WorkerMgtApi) -> list[dict[str, Any]]:
        answer = self._try(workers.fetch_worker_tags, "get its worker tags")
        if answer is None:
            return self._kept("tags")
        return [
            {"id": tag.id, "name": tag.name, "description": tag.description or ""}
            for tag in answer.tags or ()
            if tag.id
        ]

    def _kept(self, part: str) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = self._before.get(part, [])
        if kept:
            text = join(" ", (self._warnings[-1].text, say("The answers of the last check are used.")))
            self._warnings[-1] = replace(self._warnings[-1], text=text)
        return kept
