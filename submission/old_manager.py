"""What a Manager older than 3.9 leaves to the client: output flags that the .blend itself has to carry."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..farm import versions
from .second_blender import changed_copy, scratch_folder

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .preflight import FarmFacts
    from .progress import Progress
    from .snapshot import JobSnapshot
    from .sources import Sources

OUTPUT_FLAGS: Final[Mapping[str, bool]] = {
    "use_file_extension": True,
    "use_overwrite": False,
    "use_placeholder": False,
}
"""Render settings that newer Managers' job scripts set on the command line of every task."""

CANNOT: Final = (
    "This Manager is older than 3.9 and there is no Blender to set the output options: see to it that every scene has "
    "File Extensions on, Overwrite and Placeholders off."
)


def suited(
    snapshot: JobSnapshot, facts: FarmFacts, sources: Sources, stack: ExitStack, cancel: CancelToken
) -> Generator[Progress, None, tuple[JobSnapshot, tuple[str, ...]]]:
    """Return the job as this Manager needs it, and what to tell the artist; the job itself when nothing is to be done.

    Args:
        snapshot: The job.
        facts: What the Manager says.
        sources: Opens the .blend as it was at the click.
        stack: Removes the copy when it unwinds.
        cancel: Stops it.

    Raises:
        FarmError: The copy can't be made.
        Cancelled: The user said stop.
    """
    if not facts.takes_blendfile or not versions.wants_output_flags(facts.version) or snapshot.suits_old_managers:
        return snapshot, ()
    if snapshot.blend is None or not (snapshot.blender.binary or snapshot.blender.python):
        return snapshot, (CANNOT,)
    folder = stack.enter_context(scratch_folder(snapshot))
    copy = yield from changed_copy(snapshot, OUTPUT_FLAGS, sources, folder, cancel)
    return replace(snapshot, blend=replace(snapshot.blend, copy=copy)), ()
