"""Files that come with Blender: studio lights, fonts, libraries of nodes and brushes."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy as any_bpy
import pytest

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on

DATA = Path(bpy.utils.system_resource("DATAFILES"))
ASSETS = DATA / "assets"
FOLDERS = {
    "library": [*ASSETS.glob("*/*node*.blend"), *ASSETS.glob("geometry_nodes/*.blend")],
    "image": [*(DATA / "studiolights" / "world").glob("*.exr")],
    "font": [*(DATA / "fonts").glob("*.woff2")],
}


def _link(library: Path, kind: str) -> Any:
    with bpy.data.libraries.load(str(library), link=True) as (there, here):
        setattr(here, kind, getattr(there, kind)[:1])
    (block,) = getattr(here, kind)
    return block


@pytest.mark.parametrize("written", ["absolute", "relative"])
@pytest.mark.parametrize("kind", ["library", "image", "font"])
def test_they_are_files_like_any_other(trace: ModuleType, blend: str, kind: str, written: str) -> None:
    """Workers may have Blender elsewhere, or another version: what the file uses is uploaded."""
    path = min(FOLDERS[kind])
    path_in_file = str(path) if written == "absolute" else "//" + os.path.relpath(path, Path(blend).parent)
    if kind == "library":
        thing = bpy.data.objects.new("Thing", bpy.data.meshes.new("Thing"))
        bpy.context.scene.collection.objects.link(thing)
        group = thing.modifiers.new("Nodes", "NODES").node_group = _link(path, "node_groups")
        group.library.filepath = path_in_file
    else:
        block = getattr(bpy.data, f"{kind}s").load(str(path))
        block.use_fake_user = True
        block.filepath = path_in_file

    found = [each for each in trace.references(blend) if each.kind == kind]
    assert [(each.path, each.written, each.spread) for each in found] == [(str(path), path_in_file, "file")]


def test_linked_brushes(trace: ModuleType, blend: str) -> None:
    """Brushes are not needed for a render: their library is ignored."""
    library = min(ASSETS.glob("brushes/*.blend"), default=None)
    if library is None:
        pytest.skip("this Blender has no library of brushes")
    _link(library, "brushes").use_fake_user = True
    assert trace.references(blend) == ()
