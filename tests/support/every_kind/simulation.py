"""Caches of simulations and modifiers, bakes of geometry nodes, and the files that their nodes import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import writers
from .stage import Part, Stage, bpy, mesh_object


def fluid(stage: Stage) -> None:
    """A fluid's folder, deep."""
    folder = stage.root / "fluid cache"
    for name in ("config/config_0001.uni", "data/fluid_data_0001.vdb", "noise/deeper/a.vdb"):
        stage.need(writers.binary(folder / name))
    modifier = stage.hide(mesh_object("Domain")).modifiers.new("Fluid", "FLUID")
    modifier.fluid_type = "DOMAIN"
    modifier.domain_settings.cache_directory = stage.written(folder)
    flow = stage.hide(mesh_object("Flow")).modifiers.new("Fluid", "FLUID")
    flow.fluid_type = "FLOW"


def ocean(stage: Stage) -> None:
    """Make a baked ocean."""
    folder = stage.root / "ocean"
    stage.need(writers.png(folder / "disp_0001.exr"), writers.png(folder / "foam_0001.exr"))
    modifier = stage.hide(mesh_object("Ocean")).modifiers.new("Ocean", "OCEAN")
    modifier.filepath = stage.written(folder)


def point_caches(stage: Stage) -> None:
    """Make cloth, soft body, particles, dynamic paint and rigid bodies with a cache on disk beside the .blend."""
    folder = stage.blend.parent / f"blendcache_{stage.blend.stem}"
    for name, kind in (("Cloth", "CLOTH"), ("Soft", "SOFT_BODY")):
        modifier = stage.hide(mesh_object(name)).modifiers.new(name, kind)
        modifier.point_cache.use_disk_cache = True
        stage.need(*_baked(folder, _hex(name)))
    named = stage.hide(mesh_object("Named")).modifiers.new("Named", "CLOTH")
    named.point_cache.use_disk_cache = True
    named.point_cache.name = "my cloth"
    stage.need(*_baked(folder, "my cloth"))
    particles = stage.hide(mesh_object("Dust"))
    particles.modifiers.new("Dust", "PARTICLE_SYSTEM")
    particles.particle_systems[0].point_cache.use_disk_cache = True
    stage.need(*_baked(folder, _hex("Dust")))
    # A cache that is not on disk, and unrelated files: neither is needed.
    stage.hide(mesh_object("Memory")).modifiers.new("Memory", "CLOTH")
    _baked(folder, _hex("Memory"))
    _baked(folder, _hex("Deleted long ago"))


def external_cache(stage: Stage) -> None:
    """Use an external cache."""
    folder = stage.root / "caches" / "external"
    modifier = stage.hide(mesh_object("External")).modifiers.new("External", "CLOTH")
    cache = modifier.point_cache
    cache.use_external = True
    cache.filepath = stage.written(folder)
    cache.name = "flag"
    cache.index = 0
    stage.need(*_baked(folder, "flag"))
    _baked(folder, "flagship")


def rigid_bodies(stage: Stage) -> None:
    """Make the cache of the rigid body world, which Blender always stores in the .blend."""
    with bpy.context.temp_override(scene=stage.scene):
        bpy.ops.rigidbody.world_add()
    world = stage.scene.rigidbody_world
    world.enabled = False


def painted(stage: Stage) -> None:
    """Make the cache of a canvas; the images that it writes are output."""
    canvas = stage.hide(mesh_object("Canvas"))
    modifier = canvas.modifiers.new("Paint", "DYNAMIC_PAINT")
    modifier.ui_type = "CANVAS"
    canvas.hide_viewport = False
    with bpy.context.temp_override(object=canvas, active_object=canvas):
        bpy.ops.dpaint.type_toggle(type="CANVAS")
    canvas.hide_viewport = True
    surface = modifier.canvas_settings.canvas_surfaces[0]
    assert surface.point_cache.use_disk_cache  # the only possible value
    surface.image_output_path = stage.written(stage.root / "outputs")
    stage.need(*_baked(stage.blend.parent / f"blendcache_{stage.blend.stem}", _hex("Canvas")))


def _hex(name: str) -> str:
    return "".join(f"{byte:02X}" for byte in name.encode())


def _baked(folder: Path, stem: str) -> list[Path]:
    return [writers.binary(folder / f"{stem}_{frame:06}_00.bphys") for frame in (0, 1, 4)]


