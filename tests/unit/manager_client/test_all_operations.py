"""Every operation, called over a real socket; the test Manager validates requests and answers."""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flamenco_client.manager_client import ApiClient, Configuration, with_http_info
from flamenco_client.manager_client import models as m
from flamenco_client.manager_client.apis import JobsApi, MetaApi, ShamanApi, WorkerApi, WorkerMgtApi
from flamenco_client.manager_client.exceptions import (
    ExpectationFailedException,
    ForbiddenException,
    NotFoundException,
    PreconditionFailedException,
    RangeNotSatisfiableException,
)
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tools.generate_client import command
from flamenco_client.tools.generate_client.definition import Definition


class Stage:
    """A Manager, and the APIs of a client for it."""

    def __init__(self, manager: ManagerServer, client: ApiClient) -> None:
        self.manager = manager
        self.client = client
        self.meta, self.jobs, self.shaman = MetaApi(client), JobsApi(client), ShamanApi(client)
        self.worker_mgt, self.worker = WorkerMgtApi(client), WorkerApi(client)

    def submitted(self, name: str = "shot", **settings: object) -> m.SubmittedJob:
        values = {"message": "hello", "sleep_duration_seconds": 1, "sleep_repeats": 2, **settings}
        return m.SubmittedJob(
            name=name, type="echo-sleep-test", priority=50, submitter_platform="linux", settings=values
        )

    @contextlib.contextmanager
    def signed_on(self) -> Iterator[tuple[str, WorkerApi]]:
        """Register a worker, and give its id and an API with its credentials."""
        registration = m.WorkerRegistration(
            secret="s3cret", platform="linux", supported_task_types=["misc"], name="node"
        )
        worker = self.worker.register_worker(registration)
        sign_on = m.WorkerSignOn(name="node", supported_task_types=["misc"], software_version="3.9", can_restart=True)
        with ApiClient(self.client.configuration.replace(username=worker.uuid, password="s3cret")) as client:
            assert WorkerApi(client).sign_on(sign_on).status_requested == m.WorkerStatus.AWAKE
            yield worker.uuid, WorkerApi(client)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with (
        ManagerServer(tmp_path / "storage", deletion_delay=0) as manager,
        ApiClient(Configuration(host=manager.url)) as client,
    ):
        yield Stage(manager, client)


def _meta(stage: Stage) -> None:
    users = m.ManagerVariableAudience.USERS
    assert stage.meta.get_version().name == "Test Manager"
    assert stage.meta.get_configuration().shaman_enabled
    assert stage.meta.get_farm_status().status in set(m.FarmStatus)
    storage = stage.meta.get_shared_storage(users, "linux")
    assert (storage.location, storage.audience) == (str(stage.manager.checkouts), users)
    assert stage.meta.get_variables(users, "linux")["jobs"].value == storage.location


def _setup(stage: Stage) -> None:
    storage = str(stage.manager.storage)
    assert stage.meta.check_shared_storage_path(m.PathCheckInput(path=storage)).is_usable
    assert all(found.path for found in stage.meta.find_blender_exe_path())
    blender = stage.meta.check_blender_exe_path(m.PathCheckInput(path="/nowhere/blender"))
    assert (blender.is_usable, blender.source) == (False, m.BlenderPathSource.INPUT_PATH)
    blender.is_usable = True
    stage.meta.save_setup_assistant_config(m.SetupAssistantConfig(storage_location=storage, blender_executable=blender))
    configuration = stage.meta.get_configuration_file()
    stage.meta.update_configuration_file({**configuration, "manager_name": "Renamed"})
    assert stage.meta.get_configuration_file()["manager_name"] == "Renamed"


def _submit(stage: Stage) -> None:
    types = {job_type.name: job_type for job_type in stage.jobs.get_job_types().job_types}
    assert "odd-settings" in types
    etag = types["echo-sleep-test"].etag
    assert stage.jobs.get_job_type("echo-sleep-test").etag == etag
    job = stage.submitted()
    job.type_etag, job.metadata, job.initial_status = etag, {"project": "x"}, m.JobStatus.PAUSED
    stage.jobs.submit_job_check(job)
    done = stage.jobs.submit_job(job)
    assert (done.metadata, done.settings) == ({"project": "x"}, job.settings)
    assert stage.jobs.fetch_job(done.id).created.tzinfo is not None
    assert [other.id for other in stage.jobs.fetch_jobs().jobs] == [done.id]
    job.type_etag = "outdated"
    with pytest.raises(PreconditionFailedException):
        stage.jobs.submit_job(job)


