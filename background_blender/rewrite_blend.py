"""Rewriting of one .blend: open it, change render settings and paths, save it as another file and check the result."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import bpy

from . import libraries, packed_data, unsaved_images
from .path_properties import PathSlot, path_slots
from .replacements import PathReplacements

COMPRESSED = (b"\x28\xb5\x2f\xfd", b"\x1f\x8b")
"""First bytes of compressed files: Zstandard, and gzip before Blender 3.0."""

OF_THE_WINDOW = {"screens", "workspaces"}
"""Kinds of data that Blender recreates."""

Answer = dict[str, Any]


def change(file: Mapping[str, Any]) -> Answer:
    """Write a changed copy of a .blend; ``requests`` describes ``file``.

    This happens before Blender evaluates the scene for the first time: evaluation can take minutes, writes caches of
    simulations, and stores wrong values of drivers whose scripts are disabled.

    Returns:
        ``left``: paths, as written, that are still in the file or were not found; ``lost_libraries``: missing
        libraries, so that data which needs them may be missing from the copy.

    Raises:
        RuntimeError: Blender cannot open the file or save the copy, data is missing from the copy, or pixels of an
            image could not be kept.
    """
    answers: list[Answer | Exception] = []

    def loaded(*_arguments: object) -> None:
        try:
            answers.append(_change_open(file))
        except Exception as error:  # noqa: BLE001 - Blender would only print it
            answers.append(error)

    loaded = bpy.app.handlers.persistent(loaded)
    bpy.app.handlers.load_post.append(loaded)
    try:
        bpy.ops.wm.open_mainfile(filepath=file["source"], load_ui=True, use_scripts=False)
    finally:
        bpy.app.handlers.load_post.remove(loaded)
    if not answers:
        raise RuntimeError("Blender did not open the file")
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]


def _change_open(file: Mapping[str, Any]) -> Answer:
    bpy.data.use_autopack = False  # it would pack all files, and fail at a missing one
    lost = libraries.lost()
    for block in _local_data():
        if block.users == 0:  # Blender would not save it
            block.use_fake_user = True
    for scene in bpy.data.scenes:
        if scene.library is None:
            for name, value in file["render"].items():
                setattr(scene.render, name, value)
    unsaved_images.put_in(file.get("images", ()))
    left = (
        packed_data.replace_paths(file["original"], file["packed"])
        + _replace_paths(PathReplacements(file["original"], file["paths"], file["libraries"]))
        if file["paths"] or file["libraries"] or file["packed"]
        else []
    )
    _save(file["source"], file["target"])
    return {"left": left, "lost_libraries": lost}


def _save(source: str, target: str) -> None:
    names = {kind: {block.name for block in blocks} for kind, blocks in _local_data_by_kind().items()}
    # Every operator first evaluates the scene in its context, so it gets an empty one, which is not saved. The empty
    # scene is also shown at the end, because Blender evaluates the shown scene.
    empty = bpy.data.scenes.new("empty")
    empty.is_runtime_data = True
    with bpy.context.temp_override(scene=empty, view_layer=empty.view_layers[0]):
        bpy.ops.wm.save_as_mainfile(
            filepath=target, copy=True, relative_remap=False, check_existing=False, compress=is_compressed(source)
        )
    if not os.path.isfile(target):
        raise RuntimeError("Blender did not write the file")
    _require_all(names, target)
    for manager in bpy.data.window_managers:
        for window in manager.windows:
            window.scene = empty


def is_compressed(path: str) -> bool:
    """Return whether a .blend is compressed, so that its copy is compressed, too."""
    with open(path, "rb") as file:
        return file.read(4).startswith(COMPRESSED)


def _replace_paths(replacements: PathReplacements) -> list[str]:
    """Replace paths in the open file; return the old ones that are still in it or were not found."""
    if hasattr(bpy.data, "file_path_foreach"):  # from 5.0: changes a path and nothing else
        bpy.data.file_path_foreach(
            lambda owner, path, _reserved: (
                None if isinstance(owner, bpy.types.Library) else replacements.instead_of(path)
            ),
            flags={"SKIP_LINKED", "SKIP_PACKED", "SKIP_WEAK_REFERENCES"},
        )
    for slot in _slots():
        slot.replace(replacements)
    libraries.replace_paths(replacements)
    return replacements.left({slot.value for slot in _slots()} | libraries.written())


def _slots() -> Iterator[PathSlot]:
    for block in _local_data():
        yield from path_slots(block)


def _local_data() -> Iterator[bpy.types.ID]:
    """Yield every data-block that is not linked."""
    for blocks in _local_data_by_kind().values():
        yield from blocks


def _local_data_by_kind() -> dict[str, list[bpy.types.ID]]:
    return {
        each.identifier: [block for block in getattr(bpy.data, each.identifier) if block.library is None]
        for each in bpy.data.bl_rna.properties
        if each.type == "COLLECTION" and each.identifier != "libraries"
    }


def _require_all(names: Mapping[str, set[str]], target: str) -> None:
    """Check the saved file's table of contents.

    Raises:
        RuntimeError: Data of the open file is missing.
    """
    # The stubs declare a function that returns nothing.
    contents: Any = bpy.data.libraries.load(target)  # type: ignore[func-returns-value]
    with contents as (saved, _nothing):
        kinds = set(dir(saved)) - OF_THE_WINDOW
        gone = [f"{kind}: {name}" for kind in kinds for name in names.get(kind, set()) - set(getattr(saved, kind))]
    if gone:
        raise RuntimeError(f"the saved copy lacks {', '.join(sorted(gone)[:5])}")
