"""Finds the project's folder and plans what is sent."""

from __future__ import annotations

from collections.abc import Generator

from ..core.cancel import CancelToken
from ..core.errors import ErrorKind, FarmError
from ..core.progress import Phase, Progress
from ..core.safe_names import printable
from ..core.text import say
from .packing.plan import Pack, planned, relative_files
from .packing.project_root import find_project_root
from .snapshot import BlendSource, JobSnapshot


def plan_files(snapshot: JobSnapshot, blend: BlendSource, cancel: CancelToken) -> Generator[Progress, None, Pack]:
    """Plan what is sent for a .blend.

    Raises:
        FarmError: It is not there, or its name can't be told to the farm.
        Cancelled: The user said stop.
    """
    yield Progress(Phase.PACKING, text="Looking for the files that the scene needs")
    root = find_project_root(blend.path, snapshot.project_root, relative_files(snapshot.assets, blend.path))
    try:
        return (yield from planned(snapshot, blend, root, cancel=cancel))
    except (OSError, ValueError) as error:
        raise FarmError(
            say("{path} can't be packed: {reason}.", path=printable(blend.path), reason=str(error)),
            kind=ErrorKind.FILE,
            hint="Save the file under a plain name, then submit again.",
        ) from error
