"""Job types, and submitting, fetching and deleting jobs."""

from __future__ import annotations

import copy
from typing import Any

from .. import clock
from ..farm import Farm
from ..frames import ScriptError
from ..job_scripts import compile_job
from ..records import Job
from ..wire import Answer, Request
from .common import Handler, RefusedError, check_id, job_of


def get_job_types(farm: Farm, request: Request) -> Answer:
    return Answer.of_json({"job_types": list(farm.job_types().values())})


def get_job_type(farm: Farm, request: Request) -> Answer:
    found = farm.job_types().get(request.parameters["typeName"])
    return Answer.of_json(found) if found else Answer.error(404, "no such job type known")


def _compile(farm: Farm, wanted: dict[str, Any]) -> Job:
    """Create a job and its tasks, in the Manager's order: type, etag, variables, script.

    Raises:
        RefusedError: Unknown type, outdated etag, or an error of the script.
    """
    found = farm.job_types().get(wanted["type"])
    if found is None:
        raise RefusedError(Answer.error(400, "job type unknown"))
    if wanted.get("type_etag", "") not in {"", found["etag"]}:
        message = "the job's settings are those of an outdated job type, refresh the job types"
        raise RefusedError(Answer.error(412, message))
    platform = wanted["submitter_platform"]
    job = Job(
        name=wanted["name"],
        type=wanted["type"],
        priority=wanted["priority"],
        settings=farm.collapse(copy.deepcopy(wanted.get("settings", {})), platform),
        metadata=farm.collapse(wanted.get("metadata", {}), platform),
        status=wanted.get("initial_status") or "queued",
        checkout=wanted.get("storage", {}).get("shaman_checkout_id", ""),
    )
    try:
        compile_job(job)
    except ScriptError as error:
        raise RefusedError(Answer.error(400, str(error))) from None
    return job


def submit_job_check(farm: Farm, request: Request) -> Answer:
    """Compile the job and discard it; its tag is not checked."""
    _compile(farm, request.json)
    return Answer.nothing()


def submit_job(farm: Farm, request: Request) -> Answer:
    """Compile and store the job; only here an unknown tag is an error, of the database."""
    job = _compile(farm, request.json)
    if tag_id := request.json.get("worker_tag"):
        job.tag = farm.find_tag(tag_id)
        if job.tag is None:
            return Answer.error(500, "error persisting job in database")
    farm.add_job(job)
    return Answer.of_json(job.as_json())


def fetch_jobs(farm: Farm, request: Request) -> Answer:
    return Answer.of_json({"jobs": [job.as_json() for job in farm.jobs.values()]})


def fetch_job(farm: Farm, request: Request) -> Answer:
    return Answer.of_json(job_of(farm, request).as_json())


def delete_job(farm: Farm, request: Request) -> Answer:
    farm.request_deletion(job_of(farm, request))
    return Answer.nothing()


def what_would_delete_do(farm: Farm, request: Request) -> Answer:
    return Answer.of_json({"shaman_checkout": bool(job_of(farm, request).checkout)})


def delete_many(farm: Farm, request: Request) -> Answer:
    """Delete the jobs that were not changed after a given time."""
    try:
        latest = clock.parse(request.json["last_updated_max"])
    except (KeyError, ValueError):
        return Answer.error(400, "the timestamp is missing or malformed")
    old = [job for job in farm.jobs.values() if clock.parse(job.updated) <= latest]
    if not old:
        return Answer.error(416, "no jobs modified before timestamp")
    for job in old:
        farm.request_deletion(job)
    return Answer.nothing()


def _image_info(job: Job | None) -> Answer:
    if job is None or not job.images:
        return Answer.nothing()
    return Answer.of_json({"base": job.files_path, "suffixes": list(job.images)})


def fetch_last_rendered(farm: Farm, request: Request) -> Answer:
    """Return the job's images; an unknown job has none, like one that has not rendered yet."""
    check_id(request.parameters["job_id"])
    return _image_info(farm.jobs.get(request.parameters["job_id"]))


def fetch_global_last_rendered(farm: Farm, request: Request) -> Answer:
    return _image_info(farm.last_rendered)


HANDLERS: dict[str, Handler] = {
    "getJobTypes": get_job_types,
    "getJobType": get_job_type,
    "submitJobCheck": submit_job_check,
    "submitJob": submit_job,
    "fetchJobs": fetch_jobs,
    "fetchJob": fetch_job,
    "deleteJob": delete_job,
    "deleteJobWhatWouldItDo": what_would_delete_do,
    "deleteJobMass": delete_many,
    "fetchJobLastRenderedInfo": fetch_last_rendered,
    "fetchGlobalLastRenderedInfo": fetch_global_last_rendered,
}
