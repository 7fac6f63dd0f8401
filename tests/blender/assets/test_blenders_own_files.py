"""Files that come with Blender: libraries of nodes and brushes."""

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

ASSETS = Path(bpy.utils.system_resource("DATAFILES")) / "assets"


def _link(library: Path, kind: str) -> Any:
    with bpy.data.libraries.load(str(library), link=True) as (there, here):
        setattr(here, kind, getattr(there, kind)[:1])
    (block,) = getattr(here, kind)
    return block


@pytest.mark.parametrize(("written", "spread"), [("absolute", "own"), ("relative", "file")])
def test_linked_nodes(trace: ModuleType, blend: str, written: str, spread: str) -> None:
    """Blender's own library is reported and not uploaded; with a relative path it is uploaded like any other."""
    thing = bpy.data.objects.new("Thing", bpy.data.meshes.new("Thing"))
    bpy.context.scene.collection.objects.link(thing)
    library = min(ASSETS.glob("*/*node*.blend"), default=None) or min(ASSETS.glob("geometry_nodes/*.blend"))
    group = thing.modifiers.new("Nodes", "NODES").node_group = _link(library, "node_groups")
    if written == "relative":
        group.library.filepath = "//" + os.path.relpath(library, Path(blend).parent)

    found = [each for each in trace.references(blend) if each.kind == "library"]
    assert [(each.path, each.spread) for each in found] == [(str(library), spread)]


def test_linked_brushes(trace: ModuleType, blend: str) -> None:
    """Brushes are not needed for a render: their library is ignored."""
    library = min(ASSETS.glob("brushes/*.blend"), default=None)
    if library is None:
        pytest.skip("this Blender has no library of brushes")
    _link(library, "brushes").use_fake_user = True
    assert trace.references(blend) == ()
