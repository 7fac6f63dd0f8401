"""Images: single files, tiles, movies, packed ones, and sequences with every kind of user."""

from __future__ import annotations

from typing import Any

from . import writers
from .stage import Part, Stage, bpy, image, mesh_object, new_compositor, user, with_nodes


def shown(stage: Stage) -> None:
    """Make the visible scene: a plane with a texture, displaced by another texture, in a world."""
    folder = stage.root / "textures"
    wood, height = writers.png(folder / "wood.png"), writers.png(folder / "höhe 50%.png")
    stage.need(wood, height)
    plane = mesh_object("Ground")
    stage.scene.collection.objects.link(plane)
    material = bpy.data.materials.new("Ground")
    plane.data.materials.append(material)
    nodes, links = _nodes(material)
    colour, displacement = nodes.new("ShaderNodeTexImage"), nodes.new("ShaderNodeTexImage")
    colour.image, displacement.image = image(stage, wood), image(stage, height)
    surface, output = nodes.new("ShaderNodeBsdfDiffuse"), nodes.new("ShaderNodeOutputMaterial")
    links.new(colour.outputs["Color"], surface.inputs["Color"])
    links.new(surface.outputs["BSDF"], output.inputs["Surface"])
    bump = nodes.new("ShaderNodeDisplacement")
    links.new(displacement.outputs["Color"], bump.inputs["Height"])
    links.new(bump.outputs["Displacement"], output.inputs["Displacement"])


def _nodes(owner: Any) -> tuple[Any, Any]:
    tree = with_nodes(owner)
    tree.nodes.clear()
    return tree.nodes, tree.links


def tiles(stage: Stage) -> None:
    """Make tiles with both numberings, and files with similar names that are not tiles of the image."""
    folder = stage.root / "textures" / "tiles"
    for number in (1001, 1002, 1011):
        stage.need(writers.png(folder / f"skin.{number}.png"))
    for name in ("u1_v1", "u2_v1"):
        stage.need(writers.png(folder / f"cloth_{name}.png"))
    writers.png(folder / "skin.backup.png")
    for token, first in (("skin.<UDIM>.png", "skin.1001.png"), ("cloth_<UVTILE>.png", "cloth_u1_v1.png")):
        loaded = image(stage, folder / first)
        loaded.source = "TILED"
        loaded.filepath = stage.written(folder / token)
        loaded.use_fake_user = True
    writers.png(folder / "skin.1012.png")  # made after the image


def not_files(stage: Stage) -> None:
    """Make packed and generated images, which need no file, even if it exists."""
    path = writers.png(stage.root / "textures" / "packed.png")
    packed = image(stage, path)
    packed.pack()
    packed.use_fake_user = True
    generated = bpy.data.images.new("Generated", 4, 4)
    generated.filepath_raw = stage.written(writers.png(stage.root / "textures" / "generated.png"))
    generated.use_fake_user = True


def spelled_twice(stage: Stage) -> None:
    """Refer to one file by a relative and an absolute path, and to one outside of the project."""
    twice = writers.png(stage.root / "textures" / "twice.png")
    outside = writers.png(stage.root.parent / "outside" / "stone.png")
    stage.need(twice)
    stage.needed.add("../outside/stone.png")
    for path in (str(twice), stage.written(twice), str(outside)):
        loaded = bpy.data.images.load(path)
        loaded.filepath = path
        loaded.use_fake_user = True


def gone(stage: Stage) -> None:
    """Refer to a missing texture."""
    loaded = image(stage, writers.png(stage.root / "textures" / "gone.png"))
    loaded.use_fake_user = True
    (stage.root / "textures" / "gone.png").unlink()
    stage.missed.add("textures/gone.png")


def _sequence(stage: Stage, name: str, used: Any) -> Any:
    """Make a sequence with ten files, of which some are used."""
    folder, pattern = stage.root / "sequences" / name, name + ".{:04}.png"
    writers.pngs(folder, pattern, range(1, 11))
    writers.png(folder / f"{name}.small.png")
    stage.needs(folder, pattern, used)
    loaded = image(stage, folder / pattern.format(1), "SEQUENCE")
    loaded.use_fake_user = True
    return loaded


def in_material(stage: Stage) -> None:
    """Use four frames of a sequence, from the third on."""
    material = bpy.data.materials.new("Sequence")
    material.use_fake_user = True
    node = with_nodes(material).nodes.new("ShaderNodeTexImage")
    node.image = _sequence(stage, "material", range(3, 7))
    user(node.image_user, offset=2)


