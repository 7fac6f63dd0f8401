"""Objects and their modifiers: simulation caches, bakes, and files that modifiers refer to."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import bpy

from .collector import Home, ReferenceCollector
from .images import show
from .nodes import read_given
from .path_templates import expanded

CACHE = "cache"
BAKE = "bake"


def read_object(thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    """Add the files that the modifiers and particle systems of an object need."""
    for modifier in thing.modifiers:
        read = _READERS.get(type(modifier).__name__)
        if read is not None:
            read(modifier, thing, collector)
    for system in thing.particle_systems:
        _point_cache(system.point_cache, thing, collector)
    if collector.sequences and thing.type == "EMPTY" and isinstance(thing.data, bpy.types.Image):
        show(collector, thing.data, thing.image_user, thing)


def _point_cache(cache: Any, owner: bpy.types.ID, collector: ReferenceCollector) -> None:
    """Add the cache of a simulation if it is on disk; otherwise it is in the .blend or does not exist.

    Blender lists other folders, too: until 5.0 a left-over one, from 5.1 the default folder of particles without files.
    """
    home = collector.home(owner) if cache.use_library_path else collector.blend
    default = _default_folder(home)
    for start in (home, collector.home(owner)):
        collector.cover(owner, default, start)
        for each in cache.point_caches:
            collector.cover(owner, each.filepath, start)
    if cache.use_external:
        # Without a name, the file names begin with the frame.
        collector.add(owner, cache.filepath, CACHE, spread="point_cache", stem=cache.name, start=home)
    elif cache.use_disk_cache:
        collector.add(
            owner,
            default,
            CACHE,
            spread="point_cache",
            stem=cache.name or _stem(owner),
            optional=not cache.is_baked,
            start=home,
        )


def _default_folder(home: Home) -> str:
    """Return the folder beside a .blend for caches: Blender removes as many characters of its name as ".blend" has."""
    name = os.path.basename(home.file)
    return f"//blendcache_{name[:-6] if len(name) > 6 else name}/"


def _stem(owner: bpy.types.ID) -> str:
    """Return Blender's default name of a cache: the bytes of the data-block's name in hexadecimal digits."""
    return owner.name.encode().hex().upper()


def _simulated(modifier: Any, thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    _point_cache(modifier.point_cache, thing, collector)


def _painted(modifier: Any, thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    if modifier.canvas_settings is not None:
        for surface in modifier.canvas_settings.canvas_surfaces:
            _point_cache(surface.point_cache, thing, collector)


def _fluid(modifier: Any, thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    domain = modifier.domain_settings if modifier.fluid_type == "DOMAIN" else None
    if domain is not None:
        baked = getattr(domain, "has_cache_baked_any", False)
        collector.add(thing, domain.cache_directory, CACHE, spread="folder", optional=not baked)


def _ocean(modifier: Any, thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    collector.add(thing, modifier.filepath, CACHE, spread="folder", optional=not modifier.is_cached)


def _mesh_cache(modifier: Any, thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    collector.add(thing, modifier.filepath, CACHE)


def _multires(modifier: Any, thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    if modifier.is_external and thing.data is not None:
        # The mesh stores the path.
        collector.add(thing.data, modifier.filepath, "sculpt")


def _nodes(modifier: Any, thing: bpy.types.Object, collector: ReferenceCollector) -> None:
    if modifier.node_group is None:
        return
    bakes = modifier.bakes
    if bakes:
        folders = [modifier.bake_directory, *(bake.directory for bake in bakes if bake.use_custom_path)]
        for written in folders:
            meaning = expanded(written, collector.home(thing), collector)
            collector.add(thing, written, BAKE, spread="folder", optional=True, meaning=meaning)
    read_given(modifier, thing, collector)


_READERS: dict[str, Callable[[Any, bpy.types.Object, ReferenceCollector], None]] = {
    "ClothModifier": _simulated,
    "SoftBodyModifier": _simulated,
    "DynamicPaintModifier": _painted,
    "FluidModifier": _fluid,
    "OceanModifier": _ocean,
    "MeshCacheModifier": _mesh_cache,
    "MultiresModifier": _multires,
    "NodesModifier": _nodes,
}
