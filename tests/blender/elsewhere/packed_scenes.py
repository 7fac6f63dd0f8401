"""Scenes with data that is linked and packed: it is in the shot, and its paths start from where its library was."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import bpy as any_bpy

from flamenco_client.tests.blender.elsewhere.scenes import Place, Scene, add_texture, begin, link, save_library, show

bpy: Any = any_bpy
"""The stubs know one version of Blender."""


def packed_relative(place: Place) -> None:
    """A library in the project that is packed into the shot; every path is relative."""
    _tool(place.project / "sets" / "set.blend", "//../tex/moss.png")
    _shot_with_packed(place, "//../../sets/set.blend")


def packed_absolute(place: Place) -> None:
    """The same, made absolute by Blender; that leaves alone what stands in the packed data."""
    packed_relative(place)
    bpy.ops.file.make_paths_absolute()
    assert all(os.path.isabs(library.filepath) for library in bpy.data.libraries)
    bpy.ops.wm.save_mainfile()


def packed_with_absolute(place: Place) -> None:
    """The library refers to its own files absolutely."""
    _tool(place.project / "sets" / "set.blend", str(place.project / "tex" / "moss.png"))
    _shot_with_packed(place, "//../../sets/set.blend")


def packed_outside(place: Place) -> None:
    """The library lies outside, and refers to files beside it and in the project; the shot writes one as it does."""
    _tool(place.outside / "sets" / "set.blend", str(place.project / "tex" / "moss.png"))
    _shot_with_packed(place, str(place.outside / "sets" / "set.blend"))
    show(add_texture(place.shot.parent / "tex" / "stone.png", "//tex/stone.png", (10, 220, 10)))
    bpy.ops.wm.save_mainfile()


def packed_leaving(place: Place) -> None:
    """The library is reached by a relative path that leaves the project."""
    _tool(place.outside / "sets" / "set.blend", "//../far/moss.png")
    _shot_with_packed(place, "//../../../outside/sets/set.blend")


def packed_in_library(place: Place) -> None:
    """A library in the project has packed what lies outside; whoever links it gets that, too."""
    near = place.project / "sets" / "set.blend"
    save_library(place.outside / "prop.blend", "//tex/bark.png", (120, 60, 20))
    save_library(near, "//tex/stone.png", (90, 90, 110), links=str(place.outside / "prop.blend"), pack=True)
    begin(place.shot)
    link("//../../sets/set.blend")
    bpy.ops.wm.save_mainfile()


def packed_in_library_with_absolute(place: Place) -> None:
    """The same in the project; only what the packed data itself refers to is absolute."""
    prop, bark = place.project / "props" / "prop.blend", place.project / "tex" / "bark.png"
    save_library(prop, str(bark), (120, 60, 20), bark)
    save_library(
        place.project / "sets" / "set.blend", "//tex/stone.png", (90, 90, 110), links="//../props/prop.blend", pack=True
    )
    begin(place.shot)
    link("//../../sets/set.blend")
    bpy.ops.wm.save_mainfile()


def packed_whole(place: Place) -> None:
    """The whole library is packed, as any Blender can: what is relative in it starts from where it was."""
    save_library(place.project / "sets" / "set.blend", "//tex/stone.png", (90, 90, 110))
    begin(place.shot)
    link("//../../sets/set.blend")
    bpy.ops.file.pack_libraries()
    bpy.ops.wm.save_mainfile()


def packed_whole_absolute(place: Place) -> None:
    """The whole library is packed, and refers to a file absolutely: Blender keeps no change of what is in there."""
    _tool(place.project / "sets" / "set.blend", str(place.project / "tex" / "moss.png"))
    begin(place.shot)
    link("//../../sets/set.blend")
    bpy.ops.file.pack_libraries()
    bpy.ops.wm.save_mainfile()


def _tool(path: Path, other: str) -> None:
    """A library with a texture beside it, and another one that is written so."""
    save_library(path, "//tex/stone.png", (90, 90, 110))
    begin(path, fresh=False)
    there = Path(os.path.normpath(bpy.path.abspath(other)))
    show(add_texture(there, other, (200, 20, 30)), path.stem)
    bpy.ops.wm.save_mainfile()


def _shot_with_packed(place: Place, written: str) -> None:
    begin(place.shot)
    link(written, pack=True)
    bpy.ops.wm.save_mainfile()


_IN_PARTS: tuple[Scene, ...] = (
    *(packed_relative, packed_absolute, packed_with_absolute, packed_outside, packed_leaving),
    *(packed_in_library, packed_in_library_with_absolute),
)

PACKED_SCENES: tuple[Scene, ...] = (packed_whole, *(_IN_PARTS if bpy.app.version >= (5, 0, 0) else ()))
"""Before 5.0 only whole libraries can be packed."""
