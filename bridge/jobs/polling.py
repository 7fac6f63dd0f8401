"""Polling of jobs: only while they are visible, or own ones are unfinished; the helper asks, Blender gets changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import bpy

from ... import state
from ...core.errors import FarmError
from ...core.text import say
from ...farm.manager_url import UrlError
from ...jobs import listing
from ...jobs.frames.on_disk import output_of
from ...jobs.statuses import ENDED, UNFINISHED
from ...state.jobs import LONGEST, JobsView, JobView, Polling
from .. import user_preferences
from ..managers import check_manager
from ..runtime import helper_session, online_access, redraw
from ..scene import property_groups
from . import lists, loading, news, thumbnail

DETAILS = 2.0
"""Seconds between two questions about the selected job while it is unfinished."""
DETAILS_ENDED = 10.0
LOG = 2.0
IMAGE = 5.0
FARM = 3.0
FRAMES = 10.0
DRAWN_AGAIN = 1.0
"""Seconds after which a redraw shows whether something is still visible: nothing else may redraw it."""
UNSEEN = 5.0
"""Seconds without a draw after which it is not."""
SHARE = 20
"""The next question comes no sooner than this many times what the last one took."""
FIRST_FAILURE = 5.0


def refresh(context: bpy.types.Context) -> bool:
    """Ask what is due; return whether work in Blender's thread is unfinished."""
    view = _of_manager(context)
    if view is None:
        return False
    visible = is_visible(view.drawn_at)
    if visible != view.was_visible:
        view.was_visible = visible
        view.polling.soon()  # the helper knows how often the Manager may be asked
    if visible or _follows_own(view, context):
        _ask_list(view, hidden=not visible, context=context)
    if not visible:
        return False
    if view.selected.job_id:
        _ask_job(view, context)
    if is_visible(view.farm_drawn_at):
        _ask(view.farm_polling, "farm_workers", {"url": view.url}, lambda answer: _set(view, "farm", answer), FARM)
    return lists.refresh(context)


def is_visible(drawn_at: float) -> bool:
    """Return whether something that was drawn then is visible; ask for a redraw to find out whether it still is."""
    age = time.monotonic() - drawn_at
    if DRAWN_AGAIN < age < UNSEEN:
        redraw.tag_throttled()
    return age < UNSEEN


def _of_manager(context: bpy.types.Context) -> JobsView | None:
    """Return the view of the Manager in use, a new one if it changed; None if it may not be asked."""
    current = state.current()
    try:
        url = user_preferences.manager_url(context)
    except UrlError:
        return None
    if current.jobs.url != url:
        before, current.jobs = current.jobs, type(current.jobs)(url=url)
        current.jobs.drawn_at = before.drawn_at
        redraw.tag()
    return current.jobs if online_access.allowed(url) else None


def _follows_own(view: JobsView, context: bpy.types.Context) -> bool:
    """Return whether own unfinished jobs are asked for while nothing is visible."""
    chosen = user_preferences.stored(context)
    if chosen is None or not (chosen.jobs_in_status_bar or chosen.job_notices):
        return False
    return bool(listing.own_unfinished(view.rows)) or (not view.rows and bool(state.current().last_job_id))


def _ask_list(view: JobsView, *, hidden: bool, context: bpy.types.Context) -> None:
    arguments = {
        "url": view.url,
        "since": view.version,
        "user": user_preferences.user_name(context),
        "active": "" if hidden else view.selected.job_id,
        "in_view": [] if hidden else sorted(view.in_view),
        "hidden": hidden,
    }
    if _ask(view.polling, "watch_jobs", arguments, lambda answer: _take_list(view, answer), 0.0):
        view.in_view = set()


