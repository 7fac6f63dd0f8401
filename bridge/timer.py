"""The timer: handles messages of the helper, and updates what is drawn."""

from __future__ import annotations

import importlib
import logging
import time

import bpy

from .. import state
from ..ipc import session
from . import maintenance, recovery, user_preferences
from .managers import check_manager, credentials
from .runtime import background_work, online_access, polled_answer, quitting, redraw
from .scene import undo
from .settings import settings_form, shown_scene, suggested_values
from .submission import job_files, places, unsaved_copy

_log = logging.getLogger(__name__)

BUSY = 0.05
"""Seconds between two turns while background work is running."""

IDLE = 0.25
"""Seconds between two turns otherwise: the delay of computed settings."""

SENDING = 0.5
"""Seconds between two updates during a submission, so that Blender stays fluid."""

GOING_ON = 0.01
"""Seconds between two turns while work in Blender's thread is unfinished."""

SHOWN_FIXED = 2.0
"""Seconds after a fix within which the panel is drawn anew: "Fixed" gives way to the next problem."""

ENOUGH = 0.001
"""Seconds for messages after which other work waits for the next turn."""

LATER = (
    "..job_types.expressions",
    ".settings.computed_settings",
    "..submission.checks.all_findings",
    ".scene.scene_facts",
    ".submission.preflight",
    "..submission.snapshot",
    ".submission.freeze",
    ".assets.sliced_trace",
    ".submission.submit",
    ".submission.list_files",
    ".submission.fixes",
    ".jobs.polling",
    ".jobs.last_image",
)
"""What Blender's start does not wait for: who needs a module imports it then, and the first turns do so before."""

MOST_PUT_OFF = 20
"""Maximum number of consecutive turns in which that work waits."""

_later = iter(LATER)


def turn() -> float:
    """Do one turn of the timer.

    Returns:
        Seconds until the next one.
    """
    now = state.current()
    if _import_more():
        return GOING_ON
    if background_work.step():
        return GOING_ON  # enough for one turn
    began = time.monotonic()
    session.get().pump()
    if time.monotonic() - began >= ENOUGH and now.put_off < MOST_PUT_OFF:
        now.put_off += 1
        return GOING_ON  # the messages took long, so other work waits for the next turn
    now.put_off = 0
    places.ask_in_dialog()
    with shown_scene.in_context(bpy.context):
        more = not _may_rest(now) and _watch(now, bpy.context)
    job_files.search(bpy.context)
    if more or job_files.keep_lines(bpy.context):
        now.watched_at = float("-inf")
        return GOING_ON
    if now.manager.checking or time.monotonic() - now.preflight.fixed_at < SHOWN_FIXED:
        redraw.tag_throttled()
    redraw.flush_throttled()
    return BUSY if now.works else IDLE


def _import_more() -> bool:
    """Import the next module that is not imported yet; return whether there was one."""
    began = time.monotonic()
    for name in _later:
        importlib.import_module(name, __package__)
        if time.monotonic() - began >= ENOUGH:
            return True
    return False


def _may_rest(now: state.State) -> bool:
    """Return whether the user's changes can wait: during a submission, turns are frequent."""
    return now.submitting and time.monotonic() - now.watched_at < SENDING


def _watch(now: state.State, context: bpy.types.Context) -> bool:
    """Update what is drawn for the user's changes in Blender; return whether work is unfinished."""
    now.watched_at = time.monotonic()
    undo.push(context)
    check_manager.use_address(context)
    _load_credentials(context)
    maintenance.refresh(context)
    more = _follow_jobs(context)
    shown_scene.show_waiting(context)
    if not polled_answer.is_seen(now.drawn_at) or context.scene is None:
        return more
    suggested_values.refresh(context)
    recovery.refresh()
    changed = settings_form.refresh(context)
    from .submission import preflight

    if preflight.refresh(context) or changed:
        redraw.tag()
    return more or now.form.computing is not None


def _follow_jobs(context: bpy.types.Context) -> bool:
    """Ask about jobs if somebody looks, or own ones are unfinished; return whether work is unfinished."""
    from .jobs import last_image, polling, thumbnail

    if context.window_manager is None:
        return False
    more = polling.refresh(context)
    if polling.is_visible(state.current().jobs.drawn_at):
        thumbnail.load()
        last_image.refresh()
    return more


def _load_credentials(context: bpy.types.Context) -> None:
    kept = user_preferences.stored(context)
    if kept is not None:
        credentials.load(entry.url for entry in kept.managers)


def register() -> None:
    """Start the timer; it continues when a file is loaded."""
    session.hold_to(online_access.require)
    bpy.app.timers.register(_turn_safely, first_interval=IDLE, persistent=True)


def unregister() -> None:
    """Stop the timer and the helper, except a submission that continues when Blender quits.

    If the extension is disabled, everything ends, because its files may be removed.
    """
    if bpy.app.timers.is_registered(_turn_safely):
        bpy.app.timers.unregister(_turn_safely)
    goes_on = quitting.is_quitting()
    kept = session.get().keeps and goes_on
    session.reset(keep=goes_on)
    for view in () if kept else state.current().submissions.values():
        unsaved_copy.discard(view.copies)


def _turn_safely() -> float:
    # Blender removes a timer that raises an error, and the panel would not be updated any more.
    redraw.turn_begins()
    try:
        pause = turn()
    except Exception:  # noqa: BLE001 - the timer must continue after any error
        _log.exception("a turn of the timer failed")
        pause = IDLE
    return redraw.turn_ends(pause)
