"""No property of Blender's data that holds a path is forgotten: a new version that has one makes this fail."""

from __future__ import annotations

import bpy
import pytest

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on

READ = {
    "CacheFile.filepath",
    "CacheFileLayer.filepath",
    "Camera.custom_filepath",
    "FluidDomainSettings.cache_directory",
    "Image.filepath",
    "ImageSequence.directory",
    "ImageStrip.directory",
    "Library.filepath",
    "MeshCacheModifier.filepath",
    "MovieClip.filepath",
    "MovieClipProxy.directory",
    "MovieSequence.filepath",
    "MovieStrip.filepath",
    "MultiresModifier.filepath",
    "NodeSocketStringFilePath.default_value",
    "NodesModifier.bake_directory",
    "NodesModifierBake.directory",
    "OceanModifier.filepath",
    "PointCache.filepath",
    "SequenceElement.filename",
    "ShaderNodeScript.filepath",
    "ShaderNodeTexIES.filepath",
    "Sound.filepath",
    "StripElement.filename",
    "Text.filepath",
    "VectorFont.filepath",
    "Volume.filepath",
}
"""What the tracer reads."""

LEFT = {
    "BakeSettings.filepath": "an output",
    "BlendData.filepath": "the file itself",
    "BlendImportContextLibrary.filepath": "of an import under way",
    "Brush.icon_filepath": "no render shows it; the cross-check has it, since Blender lists it",
    "CollectionExport.filepath": "an output",
    "CompositorNodeOutputFile.base_path": "an output",
    "CompositorNodeOutputFile.directory": "an output",
    "CompositorNodeOutputFile.file_name": "an output",
    "DynamicPaintSurface.image_output_path": "an output",
    "Image.filepath_raw": "the same as filepath",
    "ImagePackedFile.filepath": "packed",
    "LibraryWeakReference.filepath": "where an appended data-block came from",
    "LibraryWeakReference.id_name": "no path",
    "NodeTreeInterfaceSocketStringFilePath.default_value": "what new users of a group begin with",
    "PointCacheItem.filepath": "another cache of the same list, which is not the active one",
    "RenderSettings.filepath": "an output",
    "SequenceEditor.proxy_dir": "renders take the originals",
    "SequenceProxy.directory": "renders take the originals",
    "SequenceProxy.filepath": "renders take the originals",
    "StripProxy.directory": "renders take the originals",
    "StripProxy.filepath": "renders take the originals",
    "Theme.filepath": "of the user",
    "VolumeGrids.frame_filepath": "follows from Volume.filepath",
}
"""What it leaves alone, and why."""

NOT_DATA = (
    "Preferences",
    "User",
    "Asset",
    "FileBrowser",
    "FileSelect",
    "ScriptDirectory",
    "StudioLight",
    "PathCompare",
)
"""How the names of types begin that no .blend's data has."""


def test_every_property_with_a_path_is_known() -> None:
    """Each is read, or left alone for a reason; and this Blender has none that is not in either list."""
    found = {
        f"{name}.{each.identifier}"
        for name, kind in ((name, getattr(bpy.types, name)) for name in dir(bpy.types))
        if hasattr(kind, "bl_rna") and "_OT_" not in name and "_PG_" not in name and not name.startswith(NOT_DATA)
        for each in _own(kind)
        if each.type == "STRING" and each.subtype in {"FILE_PATH", "DIR_PATH", "FILE_NAME"}
    }

    assert {name for name in found if not name.startswith("FLAMENCO")} - READ - set(LEFT) == set()
    assert not READ & set(LEFT)


def _own(kind: type) -> list[bpy.types.Property]:
    base = kind.bl_rna.base
    inherited = set(base.properties.keys()) if base else set()
    return [each for each in kind.bl_rna.properties if each.identifier not in inherited]
