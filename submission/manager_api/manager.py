"""The Manager as a submission sees it: the few calls it makes, in plain values."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ...core.text import say
from ...core.user_files import NOWHERE, UserFiles
from ...farm import credentials, workers_and_variables
from ...farm.error_messages import explain
from ...manager_client import ApiClient, ApiDecodeError, ApiException, ManagerError, with_http_info
from ...manager_client.apis import JobsApi, MetaApi, ShamanApi, WorkerMgtApi
from ...manager_client.models import (
    Job,
    ManagerVariableAudience,
    ShamanCheckout,
    ShamanFileSpec,
    ShamanRequirementsRequest,
    SharedStorageLocation,
    SubmittedJob,
    WorkerTag,
)
from .timeouts import Timeouts

if TYPE_CHECKING:
    from ...core.cancel import CancelToken
    from ...core.errors import FarmError
    from ...manager_client.models import ShamanFileSpecWithStatus
    from ...manager_client.uploads import Uploads
    from ..packing.pack_entry import PackEntry

T = TypeVar("T")

METADATA_KEY = "flamenco_client.submission_id"
"""The job's metadata of this name holds the submission's id."""


@contextlib.contextmanager
def connect(
    url: str, cancel: CancelToken, user_files: UserFiles = NOWHERE, timeouts: Timeouts | None = None
) -> Iterator[Manager]:
    """Talk to a Manager until the end of the block; cancelling ends a call that blocks at once.

    Args:
        url: Address of the Manager.
        cancel: The user's word.
        user_files: Where the access to it is kept, if any.
        patience: How long to wait for what.

    Raises:
        FarmError: The access can't be used.
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
    """One Manager, over one client.

    Every call raises what the client raises, ``ManagerError``; ``explained`` and ``explain`` put it into words.
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
        """Whether the user said stop."""
        return self._cancel.cancelled

    def abort(self) -> None:
        """End a call that blocks, from another thread."""
        self._client.abort()

    @contextlib.contextmanager
    def afresh(self) -> Iterator[Manager]:
        """The same Manager, over a connection that no one has aborted."""
        with ApiClient(self._client.configuration) as client:
            yield Manager(self.url, client, self._cancel, self.timeouts)

    def explain(self, error: BaseException, doing: str) -> FarmError:
        """The error in words for the artist; ``doing`` as in "send the file"."""
        return explain(error, self.url, doing, access_given=credentials.is_given(self._client.configuration))

    @contextlib.contextmanager
    def explained(self, doing: str) -> Iterator[None]:
        """Put what goes wrong in the block into words.

        Raises:
            FarmError: Instead of any error of a call.
            Cancelled: The call ended because the user said stop.
        """
        try:
            yield
        except ManagerError as error:
            self._cancel.check()
            raise self.explain(error, doing) from error

    def version(self) -> str:
        """The Manager's version, such as ``3.9-beta1``."""
        with self.explained("ask for the Manager's version"):
            return MetaApi(self._client).get_version().shortversion

    def workers(self) -> list[dict[str, Any]] | None:
        """Its workers as ``farm.manager_facts.workers`` gives them; None when it does not say, or not soon."""

        def attempt(call: Callable[[], T]) -> T | None:
            try:
                return call()
            except ManagerError:
                self._cancel.check()
                return None

        return workers_and_variables.workers(WorkerMgtApi(self._client), attempt, within=self.timeouts.short)

    def is_first_run(self) -> bool:
        """Whether the Manager still waits to be set up."""
        with self.explained("ask for the Manager's configuration"):
            return bool(MetaApi(self._client).get_configuration().is_first_run)

    def shared_storage(self, platform: str) -> SharedStorageLocation:
        """Where files go, seen from this machine, and whether Shaman takes them."""
        with self.explained("ask for the farm's storage"):
            return MetaApi(self._client).get_shared_storage(ManagerVariableAudience.USERS, platform)

    def job_types(self) -> Any:
        """The job types, as the Manager sent them."""
        with self.explained("ask for the job types"):
            answer = with_http_info(self._jobs.get_job_types)
            return answer.json().get("job_types")

    def tags(self) -> Sequence[WorkerTag]:
        """The worker tags; old Managers may say that there are none at all."""
        with self.explained("ask for the worker tags"):
            return WorkerMgtApi(self._client).fetch_worker_tags().tags or ()

    def check(self, request: Mapping[str, Any]) -> None:
        """Ask whether a job would be taken.

        Raises:
            FarmError: It would not; ``kind="outdated"`` if the job type has changed.
        """
        with self.explained("submit this job"):
            self._jobs.submit_job_check(SubmittedJob.from_dict(request), _request_timeout=self.timeouts.job)

    def submit(self, request: Mapping[str, Any]) -> Job:
        """Submit a job; never tried again by itself once it was sent."""
        self._client.drop_idle()
        return self._jobs.submit_job(SubmittedJob.from_dict(request), _request_timeout=self.timeouts.job)

    def fetch(self, job: Job) -> Job:
        """The job as the Manager has it now, or as given when it can't say."""
        try:
            return self._jobs.fetch_job(job.id, _request_timeout=self.timeouts.short)
        except ManagerError:
            return job

    def find(self, submission_id: str) -> Job | None:
        """The job with this submission's id; ``None`` if there is none, which a job that can't be read may be.

        Raises:
            ApiDecodeError: It is not among those that can be read, and there are others.
        """
        answer = with_http_info(self._jobs.fetch_jobs)
        found = next((job for job in answer.data.jobs if (job.metadata or {}).get(METADATA_KEY) == submission_id), None)
        if found is None and not all(_is_another(job, submission_id) for job in answer.json()["jobs"]):
            raise ApiDecodeError(
                answer.status, answer.reason, message=say("there are jobs in its list that can't be read")
            )
        return found

    def delete(self, job: Job) -> None:
        """Have a job deleted, with its checkout."""
        self._jobs.delete_job(job.id)

    def requirements(self, entries: Sequence[PackEntry]) -> Sequence[ShamanFileSpecWithStatus]:
        """Which of these files the Manager still needs; of those with the same content it names one."""
        request = ShamanRequirementsRequest(files=_file_specs(entries))
        return self._shaman.shaman_checkout_requirements(request, _request_timeout=self.timeouts.all_files).files

    def uploads(self) -> Uploads:
        """What sends files, several at once; see ``manager_client.uploads``."""
        return self._client.uploads()

    def checkout(self, entries: Sequence[PackEntry], path: str) -> str:
        """Have stored files put into a folder; returns the folder that it became."""
        self._client.drop_idle()
        request = ShamanCheckout(files=_file_specs(entries), checkout_path=path)
        return str(self._shaman.shaman_checkout(request, _request_timeout=self.timeouts.all_files).checkout_path)


def _is_another(job: Any, submission_id: str) -> bool:
    """Whether a job, as it came, is for certain not the one with this submission's id."""
    metadata = job.get("metadata") if isinstance(job, dict) else 0
    return metadata is None or (isinstance(metadata, dict) and metadata.get(METADATA_KEY) != submission_id)


def status_of(error: BaseException) -> int | None:
    """The status of an answer that is an error; ``None`` = there was no answer."""
    return error.status if isinstance(error, ApiException) else None


def retry_after(error: BaseException) -> float:
    """Seconds that the Manager wants to be left alone, 0 if it says nothing of the kind."""
    if not isinstance(error, ApiException):
        return 0.0
    try:
        return max(0.0, float(error.headers.get("Retry-After", "0")))
    except ValueError:  # a date, which Managers do not send
        return 0.0


def _file_specs(entries: Sequence[PackEntry]) -> list[ShamanFileSpec]:
    """The files as the client takes them: not as models, of which there might be a hundred thousand."""
    return cast("list[ShamanFileSpec]", entries)
