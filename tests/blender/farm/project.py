"""A project made by Blender: a shot that links a set, which links a prop; each with a texture of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import bpy


@dataclass(frozen=True)
class Project:
    """Where its files are; all references are relative."""

    root: Path
    shot: Path
    files: tuple[str, ...]
    """Every file that the shot needs, relative to the root."""

    def open(self) -> None:
        bpy.ops.wm.open_mainfile(filepath=str(self.shot))


def make_project(root: Path) -> Project:
    """Make the project and open the shot, which is saved and unchanged."""
    (root / ".blender_project").mkdir(parents=True)
    _make_blend(root / "lib" / "prop.blend", texture="tex/wood.png", links=None)
    _make_blend(root / "lib" / "set.blend", texture="tex/stone.png", links="//prop.blend")
    _make_blend(root / "shots" / "010" / "shot.blend", texture="../textures/sky.png", links="//../../lib/set.blend")
    files = (
        "lib/prop.blend",
        "lib/set.blend",
        "lib/tex/stone.png",
        "lib/tex/wood.png",
        "shots/010/shot.blend",
        "shots/textures/sky.png",
    )
    return Project(root, root / "shots" / "010" / "shot.blend", files)


def _make_blend(path: Path, *, texture: str, links: str | None) -> None:
    """Save a .blend whose cube shows a texture of its own, and texture and material of the .blend that it links."""
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    path.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    name = path.stem
    image = bpy.data.images.new(f"{name} texture", 8, 8)
    image.generated_color = (len(name) / 10, 0.5, 0.2, 1.0)
    image.filepath_raw = str((path.parent / texture).resolve())
    Path(image.filepath_raw).parent.mkdir(parents=True, exist_ok=True)
    image.file_format = "PNG"
    image.save()
    image.filepath = f"//{texture}"
    material = bpy.data.materials.new(f"{name} material")
    if material.node_tree is None:  # before 5.0
        material.use_nodes = True
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    mesh = bpy.data.meshes.new(f"{name} mesh")
    mesh.materials.append(material)
    cube = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(cube)
    camera = bpy.data.objects.new(f"{name} camera", bpy.data.cameras.new(f"{name} camera"))
    bpy.context.scene.collection.objects.link(camera)
    bpy.context.scene.camera = camera
    if links:
        with bpy.data.libraries.load(links, link=True, relative=True) as (there, here):
            here.images, here.materials = list(there.images), list(there.materials)
        material.node_tree.nodes.new("ShaderNodeTexImage").image = here.images[0]
        mesh.materials.append(here.materials[0])
    bpy.ops.wm.save_mainfile()
