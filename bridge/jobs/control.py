"""Actions on jobs, tasks and workers through the helper; the list shows what the Manager confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...core.text import join, say
from ...jobs import statuses
from .. import user_preferences
from ..runtime import helper_session, online_access, redraw
from ..runtime.background_work import BackgroundWork, Steps, Task
from . import polling

REASON_OF = "Requested by {user} in Blender"
REASON = "Requested in Blender"


def jobs_of(job_id: str) -> list[str]:
    """Return the jobs that an action is for: the one that a script names, the ticked ones, or the selected one."""
    return [job_id] if job_id else state.current().jobs.chosen


def why_not(action: str, job_id: str = "") -> str:
    """Return why an action is not offered, "" if it is, by what is known of the jobs."""
    view = state.current().jobs
    chosen = jobs_of(job_id)
    if not chosen:
        return "No job is selected"
    if view.acting.running:
        return "The Manager is being asked"
    known = [view.rows[each]["status"] for each in chosen if each in view.rows]
    return "" if action in statuses.offered(known) else "The status of the job does not allow this"


def act(context: bpy.types.Context, task: str, arguments: Mapping[str, Any], *, wait: bool) -> None:
    """Do an action; the state has what was refused.

    Args:
        context: Blender's context.
        task: A name of ``helper.job_tasks``.
        arguments: Of the task, without ``url`` and ``reason``.
        wait: Wait for the answer, for scripts.

    Raises:
        FarmError: With ``wait``: there is no answer, or the Manager refused something.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    view = state.current().jobs
    view.refused = ()
    work = BackgroundWork(acting(task, {"url": url, "reason": reason(context), **arguments}), view.acting)
    if not wait:
        work.start()
        return
    work.run()
    if view.refused:
        texts = [say("{name}: {message}", **refused) for refused in view.refused]
        raise FarmError(join(" ", texts), kind=ErrorKind.HTTP)


def reason(context: bpy.types.Context) -> str:
    """Return what the job's activity says on the farm."""
    user = user_preferences.user_name(context)
    return REASON_OF.format(user=user) if user else REASON


def acting(task: str, arguments: Mapping[str, Any]) -> Steps[None]:
    """Do an action of the helper, and show what the Manager confirms and refuses."""
    answer: Mapping[str, Any] = yield Task(task, arguments)
    view = state.current().jobs
    view.refused = tuple({"name": each["name"], "message": each["message"]} for each in answer.get("refused", ()))
    for done in answer.get("done", ()):
        row = view.rows.get(done["id"])
        if row is not None and done["status"]:
            view.rows[done["id"]] = {**row, "status": done["status"], "deleting": done.get("deleting", False)}
    if task == "act_on_worker":
        view.farm = answer
    view.wanted = None  # their order may have changed
    polling.ask_now()
    redraw.tag()


def what_deleting_does(context: bpy.types.Context, job_ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """Ask what deleting jobs would delete, and wait: it is asked before the confirmation.

    Raises:
        FarmError: There is no answer.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    arguments = {"url": url, "job_ids": list(job_ids)}
    found: list[Mapping[str, Any]] = helper_session.get().run("what_deleting_does", arguments)["jobs"]
    return found


def tick(job_id: str) -> None:
    """Tick a job for an action, or take the tick away."""
    view = state.current().jobs
    view.ticked ^= {job_id}
    redraw.tag()


def untick_all() -> None:
    """Take all ticks away."""
    state.current().jobs.ticked.clear()
    redraw.tag()
