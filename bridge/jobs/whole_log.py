"""The whole log of a task: the helper saves it as a file, Blender shows that."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...core.text import say
from .. import user_preferences
from ..runtime import online_access, redraw
from ..runtime.background_work import BackgroundWork, Steps, Task
from ..runtime.translation import rpt_
from ..scene import text_datablock

MOST = 10_000_000
"""Largest log in bytes that becomes a text block, which is held in memory and saved with the file."""
NAME = "flamenco_log"


def show(context: bpy.types.Context, task_id: str, *, as_text: bool) -> None:
    """Fetch a log and show it as a text block, or in the system's viewer.

    Raises:
        FarmError: There is no log, or, as a text block, it is too large.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    BackgroundWork(_show(url, task_id, as_text=as_text), state.current().jobs.acting).start_or_run()


def _show(url: str, task_id: str, *, as_text: bool) -> Steps[None]:
    saved: Mapping[str, Any] = yield Task("save_task_log", {"url": url, "task_id": task_id})
    path = str(saved["path"])
    if not as_text:
        bpy.ops.wm.path_open(filepath=path)
        return
    if os.path.getsize(path) > MOST:
        text = say("The log is too large for a text block: it is saved as {path}", path=path)
        raise FarmError(text, kind=ErrorKind.TOO_LARGE, hint=rpt_("Open it in the system's viewer"))
    text_datablock.replace(bpy.data.texts.load(path, internal=True), NAME)
    redraw.tag()