def _control(stage: Stage) -> None:
    tag = stage.worker_mgt.create_worker_tag(m.WorkerTag(name="gpu"))
    job = stage.jobs.submit_job(stage.submitted())
    stage.jobs.set_job_priority(job.id, m.JobPriorityChange(priority=77))
    stage.jobs.set_job_tag(job.id, m.JobTagChange(name="gpu"))
    change = m.JobStatusChange(status=m.JobStatus.CANCEL_REQUESTED, reason="test")
    stage.jobs.set_job_status(job.id, change)
    now = stage.jobs.fetch_job(job.id)
    assert (now.priority, now.worker_tag, now.status) == (77, tag.id, m.JobStatus.CANCELED)
    assert stage.jobs.delete_job_what_would_it_do(job.id).shaman_checkout is False
    stage.jobs.delete_job(job.id)
    with pytest.raises(RangeNotSatisfiableException):
        stage.jobs.delete_job_mass(m.JobMassDeletionSelection(last_updated_max=datetime(2020, 1, 1, tzinfo=UTC)))
    with pytest.raises(NotFoundException):
        stage.jobs.fetch_job("00000000-0000-4000-8000-000000000000")


def _tasks(stage: Stage) -> None:
    job = stage.jobs.submit_job(stage.submitted())
    tasks = stage.jobs.fetch_job_tasks(job.id).tasks
    assert tasks
    task = stage.jobs.fetch_task(tasks[0].id)
    assert task.commands[0].parameters
    assert stage.jobs.fetch_task_log_tail(task.id) is None
    assert stage.jobs.fetch_task_log_info(task.id) is None
    assert stage.jobs.fetch_job_last_rendered_info(job.id) is None
    assert stage.jobs.fetch_global_last_rendered_info() is None
    assert stage.jobs.fetch_job_blocklist(job.id) == []
    entry = m.JobBlocklistEntry(worker_id="00000000-0000-4000-8000-000000000000", task_type="misc")
    stage.jobs.remove_job_blocklist(job.id, [entry])
    change = m.TaskStatusChange(status=m.TaskStatus.CANCELED, reason="test")
    stage.jobs.set_task_status(task.id, change)
    assert stage.jobs.fetch_task(task.id).status == m.TaskStatus.CANCELED


def _shaman(stage: Stage) -> None:
    content = b"blend" * 100_000
    sha = hashlib.sha256(content).hexdigest()
    spec = m.ShamanFileSpec(sha=sha, size=len(content), path="scenes/a.blend")
    request = m.ShamanRequirementsRequest(files=[spec])
    (needed,) = stage.shaman.shaman_checkout_requirements(request).files
    assert needed.status == m.ShamanFileStatus.UNKNOWN
    assert stage.shaman.shaman_file_store_check(sha, len(content)).status == m.ShamanFileStatus.UNKNOWN
    with pytest.raises(ExpectationFailedException):
        stage.shaman.shaman_file_store(sha, len(content), io.BytesIO(content[::-1]))
    store = stage.shaman.shaman_file_store
    stored = with_http_info(store, sha, len(content), io.BytesIO(content), True, "naïve.blend")
    again = with_http_info(store, sha, len(content), io.BytesIO(content))
    assert (stored.status, again.status) == (200, 208)
    assert stage.shaman.shaman_checkout_requirements(request).files == []
    result = stage.shaman.shaman_checkout(m.ShamanCheckout(files=[spec], checkout_path="shot/1"))
    assert (stage.manager.checkouts / result.checkout_path / spec.path).read_bytes() == content


