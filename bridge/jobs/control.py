"""Actions on jobs, tasks and workers through the helper; the list shows what the Manager confirms."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...core.text import join, say
from ...jobs import statuses
from .. import user_preferences
from ..runtime import online_access, redraw
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


def ask_before_deleting(context: bpy.types.Context, job_ids: Sequence[str]) -> None:
    """Ask the Manager what deleting jobs would delete, then ask the artist, in the window of the click.

    Raises:
        FarmError: The Manager may not be asked.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    window = context.window.as_pointer() if context.window is not None else 0
    steps = _ask_before_deleting({"url": url, "job_ids": list(job_ids)}, window)
    BackgroundWork(steps, state.current().jobs.acting).start()


def _ask_before_deleting(arguments: Mapping[str, Any], window: int) -> Steps[None]:
    view = state.current().jobs
    view.deleting = (yield Task("what_deleting_does", arguments))["jobs"]
    # This work has to end first: the operator is not offered while it runs.
    bpy.app.timers.register(functools.partial(_confirm, window), first_interval=0.01)


def _confirm(window: int) -> None:
    manager = bpy.context.window_manager
    here = next((each for each in (manager.windows if manager else ()) if each.as_pointer() == window), None)
    ops: Any = bpy.ops
    with bpy.context.temp_override(window=here) if here is not None else contextlib.nullcontext():
        if ops.flamenco_client.delete_job.poll():
            ops.flamenco_client.delete_job("INVOKE_DEFAULT", asked=True)


def tick(job_id: str) -> None:
    """Tick a job for an action, or take the tick away."""
    view = state.current().jobs
    view.ticked ^= {job_id}
    redraw.tag()


def untick_all() -> None:
    """Take all ticks away."""
    state.current().jobs.ticked.clear()
    redraw.tag()
