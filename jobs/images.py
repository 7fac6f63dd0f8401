"""The last image that a job rendered, kept as a file in the user folder."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from ..core import atomic_files
from ..core.errors import ErrorKind, FarmError
from ..core.text import say
from ..core.user_files import Kind, UserFiles
from .farm_jobs import FarmJobs

JPEG: Final = b"\xff\xd8\xff"
SIZES: Final = {"tiny": -1, "small": -2, "full": 0}
"""Which of the Manager's files, which are sorted from large to tiny."""
KEPT: Final = 30
KEPT_BYTES: Final = 100_000_000


def last_image(farm: FarmJobs, job_id: str, size: str, known: str, user_files: UserFiles) -> dict[str, Any]:
    """Fetch the last image, if there is one, and write it unless it is the one that is known.

    Args:
        farm: The Manager.
        job_id: The job.
        size: A key of ``SIZES``.
        known: ``etag`` of the last answer, "" for none.
        user_files: Where to write it.

    Returns:
        ``path`` ("" = there is no image), ``etag``, ``changed``.

    Raises:
        FarmError: The answer is no JPEG image.
    """
    paths = farm.last_rendered(job_id)
    content = farm.file(paths[max(SIZES[size], -len(paths))]) if paths else b""
    if not content:
        return {"path": "", "etag": "", "changed": bool(known)}
    if not content.startswith(JPEG):
        text = say("The last image of this job is not a JPEG image.")
        raise FarmError(text, kind=ErrorKind.BAD_ANSWER, hint="Look at it in the web interface.")
    etag = hashlib.sha256(content).hexdigest()[:16]
    path = user_files.path(Kind.LAST_IMAGES, f"{job_id} {size}", ".jpg")
    changed = etag != known or not path.is_file()
    if changed:
        atomic_files.replace(path, content)
        user_files.prune(Kind.LAST_IMAGES, keep=KEPT, size=KEPT_BYTES, spare=60.0)
    return {"path": str(path), "etag": etag, "changed": changed}
