"""Scenes with files in all kinds of locations and with all kinds of paths; each shows one plane for each file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy as any_bpy

from flamenco_client.tests.support.every_kind import writers
from flamenco_client.tests.support.every_kind.stage import new_compositor

bpy: Any = any_bpy
"""The type stubs are of one version of Blender; all versions make the scenes."""

SIZE = 64
"""Width and height of the render."""


@dataclass(frozen=True)
class Place:
    """The folders of a scene."""

    project: Path
    """The project's folder."""
    outside: Path
    """A folder outside of the project."""

    @property
    def shot(self) -> Path:
        return self.project / "shots" / "010" / "shot.blend"


Scene = Callable[[Place], None]


def relative(place: Place) -> None:
    """Make a scene with all files in the project and relative paths."""
    save_library(place.project / "sets" / "set.blend", "//tex/stone.png", (90, 90, 110))
    begin(place.shot)
    show(add_texture(place.project / "tex" / "wood.png", "//../../tex/wood.png"))
    link("//../../sets/set.blend")
    bpy.ops.wm.save_mainfile()


def textures(place: Place) -> None:
    """Make a scene with a file, tiles and a sequence, whose paths are absolute, outside or leave the project."""
    begin(place.shot)
    inside, outside = place.project / "tex", place.outside / "tex"
    show(add_texture(inside / "absolute.png", str(inside / "absolute.png"), (200, 40, 40)))
    show(add_texture(outside / "absolute.png", str(outside / "absolute.png"), (40, 200, 40)))
    show(add_texture(outside / "leaving.png", "//../../../outside/tex/leaving.png", (40, 40, 200)))
    show(
        add_texture(place.outside / "other" / "absolute.png", str(place.outside / "other" / "absolute.png"), (9, 99, 9))
    )
    for number in (1001, 1002):
        writers.png(outside / f"skin.{number}.png", (number % 256, 77, 150))
    tiled = bpy.data.images.load(str(outside / "skin.1001.png"))
    tiled.source = "TILED"
    tiled.filepath_raw = str(outside / "skin.<UDIM>.png")
    show(tiled)
    writers.pngs(outside / "frames", "f.{:04}.png", range(1, 6))
    sequence = bpy.data.images.load(str(outside / "frames" / "f.0001.png"))
    sequence.source = "SEQUENCE"
    user = show(sequence).image_user
    user.frame_duration, user.frame_start, user.use_auto_refresh = 5, 1, True
    bpy.context.scene.frame_set(3)
    bpy.ops.wm.save_mainfile()


def libraries(place: Place) -> None:
    """Make a scene with an outside library that links another one; both have files with all kinds of paths."""
    deep, near = place.outside / "props" / "deep" / "prop.blend", place.outside / "sets" / "set.blend"
    far = place.outside / "far" / "bark.png"
    save_library(deep, str(far), (120, 60, 20), far)
    save_library(near, "//tex/stone.png", (90, 90, 110), links=str(deep))
    writers.png(place.project / "tex" / "wood.png", (10, 20, 230))
    begin(near, fresh=False)
    show(add_texture(place.project / "tex" / "wood.png", str(place.project / "tex" / "wood.png")), "set")
    bpy.ops.wm.save_mainfile()
    begin(place.shot)
    show(add_texture(place.project / "tex" / "sky.png", "//../../tex/sky.png"))
    link(str(near))
    bpy.ops.wm.save_mainfile()


def spelled_differently(place: Place) -> None:
    """Make a scene with a library that the shot links relatively and another library by an absolute path."""
    prop, near = place.project / "props" / "prop.blend", place.project / "sets" / "set.blend"
    save_library(prop, "//tex/bark.png", (120, 60, 20))
    save_library(
        near, str(place.project / "tex" / "moss.png"), (10, 90, 110), place.project / "tex" / "moss.png", str(prop)
    )
    begin(place.shot)
    link("//../../props/prop.blend")
    link("//../../sets/set.blend")
    bpy.ops.wm.save_mainfile()


