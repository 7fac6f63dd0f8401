"""The one timer: brings in what the helper has said, and keeps what is drawn up to date."""

from __future__ import annotations

import logging
import time

import bpy

from .. import state
from ..ipc import session
from . import maintenance, recovery, user_preferences
from .managers import check_manager, credentials
from .runtime import background_work, online_access, polled_answer, quitting, redraw
from .scene import undo
from .settings import settings_form, suggested_values
from .submission import job_files, preflight, unsaved_copy

_log = logging.getLogger(__name__)

BUSY = 0.05
"""Seconds between two turns while something is under way."""

IDLE = 0.25
"""Seconds between two turns otherwise: how late a changed setting shows in a computed one."""

SENDING = 0.5
"""The same while a job is sent: the next one is not at hand, and Blender is to stay as fluid as without us."""

GOING_ON = 0.01
"""Seconds between two turns while work of Blender's own is left over from the last one."""

ENOUGH = 0.001
"""Seconds for what has arrived, after which nothing is begun in the same turn that can wait for the next one."""

MOST_PUT_OFF = 20
"""Turns in a row in which that may be put off."""


def turn() -> float:
    """Do one turn; an error in one is logged by Blender and must not be the last turn.

    Returns:
        Seconds until the next one.
    """
    now = state.current()
    if background_work.step():
        return GOING_ON  # that was enough for one turn
    began = time.monotonic()
    session.get().pump()
    if time.monotonic() - began >= ENOUGH and now.put_off < MOST_PUT_OFF:
        now.put_off += 1
        return GOING_ON  # what has arrived took its time: a slice of reading comes in another turn
    now.put_off = 0
    more = not _may_rest(now) and _watch(now, bpy.context)
    if more or job_files.keep_lines(bpy.context):
        now.watched_at = float("-inf")
        return GOING_ON
    if now.manager.checking:
        redraw.tag_throttled()
    redraw.flush_throttled()
    return BUSY if now.works else IDLE


def _may_rest(now: state.State) -> bool:
    """Whether the user's changes can wait: a submission's turns come more often than they are worth a look."""
    return now.submitting and time.monotonic() - now.watched_at < SENDING


def _watch(now: state.State, context: bpy.types.Context) -> bool:
    """Bring what is drawn up to date with what the user has changed in Blender; True when there is more to do."""
    now.watched_at = time.monotonic()
    undo.push(context)
    check_manager.use_address(context)
    _load_credentials(context)
    maintenance.refresh(context)
    if not polled_answer.is_seen(now.drawn_at) or context.scene is None:
        return False
    suggested_values.refresh(context)
    recovery.refresh()
    changed = settings_form.refresh(context)
    if preflight.refresh(context) or changed:
        redraw.tag()
    return now.form.computing is not None


def _load_credentials(context: bpy.types.Context) -> None:
    kept = user_preferences.stored(context)
    if kept is not None:
        credentials.load(entry.url for entry in kept.managers)


def register() -> None:
    """Start the timer; loading a file does not stop it."""
    session.hold_to(online_access.require)
    bpy.app.timers.register(_turn_safely, first_interval=IDLE, persistent=True)


def unregister() -> None:
    """Stop the timer and the helper; what runs ends with them, but for what is to be kept when Blender quits.

    When the extension is being disabled nothing goes on: its files may be taken away.
    """
    if bpy.app.timers.is_registered(_turn_safely):
        bpy.app.timers.unregister(_turn_safely)
    goes_on = quitting.is_quitting()
    kept = session.get().keeps and goes_on
    session.reset(keep=goes_on)
    for view in () if kept else state.current().submissions.values():
        unsaved_copy.discard(view.copy)


def _turn_safely() -> float:
    # A timer that raises is taken off by Blender: the panel would stand still until the next start.
    redraw.turn_begins()
    try:
        pause = turn()
    except Exception:  # noqa: BLE001 - whatever it is, the next turn has to come
        _log.exception("a turn of the pump failed")
        pause = IDLE
    return redraw.turn_ends(pause)