def in_world(stage: Stage) -> None:
    """Use two frames of a sequence cyclically."""
    world = bpy.data.worlds.new("World")
    stage.scene.world = world
    node = with_nodes(world).nodes.new("ShaderNodeTexEnvironment")
    node.image = _sequence(stage, "world", (5, 6))
    user(node.image_user, duration=2, offset=4, cyclic=True)


def in_light(stage: Stage) -> None:
    """Use the first frames of a sequence that begins after the start of the shot."""
    light = bpy.data.lights.new("Light", "SPOT")
    light.use_fake_user = True
    node = with_nodes(light).nodes.new("ShaderNodeTexImage")
    node.image = _sequence(stage, "light", (1, 2))
    user(node.image_user, start=3)


def in_group(stage: Stage) -> None:
    """Use a sequence that ends before the shot, so that its last frame is held. Two users share it."""
    group = bpy.data.node_groups.new("Group", "ShaderNodeTree")
    group.use_fake_user = True
    loaded = _sequence(stage, "group", (1, 2, 9))
    for duration, offset in ((2, 0), (1, 8)):
        node = group.nodes.new("ShaderNodeTexImage")
        node.image = loaded
        user(node.image_user, duration=duration, offset=offset)


def in_compositor(stage: Stage) -> None:
    """Use sequences in the compositor, whose nodes have their own frame ranges."""
    tree = compositor(stage)
    node = tree.nodes.new("CompositorNodeImage")
    node.image = _sequence(stage, "compositor", range(7, 11))
    user(node, offset=6)
    matte = tree.nodes.new("CompositorNodeCryptomatteV2")
    matte.source = "IMAGE"
    matte.image = _sequence(stage, "matte", range(2, 6))
    user(matte, offset=1)
    files = tree.nodes.new("CompositorNodeOutputFile")
    files.mute = True
    name = "directory" if hasattr(files, "directory") else "base_path"
    setattr(files, name, stage.written(stage.root / "outputs"))
    writers.png(stage.root / "outputs" / "Image0001.png")


def compositor(stage: Stage) -> Any:
    """Return the compositor's node tree, which passes the image on."""
    tree, result = new_compositor(stage.scene)
    tree.links.new(tree.nodes.new("CompositorNodeRLayers").outputs["Image"], result)
    return tree


def behind_camera(stage: Stage) -> None:
    """Use an image as the background of the camera."""
    data = bpy.data.cameras.new("Camera")
    camera = bpy.data.objects.new("Camera", data)
    camera.location = (0, 0, 3)
    stage.scene.collection.objects.link(camera)
    stage.scene.camera = camera
    background = data.background_images.new()
    background.image = _sequence(stage, "camera", range(1, 5))
    user(background.image_user)


def in_texture(stage: Stage) -> None:
    """Make a texture that displaces a mesh, and one with nodes."""
    texture = bpy.data.textures.new("Displacement", "IMAGE")
    texture.image = _sequence(stage, "texture", range(4, 8))
    user(texture.image_user, offset=3)
    plane = stage.hide(mesh_object("Displaced"))
    plane.modifiers.new("Displace", "DISPLACE").texture = texture
    nodes = bpy.data.textures.new("Nodes", "IMAGE")
    nodes.use_fake_user = nodes.use_nodes = True
    node = nodes.node_tree.nodes.new("TextureNodeImage")
    node.image = _sequence(stage, "texture_node", range(1, 5))
    user(node.image_user)


def on_empty(stage: Stage) -> None:
    """Show a reference image in the view."""
    empty = bpy.data.objects.new("Reference", None)
    empty.empty_display_type = "IMAGE"
    empty.data = _sequence(stage, "empty", range(1, 5))
    user(empty.image_user)
    stage.hide(empty)


def in_geometry_nodes(stage: Stage) -> None:
    """Use a sequence in geometry nodes, which can compute the frame: all frames are needed."""
    group = bpy.data.node_groups.new("Geometry", "GeometryNodeTree")
    group.use_fake_user = True
    node = group.nodes.new("GeometryNodeImageTexture")
    node.inputs["Image"].default_value = _sequence(stage, "geometry", range(1, 11))


def animated(stage: Stage) -> None:
    """Use a sequence with an animated offset: all frames are needed."""
    material = bpy.data.materials.new("Animated")
    material.use_fake_user = True
    node = with_nodes(material).nodes.new("ShaderNodeTexImage")
    node.image = _sequence(stage, "animated", range(1, 11))
    user(node.image_user)
    node.image_user.keyframe_insert("frame_offset", frame=1)


PARTS: tuple[Part, ...] = (
    shown,
    tiles,
    not_files,
    spelled_twice,
    gone,
    in_material,
    in_world,
    in_light,
    in_group,
    in_compositor,
    behind_camera,
    in_texture,
    on_empty,
    in_geometry_nodes,
    animated,
)
