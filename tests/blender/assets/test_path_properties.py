"""All properties of Blender's data with paths are known; a new one in a new version makes this test fail."""

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
"""Properties that the trace reads."""

LEFT = {
    "BakeSettings.filepath": "an output",
    "BlendData.filepath": "the file itself",
    "BlendFileColorspace.ocio_config_path": "the configuration in use; the project or $OCIO names it",
    "BlendImportContextLibrary.filepath": "of a running import",
    "BlenderProject.ocio_config_path": "of the project, not of a .blend",
    "BlenderProject.root_path": "of the project, not of a .blend",
    "BlenderProject.splash_image_path": "of the project, and not rendered",
    "Brush.icon_filepath": "not rendered; the cross-check adds it, because Blender lists it",
    "CollectionExport.filepath": "an output",
    "CollectionImport.filepath": "imported by hand; the imported data is in the .blend",
    "CompositorNodeOutputFile.base_path": "an output",
    "CompositorNodeOutputFile.directory": "an output",
    "CompositorNodeOutputFile.file_name": "an output",
    "DynamicPaintSurface.image_output_path": "an output",
    "Image.filepath_raw": "the same as filepath",
    "ImagePackedFile.filepath": "packed",
    "LibraryWeakReference.filepath": "the origin of an appended data-block",
    "LibraryWeakReference.id_name": "not a path",
    "NodeTreeInterfaceSocketStringFilePath.default_value": "the default for new users of a group",
    "PointCacheItem.filepath": "another cache of the same list, not the active one",
    "ProjectAssetLibrary.path": "of the project, to link or append from",
    "RenderSettings.filepath": "an output",
    "SequenceEditor.proxy_dir": "renders use the original files",
    "SequenceProxy.directory": "renders use the original files",
    "SequenceProxy.filepath": "renders use the original files",
    "StripProxy.directory": "renders use the original files",
    "StripProxy.filepath": "renders use the original files",
    "Theme.filepath": "of the preferences",
    "VolumeGrids.frame_filepath": "follows from Volume.filepath",
}
"""Properties that it ignores, and why."""

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
"""Prefixes of types that are not part of a .blend."""


def test_all_path_properties_are_known() -> None:
    """Every property with a path in this version of Blender is in one of the two lists."""
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
