"""The frames of a job in Blender: play, load, compare, and have them rendered again."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...core.text import say
from ...jobs.frames.on_disk import output_of
from ...jobs.frames.path_map import learn
from .. import user_preferences
from ..managers import check_manager
from ..runtime import helper_session, online_access, redraw
from ..runtime.background_work import BackgroundWork, Steps, Task
from ..scene import property_groups
from ..settings import setting_store
from . import control, lists, loading, polling


def output(settings: Mapping[str, Any]) -> str:
    """Return the output path of a job as the Manager has it; "" = none."""
    return output_of(settings)


def look(job_id: str = "") -> Mapping[str, Any]:
    """Return what is known of the frames of a job, which is selected then; {} while they are looked for.

    Scripts wait; in a window nothing waits for a disk or a Manager.
    """
    job = state.current().jobs.selected
    if job_id and job.job_id != job_id:
        lists.select(job_id)
        job = state.current().jobs.selected
    if not job.frames and not helper_session.has_timer():
        polling.load_frames(bpy.context, job)
    return job.frames


def known(job_id: str = "") -> Mapping[str, Any]:
    """Return what is known of the frames of a job.

    Raises:
        FarmError: Nothing is known yet, or this machine does not see them.
    """
    look(job_id)
    job = state.current().jobs.selected
    if not job.frames:
        raise FarmError("The frames are still being looked for", kind=ErrorKind.NOT_READY, hint="Try again in a moment")
    if job.frames["why"]:
        raise FarmError(job.frames["why"], kind=ErrorKind.UNSEEN, hint="Use Locate Output on the job")
    if not job.frames["there"]:
        raise FarmError("There are no frames yet", kind=ErrorKind.NOT_READY)
    return job.frames


def play(found: Mapping[str, Any], fps: float) -> None:
    """Play the frames in Blender's own player, which goes on when Blender quits.

    Raises:
        FarmError: The player did not start.
    """
    first, last = found["range"]
    arguments = {"blender": bpy.app.binary_path, "first": found["first"], "fps": fps, "start": first, "end": last}
    BackgroundWork(_play(arguments), state.current().jobs.acting).start_or_run()


def _play(arguments: Mapping[str, Any]) -> Steps[None]:
    answer: Mapping[str, Any] = yield Task("play_frames", arguments)
    if not answer["started"]:
        raise FarmError(answer["why"], kind=ErrorKind.NOT_READY)


def compare(context: bpy.types.Context, job_ids: Sequence[str]) -> None:
    """Show the frames of two jobs side by side, in an Image Editor that is split for it.

    Raises:
        FarmError: There is no Image Editor here.
    """
    area, window = context.area, context.window
    if area is None or window is None or area.type != "IMAGE_EDITOR":
        raise FarmError("Use Compare in the sidebar of an Image Editor", kind=ErrorKind.NOT_READY)
    url = user_preferences.manager_url(context)
    online_access.require(url)
    place = window.as_pointer(), area.as_pointer()
    BackgroundWork(_compare(url, job_ids, place), state.current().jobs.acting).start_or_run()


def _compare(url: str, job_ids: Sequence[str], place: tuple[int, int]) -> Steps[None]:
    found = []
    for job_id in job_ids:
        details = yield Task("job_details", {"url": url, "job_id": job_id, "since": 0, "user": ""})
        frames = yield Task("job_frames", polling.frames_question(url, details["job"]["settings"], bpy.context))
        if frames["why"] or not frames["there"]:
            raise FarmError(frames["why"] or "There are no frames yet", kind=ErrorKind.UNSEEN)
        found.append(frames)
    _side_by_side(bpy.context, found, place)


def _side_by_side(context: bpy.types.Context, folders: Sequence[Mapping[str, Any]], place: tuple[int, int]) -> None:
    """Split the Image Editor of the click, if it is still there."""
    manager = context.window_manager
    window = next((each for each in (manager.windows if manager else ()) if each.as_pointer() == place[0]), None)
    area = next((each for each in (window.screen.areas if window else ()) if each.as_pointer() == place[1]), None)
    if window is None or area is None:
        return
    before = {each.as_pointer() for each in window.screen.areas}
    with context.temp_override(window=window, area=area):
        bpy.ops.screen.area_split(direction="VERTICAL", factor=0.5)
    new = next(each for each in window.screen.areas if each.as_pointer() not in before)
    for each, found in zip((area, new), folders, strict=True):
        with context.temp_override(window=window, area=each):
            loading.load_sequence(context, found)


def learn_output(context: bpy.types.Context, folder: str) -> tuple[str, str]:
    """Learn from a chosen folder where the farm's paths are on this machine.

    Raises:
        FarmError: No job is selected, or it has no output path.
    """
    job = state.current().jobs.selected
    path = output(job.about.get("job", {}).get("settings", {}))
    kept = user_preferences.stored(context)
    if not path or kept is None:
        raise FarmError("The selected job has no output path", kind=ErrorKind.NOT_READY)
    farm, local = learn(os.path.dirname(path.replace("\\", "/")), folder)
    pair = kept.farm_paths.add()
    pair.farm, pair.local = farm, local
    job.frames_polling.soon()
    job.frames = {}
    redraw.tag()
    return farm, local


def render_again(context: bpy.types.Context, job_id: str, frames: str, *, move: str, names: tuple[str, ...]) -> None:
    """Have frames of a job rendered again by a new job into the same folder; scripts wait.

    Args:
        context: Blender's context.
        job_id: The job.
        frames: Frames to render; "" = all.
        move: Frames whose files are moved away first: the farm skips those that exist; "" = none.
        names: Further files to move.

    Raises:
        FarmError: Without a timer: it failed; nothing was sent.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    path = str(look(job_id).get("path", ""))
    arguments = {"url": url, "job_id": job_id, "frames": frames, "platform": check_manager.platform()}
    steps = _render_again(arguments, {"path": path, "frames": move, "names": list(names)})
    BackgroundWork(steps, state.current().jobs.acting).start_or_run()