def mesh_files(stage: Stage) -> None:
    """Use a mesh cache, and the external levels of a sculpted mesh."""
    cache = writers.binary(stage.root / "caches" / "dance.pc2")
    stage.need(cache)
    modifier = stage.hide(mesh_object("Dancer")).modifiers.new("Cache", "MESH_CACHE")
    modifier.cache_format = "PC2"
    modifier.filepath = stage.written(cache)
    sculpted = stage.hide(mesh_object("Sculpted"))
    sculpted.modifiers.new("Multires", "MULTIRES")
    path = stage.root / "caches" / "sculpted.btx"
    with bpy.context.temp_override(object=sculpted, active_object=sculpted):
        bpy.ops.object.multires_subdivide(modifier="Multires")
        bpy.ops.object.multires_external_save(modifier="Multires", filepath=str(path))
    sculpted.modifiers[0].filepath = stage.written(path)
    stage.need(path)


def bakes(stage: Stage) -> None:
    """Make a bake in the modifier's folder, and one in a folder of its own."""
    group = bpy.data.node_groups.new("Baked", "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    for _ in range(2):
        group.nodes.new("GeometryNodeBake")
    modifier = stage.hide(mesh_object("Baked")).modifiers.new("Nodes", "NODES")
    modifier.node_group = group
    shared, own = stage.root / "bakes" / "shared", stage.root / "bakes" / "own"
    modifier.bake_directory = stage.written(shared)
    if hasattr(modifier, "bake_target"):
        modifier.bake_target = "DISK"
    first, second = modifier.bakes
    second.use_custom_path = True
    second.directory = stage.written(own)
    names = ("meta/0001_00000.json", "blobs/0001_00000.blob")
    stage.need(*(writers.binary(shared / str(first.bake_id) / name) for name in names))
    stage.need(*(writers.binary(own / name) for name in names))


IMPORTS = {
    "GeometryNodeImportOBJ": ("tree.obj", writers.OBJ),
    "GeometryNodeImportPLY": ("scan.ply", writers.PLY),
    "GeometryNodeImportSTL": ("screw.stl", writers.STL),
    "GeometryNodeImportCSV": ("table.csv", writers.CSV),
    "GeometryNodeImportText": ("words.txt", "words\n"),
    "GeometryNodeImportVDB": ("fog.vdb", "no volume\n"),
}


def imports(stage: Stage) -> None:
    """Use files that nodes import: named by the node, by its group, or by the modifier."""
    if not hasattr(bpy.types, "GeometryNodeImportOBJ"):
        return
    folder = stage.root / "imported"
    group = bpy.data.node_groups.new("Imports", "GeometryNodeTree")
    group.use_fake_user = True
    for kind, (name, content) in IMPORTS.items():
        path = writers.text(folder / name, content)
        stage.need(path)
        group.nodes.new(kind).inputs["Path"].default_value = stage.written(path)
    inner = _importer("Importer")
    outer = bpy.data.node_groups.new("Outer", "GeometryNodeTree")
    outer.use_fake_user = True
    node = outer.nodes.new("GeometryNodeGroup")
    node.node_tree = inner
    node.inputs["Path"].default_value = _obj(stage, "by_group.obj")
    string = outer.nodes.new("FunctionNodeInputString")
    string.string = _obj(stage, "by_string.obj")
    outer.links.new(string.outputs[0], outer.nodes.new("GeometryNodeImportOBJ").inputs["Path"])
    modifier = stage.hide(mesh_object("Importing")).modifiers.new("Nodes", "NODES")
    modifier.node_group = inner
    identifier = next(item.identifier for item in inner.interface.items_tree if item.name == "Path")
    written = _obj(stage, "by_modifier.obj")
    if hasattr(modifier, "properties"):
        getattr(modifier.properties.inputs, identifier).value = written
    else:
        modifier[identifier] = written


def _importer(name: str) -> Any:
    """Make a node group that imports the file of its input."""
    group = bpy.data.node_groups.new(name, "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    socket = group.interface.new_socket("Path", in_out="INPUT", socket_type="NodeSocketString")
    socket.subtype = "FILE_PATH"
    node, begin, end = (
        group.nodes.new(kind) for kind in ("GeometryNodeImportOBJ", "NodeGroupInput", "NodeGroupOutput")
    )
    group.links.new(begin.outputs["Path"], node.inputs["Path"])
    group.links.new(node.outputs[0], end.inputs[0])
    return group


def _obj(stage: Stage, name: str) -> str:
    path = writers.text(stage.root / "imported" / name, writers.OBJ)
    stage.need(path)
    return stage.written(path)


PARTS: tuple[Part, ...] = (
    fluid,
    ocean,
    point_caches,
    external_cache,
    rigid_bodies,
    painted,
    mesh_files,
    bakes,
    imports,
)
