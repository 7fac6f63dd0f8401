"""Node trees of all kinds: nodes that show image sequences, and files that nodes refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import bpy

from ...submission import shader_text
from .collector import Home, ReferenceCollector
from .images import add_compiled, show
from .node_strings import FILE_PATH, TEXT, imports, is_computed, is_given, is_path, values

IMPORTED = "import"
"""Kind of a file that geometry nodes import."""


def read_nodes(
    nodes: Iterable[Any], tree: bpy.types.NodeTree, owner: bpy.types.ID, collector: ReferenceCollector
) -> None:
    """Add the files that nodes need.

    Args:
        nodes: The nodes, or some of them.
        tree: Their tree.
        owner: The data-block to name: the tree itself, or the material, world or light that contains it.
        collector: The references found so far.
    """
    sockets = type(tree).__name__ == "GeometryNodeTree"
    for node in nodes:
        read = _READERS.get(type(node).__name__)
        if read is not None:
            read(node, tree, owner, collector)
        if sockets:
            _read_sockets(node, tree, collector)


def _shader_image(node: Any, tree: bpy.types.NodeTree, _owner: bpy.types.ID, collector: ReferenceCollector) -> None:
    if collector.sequences:
        # Texture nodes are used by modifiers.
        is_geometry = type(node).__name__ == "TextureNodeImage"
        show(collector, node.image, node.image_user, tree, is_geometry=is_geometry)


def _compositor_image(node: Any, tree: bpy.types.NodeTree, _owner: bpy.types.ID, collector: ReferenceCollector) -> None:
    if collector.sequences:
        # The node itself has the properties of an image user.
        show(collector, getattr(node, "image", None), node, tree)


def _geometry_image(node: Any, _tree: bpy.types.NodeTree, _owner: bpy.types.ID, collector: ReferenceCollector) -> None:
    show(collector, node.image, None, None)


def _script(node: Any, _tree: bpy.types.NodeTree, owner: bpy.types.ID, collector: ReferenceCollector) -> None:
    if node.mode == "EXTERNAL":
        collector.add(owner, node.filepath, "script")
        add_compiled(owner, node.filepath, collector)
    elif node.script is not None and node.script.session_uid not in collector.sources:
        collector.sources.add(node.script.session_uid)
        for written in shader_text.constants(node.script.as_string()):
            collector.add(node.script, written, "image", spread="constant")
    for socket in node.inputs:
        # Cycles resolves a string that looks like a path.
        if type(socket).__name__ == TEXT and not socket.is_linked and is_path(socket.default_value):
            tiled = "<UDIM>" in socket.default_value
            collector.add(owner, socket.default_value, "image", spread="tiles" if tiled else "file")


def _profile(node: Any, _tree: bpy.types.NodeTree, owner: bpy.types.ID, collector: ReferenceCollector) -> None:
    if node.mode == "EXTERNAL":
        collector.add(owner, node.filepath, "profile")


_READERS: dict[str, Callable[[Any, bpy.types.NodeTree, bpy.types.ID, ReferenceCollector], None]] = {
    "ShaderNodeTexImage": _shader_image,
    "ShaderNodeTexEnvironment": _shader_image,
    "TextureNodeImage": _shader_image,
    "CompositorNodeImage": _compositor_image,
    "CompositorNodeCryptomatteV2": _compositor_image,
    "GeometryNodeInputImage": _geometry_image,
    "ShaderNodeScript": _script,
    "ShaderNodeTexIES": _profile,
}


def _read_sockets(node: Any, tree: bpy.types.NodeTree, collector: ReferenceCollector) -> None:
    for socket in node.inputs:
        kind = type(socket).__name__
        if kind == FILE_PATH:
            inner = getattr(node, "node_tree", None)
            # A path resolves from the file of the tree that imports it, which may be that of the group.
            start = collector.home(inner) if inner is not None else None
            for written in values(socket) if not is_given(socket) else ():
                _add_import(collector, tree, written, start, computed=socket.is_linked and is_computed(written))
        elif kind == TEXT and getattr(node, "node_tree", None) is not None:
            for written in filter(is_path, values(socket)):
                _add_text(collector, tree, written, node.node_tree, socket.identifier)
        elif kind == "NodeSocketImage" and collector.sequences:
            show(collector, socket.default_value, None, None)


def _add_import(
    collector: ReferenceCollector,
    owner: bpy.types.ID,
    written: str,
    start: Home | None,
    *,
    computed: bool = False,
    optional: bool = False,
) -> None:
    if not computed:
        collector.add(owner, written, IMPORTED, start=start, optional=optional)
    elif is_path(written):
        collector.add(owner, written, IMPORTED, spread="computed", start=start, optional=optional)
    elif not optional:
        collector.add(owner, written, IMPORTED, spread="unknown", start=start)


def _add_text(collector: ReferenceCollector, owner: bpy.types.ID, written: str, group: Any, identifier: str) -> None:
    """Add a string that looks like a path; it is optional unless the group certainly imports it."""
    sure = imports(group, identifier)
    _add_import(collector, owner, written, collector.home(group), computed=is_computed(written), optional=not sure)


def read_given(modifier: Any, thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    """Add the files that a modifier passes to its nodes; their paths resolve from the file of the nodes."""
    group = modifier.node_group
    for item in group.interface.items_tree:
        if item.item_type == "SOCKET" and item.in_out == "INPUT" and item.socket_type == "NodeSocketString":
            value = _given(modifier, item.identifier)
            if not isinstance(value, str):
                continue
            if getattr(item, "subtype", "") == "FILE_PATH":  # not in 4.2
                _add_import(collector, thing, value, collector.home(group))
            elif is_path(value):
                _add_text(collector, thing, value, group, item.identifier)
        elif item.item_type == "SOCKET" and item.in_out == "INPUT" and item.socket_type == "NodeSocketImage":
            image = _given(modifier, item.identifier)
            if isinstance(image, bpy.types.Image):
                show(collector, image, None, None)


def _given(modifier: Any, identifier: str) -> object:
    properties = getattr(modifier, "properties", None)  # from 5.2
    if properties is None:
        return modifier.get(identifier)
    return getattr(getattr(properties.inputs, identifier, None), "value", None)
