"""The Manager's API as a submission uses it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from ...core.cancel import CancelToken
from ...core.errors import FarmError
from ...core.text import say
from ...core.user_files import NOWHERE, UserFiles
from ...farm import credentials, workers_and_variables
from ...farm.empty_storage import values
from ...farm.error_messages import explain
from ...manager_client import ApiClient, ApiDecodeError, ApiException, ManagerError, with_http_info
from ...manager_client.apis import JobsApi, MetaApi, ShamanApi, WorkerMgtApi
from ...manager_client.models import (
    Job,
    ManagerVariableAudience,
    ShamanCheckout,
    ShamanFileSpec,
    ShamanFileSpecWithStatus,
    ShamanRequirementsRequest,
    SharedStorageLocation,
    SubmittedJob,
    WorkerTag,
)
from ...manager_client.uploads import Uploads
from ..packing.pack_entry import PackEntry
from .timeouts import Timeouts

T = TypeVar("T")

METADATA_KEY = "flamenco_client.submission_id"
"""Key of the submission's id in the job's metadata."""


@contextlib.contextmanager
def connect(
    url: str, cancel: CancelToken, user_files: UserFiles = NOWHERE, timeouts: Timeouts | None = None
) -> Iterator[Manager]:
    """Connect to a Manager until the end of the block; cancelling ends a blocking call at once.

    Args:
        url: Address of the Manager.
        cancel: Set when the user cancels.
        user_files: The credentials of the Manager, if any.
        timeouts: The timeouts.

    Raises:
        FarmError: The credentials cannot be used.
    """
    timeouts = timeouts or Timeouts()
    limits = {
        "connect_timeout": timeouts.connect,
        "read_timeout": timeouts.read,
        "total_timeout": timeouts.total,
        "longest_retry_after": timeouts.retry_after,
    }
    with ApiClient(credentials.configuration(url, user_files, **limits)) as client:
        forget = cancel.on_cancel(client.abort)
        try:
            yield Manager(url, client, cancel, timeouts)
        finally:
            forget()


class Manager:
    """One Manager, accessed with one client.

    Every call raises the client's ``ManagerError``; ``explained`` and ``explain`` turn it into a message.
    """

    def __init__(self, url: str, client: ApiClient, cancel: CancelToken, timeouts: Timeouts | None = None) -> None:
        self.url = url
        self.timeouts = timeouts or Timeouts()
        self._client = client
        self._cancel = cancel
        self._jobs = JobsApi(client)
        self._shaman = ShamanApi(client)

    @property
    def cancelled(self) -> bool:
        """Whether the user cancelled."""
        return self._cancel.cancelled

    def abort(self) -> None:
        """End a blocking call, from another thread."""
        self._client.abort()

    @contextlib.contextmanager
    def afresh(self) -> Iterator[Manager]:
        """Connect to the same Manager again, after an abort."""
        with ApiClient(self._client.configuration) as client:
            yield Manager(self.url, client, self._cancel, self.timeouts)

    def explain(self, error: BaseException, doing: str) -> FarmError:
        """Return the error as a message for the artist; ``doing`` as in "upload the file"."""
        return explain(error, self.url, doing, access_given=credentials.is_given(self._client.configuration))

    @contextlib.contextmanager
    def explained(self, doing: str) -> Iterator[None]:
        """Turn errors of calls in the block into messages.

        Raises:
            FarmError: A call failed.
            Cancelled: A call ended because the user cancelled.
        """
        try:
            yield
        except ManagerError as error:
            self._cancel.check()
            raise self.explain(error, doing) from error

    def version(self) -> str:
        """Return the Manager's version, such as ``3.9-beta1``."""
        with self.explained("get the Manager's version"):
            return MetaApi(self._client).get_version().shortversion

    def workers(self, *, with_tags: bool) -> list[dict[str, Any]] | None:
        """Return the workers as ``farm.workers_and_variables`` does; None = the Manager did not answer.

        Args:
            with_tags: Request their tags as well, one by one, as long as there is time.
        """

        def attempt(call: Callable[[], T]) -> T | None:
            try:
                return call()
            except ManagerError:
                self._cancel.check()
                return None

        return workers_and_variables.workers(
            WorkerMgtApi(self._client), attempt, within=self.timeouts.short if with_tags else 0.0
        )

    def is_first_run(self) -> bool:
        """Return whether the Manager is not set up yet."""
        with self.explained("get the Manager's configuration"):
            return bool(MetaApi(self._client).get_configuration().is_first_run)

    def shared_storage(self, platform: str) -> SharedStorageLocation:
        """Return the shared storage's path on this machine, and whether Shaman is enabled."""
        with self.explained("get the farm's storage"):
            return MetaApi(self._client).get_shared_storage(ManagerVariableAudience.USERS, platform)

    def job_types(self) -> Any:
        """Return the job types as the Manager sent them."""
        with self.explained("get the job types"):
            answer = with_http_info(self._jobs.get_job_types)
            return answer.json().get("job_types")

    def tags(self) -> Sequence[WorkerTag]:
        """Return the worker tags; old Managers may answer with none."""
        with self.explained("get the worker tags"):
            return WorkerMgtApi(self._client).fetch_worker_tags().tags or ()

    def check(self, request: Mapping[str, Any]) -> None:
        """Check whether the Manager would accept a job.

        Raises:
            FarmError: It would not; ``kind="outdated"`` if the job type has changed.
        """
        with self.explained("submit this job"):
            self._jobs.submit_job_check(SubmittedJob.from_dict(request), _request_timeout=self.timeouts.job)

    def submit(self, request: Mapping[str, Any]) -> Job:
        """Submit a job; never retried automatically once it was sent."""
        self._client.drop_idle()
        return self._jobs.submit_job(SubmittedJob.from_dict(request), _request_timeout=self.timeouts.job)

    def fetch(self, job: Job) -> Job:
        """Return the job as the Manager has it now, or unchanged if the call fails."""
        try:
            return self._jobs.fetch_job(job.id, _request_timeout=self.timeouts.short)
        except ManagerError:
            return job

    def find(self, submission_id: str) -> Job | None:
        """Return the job with this submission's id; ``None`` = there is none.

        Raises:
            ApiDecodeError: It was not found, but some jobs could not be read.
        """
        answer = with_http_info(self._jobs.fetch_jobs)
        found = next((job for job in answer.data.jobs if (job.metadata or {}).get(METADATA_KEY) == submission_id), None)
        if found is None and not all(_is_another(job, submission_id) for job in answer.json()["jobs"]):
            raise ApiDecodeError(
                answer.status, answer.reason, message=say("there are jobs in its list that can't be read")
            )
        return found

    def job(self, job_id: str) -> Job | None:
        """Return a job; None = the Manager has it no longer, or is deleting it."""
        try:
            job = self._jobs.fetch_job(job_id, _request_timeout=self.timeouts.short)
        except ApiException as error:
            if error.status == 404:
                return None
            raise
        return None if job.delete_requested_at else job

    def jobs(self) -> Sequence[Job] | None:
        """Return all jobs; None = no answer, which only lacks a warning."""
        try:
            return self._jobs.fetch_jobs(_request_timeout=self.timeouts.short).jobs
        except ManagerError:
            self._cancel.check()
            return None

    def variables(self, platform: str) -> dict[str, str] | None:
        """Return the values of the Manager's variables on a platform by name; None = no answer."""
        audience = ManagerVariableAudience.USERS
        try:
            return values(MetaApi(self._client).get_variables(audience, platform, _request_timeout=self.timeouts.short))
        except ManagerError:
            self._cancel.check()
            return None

    def delete(self, job: Job) -> None:
        """Have a job deleted, with its checkout."""
        self._jobs.delete_job(job.id)

    def requirements(self, entries: Sequence[PackEntry | ShamanFileSpec]) -> Sequence[ShamanFileSpecWithStatus]:
        """Return the files that the Manager still requires; of files with the same content it lists one."""
        request = ShamanRequirementsRequest(files=_file_specs(entries))
        return self._shaman.shaman_checkout_requirements(request, _request_timeout=self.timeouts.all_files).files

    def uploads(self) -> Uploads:
        """Return an uploader of several files at once; see ``manager_client.uploads``."""
        return self._client.uploads()

    def checkout(self, entries: Sequence[PackEntry | ShamanFileSpec], path: str) -> str:
        """Check out stored files into a folder; return the folder's final path."""
        self._client.drop_idle()
        request = ShamanCheckout(files=_file_specs(entries), checkout_path=path)
        return str(self._shaman.shaman_checkout(request, _request_timeout=self.timeouts.all_files).checkout_path)


def _is_another(job: Any, submission_id: str) -> bool:
    """Return whether a job, as received, certainly has another submission's id."""
    metadata = job.get("metadata") if isinstance(job, dict) else 0
    return metadata is None or (isinstance(metadata, dict) and metadata.get(METADATA_KEY) != submission_id)


def retry_after(error: ManagerError) -> float:
    """Return the seconds of the Manager's Retry-After header; 0 = it has none."""
    if not isinstance(error, ApiException):
        return 0.0
    try:
        return max(0.0, float(error.headers.get("Retry-After", "0")))
    except ValueError:  # a date, which Managers do not send
        return 0.0


def _file_specs(entries: Sequence[PackEntry | ShamanFileSpec]) -> list[ShamanFileSpec]:
    """Return the files in a form that the client accepts; models would be slow for a hundred thousand files."""
    return cast("list[ShamanFileSpec]", entries)