def requeue_moved(context: bpy.types.Context, task: str, arguments: Mapping[str, Any], frames: str) -> None:
    """Move the files of frames away, then requeue what renders them; scripts wait.

    Args:
        context: Blender's context.
        task: A name of ``helper.job_tasks``.
        arguments: Of the task.
        frames: Frames to move.

    Raises:
        FarmError: Without a timer: nothing was requeued, and why.
    """
    path = str(known()["path"])
    url = user_preferences.manager_url(context)
    online_access.require(url)
    steps = _requeue_moved(task, {"url": url, "reason": control.reason(context), **arguments}, path, frames)
    BackgroundWork(steps, state.current().jobs.acting).start_or_run()


def _requeue_moved(task: str, arguments: Mapping[str, Any], path: str, frames: str) -> Steps[None]:
    yield from _move({"path": path, "frames": frames, "names": []})
    yield from control.acting(task, arguments)


def _move(moving: Mapping[str, Any]) -> Steps[None]:
    moved: Mapping[str, Any] = yield Task("move_frames", moving)
    if moved["why"]:
        raise FarmError(moved["why"], kind=ErrorKind.STORAGE, hint="Nothing was sent")


def _render_again(arguments: Mapping[str, Any], moving: Mapping[str, Any]) -> Steps[None]:
    view = state.current().jobs
    view.refused = ()
    if moving["path"] and (moving["frames"] or moving["names"]):
        yield from _move(moving)
    made: Mapping[str, Any] = yield Task("resend", arguments)
    state.current().last_job_id = made["job_id"]
    polling.ask_now()
    lists.select(made["job_id"])


def take_over(context: bpy.types.Context) -> list[str]:
    """Put the settings of the selected job into the scene; return the keys that were set.

    Raises:
        FarmError: The Manager has no such job type, or no job is selected.
    """
    about = state.current().jobs.selected.about.get("job")
    if about is None:
        raise FarmError("No job is selected", kind=ErrorKind.NOT_READY)
    scene = property_groups.current_scene(context)
    job = property_groups.job_properties(scene)
    spec = state.current().manager.job_types.get(about["type"])
    if spec is None:
        text = say("The Manager has no job type {name} any more", name=about["type"])
        raise FarmError(text, kind=ErrorKind.NOT_READY)
    job.job_type, job.priority, job.worker_tag = about["type"], about["priority"], about["tag"]
    done = []
    for setting in spec.settings:
        value = about["settings"].get(setting.key)
        if value is None or not setting.editable or not setting.in_form or setting.is_blendfile:
            continue
        try:
            setting_store.assign(context, scene, setting.key, value)
        except (KeyError, ValueError):
            continue
        done.append(setting.key)
    return done