def hidden(place: Place) -> None:
    """Make the same, without any other path to change in the other library."""
    prop, near = place.project / "props" / "prop.blend", place.project / "sets" / "set.blend"
    save_library(prop, "//tex/bark.png", (120, 60, 20))
    save_library(near, "//tex/moss.png", (10, 90, 110), links=str(prop))
    begin(place.shot)
    link("//../../props/prop.blend")
    link("//../../sets/set.blend")
    bpy.ops.wm.save_mainfile()


def pose(place: Place) -> None:
    """Make a character whose armature is in an outside library, with its pose in the shot."""
    rig = place.outside / "rig.blend"
    begin(rig)
    armature = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    armature.data.edit_bones.new("Bone").tail = (0, 1, 0)
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.ops.wm.save_mainfile()
    begin(place.shot)
    node = show(add_texture(place.outside / "skin.png", str(place.outside / "skin.png")))
    (plane,) = (each for each in bpy.data.objects if each.type == "MESH")
    with bpy.data.libraries.load(str(rig), link=True) as (_there, here):
        here.armatures = ["Rig"]
    character = bpy.data.objects.new("Character", here.armatures[0])
    bpy.context.scene.collection.objects.link(character)
    plane.parent, plane.parent_type, plane.parent_bone = character, "BONE", "Bone"
    bpy.context.view_layer.update()
    character.pose.bones["Bone"].location = (0.3, 0.1, 0.0)
    assert node is not None
    bpy.ops.wm.save_mainfile()


def media(place: Place) -> None:
    """Make a scene with a font and a movie clip."""
    begin(place.shot)
    fonts = Path(bpy.utils.system_resource("DATAFILES")) / "fonts"
    font = place.outside / "fonts" / "Mono.woff2"
    font.parent.mkdir(parents=True)
    shutil.copyfile(next(fonts.glob("*Mono*.woff2")), font)
    curve = bpy.data.curves.new("Words", "FONT")
    curve.body, curve.size, curve.font = "g&W", 1.5, bpy.data.fonts.load(str(font))
    curve.materials.append(_material(None, (0.9, 0.5, 0.1)))
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Words", curve))
    writers.pngs(place.outside / "clip", "c{:03}.png", range(1, 4))
    clip = bpy.data.movieclips.load(str(place.outside / "clip" / "c001.png"))
    bpy.context.scene.camera.data.show_background_images = True
    bpy.context.scene.camera.data.background_images.new().clip = clip
    bpy.context.scene.camera.data.background_images[0].source = "MOVIE_CLIP"
    compose(clip)
    bpy.ops.wm.save_mainfile()