def _take_list(view: JobsView, answer: Mapping[str, Any]) -> None:
    if answer["full"]:
        view.rows = {}
    for row in answer["rows"]:
        view.rows[row["id"]] = row
    for job_id in answer["gone"]:
        view.rows.pop(job_id, None)
        view.ticked.discard(job_id)
    changed = answer["full"] or answer["rows"] or answer["gone"] or answer["workers"] != view.workers
    view.version, view.workers = answer["version"], answer["workers"] or view.workers
    view.polling.next_at = time.monotonic() + answer["next_in"]
    if answer["events"]:
        news.take(answer["events"])
    if changed:
        redraw.tag_throttled()


def _ask_job(view: JobsView, context: bpy.types.Context) -> None:
    job = view.selected
    row = view.active
    ended = row is not None and row["status"] in ENDED
    arguments = {
        "url": view.url,
        "job_id": job.job_id,
        "since": job.version,
        "user": user_preferences.user_name(context),
    }
    age = DETAILS_ENDED if ended and not job.about.get("more") else DETAILS
    _ask(job.polling, "job_details", arguments, lambda answer: _take_job(view, job, answer), age)
    if job.task_id and (job.log_of != job.task_id or (job.task or {}).get("status") == "active"):
        log = {"url": view.url, "task_id": job.task_id}
        _ask(job.log_polling, "task_log", log, lambda answer: _take_log(job, log["task_id"], answer), LOG)
    if not job.image or (row is not None and row["status"] in UNFINISHED):
        image = {"url": view.url, "job_id": job.job_id, "size": "small", "etag": job.image.get("etag", "")}
        _ask(job.image_polling, "last_image", image, lambda answer: _take_image(job, answer), IMAGE)

    if job.about:
        question = frames_question(view.url, job.about["job"]["settings"], context)
        _ask(job.frames_polling, "job_frames", question, lambda answer: _take_frames(view, job, answer), FRAMES)


def frames_question(url: str, settings: Mapping[str, Any], context: bpy.types.Context) -> dict[str, Any]:
    """Return the arguments of the helper's task ``job_frames`` for a job with these settings."""
    kept = user_preferences.stored(context)
    return {
        "url": url,
        "output": output_of(settings),
        "frames": str(settings.get("frames", "")),
        "platform": check_manager.platform(),
        "table": [(pair.farm, pair.local) for pair in kept.farm_paths] if kept is not None else [],
        "whole": True,
    }


def _take_frames(view: JobsView, job: JobView, answer: Mapping[str, Any]) -> None:
    if answer != job.frames:
        job.frames = answer
        loading.grow(answer)
        redraw.tag_throttled()
    row = view.rows.get(job.job_id)
    lacking = 0 if answer["why"] else answer["missing_count"] + len(answer["empty"]) + len(answer["cut"])
    if row is not None and row["status"] == "completed" and lacking and not row["warning"]:
        text = say("{count} frames on disk are missing, empty or cut off.", count=lacking)
        view.rows[job.job_id] = {**row, "warning": text}


def _take_job(view: JobsView, job: JobView, answer: Mapping[str, Any]) -> None:
    if answer["full"]:
        job.tasks = {}
    for task in answer["tasks"]:
        job.tasks[task["id"]] = task
    for task_id in answer["gone"]:
        job.tasks.pop(task_id, None)
    job.version = answer["version"]
    about = {key: value for key, value in answer.items() if key not in {"tasks", "gone", "full", "version"}}
    changed = about != job.about or answer["tasks"] or answer["gone"]
    if answer["tasks"]:
        job.frames_polling.soon()  # a task that ended has made frames
    job.about = about
    _keep_in_row(view, job.job_id, about)
    if changed:
        lists.arrange_tasks(job, property_groups.window_properties(bpy.context).task_filter)
        if not job.task_id and job.shown_tasks:
            job.task_id = job.shown_tasks[0]
        redraw.tag_throttled()


