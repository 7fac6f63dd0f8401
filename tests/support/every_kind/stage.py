"""The stage on which the parts of the project are made: its folders, and the list of needed files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy as any_bpy

bpy: Any = any_bpy
"""The stubs are for one version of Blender, but the project is made by all of them."""

FRAMES = (1, 4)
"""The frames of the shot."""


@dataclass
class Stage:
    """The open .blend, and the project around it."""

    root: Path
    """The project's folder."""
    blend: Path
    """The open file."""
    needed: set[str] = field(default_factory=set)
    """Paths of files that the render needs, below the root."""
    missed: set[str] = field(default_factory=set)
    """Paths of missing files, which must be reported."""

    @property
    def scene(self) -> Any:
        return bpy.context.scene

    def need(self, *paths: Path) -> None:
        """Add files to the needed ones."""
        self.needed.update(path.relative_to(self.root).as_posix() for path in paths)

    def needs(self, folder: Path, pattern: str, numbers: Any) -> None:
        """Add files of a sequence to the needed ones."""
        self.need(*(folder / pattern.format(number) for number in numbers))

    def written(self, path: Path) -> str:
        """Return a path as Blender writes it: relative to the open file."""
        return str(bpy.path.relpath(str(path)))

    def hide(self, thing: Any) -> Any:
        """Add an object to the scene that no render evaluates, because its caches are dummies."""
        thing.hide_render = thing.hide_viewport = True
        self.scene.collection.objects.link(thing)
        return thing


Part = Callable[[Stage], None]


def mesh_object(name: str) -> Any:
    """Make a plane without adding it to a scene."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)], [], [(0, 1, 2, 3)])
    mesh.uv_layers.new()
    return bpy.data.objects.new(name, mesh)


def with_nodes(owner: Any) -> Any:
    """Return the node tree of a material, world or light."""
    if owner.node_tree is None:  # before 5.0 they have none at first
        owner.use_nodes = True
    return owner.node_tree


def new_compositor(scene: Any) -> tuple[Any, Any]:
    """Give a scene an empty compositor; return its node tree and the input that is the result of the render."""
    if bpy.app.version < (5, 0, 0):
        scene.use_nodes = True
        tree = scene.node_tree
        tree.nodes.clear()
        return tree, tree.nodes.new("CompositorNodeComposite").inputs[0]
    tree = bpy.data.node_groups.new("Compositing", "CompositorNodeTree")
    tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
    if hasattr(scene, "compositor_effects"):  # from 5.3
        scene.compositor_effects.new(name="Compositing").node_group = tree
    else:
        scene.compositing_node_group = tree
    return tree, tree.nodes.new("NodeGroupOutput").inputs[0]


def image(stage: Stage, path: Path, source: str = "FILE") -> Any:
    """Make an image that is read from a file."""
    loaded = bpy.data.images.load(str(path))
    loaded.source = source
    loaded.filepath = stage.written(path)
    return loaded


def user(of: Any, *, start: int = 1, duration: int = 10, offset: int = 0, cyclic: bool = False) -> None:
    """Set the used frames of a sequence."""
    of.frame_start, of.frame_duration, of.frame_offset, of.use_cyclic = start, duration, offset, cyclic
    if hasattr(of, "use_auto_refresh"):
        of.use_auto_refresh = True
