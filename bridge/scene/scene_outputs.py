"""File Output nodes of the rendered scene: what they write besides the job's own output."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import bpy

from ...submission.checks.other_outputs import OtherOutput
from .rendered_scene import compositor_trees

_NODE = "CompositorNodeOutputFile"


def outputs_of(scene: Any) -> tuple[OtherOutput, ...]:
    """Return the outputs of the nodes that write in a render of a scene."""
    found = (output_of(node, tree) for node, tree in writing_nodes(scene))
    return tuple(dict.fromkeys(found))


def writing_nodes(scene: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the nodes that write files in a render of a scene, each with its tree; also those in groups."""
    seen: set[int] = set()
    for each in _rendered(scene):
        waiting = [*compositor_trees(each)]
        while waiting:
            tree = waiting.pop()
            pointer = tree.as_pointer()
            if pointer in seen:
                continue
            seen.add(pointer)
            for node in tree.nodes:
                if node.mute:
                    continue
                if node.bl_idname == _NODE and any(socket.is_linked for socket in node.inputs):
                    yield node, tree
                elif getattr(node, "node_tree", None) is not None:
                    waiting.append(node.node_tree)


def folder_written_in(node: Any) -> str:
    """Return the folder of a node as written; before 5.0, the path of a multilayer image names its file, too."""
    if hasattr(node, "directory"):
        return str(node.directory)
    written = str(node.base_path)
    return os.path.dirname(written) if node.format.file_format == "OPEN_EXR_MULTILAYER" else written


def move(node: Any, folder: str) -> None:
    """Let a node write to another folder."""
    if hasattr(node, "directory"):
        node.directory = f"{folder}/"
    elif node.format.file_format == "OPEN_EXR_MULTILAYER":
        node.base_path = f"{folder}/{os.path.basename(node.base_path)}"
    else:
        node.base_path = f"{folder}/"


def output_of(node: Any, tree: Any) -> OtherOutput:
    """Return what a node writes."""
    written = folder_written_in(node)
    path = bpy.path.abspath(written, library=tree.library) if written else ""
    path = os.path.normpath(path) if os.path.isabs(path) else path
    return OtherOutput(node.label or node.name, written, path)


def _rendered(scene: Any) -> list[Any]:
    """Return the scene, and the scenes that its strips show."""
    editor = scene.sequence_editor
    if editor is None or not scene.render.use_sequencer:
        return [scene]
    strips = editor.strips_all if hasattr(editor, "strips_all") else editor.sequences_all
    shown = {strip.scene.session_uid: strip.scene for strip in strips if strip.type == "SCENE" and strip.scene}
    return [scene, *shown.values()]