def _worker(stage: Stage) -> None:
    with pytest.raises(ForbiddenException):
        stage.worker.worker_state()
    with stage.signed_on() as (_, worker):
        worker.worker_state_changed(m.WorkerStateChanged(status=m.WorkerStatus.AWAKE))
        assert worker.worker_state() is None
        assert worker.schedule_task() is None
        job = stage.jobs.submit_job(stage.submitted())
        task = worker.schedule_task()
        assert task is not None
        assert (task.job, worker.may_worker_run(task.uuid).may_keep_running) == (job.id, True)
        worker.task_update(task.uuid, m.TaskUpdate(log="frame 1\n", activity="busy"))
        jpeg = io.BytesIO(bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9"))
        assert with_http_info(worker.task_output_produced, task.uuid, jpeg).status == 202
        assert (stage.jobs.fetch_task_log_tail(task.uuid) or "").endswith("frame 1\n")
        log = stage.jobs.fetch_task_log_info(task.uuid)
        assert log is not None
        assert log.size > 0
        worker.sign_off()


def _worker_management(stage: Stage) -> None:
    with stage.signed_on() as (worker_id, _worker):
        tag = stage.worker_mgt.create_worker_tag(m.WorkerTag(name="gpu", description="fast"))
        assert tag.id is not None
        stage.worker_mgt.update_worker_tag(tag.id, m.WorkerTag(name="gpus"))
        assert stage.worker_mgt.fetch_worker_tag(tag.id).name == "gpus"
        assert [known.name for known in stage.worker_mgt.fetch_worker_tags().tags or ()] == ["gpus"]
        stage.worker_mgt.set_worker_tags(worker_id, m.WorkerTagChangeRequest(tag_ids=[tag.id]))
        assert [known.id for known in stage.worker_mgt.fetch_worker(worker_id).tags or ()] == [tag.id]
        assert stage.worker_mgt.fetch_worker_sleep_schedule(worker_id) is None
        schedule = m.WorkerSleepSchedule(is_active=True, days_of_week="mo tu", start_time="09:00", end_time="17:00")
        stage.worker_mgt.set_worker_sleep_schedule(worker_id, schedule)
        assert stage.worker_mgt.fetch_worker_sleep_schedule(worker_id) is not None
        change = m.WorkerStatusChangeRequest(status=m.WorkerStatus.ASLEEP, is_lazy=False)
        stage.worker_mgt.request_worker_status_change(worker_id, change)
        (summary,) = stage.worker_mgt.fetch_workers().workers
        assert summary.status_change == change
        stage.worker_mgt.delete_worker_tag(tag.id)
        stage.worker_mgt.delete_worker(worker_id)


COVERS: dict[Callable[[Stage], None], str] = {
    _meta: "getVersion getConfiguration getFarmStatus getSharedStorage getVariables",
    _setup: "checkSharedStoragePath findBlenderExePath checkBlenderExePath saveSetupAssistantConfig"
    " getConfigurationFile updateConfigurationFile",
    _submit: "getJobTypes getJobType submitJobCheck submitJob fetchJob fetchJobs",
    _control: "setJobPriority setJobTag setJobStatus deleteJobWhatWouldItDo deleteJob deleteJobMass",
    _tasks: "fetchJobTasks fetchTask fetchTaskLogTail fetchTaskLogInfo fetchJobLastRenderedInfo"
    " fetchGlobalLastRenderedInfo fetchJobBlocklist removeJobBlocklist setTaskStatus",
    _shaman: "shamanCheckoutRequirements shamanFileStoreCheck shamanFileStore shamanCheckout",
    _worker: "registerWorker signOn signOff workerState workerStateChanged scheduleTask taskUpdate mayWorkerRun"
    " taskOutputProduced",
    _worker_management: "createWorkerTag updateWorkerTag fetchWorkerTag fetchWorkerTags setWorkerTags fetchWorker"
    " fetchWorkerSleepSchedule setWorkerSleepSchedule requestWorkerStatusChange fetchWorkers deleteWorkerTag"
    " deleteWorker",
}


@pytest.mark.parametrize("scene", COVERS, ids=lambda scene: scene.__name__.strip("_"))
def test_operations(stage: Stage, scene: Callable[[Stage], None]) -> None:
    """The operations of a group work, and the Manager has received each of them."""
    scene(stage)

    assert set(COVERS[scene].split()) <= {record.operation for record in stage.manager.requests if record.status}


def test_groups_cover_all_operations() -> None:
    """The groups together cover every operation of the definition."""
    defined = {op.node["operationId"] for op in Definition.read(command.CLIENT / "openapi.yaml").operations}

    assert defined == {name for names in COVERS.values() for name in names.split()}
