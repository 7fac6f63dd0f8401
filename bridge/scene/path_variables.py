"""Variables in the paths of File Output nodes, which Blender replaces from 5.0."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import bpy

from .rendered_scene import compositor_trees

KNOWN = frozenset(
    (
        *("blend_name", "blend_dir", "blend_name_lib", "blend_dir_lib", "fps", "resolution_x", "resolution_y"),
        *("scene_name", "camera_name", "node_name"),
    )
)
"""Blender's own variables, tried in 5.0 and 5.3; a project (from 5.3) has others."""

_FIELD = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::[^{}]*)?\}")


def unknown(scene: bpy.types.Scene) -> tuple[tuple[str, str], ...]:
    """Return the variables that do not resolve, each with the File Output node that uses it."""
    if bpy.app.version < (5, 0, 0):
        return ()
    known = KNOWN | _of_project()
    found = ((node.name, name) for node in _output_nodes(scene) for name in _names(node) if name not in known)
    return tuple(dict.fromkeys(found))


def _output_nodes(scene: bpy.types.Scene) -> Iterator[Any]:
    for tree in compositor_trees(scene):
        for node in tree.nodes:
            if node.type == "OUTPUT_FILE" and not node.mute:
                yield node


def _names(node: Any) -> Iterator[str]:
    for text in (node.directory, node.file_name, *(item.name for item in node.file_output_items)):
        yield from (match[1] for match in _FIELD.finditer(text) if match[1] is not None)


def _of_project() -> frozenset[str]:
    project: Any = getattr(bpy.data, "project", None)
    return frozenset() if project is None else frozenset(("project_root", *(each.name for each in project.variables)))
