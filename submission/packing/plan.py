"""Planning of the pack: which files are uploaded, and to which paths."""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.progress import Phase, Progress
from ...core.safe_names import printable
from ...core.text import say
from ..snapshot import AssetReference, BlendSource, JobSnapshot
from .pack import EXTRA, Pack
from .pack_builder import PackBuilder
from .placed_reference import RELATIVE
from .project_root import ProjectRoot, find_project_root

LIBRARY = "library"
"""Kind of a reference to a .blend that another one links from."""


def plan_files(snapshot: JobSnapshot, blend: BlendSource, cancel: CancelToken) -> Generator[Progress, None, Pack]:
    """Plan the pack of a .blend.

    Raises:
        FarmError: The file is missing, or its name is invalid on the farm.
        Cancelled: The user cancelled.
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


def planned(
    snapshot: JobSnapshot, blend: BlendSource, root: ProjectRoot, *, cancel: CancelToken
) -> Generator[Progress, None, Pack]:
    """Plan what is uploaded: the .blend under its own name, with any unsaved changes, and every file that it needs.

    Opens only files that refer to others, such as USD. A file that cannot be uploaded is reported with its users.

    Raises:
        Cancelled: The user cancelled.
        OSError: The .blend is missing.
        ValueError: The name of the .blend is not possible on the farm.
    """
    source = blend.copy or blend.path
    size = os.stat(source).st_size
    builder = PackBuilder(blend.path, root, snapshot.files, cancel, source=source, size=size)
    builder.share(snapshot.assets)
    for asset in (*snapshot.assets, *_extra(snapshot.files.extra)):
        for count in builder.add(asset):
            yield Progress(Phase.PACKING, files_done=count, text="Looking for the files that the scene needs")
    return builder.build()


def _extra(paths: Iterable[str]) -> Iterator[AssetReference]:
    for path in paths:
        spread = "folder" if os.path.isabs(path) and os.path.isdir(path) else "file"
        yield AssetReference(path, path, EXTRA, "", "", spread)


def relative_files(assets: Sequence[AssetReference], blend_path: str = "") -> Iterator[str]:
    """Yield the existing paths that are referenced relative to a .blend: the project root has to contain them.

    Args:
        assets: All references.
        blend_path: The .blend; files of a library count only if the library itself is referenced relatively. "" = all
            files count.
    """
    owners = {blend_path}
    more = bool(blend_path)
    while more:
        found = {asset.path for asset in assets if asset.kind == LIBRARY and _is_relative(asset, owners)}
        more = not found <= owners
        owners |= found
    for asset in assets:
        if _is_relative(asset, owners if blend_path else {asset.start_file}):
            # One path may stand for several files.
            there = asset.path if asset.spread not in {"frames", "tiles", "computed"} else os.path.dirname(asset.path)
            if os.path.lexists(there):
                yield asset.path


def _is_relative(asset: AssetReference, owners: Collection[str]) -> bool:
    return asset.written.startswith(RELATIVE) and asset.start_file in owners
