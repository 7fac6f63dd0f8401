"""Rewriting: a second Blender changes paths that do not resolve on the farm, in copies that are uploaded instead."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Final

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.finding import Finding, warning
from ...core.progress import Phase, Progress
from ...core.safe_names import printable
from ...core.text import fixed, join, say
from ..local_files.checksum_cache import ChecksumCache
from ..local_files.checksums import FileChangedError, Reader
from ..local_files.file_sources import FileSources
from ..packing.pack import Pack, PackFile
from ..packing.placed_reference import PlacedReference
from ..snapshot import JobSnapshot
from . import hidden_library_paths
from .background_blender import Changed, changed_copies, scratch_folder
from .required_changes import Change, new_path, wanted
from .rewrite_cache import RewrittenCache, key_of

NO_FLAGS: Final = (
    "This Manager is older than 3.9, and no Blender is available to set the output options: make sure that every scene "
    "has File Extensions on, Overwrite and Placeholders off."
)
_NAMED: Final = 5
"""Most paths that a message lists."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The result of rewriting."""

    pack: Pack | None
    """The same files at the same paths, some of them from changed copies."""
    notes: tuple[Finding, ...] = ()
    """Warnings for the artist."""


def rewritten(
    snapshot: JobSnapshot,
    pack: Pack,
    render: Mapping[str, Any],
    *,
    paths: bool,
    sources: FileSources,
    stack: ExitStack,
    cancel: CancelToken,
) -> Generator[Progress, None, Rewritten]:
    """Rewrite the paths that do not resolve on the farm; if all resolve, no file is opened.

    Args:
        snapshot: The job.
        pack: The files to upload.
        render: Render settings that the job's .blend needs; empty = none.
        paths: Whether paths have to resolve in the pack; not if workers render the file from the farm's storage.
        sources: Opens the .blend as it was when the user submitted.
        stack: Deletes the copies when it unwinds.
        cancel: Stops the rewriting.

    Raises:
        FarmError: kind ``second-blender``; a copy could not be made, and the job must not continue without it.
        Cancelled: The user cancelled.
    """
    blend = snapshot.blend
    changes = wanted(pack, blend.path, render, paths=paths, images=blend.images) if blend else []
    if not (snapshot.blender.binary or snapshot.blender.python) and not (blend and blend.images):
        return Rewritten(pack, (warning("output-flags", NO_FLAGS, "blendfile"),) if changes and render else ())
    if paths:
        changes += yield from _hidden(snapshot, pack, changes, sources, cancel)
    if not changes:
        return Rewritten(pack)
    found = yield from _all_changed(snapshot, pack, changes, sources=sources, stack=stack, cancel=cancel)
    notes = [note for change in changes for note in _notes(snapshot, change, found[change.file.path_in_pack])]
    done = {place: changed for place, changed in found.items() if changed.path}
    return Rewritten(_with_copies(pack, done), tuple(notes))


def _hidden(
    snapshot: JobSnapshot, pack: Pack, changes: list[Change], sources: FileSources, cancel: CancelToken
) -> Generator[Progress, None, list[Change]]:
    """Find the libraries with hidden paths; each version of a file is read only once."""
    looked_at = list(hidden_library_paths.suspect_libraries(pack, changes))
    cache = RewrittenCache(snapshot.user_files)
    shas = yield from _shas(snapshot, looked_at, sources, cancel)
    found = []
    for change, sha in zip(looked_at, shas, strict=True):
        key = key_of(sha, change, "")
        if not sha or cache.is_fine(key):
            continue
        with contextlib.suppress(OSError):
            if hidden_library_paths.has_unresolvable_paths(change, sources, cancel):
                found.append(change)
            else:
                cache.note_fine(key)
    return found


def _all_changed(
    snapshot: JobSnapshot,
    pack: Pack,
    changes: Sequence[Change],
    *,
    sources: FileSources,
    stack: ExitStack,
    cancel: CancelToken,
) -> Generator[Progress, None, dict[str, Changed]]:
    """Make all changes, from the cache or with a second Blender; return the results by path in the pack."""
    cache = RewrittenCache(snapshot.user_files)
    blender = f"{snapshot.metadata.get('blender.version', '')} {snapshot.blender.binary or snapshot.blender.python}"
    if snapshot.blender.colours:
        blender += f" {snapshot.blender.colours}"
    found: dict[str, Changed] = {}
    shas = yield from _shas(snapshot, changes, sources, cancel)
    for change, sha in zip(changes, shas, strict=True):
        copy = cache.find(key_of(sha, change, blender)) if sha else ""
        if copy:
            found[change.file.path_in_pack] = Changed(copy, sha)
    rest = [change for change in changes if change.file.path_in_pack not in found]
    if rest:
        folder = stack.enter_context(scratch_folder(snapshot))
        made = yield from changed_copies(snapshot, pack, rest, sources=sources, folder=folder, cancel=cancel)
        for change, changed in zip(rest, made, strict=True):
            lasting = changed.path and not changed.left and not changed.lost and not _is_passing(snapshot, change)
            path = cache.keep(key_of(changed.sha, change, blender), changed.path) if lasting else changed.path
            found[change.file.path_in_pack] = replace(changed, path=path)
    return found


