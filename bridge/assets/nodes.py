"""Node trees of all sorts: who shows a sequence, and the files that nodes name themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import bpy

from .found import Found, Home
from .images import add_compiled, show

FILE_PATH = "NodeSocketStringFilePath"
"""Class of sockets that hold the path of a file."""

IMPORTED = "import"
"""The kind of what geometry nodes import."""


def read_nodes(nodes: Iterable[Any], tree: bpy.types.NodeTree, owner: bpy.types.ID, found: Found) -> None:
    """Take up what nodes need.

    Args:
        nodes: The nodes, or some of them.
        tree: The tree that they are in.
        owner: The data-block to tell of: the tree itself, or the material, world, light, ... that it is the tree of.
        found: Takes it up.
    """
    sockets = type(tree).__name__ == "GeometryNodeTree"
    for node in nodes:
        read = _READERS.get(type(node).__name__)
        if read is not None:
            read(node, tree, owner, found)
        if sockets:
            _read_sockets(node, tree, found)


def _shader_image(node: Any, tree: bpy.types.NodeTree, _owner: bpy.types.ID, found: Found) -> None:
    if found.sequences:
        show(found, node.image, node.image_user, tree)


def _compositor_image(node: Any, tree: bpy.types.NodeTree, _owner: bpy.types.ID, found: Found) -> None:
    if found.sequences:
        # The node is a user itself.
        show(found, getattr(node, "image", None), node, tree)


def _geometry_image(node: Any, _tree: bpy.types.NodeTree, _owner: bpy.types.ID, found: Found) -> None:
    show(found, node.image, None, None)


def _script(node: Any, _tree: bpy.types.NodeTree, owner: bpy.types.ID, found: Found) -> None:
    if node.mode == "EXTERNAL":
        found.add(owner, node.filepath, "script")
        add_compiled(owner, node.filepath, found)


def _profile(node: Any, _tree: bpy.types.NodeTree, owner: bpy.types.ID, found: Found) -> None:
    if node.mode == "EXTERNAL":
        found.add(owner, node.filepath, "profile")


_READERS: dict[str, Callable[[Any, bpy.types.NodeTree, bpy.types.ID, Found], None]] = {
    "ShaderNodeTexImage": _shader_image,
    "ShaderNodeTexEnvironment": _shader_image,
    "TextureNodeImage": _shader_image,
    "CompositorNodeImage": _compositor_image,
    "CompositorNodeCryptomatteV2": _compositor_image,
    "GeometryNodeInputImage": _geometry_image,
    "ShaderNodeScript": _script,
    "ShaderNodeTexIES": _profile,
}


def _read_sockets(node: Any, tree: bpy.types.NodeTree, found: Found) -> None:
    for socket in node.inputs:
        kind = type(socket).__name__
        if kind == FILE_PATH:
            inner = getattr(node, "node_tree", None)
            # A path starts from the file of the tree that imports it, which may be that of the group.
            start = found.home(inner) if inner is not None else None
            for written in _values(socket):
                found.add(tree, written, IMPORTED, start=start)
        elif kind == "NodeSocketImage" and found.sequences:
            show(found, socket.default_value, None, None)


def _values(socket: Any) -> Iterator[str]:
    """Yield the paths that a socket may have: its own, or that of a node with a text."""
    if not socket.is_linked:
        yield socket.default_value
        return
    for link in socket.links:
        if type(link.from_node).__name__ == "FunctionNodeInputString":
            yield link.from_node.string


def paths_given(modifier: Any, found: Found) -> Iterator[tuple[str, Home]]:
    """Yield the paths of files that a modifier hands to its nodes, and the .blend that each starts from."""
    group = modifier.node_group
    for item in group.interface.items_tree:
        if item.item_type == "SOCKET" and item.in_out == "INPUT" and item.socket_type == "NodeSocketString":
            if item.subtype == "FILE_PATH":
                value = _given(modifier, item.identifier)
                if isinstance(value, str):
                    yield value, found.home(group)
        elif item.item_type == "SOCKET" and item.in_out == "INPUT" and item.socket_type == "NodeSocketImage":
            image = _given(modifier, item.identifier)
            if isinstance(image, bpy.types.Image):
                show(found, image, None, None)


def _given(modifier: Any, identifier: str) -> object:
    properties = getattr(modifier, "properties", None)  # from 5.2
    if properties is None:
        return modifier.get(identifier)
    return getattr(getattr(properties.inputs, identifier, None), "value", None)
