"""Scenes from production: shader scripts, overrides, computed imports, and libraries with the same name."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any

import bpy as any_bpy

from flamenco_client.tests.blender.elsewhere.scenes import (
    Place,
    Scene,
    add_texture,
    begin,
    compose,
    link,
    save_library,
    show,
)
from flamenco_client.tests.support.every_kind import writers

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

SHADER = """
#include "{include}"
shader {name}(string file = "", output color Out = 0) {{ Out = texture(file, 0.5, 0.5) * GAIN; }}
"""


def shaders(place: Place) -> None:
    """Make a scene with OSL scripts in the project and outside, each with nested includes and a texture."""
    begin(place.shot)
    bpy.context.scene.cycles.shading_system = True
    for folder, start in ((place.project, "//../../"), (place.outside, f"{place.outside}{os.sep}")):
        name = folder.name
        script = writers.text(folder / "sh" / f"{name}.osl", SHADER.format(include="inc/one.h", name=name))
        writers.text(folder / "sh" / "inc" / "one.h", '#include "../../lib/two.h"\n')
        writers.text(folder / "lib" / "two.h", "#define GAIN 0.75\n")
        picture = writers.png(folder / "tex" / "noise.png", (len(name) * 20, 200, 10))
        node = _script(str(script))
        node.filepath = f"{start}sh/{script.name}"
        # Blender has created the input if it can compile the shader.
        socket = node.inputs.get("file") or node.inputs.new("NodeSocketString", "file")
        socket.default_value = f"{start}tex/{picture.name}"
    bpy.ops.wm.save_mainfile()


def _script(path: str) -> Any:
    """Add a plane whose emission an OSL script computes."""
    node = show(add_texture(Path(path).with_suffix(".png"), path))
    tree = node.id_data
    script = tree.nodes.new("ShaderNodeScript")
    script.mode = "EXTERNAL"
    out = script.outputs.new("NodeSocketColor", "Out")
    (link,) = node.outputs["Color"].links
    tree.links.new(out, link.to_socket)
    bpy.data.images.remove(node.image)
    tree.nodes.remove(node)
    return script


def overrides(place: Place) -> None:
    """Make a scene with overrides of two libraries, and mesh caches, one of them with an absolute path outside."""
    for folder, absolute in ((place.project, False), (place.outside, True)):
        library, cache = folder / "chars" / f"{folder.name}.blend", folder / "caches" / "dance.pc2"
        save_library(library, "//tex/skin.png", (200, len(folder.name) * 20, 30))
        (plane,) = (each for each in bpy.data.objects if each.type == "MESH")
        modifier = plane.modifiers.new("Cache", "MESH_CACHE")
        modifier.cache_format = "PC2"
        modifier.filepath = str(cache) if absolute else "//../caches/dance.pc2"
        _point_cache_2(cache, shift=1.5 if absolute else 0.5)
        bpy.ops.wm.save_mainfile()
    begin(place.shot)
    link("//../../chars/film.blend")
    link(str(place.outside / "chars" / "outside.blend"))
    for collection in [each for each in bpy.data.collections if each.library]:
        instance = bpy.data.objects[collection.name]
        collection.override_hierarchy_create(
            bpy.context.scene, bpy.context.view_layer, reference=instance, do_fully_editable=True
        )
        bpy.data.objects.remove(instance)
    own = [each for each in bpy.data.objects if each.override_library and each.type == "MESH"]
    assert len(own) == 2
    for thing in own:
        thing.location.z += 0.1
    bpy.ops.wm.save_mainfile()


def _point_cache_2(path: Path, shift: float) -> None:
    """Write a mesh cache with one sample, a moved plane."""
    points = [(0, shift, 0), (1, shift, 0), (1, 1 + shift, 0), (0, 1 + shift, 0)]
    head = struct.pack("<12siiffi", b"POINTCACHE2\0", 1, len(points), 1.0, 1.0, 1)
    writers.binary(path, head + b"".join(struct.pack("<3f", *point) for point in points))


def called_alike(place: Place) -> None:
    """Make a scene with two libraries and two textures of the same names, in the project and outside."""
    for folder, colour in ((place.project, (200, 10, 10)), (place.outside, (10, 10, 200))):
        save_library(folder / "sets" / "set.blend", "//tex/a.png", colour)
    begin(place.shot)
    link("//../../sets/set.blend")
    link(str(place.outside / "sets" / "set.blend"))
    bpy.data.objects["set.001"].location.y = 1
    bpy.ops.wm.save_mainfile()


def other_scene(place: Place) -> None:
    """Make a scene whose sequencer shows a scene of an outside library, with its own sequencer."""
    library = place.outside / "edit.blend"
    begin(library)
    bpy.context.scene.name = "Edit"
    folder = place.outside / "cards"
    for number in range(1, 4):
        writers.png(folder / f"card{number}.png", (number * 60, 30, 200), 32)
    strips = _strips(bpy.context.scene)
    strip = strips.new_image("Cards", str(folder / "card1.png"), 1, 1, fit_method="ORIGINAL")
    for number in (2, 3):
        strip.elements.append(f"card{number}.png")
    strip.directory = "//cards/"
    bpy.ops.wm.save_mainfile()
    begin(place.shot)
    with bpy.data.libraries.load(str(library), link=True) as (_there, here):
        here.scenes = ["Edit"]
    shown = _strips(bpy.context.scene).new_scene("Edit", here.scenes[0], 1, 1)
    shown.scene_input = "SEQUENCER"
    bpy.context.scene.frame_set(2)
    bpy.ops.wm.save_mainfile()


def _strips(scene: Any) -> Any:
    editor = scene.sequence_editor or scene.sequence_editor_create()
    return editor.strips if hasattr(editor, "strips") else editor.sequences  # before 4.4


def late(place: Place) -> None:
    """Make a job of two frames of long sequences that do not show the files in the paths."""
    begin(place.shot)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 4, 5
    for folder in ("frames", "plates"):
        writers.pngs(place.outside / folder, "f.{:04}.png", range(1, 10))
    sequence = bpy.data.images.load(str(place.outside / "frames" / "f.0001.png"))
    sequence.source = "SEQUENCE"
    user = show(sequence).image_user
    user.frame_duration, user.frame_start, user.use_auto_refresh = 9, 1, True
    clip = bpy.data.movieclips.load(str(place.outside / "plates" / "f.0001.png"))
    background = scene.camera.data.background_images.new()
    background.source, background.clip = "MOVIE_CLIP", clip
    scene.camera.data.show_background_images = True
    compose(clip)
    scene.frame_set(5)
    bpy.ops.wm.save_mainfile()


def imports(place: Place) -> None:
    """Make a scene whose geometry nodes import files by strings: absolute, from a modifier, and joined."""
    begin(place.shot)
    far, near = place.outside / "geo", place.project / "geo"
    for folder, name, at in ((far, "a.obj", 0), (far, "b.obj", 1), (near, "c_1.obj", 2), (near, "c_12.obj", 3)):
        square = [(at, 1), (at + 0.8, 1), (at + 0.8, 2), (at, 2)]
        writers.text(folder / name, "".join(f"v {x} {y} 0\n" for x, y in square) + "f 1 2 3 4\n")
    writers.text(near / "c_old.obj", writers.OBJ)
    group = bpy.data.node_groups.new("Import", "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    given = group.interface.new_socket("File", in_out="INPUT", socket_type="NodeSocketString")
    nodes, links = group.nodes, group.links
    together, begin_node, end = (
        nodes.new(kind) for kind in ("GeometryNodeJoinGeometry", "NodeGroupInput", "NodeGroupOutput")
    )
    text, form, number = (nodes.new(f"FunctionNode{kind}") for kind in ("InputString", "FormatString", "InputInt"))
    text.string = str(far / "a.obj")
    form.inputs[0].default_value = "//../../geo/c_{}.obj"
    number.integer = 12
    form.format_items.new("INT", "Number")
    links.new(number.outputs[0], form.inputs[1])
    material = nodes.new("GeometryNodeSetMaterial")
    material.inputs["Material"].default_value = _glowing()
    for source in (text.outputs[0], begin_node.outputs[0], form.outputs[0]):
        node = nodes.new("GeometryNodeImportOBJ")
        links.new(source, node.inputs[0])
        links.new(node.outputs[0], together.inputs[0])
    realize = nodes.new("GeometryNodeRealizeInstances")
    links.new(together.outputs[0], realize.inputs[0])
    links.new(realize.outputs[0], material.inputs[0])
    links.new(material.outputs[0], end.inputs[0])
    thing = bpy.data.objects.new("Imported", bpy.data.meshes.new("Imported"))
    bpy.context.scene.collection.objects.link(thing)
    modifier = thing.modifiers.new("Nodes", "NODES")
    modifier.node_group = group
    if hasattr(modifier, "properties"):
        getattr(modifier.properties.inputs, given.identifier).value = str(far / "b.obj")
    else:
        modifier[given.identifier] = str(far / "b.obj")
    bpy.context.view_layer.update()
    assert len(thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).data.vertices) == 12
    bpy.ops.wm.save_mainfile()


def _glowing() -> Any:
    material = bpy.data.materials.new("Glowing")
    if material.node_tree is None:  # before 5.0
        material.use_nodes = True
    nodes = material.node_tree.nodes
    nodes.clear()
    glow, output = nodes.new("ShaderNodeEmission"), nodes.new("ShaderNodeOutputMaterial")
    glow.inputs["Color"].default_value = (0.2, 0.6, 0.9, 1)
    material.node_tree.links.new(glow.outputs[0], output.inputs["Surface"])
    return material


ODD_SCENES: tuple[Scene, ...] = (
    *(shaders, overrides, called_alike, other_scene, late),
    *((imports,) if bpy.app.version >= (4, 5, 0) else ()),
)
"""Nodes import files from Blender 4.5."""
