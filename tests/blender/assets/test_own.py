"""What comes with Blender itself: brushes, fonts, and nodes that are linked from its own files."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import bpy as any_bpy
import pytest

bpy: Any = any_bpy
"""The stubs know one version of Blender."""

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on

ASSETS = Path(bpy.utils.system_resource("DATAFILES")) / "assets"


def _link(library: Path, kind: str) -> Any:
    with bpy.data.libraries.load(str(library), link=True) as (there, here):
        setattr(here, kind, getattr(there, kind)[:1])
    (block,) = getattr(here, kind)
    return block


def test_linked_nodes(trace: ModuleType, blend: str) -> None:
    """A farm has its Blender elsewhere, and Blender looks where the file says: such a library goes along."""
    thing = bpy.data.objects.new("Thing", bpy.data.meshes.new("Thing"))
    bpy.context.scene.collection.objects.link(thing)
    library = min(ASSETS.glob("*/*node*.blend"), default=None) or min(ASSETS.glob("geometry_nodes/*.blend"))
    thing.modifiers.new("Nodes", "NODES").node_group = _link(library, "node_groups")

    found = [each for each in trace.references(blend) if each.kind == "library"]
    assert [each.path for each in found] == [str(library)]


def test_linked_brushes(trace: ModuleType, blend: str) -> None:
    """Brushes are for who paints: nothing of theirs goes along."""
    library = min(ASSETS.glob("brushes/*.blend"), default=None)
    if library is None:
        pytest.skip("this Blender has no library of brushes")
    _link(library, "brushes").use_fake_user = True
    assert trace.references(blend) == ()