def sequencer(place: Place) -> None:
    """Make a scene with an image strip."""
    begin(place.shot)
    folder = place.outside / "edit"
    for number in range(1, 4):
        writers.png(folder / f"card{number}.png", (number * 60, 30, 200), SIZE // 2)
    editor = bpy.context.scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences  # before 4.4
    strip = strips.new_image("Cards", str(folder / "card1.png"), 1, 1, fit_method="ORIGINAL")
    strip.elements.append("card2.png")
    strip.elements.append("card3.png")
    bpy.context.scene.frame_set(2)
    bpy.ops.wm.save_mainfile()


SCENES: tuple[Scene, ...] = (relative, textures, libraries, spelled_differently, hidden, pose, media, sequencer)


def begin(path: Path, *, fresh: bool = True) -> None:
    """Open a file, by default a new one with a camera above the planes."""
    bpy.context.preferences.filepaths.save_version = 0  # no backups beside the files
    if not fresh:
        bpy.ops.wm.open_mainfile(filepath=str(path))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device, scene.cycles.samples, scene.cycles.seed = "CPU", 4, 0
    scene.cycles.use_denoising = False
    scene.render.threads_mode, scene.render.threads = "FIXED", 1
    scene.render.resolution_x = scene.render.resolution_y = SIZE
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_depth = "32"
    scene.render.filepath = "//renders/"
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.data.type, camera.data.ortho_scale, camera.location = "ORTHO", 8, (2, 0, 5)
    scene.collection.objects.link(camera)
    scene.camera = camera
    bpy.ops.wm.save_as_mainfile(filepath=str(path))


def save_library(
    path: Path,
    written: str,
    colour: tuple[int, int, int],
    texture: Path | None = None,
    links: str = "",
    **how: bool,
) -> None:
    """Save a .blend with a collection of the file's name, which shows a texture and optionally another library."""
    begin(path)
    collection = bpy.data.collections.new(path.stem)
    bpy.context.scene.collection.children.link(collection)
    show(add_texture(texture or path.parent / written.removeprefix("//"), written, colour), path.stem)
    if links:
        link(links, path.stem, **how)
    bpy.ops.wm.save_mainfile()


def add_texture(path: Path, written: str, colour: tuple[int, int, int] = (120, 90, 60)) -> Any:
    """Add an image of one colour with a path as written."""
    image = bpy.data.images.load(str(writers.png(path, colour)))
    image.filepath_raw = written
    return image


def show(image: Any, collection: str = "") -> Any:
    """Show an image on a plane beside the others; return its node."""
    material = _material(image)
    mesh = bpy.data.meshes.new("Plane")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], [], [(0, 1, 2, 3)])
    layer = mesh.uv_layers.new()
    for corner, at in enumerate([(0.0, 0.0), (1.9, 0.0), (1.9, 0.9), (0.0, 0.9)]):
        layer.uv[corner].vector = at
    mesh.materials.append(material)
    plane = bpy.data.objects.new("Plane", mesh)
    plane.location.x = len(bpy.data.objects) - 2
    plane.location.y = {"": 0.0, "set": 1.0, "prop": 2.0}.get(collection, 1.0)
    (bpy.data.collections[collection] if collection else bpy.context.scene.collection).objects.link(plane)
    return material.node_tree.nodes["Picture"] if image else None


def _material(image: Any, colour: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Any:
    """Return an emission material with a colour or an image."""
    material = bpy.data.materials.new("Material")
    if material.node_tree is None:  # before 5.0 it has no nodes by default
        material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    glow, output = nodes.new("ShaderNodeEmission"), nodes.new("ShaderNodeOutputMaterial")
    glow.inputs["Color"].default_value = (*colour, 1)
    links.new(glow.outputs[0], output.inputs["Surface"])
    if image is not None:
        picture = nodes.new("ShaderNodeTexImage")
        picture.name, picture.image = "Picture", image
        links.new(picture.outputs["Color"], glow.inputs["Color"])
    return material


def link(written: str, into: str = "", **how: bool) -> None:
    """Link the collection of a library and show an instance of it."""
    path = os.path.normpath(bpy.path.abspath(written))
    name = Path(path).stem
    with bpy.data.libraries.load(path, link=True, **how) as (_there, here):
        here.collections = [name]
    for library in bpy.data.libraries:
        if os.path.normpath(bpy.path.abspath(library.filepath)) == path:
            library.filepath = written
    instance = bpy.data.objects.new(name, None)
    instance.instance_type, instance.instance_collection = "COLLECTION", here.collections[0]
    (bpy.data.collections[into] if into else bpy.context.scene.collection).objects.link(instance)


def compose(clip: Any) -> None:
    """Composite the render over a movie clip."""
    scene = bpy.context.scene
    scene.render.film_transparent = True
    tree, result = new_compositor(scene)
    layers, movie, over = (tree.nodes.new(f"CompositorNode{kind}") for kind in ("RLayers", "MovieClip", "AlphaOver"))
    movie.clip = clip
    images = [socket for socket in over.inputs if socket.type == "RGBA"]
    tree.links.new(movie.outputs["Image"], images[0])
    tree.links.new(layers.outputs["Image"], images[1])
    tree.links.new(over.outputs[0], result)
