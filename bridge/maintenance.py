"""Maintenance: sizes and deletion of files on this computer, and the bug report; the helper does the work."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from typing import Any

import bpy

from .. import state
from ..core.errors import FarmError
from ..core.text import say
from ..farm.bug_report import anonymous, compose, facts, names_here
from ..farm.manager_url import UrlError, host_and_port
from ..state.maintenance import MaintenanceView
from . import user_preferences
from .runtime import polled_answer
from .runtime.background_work import BackgroundWork, Steps, Task
from .runtime.extension_version import extension_version

LOOK_AGAIN = 30.0
"""Seconds between two measurements while the sizes are visible."""


def refresh(context: bpy.types.Context) -> None:
    """Let the helper measure the sizes while they are visible."""
    view = state.current().maintenance
    if polled_answer.is_seen(view.drawn_at) and not view.clearing.running:
        polled_answer.refresh(view.sizes, "measure_caches", _folders(context), LOOK_AGAIN)


def clear(context: bpy.types.Context) -> None:
    """Let the helper delete all files that are not in use."""
    view = state.current().maintenance
    if not view.clearing.running:
        BackgroundWork(_clear(view, _folders(context)), view.clearing).start()


def _clear(view: MaintenanceView, folders: Mapping[str, str]) -> Steps[None]:
    view.sizes.keep((yield Task("clear_caches", folders)))


def clear_copies(context: bpy.types.Context) -> BackgroundWork[None]:
    """Return the work that deletes the copies beside the user's files whose jobs no longer need them."""
    view = state.current().maintenance
    return BackgroundWork(_clear_copies(view, _folders(context)), view.clearing)


def _clear_copies(view: MaintenanceView, folders: Mapping[str, str]) -> Steps[None]:
    view.copies_cleared = ""
    done = yield Task("clear_copies", {"online": bpy.app.online_access})
    view.copies_cleared = say(
        "Copies: {deleted} deleted, {needed} still needed by jobs, {unknown} not known because a Manager or the disk "
        "did not answer.",
        deleted=len(done["deleted"]),
        needed=len(done["needed"]),
        unknown=len(done["not_known"]),
    )
    view.sizes.keep((yield Task("measure_caches", folders)))


def _folders(context: bpy.types.Context) -> dict[str, str]:
    return {"copies_folder": str(user_preferences.copies_folder(context))}


def copy_report(context: bpy.types.Context) -> None:
    """Write the bug report and put it on the clipboard, even if the helper can't be started."""
    hosts = {host_and_port(url).rpartition(":")[0].strip("[]") for url in _addresses(context)}
    BackgroundWork(_copy_report(_facts(), _last_error(), sorted(hosts))).start_or_run()


def _copy_report(about: Mapping[str, str], error: Mapping[str, Any] | None, hosts: list[str]) -> Steps[None]:
    try:
        done = yield Task("report", {"facts": about, "error": error, "hosts": hosts})
        text = done["text"]
    except FarmError as no_log:
        text = compose(about, error, no_log.message)
        text = anonymous(text, home=os.path.expanduser("~"), names=names_here(hosts))
    _to_clipboard(text)


def _facts() -> dict[str, str]:
    info = state.current().manager.info or {}
    build = bpy.app.build_hash.decode(errors="replace")
    blender = f"{bpy.app.version_string} ({build}), {bpy.app.build_platform.decode(errors='replace')}"
    shaman = bool(info.get("shaman_enabled")) if info else None
    return facts(
        extension_version(), blender, str(info.get("version", "")), online=bpy.app.online_access, shaman=shaman
    )


def _last_error() -> dict[str, Any] | None:
    current = state.current()
    error = current.submission.error or current.manager.error
    return error.as_message() if error is not None else None


def _addresses(context: bpy.types.Context) -> set[str]:
    found = set(state.current().managers)
    with contextlib.suppress(UrlError):
        found.add(user_preferences.manager_url(context))
    return {url for url in found if url}


def _to_clipboard(text: str) -> None:
    manager = bpy.context.window_manager
    if manager is not None:
        manager.clipboard = text
