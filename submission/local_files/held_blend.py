"""Held .blend: keeps the file as it was submitted, and deletes temporary copies."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from ...core.errors import ErrorKind, FarmError
from ...core.file_lock import holds_any, lock
from ...core.safe_names import printable
from ...core.text import say
from ...core.user_files import Kind
from ..snapshot import PIXELS, BlendSource, JobSnapshot
from .file_sources import FileSources, HeldBlend

_OLD = 24 * 3600.0
"""Seconds after which a copy is stale."""
COPY_FOLDER = re.compile("[0-9a-f]{32}")
"""Names of folders that contain a copy: submission ids. Other folders belong to the user."""


@contextlib.contextmanager
def open_held_blend(snapshot: JobSnapshot) -> Iterator[FileSources]:
    """Hold the .blend until the end of the block.

    A copy with unsaved changes is only locked, so that other instances of Blender do not delete it as stale.

    Raises:
        FarmError: The file cannot be read, or was saved again since the user submitted.
    """
    blend = snapshot.blend
    if blend is None:
        yield FileSources()
        return
    with _in_use(blend.copy or _first_of(blend)):
        if blend.copy:
            yield FileSources()
        else:
            yield from _saved(blend, snapshot)


def _first_of(blend: BlendSource) -> str:
    """Return one of the temporary files; "" = there is none."""
    return next((image.pixels for image in blend.images), "")


def _saved(blend: BlendSource, snapshot: JobSnapshot) -> Iterator[FileSources]:
    with _hold(blend, snapshot) as held:
        if (held.size, held.mtime_ns) != (blend.size, blend.mtime_ns):
            raise FarmError(
                say("{path} was saved again after the submission started.", path=printable(blend.path)),
                kind=ErrorKind.CHANGED,
                hint="Submit again to upload the file as it is now.",
            )
        yield FileSources(held, blend.path)


@contextlib.contextmanager
def _in_use(copy: str) -> Iterator[None]:
    """Lock a temporary file while it is in use, however long the artist takes to confirm; "" = there is none."""
    handle = -1
    with contextlib.suppress(OSError):
        handle = os.open(copy, os.O_RDONLY)
        lock(handle, shared=True)
    try:
        yield
    finally:
        if handle >= 0:
            os.close(handle)


def _hold(blend: BlendSource, snapshot: JobSnapshot) -> HeldBlend:
    try:
        place = snapshot.user_files.path(Kind.HELD, snapshot.submission_id, ".blend")
        if os.name != "posix":
            place.parent.mkdir(parents=True, exist_ok=True)
        return HeldBlend(blend.path, str(place))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FarmError(
            say("{path} can't be read: {reason}.", path=printable(blend.path), reason=reason),
            kind=ErrorKind.FILE,
            hint="Save the file, then submit again.",
        ) from error


def delete_stale_copies(blend: BlendSource | None) -> None:
    """Delete other submissions' copies that are older than a day: a killed Blender left them.

    Each copy has a folder of its own (``bridge.submission.unsaved_copy``), and is locked while it is in use.
    """
    if blend is None or not (blend.copy or blend.images):
        return
    own = Path(blend.copy or _first_of(blend)).parent
    with contextlib.suppress(OSError):
        for folder in own.parent.iterdir():
            if folder == own or not COPY_FOLDER.fullmatch(folder.name):
                continue
            if time.time() - folder.stat().st_mtime > _OLD and not holds_any(folder):
                shutil.rmtree(folder, ignore_errors=True)


def remove_copy(blend: BlendSource | None) -> None:
    """Delete the temporary copy with the unsaved changes and the pixels of images, never the artist's file."""
    if blend is None or not (blend.copy or blend.images):
        return
    folder = Path(blend.copy or _first_of(blend)).parent
    is_ours = COPY_FOLDER.fullmatch(folder.name) is not None
    with contextlib.suppress(OSError):
        if blend.copy and not (os.path.exists(blend.path) and os.path.samefile(blend.copy, blend.path)):
            os.unlink(blend.copy)
        for pixels in folder.glob(f"{PIXELS}*") if is_ours else ():
            pixels.unlink()
        if is_ours:
            folder.rmdir()
