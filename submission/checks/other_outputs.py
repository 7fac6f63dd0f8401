"""Findings about outputs that are not the job's own: where File Output nodes write, as workers see it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from ...core.finding import Finding, listed, remark, warning
from ...core.text import say
from ...farm.storage_paths import PLATFORM_NAMES, FarmStorage
from ..packing.pack_layout import below

BELOW_JOB: Final = "outputs_below_job"
"""Fix that puts such outputs below the job's output folder."""


@dataclass(frozen=True, slots=True)
class OtherOutput:
    """A folder that a node writes to."""

    node: str
    """The node's label or name."""
    written: str
    """The folder as written in it."""
    path: str
    """The folder on this machine; not absolute if it depends on the working folder of the worker."""


class Destination(Enum):
    """Where an output goes."""

    STORAGE = auto()
    """Where the farm and this machine see it."""
    BESIDE = auto()
    """Beside the job's copy of the .blend, which is deleted with the job."""
    WORKER = auto()
    """In a folder of the worker's own."""
    NOT_KNOWN = auto()
    """The farm's storage is not known."""


def destination(
    output: OtherOutput, blend_path: str, storage: FarmStorage | None, shared_folders: Sequence[str]
) -> Destination:
    """Return where an output goes.

    Args:
        output: The output.
        blend_path: The .blend; without Shaman it is rendered in place if it is on the storage.
        storage: The farm's storage; None = not known.
        shared_folders: Folders that all workers see under the same path.
    """
    if not os.path.isabs(output.path):
        return Destination.WORKER
    if storage is None or not storage.root:
        return Destination.NOT_KNOWN
    if output.written.startswith("//") and (storage.has_shaman or not storage.holds(blend_path)):
        return Destination.BESIDE
    is_shared = any(below(os.path.normpath(folder), output.path) is not None for folder in shared_folders)
    return Destination.STORAGE if is_shared or storage.holds(output.path) else Destination.WORKER


def is_lost(output: OtherOutput, blend_path: str, storage: FarmStorage | None, shared_folders: Sequence[str]) -> bool:
    """Return whether this machine may never see an output."""
    return destination(output, blend_path, storage, shared_folders) in {Destination.WORKER, Destination.BESIDE}


def about_other_outputs(
    outputs: Sequence[OtherOutput], blend_path: str, storage: FarmStorage | None, shared_folders: Sequence[str] = ()
) -> Iterator[Finding]:
    """Yield findings about where the outputs go: at most one for each kind of destination."""
    found: dict[Destination, list[OtherOutput]] = {}
    for output in outputs:
        found.setdefault(destination(output, blend_path, storage, shared_folders), []).append(output)
    if lost := found.get(Destination.WORKER):
        text = "Only this machine may see what these nodes write: {names}"
        yield warning("other-output", text, "outputs", fix=BELOW_JOB, names=_names(lost))
    if beside := found.get(Destination.BESIDE):
        text = "These nodes write beside the job's file on the farm, which is deleted with the job: {names}"
        yield warning("other-output-beside", text, "outputs", fix=BELOW_JOB, names=_names(beside))
    if unknown := found.get(Destination.NOT_KNOWN):
        yield remark("other-outputs", "These nodes write files, too: {names}", "outputs", names=_names(unknown))
    if seen := found.get(Destination.STORAGE):
        text = "These nodes write files, too: {names}"
        yield remark("other-outputs", text, "outputs", names=_names(seen, storage))


def _names(outputs: Iterable[OtherOutput], storage: FarmStorage | None = None) -> str:
    return listed([_name(each, storage) for each in outputs])


def _name(output: OtherOutput, storage: FarmStorage | None) -> str:
    path = output.path or output.written
    others = storage.seen_by_workers(path) if storage is not None else {}
    seen = ", ".join(f"{PLATFORM_NAMES.get(name, name)}: {other}" for name, other in others.items())
    if seen:
        return say("{node}: {path} ({seen})", node=output.node, path=path, seen=seen)
    return say("{node}: {path}", node=output.node, path=path)
