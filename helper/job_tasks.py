"""The helper's tasks about jobs on the farm. Imports are lazy, as in ``tasks``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..core.cancel import CancelToken
from ..core.progress import Phase, Progress
from ..core.text import say
from ..core.user_files import UserFiles
from .dispatcher import Arguments, Steps, Task

if TYPE_CHECKING:
    from ..jobs.details import AllDetails
    from ..jobs.farm_jobs import FarmJobs
    from ..jobs.job_row import Owner
    from ..jobs.watch import Watches

_MEMORY: Final[dict[str, Any]] = {}
"""What this process remembers of Managers and jobs, so that only changes travel."""


def _watches() -> Watches:
    from ..jobs.watch import Watches

    found: Watches = _MEMORY.setdefault("watches", Watches())
    return found


def _details() -> AllDetails:
    from ..jobs.details import AllDetails

    found: AllDetails = _MEMORY.setdefault("details", AllDetails())
    return found


def _owner(arguments: Arguments) -> Owner:
    from ..jobs.job_row import Owner
    from ..submission.records.records import Records

    records = Records(UserFiles(arguments["user_folder"])).all()
    url = arguments["url"]
    blends = {each.job_id: each.blend_path for each in records if each.job_id and each.manager_url == url}
    return Owner(arguments.get("user", ""), blends)


def _with_farm(
    arguments: Arguments, cancel: CancelToken, doing: str, do: Callable[[FarmJobs], dict[str, Any]]
) -> Steps:
    from ..jobs.farm_jobs import connect

    yield Progress(Phase.ASKING)
    with connect(arguments["url"], UserFiles(arguments["user_folder"]), cancel, doing) as farm:
        return do(farm)


def watch_jobs(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.watch.Watch.poll`` with ``since, user, active, in_view, hidden``."""
    from ..jobs.watch import Interest

    in_view = tuple(arguments["in_view"])
    interest = Interest(_owner(arguments), arguments["active"], in_view, hidden=arguments["hidden"])
    watch = _watches().of(arguments["url"])
    doing = say("list the jobs")
    return _with_farm(arguments, cancel, doing, lambda farm: watch.poll(farm, interest, arguments["since"]))


def job_details(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.details.JobDetails.look`` with ``job_id, since, user``."""
    details, owner = _details().of(arguments["url"], arguments["job_id"]), _owner(arguments)
    doing = say("ask about the job")
    return _with_farm(
        arguments, cancel, doing, lambda farm: details.look(farm, arguments["job_id"], owner, arguments["since"])
    )


def act_on_jobs(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.control.on_jobs`` with ``action, job_ids, value, reason``."""
    from ..jobs.control import on_jobs

    action, ids = arguments["action"], arguments["job_ids"]
    doing = say("change the job")
    try:
        return (
            yield from _with_farm(
                arguments,
                cancel,
                doing,
                lambda farm: on_jobs(farm, action, ids, arguments["value"], arguments["reason"]),
            )
        )
    finally:
        _watches().of(arguments["url"]).look_now()


def act_on_tasks(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.control.on_tasks`` with ``action, job_id, task_ids, reason``."""
    from ..jobs.control import on_tasks

    action, job_id, ids = arguments["action"], arguments["job_id"], arguments["task_ids"]
    doing = say("change the tasks")
    try:
        return (
            yield from _with_farm(
                arguments, cancel, doing, lambda farm: on_tasks(farm, action, job_id, ids, arguments["reason"])
            )
        )
    finally:
        _watches().of(arguments["url"]).look_now()


def act_on_worker(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.control.on_worker`` with ``action, worker_ids, lazy``; returns the workers."""
    from ..jobs.control import on_worker
    from ..jobs.workers import all_workers

    def do(farm: FarmJobs) -> dict[str, Any]:
        for worker_id in arguments["worker_ids"]:
            on_worker(farm, arguments["action"], worker_id, lazy=arguments["lazy"])
        return all_workers(farm)

    return _with_farm(arguments, cancel, say("change the worker"), do)


def farm_workers(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.workers.all_workers``."""
    from ..jobs.workers import all_workers

    return _with_farm(arguments, cancel, say("list the workers"), all_workers)


def what_deleting_does(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.control.what_deleting_does`` with ``job_ids``; returns ``jobs``."""
    from ..jobs.control import what_deleting_does as ask

    ids = arguments["job_ids"]
    return _with_farm(arguments, cancel, say("ask about the job"), lambda farm: {"jobs": ask(farm, ids)})


def task_log(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Return the last lines of the log of the task ``task_id`` as ``text``, "" = none yet."""

    def do(farm: FarmJobs) -> dict[str, Any]:
        from ..jobs.values import text

        lines = farm.log_tail(arguments["task_id"]).splitlines()
        return {"text": "\n".join(text(line) for line in lines)}

    return _with_farm(arguments, cancel, say("read the log"), do)


def save_task_log(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.logs.task_log.save`` with ``task_id``."""
    from ..jobs.farm_jobs import connect
    from ..jobs.logs.task_log import save

    files = UserFiles(arguments["user_folder"])
    with connect(arguments["url"], files, cancel, say("read the log")) as farm:
        return (yield from save(farm, arguments["task_id"], files))


def last_image(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.images.last_image`` with ``job_id, size, etag``."""
    from ..jobs.images import last_image as fetch

    files = UserFiles(arguments["user_folder"])
    job_id, size, etag = arguments["job_id"], arguments["size"], arguments["etag"]
    return _with_farm(
        arguments, cancel, say("fetch the last image"), lambda farm: fetch(farm, job_id, size, etag, files)
    )


def notify(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``helper.desktop_notice.show`` with ``title, body, sound``; returns ``shown``."""
    from .desktop_notice import show

    yield Progress(Phase.CHECKING)
    return {"shown": show(arguments["title"], arguments["body"], sound=arguments["sound"])}


TASKS: Final[Mapping[str, Task]] = {
    "act_on_jobs": act_on_jobs,
    "act_on_tasks": act_on_tasks,
    "act_on_worker": act_on_worker,
    "farm_workers": farm_workers,
    "job_details": job_details,
    "last_image": last_image,
    "notify": notify,
    "save_task_log": save_task_log,
    "task_log": task_log,
    "watch_jobs": watch_jobs,
    "what_deleting_does": what_deleting_does,
}
