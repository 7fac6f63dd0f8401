"""The project: a shot, its library, a library of that library, and their files.

::

    shots/010/shot.blend  ->  sets/garden.blend  ->  props/deep/tree.blend

Each has files of its own with paths relative to itself; so has ``tools/tools.blend``, which is packed into the shot if
Blender supports that (from 5.0 on). Needs Blender, and replaces the open file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import images, media, simulation, writers
from .stage import FRAMES, Stage, bpy, image, mesh_object, with_nodes


@dataclass(frozen=True)
class EveryKind:
    """The project on disk."""

    root: Path
    """Its folder; beside it is ``outside``, with one file that belongs to it."""
    blend: Path
    """The shot; open, saved."""
    needed: frozenset[str]
    """Exactly the files that the render needs, below the root."""
    missed: frozenset[str]
    """Missing files that are referred to."""


def make(folder: Path) -> EveryKind:
    """Make the project below a folder and open the shot, which Cycles renders in a moment.

    Args:
        folder: An empty folder, absolute.
    """
    bpy.context.preferences.filepaths.save_version = 0  # no backups beside the files
    root = folder / "project"
    (root / ".blender_project").mkdir(parents=True)
    tree, garden, shot = (
        Stage(root, root / name) for name in ("props/deep/tree.blend", "sets/garden.blend", "shots/010/shot.blend")
    )
    _begin(tree)
    _thing(tree, "Tree")
    bpy.ops.wm.save_mainfile()
    _begin(garden)
    _thing(garden, "Garden")
    _link(tree, "Tree", bpy.data.collections["Garden"])
    bpy.ops.wm.save_mainfile()
    tools = _packed(root) if bpy.app.version >= (5, 0) else None
    _begin(shot)
    for part in (*images.PARTS, *media.PARTS, *simulation.PARTS):
        part(shot)
    _link(garden, "Garden", shot.scene.collection)
    if tools is not None:
        _link(tools, "Tool", shot.scene.collection, pack=True)
    bpy.ops.wm.save_mainfile()
    _begin_again(shot)
    needed = shot.needed | garden.needed | tree.needed | (tools.needed if tools else set())
    return EveryKind(root, shot.blend, frozenset(needed), frozenset(shot.missed))


def _begin(stage: Stage) -> None:
    """Start an empty file and save it at once, because relative paths need its folder."""
    stage.blend.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    bpy.ops.wm.save_as_mainfile(filepath=str(stage.blend))
    stage.need(stage.blend)
    scene = stage.scene
    scene.frame_start, scene.frame_end = FRAMES
    scene.render.engine = "CYCLES"
    scene.cycles.device, scene.cycles.samples, scene.cycles.seed = "CPU", 1, 0
    scene.cycles.use_denoising = False
    scene.render.resolution_x = scene.render.resolution_y = 16
    scene.render.image_settings.file_format = "PNG"
    scene.render.filepath = "//renders/"


def _begin_again(stage: Stage) -> None:
    bpy.ops.wm.open_mainfile(filepath=str(stage.blend))


def _thing(stage: Stage, name: str) -> None:
    """Make a collection with a textured plane whose cloth is cached on disk beside its own file."""
    folder = stage.blend.parent
    collection = bpy.data.collections.new(name)
    stage.scene.collection.children.link(collection)
    plane = mesh_object(name)
    collection.objects.link(plane)
    material = bpy.data.materials.new(name)
    plane.data.materials.append(material)
    path = writers.png(folder / "maps" / f"{name} colour.png", (40, len(name) * 20, 90))
    stage.need(path)
    nodes = with_nodes(material).nodes
    nodes.new("ShaderNodeTexImage").image = image(stage, path)
    cloth = mesh_object(f"{name} cloth")
    cloth.hide_render = cloth.hide_viewport = True
    collection.objects.link(cloth)
    cloth.modifiers.new("Cloth", "CLOTH").point_cache.use_disk_cache = True
    cache = folder / f"blendcache_{stage.blend.stem}"
    stem = "".join(f"{byte:02X}" for byte in cloth.name.encode())
    stage.need(*(writers.binary(cache / f"{stem}_{frame:06}_00.bphys") for frame in (0, 1)))


def _packed(root: Path) -> Stage:
    """Make a library to be packed: its files are needed, but the library itself is not."""
    tools = Stage(root, root / "tools" / "tools.blend")
    _begin(tools)
    _thing(tools, "Tool")
    bpy.ops.wm.save_mainfile()
    tools.needed.remove("tools/tools.blend")
    return tools


def _link(library: Stage, name: str, into: Any, **how: bool) -> None:
    """Link a collection and show an instance of it."""
    with bpy.data.libraries.load(str(library.blend), link=True, relative=True, **how) as (_there, here):
        here.collections = [name]
    instance = bpy.data.objects.new(name, None)
    instance.instance_type = "COLLECTION"
    instance.instance_collection = bpy.data.collections[name]
    into.objects.link(instance)