def _keep_in_row(view: JobsView, job_id: str, about: Mapping[str, Any]) -> None:
    """Show in the list at once what only the tasks of a job tell."""
    row, found = view.rows.get(job_id), about["job"]
    if row is None or found["updated"] < row["updated"]:
        return
    first = {
        "why": next((reason["text"] for reason in about["reasons"]), ""),
        "warning": next((reason["text"] for reason in about["warnings"]), ""),
    }
    names = ("status", "steps_done", "steps_total", "failed", "tasks", "left", "workers")
    view.rows[job_id] = {**row, **{name: found[name] for name in names}, **first}


def _take_log(job: JobView, task_id: str, answer: Mapping[str, Any]) -> None:
    if (job.log_of, job.log) != (task_id, answer["text"]):
        job.log_of, job.log = task_id, answer["text"]
        redraw.tag_throttled()


def _take_image(job: JobView, answer: Mapping[str, Any]) -> None:
    job.image = answer
    if answer["changed"]:
        thumbnail.forget(job.job_id)
        redraw.tag_throttled()


def _set(view: JobsView, name: str, answer: Mapping[str, Any]) -> None:
    if getattr(view, name) != answer:
        setattr(view, name, answer)
        redraw.tag_throttled()


def ask_now() -> None:
    """Let list and details be asked at the next turn: something was changed from here."""
    view = state.current().jobs
    for polling in (view.polling, view.selected.polling, view.farm_polling):
        polling.soon()


def _ask(
    polling: Polling, task: str, arguments: Mapping[str, Any], take: Callable[[Mapping[str, Any]], None], age: float
) -> bool:
    """Ask the helper if it is due; return whether it was asked.

    Args:
        polling: The question.
        task: A name of ``helper.tasks``.
        arguments: Of the task.
        take: Called with the answer.
        age: Seconds that an answer may be old; more if it takes long.
    """
    began = time.monotonic()
    if not polling.is_due(began):
        return False

    def on_result(answer: Mapping[str, Any]) -> None:
        now = time.monotonic()
        polling.request, polling.failures, polling.answered_at = None, 0, now
        if polling.error is not None:
            polling.error = None
            redraw.tag_throttled()
        polling.next_at = now + max(age, SHARE * (now - began) if age else 0.0)
        take(answer)

    def on_error(error: FarmError) -> None:
        polling.request = None
        polling.failures += 1
        polling.next_at = time.monotonic() + min(LONGEST, FIRST_FAILURE * 2 ** (polling.failures - 1))
        if str(polling.error) != str(error):
            redraw.tag_throttled()
        polling.error = error

    polling.next_at = began + LONGEST
    polling.request = helper_session.get().request(task, arguments, on_result=on_result, on_error=on_error)
    return True


def load(context: bpy.types.Context) -> JobsView:
    """Ask for all jobs and wait, for scripts.

    Raises:
        FarmError: There is no answer.
    """
    online_access.require(user_preferences.manager_url(context))
    view = _of_manager(context)
    assert view is not None
    arguments = {
        "url": view.url,
        "since": view.version,
        "user": user_preferences.user_name(context),
        "active": view.selected.job_id,
        "in_view": [],
        "hidden": False,
    }
    _take_list(view, helper_session.get().run("watch_jobs", arguments))
    view.polling.error = None
    return view


def load_job(context: bpy.types.Context, job_id: str) -> JobView:
    """Ask for one job and wait, for scripts; it is the selected one then.

    Raises:
        FarmError: There is no answer, or no such job.
    """
    view = load(context)
    lists.select(job_id)
    arguments = {
        "url": view.url,
        "job_id": job_id,
        "since": view.selected.version,
        "user": user_preferences.user_name(context),
    }
    _take_job(view, view.selected, helper_session.get().run("job_details", arguments))
    return view.selected


def load_frames(context: bpy.types.Context, job: JobView) -> None:
    """Look at the frames of a job and wait, for scripts.

    Raises:
        FarmError: There is no answer, or no such job.
    """
    if not job.about:
        load_job(context, job.job_id)
    url = user_preferences.manager_url(context)
    question = frames_question(url, job.about["job"]["settings"], context)
    _take_frames(state.current().jobs, job, helper_session.get().run("job_frames", question))
