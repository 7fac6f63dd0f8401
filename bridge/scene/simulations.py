"""Simulations that are not baked: which of an object's modifiers and particle systems depend on earlier frames."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import bpy

from ...submission.checks import simulations as kinds
from ...submission.checks.simulations import Simulation

_LEADING_NUMBER = re.compile(r"[0-9]+")

_STEPWISE = frozenset({"NEWTON", "BOIDS", "FLUID"})
"""Physics of particles that depend on earlier frames."""


def of_object(thing: Any, scene: int, zones: tuple[int, int]) -> list[Simulation]:
    """Return the simulations of an object that are rendered and not baked.

    Args:
        thing: The object.
        scene: ``session_uid`` of the rendered scene; objects in other scenes only do not count.
        zones: First and last frame of its simulation zones.
    """
    found = [
        simulation
        for modifier in thing.modifiers
        if modifier.show_render and (read := _READERS.get(type(modifier).__name__)) is not None
        for simulation in read(modifier, thing)
    ]
    found += [
        simulation
        for modifier in thing.modifiers
        if modifier.show_render and modifier.type == "NODES" and modifier.node_group is not None
        for simulation in _zones(modifier, thing, zones)
    ]
    if not found or thing.hide_render or thing.users == 0 or not _is_in(thing, scene):
        return []
    return found


def of_scene(scene: Any) -> list[Simulation]:
    """Return the rigid bodies of a scene if they are not baked."""
    world = scene.rigidbody_world
    if world is None or not world.enabled or world.collection is None:
        return []
    moving = (
        thing.rigid_body is not None and thing.rigid_body.type == "ACTIVE" and not thing.rigid_body.kinematic
        for thing in world.collection.objects
    )
    return [*_of_cache(world.point_cache, scene.name, kinds.RIGID_BODIES)] if any(moving) else []


def _is_in(thing: Any, scene: int) -> bool:
    """Return whether an object is in a scene, or in none, as those of collections that are only instanced."""
    if len(bpy.data.scenes) == 1:
        return True
    within = thing.users_scene
    return not within or any(each.session_uid == scene for each in within)


def _of_cache(cache: Any, name: str, kind: str) -> Iterator[Simulation]:
    if cache.is_baked or cache.use_external:
        return
    kept = _LEADING_NUMBER.match(cache.info) if not cache.is_outdated else None
    yield Simulation(name, kind, cache.frame_start, cache.frame_end, kept=int(kept[0]) if kept else 0)


def _cloth(modifier: Any, thing: Any) -> Iterator[Simulation]:
    return _of_cache(modifier.point_cache, thing.name, kinds.CLOTH)


def _soft_body(modifier: Any, thing: Any) -> Iterator[Simulation]:
    return _of_cache(modifier.point_cache, thing.name, kinds.SOFT_BODY)


def _particles(modifier: Any, thing: Any) -> Iterator[Simulation]:
    system = modifier.particle_system
    settings = system.settings
    if settings.type == "HAIR":
        if system.use_hair_dynamics:
            yield from _of_cache(system.point_cache, thing.name, kinds.HAIR)
    elif settings.physics_type in _STEPWISE:
        yield from _of_cache(system.point_cache, thing.name, kinds.PARTICLES)


def _dynamic_paint(modifier: Any, thing: Any) -> Iterator[Simulation]:
    if modifier.canvas_settings is None:
        return
    for surface in modifier.canvas_settings.canvas_surfaces:
        if surface.is_active and surface.surface_format == "VERTEX":
            yield from _of_cache(surface.point_cache, thing.name, kinds.DYNAMIC_PAINT)


def _fluid(modifier: Any, thing: Any) -> Iterator[Simulation]:
    """Yield a domain that is simulated while it is played; without a bake, other domains show nothing here, too."""
    domain = modifier.domain_settings if modifier.fluid_type == "DOMAIN" else None
    if domain is not None and domain.cache_type == "REPLAY":
        folder = _folder(domain.cache_directory, thing)
        yield Simulation(
            thing.name,
            kinds.FLUID,
            domain.cache_frame_start,
            domain.cache_frame_end,
            folder=os.path.join(folder, "data"),
        )


def _zones(modifier: Any, thing: Any, frames: tuple[int, int]) -> Iterator[Simulation]:
    for bake in modifier.bakes:
        if type(bake.node).__name__ != "GeometryNodeSimulationOutput":
            continue
        target = getattr(bake, "bake_target", "DISK")  # before 4.3, all bakes are on disk
        if target == "INHERIT":
            target = modifier.bake_target
        first, last = (bake.frame_start, bake.frame_end) if bake.use_custom_simulation_frame_range else frames
        folder = ""
        if target == "DISK" and bake.use_custom_path:
            folder = _folder(f"{bake.directory}/meta", thing)
        elif target == "DISK" and modifier.bake_directory:
            folder = _folder(f"{modifier.bake_directory}/{bake.bake_id}/meta", thing)
        yield Simulation(thing.name, kinds.ZONE, first, last, folder=folder, may_be_packed=target == "PACKED")


def zone_range(scene: Any) -> tuple[int, int]:
    """Return the first and last frame of the simulation zones in a scene."""
    if scene.use_custom_simulation_range:
        return scene.simulation_frame_start, scene.simulation_frame_end
    return scene.frame_start, scene.frame_end


def _folder(written: str, thing: Any) -> str:
    return os.path.normpath(bpy.path.abspath(written, library=thing.library))


_READERS: dict[str, Callable[[Any, Any], Iterator[Simulation]]] = {
    "ClothModifier": _cloth,
    "SoftBodyModifier": _soft_body,
    "ParticleSystemModifier": _particles,
    "DynamicPaintModifier": _dynamic_paint,
    "FluidModifier": _fluid,
}