def _is_passing(snapshot: JobSnapshot, change: Change) -> bool:
    """Return whether the result will not be uploaded again: it has unsaved changes, or the pixels of unsaved images."""
    return bool(change.images or (snapshot.blend and snapshot.blend.copy == change.file.source))


def _shas(
    snapshot: JobSnapshot, changes: Sequence[Change], sources: FileSources, cancel: CancelToken
) -> Generator[Progress, None, list[str]]:
    """Return the SHA-256 of each file that the cache may know; "" = it cannot know it, or the file cannot be read."""
    found: list[str] = []
    with ChecksumCache(snapshot.user_files) as cache:
        reader = Reader(sources, cancel, cache)
        for change in changes:
            yield Progress(Phase.PREPARING, text="Looking for earlier copies")
            path, sha = change.file.source, ""
            if not _is_passing(snapshot, change):
                # Making the copy will report an unreadable file.
                with contextlib.suppress(OSError, FileChangedError):
                    sha = (reader.known(path) or reader.read(path, lambda _: None)).sha
            found.append(sha)
    return found


def _notes(snapshot: JobSnapshot, change: Change, changed: Changed) -> list[Finding]:
    """Return the warnings about one change.

    Raises:
        FarmError: The job must not continue without the change.
    """
    trouble = snapshot.files.trouble
    if not changed.path:
        error = _failed(change, changed)
        if change.render or change.images or trouble != "allow":
            raise error
        return [warning("second-blender", error.message, printable(change.original))]
    if not changed.left:
        return []
    left = say(
        "{name} has paths that do not resolve on the farm, and Blender could not change them: {paths}.",
        name=printable(os.path.basename(change.original)),
        paths=join(", ", [printable(path) for path in changed.left[:_NAMED]]),
    )
    if trouble == "refuse":
        raise FarmError(
            left,
            kind=ErrorKind.SECOND_BLENDER,
            hint="Make these paths relative and keep their files in the project, or allow missing files.",
            details={"paths": list(changed.left)},
        )
    return [warning("unresolved", left, printable(change.original))]


def _failed(change: Change, changed: Changed) -> FarmError:
    values = {"name": printable(os.path.basename(change.original)), "reason": fixed(changed.error)}
    if change.images:
        message = say(
            "{name} uses images that are not saved, and a second Blender could not put them into a copy: {reason}.",
            **values,
        )
        hint = "Save the images (Image > Save All Images), then submit again."
    elif change.paths or change.libraries:
        message = say(
            "{name} has paths that do not resolve on the farm, and a second Blender could not change them in a copy: "
            "{reason}.",
            **values,
        )
        hint = "Make these paths relative and keep their files in the project: then no copy is needed."
    else:
        message = say("A second Blender could not make the copy of {name} for this older Manager: {reason}.", **values)
        hint = (
            "In the Output properties of every scene switch File Extensions on, Overwrite and Placeholders off, save, "
            "and submit again: then no copy is needed."
        )
    return FarmError(
        message,
        kind=ErrorKind.SECOND_BLENDER,
        hint=hint,
        details={"log": changed.log, "file": printable(change.original)},
    )


def _with_copies(pack: Pack, done: Mapping[str, Changed]) -> Pack:
    """Return the pack with the copies in place of the files, and with their new paths."""
    return replace(
        pack,
        files=tuple(_with_copy(file, done) for file in pack.files),
        references=tuple(_as_written_now(placed, done) for placed in pack.references),
    )


def _with_copy(file: PackFile, done: Mapping[str, Changed]) -> PackFile:
    changed = done.get(file.path_in_pack)
    return replace(file, source=changed.path, size=os.stat(changed.path).st_size) if changed else file


def _as_written_now(placed: PlacedReference, done: Mapping[str, Changed]) -> PlacedReference:
    changed = done.get(placed.owner_place)
    if changed is None or not placed.target_place or placed.shared or placed.asset.written in changed.left:
        return placed
    return replace(placed, asset=replace(placed.asset, written=new_path(placed.owner_place, placed)))
