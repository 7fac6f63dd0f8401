"""Thumbnails of last images: previews with pixels of their own, so that nothing is left in the file or elsewhere."""

from __future__ import annotations

from array import array
from typing import Any

import bpy

from ... import state

_collection: list[Any] = []
"""Blender's collection of previews, made when first needed."""
_known: dict[str, int] = {}
"""Icon by job."""
MOST = 20


def icon_of(job_id: str) -> int:
    """Return the icon of a job's last image; 0 = there is none. It loads nothing: see ``load``."""
    return _known.get(job_id, 0)


def load() -> None:
    """Read the image of the selected job once; the picture is gone from Blender's data before this returns."""
    job = state.current().jobs.selected
    path = str(job.image.get("path") or "")
    if not path or job.job_id in _known or bpy.app.background:
        return
    from bpy.utils import previews  # not loaded by Blender itself

    if not _collection:
        _collection.append(previews.new())
    if len(_known) >= MOST:
        clear()
    key = f"{job.job_id} {job.image.get('etag')}"
    if key in _collection[0]:  # the job has shown this image before
        _known[job.job_id] = _collection[0][key].icon_id
        return
    try:
        image = bpy.data.images.load(path)
    except RuntimeError:
        _known[job.job_id] = 0
        return
    try:
        width, height = image.size
        pixels = array("f", bytes(4 * width * height * 4))
        image.pixels.foreach_get(pixels)  # type: ignore[attr-defined]  # not in the stubs
    finally:
        bpy.data.images.remove(image)
    preview = _collection[0].new(key)
    preview.image_size = (width, height)
    preview.image_pixels_float.foreach_set(pixels)
    _known[job.job_id] = preview.icon_id


def forget(job_id: str) -> None:
    """Let the image of a job be read anew."""
    _known.pop(job_id, None)


def clear() -> None:
    """Forget all images."""
    _known.clear()
    if _collection:
        _collection[0].clear()


def register() -> None:
    """Begin without images."""
    _known.clear()


def unregister() -> None:
    """Remove the previews."""
    clear()
    if _collection:
        from bpy.utils import previews

        previews.remove(_collection.pop())
