"""No deprecated property is read where it has a successor: its name must not be in the code, and no run may warn."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.every_kind.project import make
from flamenco_client.tests.support.source import ROOT

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on

FOLDERS = ("background_blender", "bridge/assets", "bridge/scene")
"""The code that reads Blender's data."""

BY_VERSION = {
    "GeometryNodeMergeLayers.mode": "read of nodes with scripts and IES textures",
    "GeometryNodeSetGreasePencilColor.mode": "as the one before",
    "Light.use_nodes": "read of scenes",
    "Material.use_nodes": "read of scenes",
    "Scene.compositing_node_group": "read only where there are no compositor_effects, before 5.3",
    "Scene.use_nodes": "read only where there is no compositing_node_group, before 5.0",
    "Strip.animation_offset_start": "read only where there is no content_trim_start, before 5.2",
    "Strip.frame_duration": "as the one before; images, clips and volumes have it, too",
    "Strip.frame_final_end": "as the one before",
    "Strip.frame_final_start": "as the one before",
    "Strip.frame_start": "as the one before; images, clips, volumes and scenes have it, too",
    "World.use_nodes": "read of scenes",
}
"""Deprecated properties whose names are in the code, and why they are not read any more."""


@pytest.mark.skipif("is_deprecated" not in bpy.types.Property.bl_rna.properties, reason="this Blender does not say")
def test_names_of_deprecated_properties() -> None:
    """Whatever this version of Blender calls deprecated is not in the code, or has a reason."""
    used = {name for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.py")) for name in _names(path)}

    found = {f"{owner}.{name}" for owner, name in _deprecated() if name in used}

    assert found - set(BY_VERSION) == set()


def test_no_warning(extension: Extension, trace: ModuleType, tmp_path: Path) -> None:
    """Reading the project with every kind of file, and the facts of its scene, reads no deprecated property."""
    project = make(tmp_path)
    facts = extension.module("bridge.scene.scene_facts")
    properties = extension.module("background_blender.path_properties")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        trace.references(str(project.blend))
        facts.read(bpy.context, bpy.context.scene, {})
        for block in (*bpy.data.scenes, *bpy.data.materials, *bpy.data.worlds, *bpy.data.lights, *bpy.data.objects):
            properties.path_slots(block)

    assert [str(each.message) for each in caught if issubclass(each.category, DeprecationWarning)] == []


def _deprecated() -> Iterator[tuple[str, str]]:
    """Yield each deprecated property of this version of Blender with its type; "Strip" for all kinds of strips."""
    for name in dir(bpy.types):
        kind = getattr(bpy.types, name)
        base = kind.bl_rna.base if hasattr(kind, "bl_rna") else None
        for each in kind.bl_rna.properties if hasattr(kind, "bl_rna") else ():
            if each.is_deprecated and (base is None or each.identifier not in base.properties):
                yield ("Strip" if issubclass(kind, getattr(bpy.types, "Strip", ())) else name), each.identifier


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
