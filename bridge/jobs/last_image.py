"""The last image of a job in an Image Editor, without a trace: it is not saved with the file and makes it not dirty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from .. import user_preferences
from ..runtime import online_access
from ..runtime.background_work import BackgroundWork, Steps, Task

NAME = "Flamenco: "
FULL = "full"
_shown: dict[str, Any] = {"job_id": "", "etag": "", "work": None}
"""The job whose image the editor shows; names, no objects: an undo may take the image away."""


def show(context: bpy.types.Context, job_id: str) -> None:
    """Fetch the large image and show it; it is refreshed while the job renders.

    Raises:
        FarmError: There is no answer, or no Image Editor to show it in.
    """
    if _editor(context) is None:
        text = "There is no Image Editor in this window"
        raise FarmError(text, kind=ErrorKind.NOT_READY, hint="Open one, or use Render > Flamenco > Jobs")
    url = user_preferences.manager_url(context)
    online_access.require(url)
    _shown.update(job_id=job_id, etag="")
    BackgroundWork(_fetch(url, job_id), state.current().jobs.acting).start_or_run()


def refresh() -> None:
    """Fetch it again if the thumbnail of the shown job has changed."""
    view = state.current().jobs
    job = view.selected
    if _shown["job_id"] and job.job_id == _shown["job_id"] and job.image.get("etag", "") != _shown.get("small", ""):
        first = "small" not in _shown
        _shown["small"] = job.image.get("etag", "")
        if not first and _find(job.job_id) is not None:
            BackgroundWork(_fetch(view.url, job.job_id)).start()


def _fetch(url: str, job_id: str) -> Steps[None]:
    arguments = {"url": url, "job_id": job_id, "size": FULL, "etag": _shown["etag"]}
    answer: Mapping[str, Any] = yield Task("last_image", arguments)
    if not answer["path"]:
        raise FarmError("The job has no image yet", kind=ErrorKind.NOT_READY, hint="Try again once a frame is rendered")
    _shown["etag"] = answer["etag"]
    _put(bpy.context, job_id, answer["path"])


def _put(context: bpy.types.Context, job_id: str, path: str) -> None:
    row = state.current().jobs.rows.get(job_id)
    image: Any = _find(job_id)
    if image is None:
        image = bpy.data.images.load(path)
        image.name = f"{NAME}{row['name'] if row else job_id}"
        image["flamenco_client_job"] = job_id
        image.is_runtime_data = True
    else:
        image.reload()
    editor = _editor(context)
    if editor is not None:
        editor.spaces.active.image = image
        editor.tag_redraw()


def _find(job_id: str) -> bpy.types.Image | None:
    return next((each for each in bpy.data.images if each.get("flamenco_client_job") == job_id), None)


def _editor(context: bpy.types.Context) -> Any:
    """Return the Image Editor to use: that of the click, else one of the window, else any."""
    if context.area is not None and context.area.type == "IMAGE_EDITOR":
        return context.area
    windows = [context.window, *(context.window_manager.windows if context.window_manager else ())]
    for window in windows:
        for area in window.screen.areas if window is not None else ():
            space: Any = area.spaces.active
            if area.type == "IMAGE_EDITOR" and getattr(space, "mode", "VIEW") != "UV":
                return area
    return None
