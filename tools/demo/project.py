"""Script that creates the demo's project, for a Python with bpy: ``python project.py FOLDER RESULT``.

A shot links a collection of a prop, the prop links a material of a library, and each of the three has textures::

    shots/shot_010.blend  ->  textures/ground.png
      -> assets/prop.blend  ->  textures/prop grain.png
           -> assets/library/materials.blend  ->  textures/metal.png
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import bpy


def main(folder: Path, result: Path) -> None:
    """Write the project and, to ``result``, the path of the shot."""
    bpy.context.preferences.filepaths.save_version = 0  # no backups beside the files
    (folder / ".blender_project").mkdir(parents=True)
    materials = folder / "assets" / "library" / "materials.blend"
    prop = folder / "assets" / "prop.blend"
    shot = folder / "shots" / "shot_010.blend"

    _new(materials)
    metal = _material("Metal", _texture(folder / "textures" / "metal.png", (0.6, 0.6, 0.7)))
    metal.use_fake_user = True
    bpy.ops.wm.save_mainfile()

    _new(prop)
    collection = bpy.data.collections.new("Prop")
    bpy.context.scene.collection.children.link(collection)
    grain = _material("Grain", _texture(folder / "textures" / "prop grain.png", (0.5, 0.3, 0.1)))
    _add_cube("Body", collection, grain)
    with bpy.data.libraries.load(str(materials), link=True, relative=True) as (_there, here):
        here.materials = ["Metal"]
    _add_cube("Handle", collection, bpy.data.materials["Metal"])
    bpy.ops.wm.save_mainfile()

    _new(shot)
    scene = bpy.context.scene
    ground = _material("Ground", _texture(folder / "textures" / "ground.png", (0.2, 0.4, 0.2)))
    _add_cube("Ground", scene.collection, ground)
    with bpy.data.libraries.load(str(prop), link=True, relative=True) as (_there, here):
        here.collections = ["Prop"]
    instance = bpy.data.objects.new("Prop", None)
    instance.instance_type = "COLLECTION"
    instance.instance_collection = bpy.data.collections["Prop"]
    scene.collection.objects.link(instance)
    scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.camera.location = (0, 0, 12)
    scene.collection.objects.link(scene.camera)
    scene.frame_start, scene.frame_end = 1, 3
    scene.render.resolution_x, scene.render.resolution_y = 64, 36
    bpy.ops.wm.save_mainfile()
    result.write_text(json.dumps({"blend": str(shot)}), encoding="utf-8")


def _new(path: Path) -> None:
    """Start a file and save it at once, because relative paths need its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    bpy.ops.wm.save_as_mainfile(filepath=str(path))


def _texture(path: Path, colour: tuple[float, float, float]) -> bpy.types.Image:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = bpy.data.images.new(path.stem, 32, 32)
    image.generated_color = (*colour, 1.0)
    image.file_format = "PNG"
    image.filepath_raw = str(path)
    image.save()
    image.source = "FILE"
    image.filepath = bpy.path.relpath(str(path))
    return image


def _material(name: str, image: bpy.types.Image) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    if material.node_tree is None:  # since Blender 5 every material has one
        material.use_nodes = True
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    return material


def _add_cube(name: str, collection: bpy.types.Collection, material: bpy.types.Material) -> None:
    mesh = bpy.data.meshes.new(name)
    corners = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh.from_pydata(corners, [], faces)
    mesh.materials.append(material)
    collection.objects.link(bpy.data.objects.new(name, mesh))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
