"""Caches and sequences: the trace finds the files that Blender itself reads."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.support.every_kind import writers
from flamenco_client.tests.support.every_kind.stage import mesh_object

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on


def test_alembic_sequence(trace: ModuleType, blend: str, tmp_path: Path) -> None:
    """The files are those that Blender shows; the offset has no effect, because it is for times in a file."""
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 3, 5
    thing = mesh_object("Thing")
    scene.collection.objects.link(thing)
    for number in range(1, 9):
        thing.data.vertices[0].co.x = number
        bpy.context.view_layer.update()
        path = str(tmp_path / f"a_{number:04}.abc")
        bpy.ops.wm.alembic_export(filepath=path, start=1, end=1, as_background_job=False)
    bpy.ops.cachefile.open(filepath=str(tmp_path / "a_0001.abc"))
    (cache,) = bpy.data.cache_files
    cache.is_sequence, cache.frame_offset = True, 2
    modifier = thing.modifiers.new("Cache", "MESH_SEQUENCE_CACHE")
    modifier.cache_file, modifier.object_path = cache, "/Thing/Thing"
    for override in (False, True):
        cache.override_frame, cache.frame = override, 7
        seen = set()
        for frame in range(3, 6):
            scene.frame_set(frame)
            evaluated = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
            seen.add(int(evaluated.data.vertices[0].co.x))

        (sequence,) = (each for each in trace.references(blend) if each.spread == "frames")
        ((first, last),) = sequence.frames
        assert set(range(first, last + 1)) == seen


@pytest.mark.parametrize("kind", ["volumes", "movieclips"])
def test_animated_offset(trace: ModuleType, blend: str, tmp_path: Path, kind: str) -> None:
    """All files of a volume or clip with an animated offset are needed, because its frames are not known."""
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 1, 3
    writers.pngs(tmp_path, "p_{:03}.png", range(1, 21))
    if kind == "volumes":
        block = bpy.data.volumes.new("Volume")
        block.filepath, block.is_sequence, block.frame_duration = "//p_001.png", True, 20
    else:
        block = bpy.data.movieclips.load(str(tmp_path / "p_001.png"))
    block.use_fake_user = True
    (before,) = (each for each in trace.references(blend) if each.spread == "frames")
    assert before.frames == ((1, 3),)

    block.frame_offset = 9
    block.keyframe_insert("frame_offset", frame=2)
    (after,) = (each for each in trace.references(blend) if each.spread == "frames")
    assert (after.frames, after.optional) == ((), False)


def test_motion_blur(trace: ModuleType, blend: str) -> None:
    """With motion blur, a texture that moves a mesh is also read around each frame; these files are optional."""
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 5, 6
    image = bpy.data.images.new("Sequence", 4, 4)
    image.source, image.filepath = "SEQUENCE", "//p_0001.png"
    texture = bpy.data.textures.new("Texture", "IMAGE")
    texture.use_fake_user = True
    texture.image = image
    texture.image_user.frame_duration, texture.image_user.frame_start = 20, 1
    assert [(each.frames, each.optional) for each in trace.references(blend)] == [(((5, 6),), False)]

    scene.render.use_motion_blur, scene.render.motion_blur_shutter = True, 0.5
    assert [(each.frames, each.optional) for each in trace.references(blend)] == [
        (((5, 6),), False),
        (((4, 4), (7, 7)), True),
    ]


def test_clip_beyond_its_duration(trace: ModuleType, blend: str, tmp_path: Path) -> None:
    """Images before the first one and after a gap are optional, because Blender shows them; the first is included."""
    scene = bpy.context.scene
    writers.pngs(tmp_path, "p_{:03}.png", (1, 2, 3, 4, 5, 6, 9))
    clip = bpy.data.movieclips.load(str(tmp_path / "p_003.png"))
    clip.use_fake_user = True
    assert clip.frame_duration == 4
    for frames, start, needed, besides in (
        ((1, 8), 3, ((3, 6),), ((1, 2), (7, 8))),
        ((1, 4), 1, ((3, 6),), ()),
        ((2, 2), 1, ((4, 4),), ((3, 3),)),
        ((9, 9), 3, (), ((3, 3), (9, 9))),
    ):
        scene.frame_start, scene.frame_end = frames
        clip.frame_start = start
        found = {each.optional: each.frames for each in trace.references(blend)}
        assert (found.get(False, ()), found.get(True, ())) == (needed, besides)


def test_external_caches(trace: ModuleType, blend: str, tmp_path: Path) -> None:
    """An external cache resolves from its library or from the open file; without a name, its stem is empty."""
    library = tmp_path / "lib" / "lib.blend"
    library.parent.mkdir()
    for name in ("Near", "Far"):
        thing = mesh_object(name)
        thing.use_fake_user = True
        cache = thing.modifiers.new("Cloth", "CLOTH").point_cache
        cache.use_external, cache.filepath = True, "//cache"
        cache.use_library_path = name == "Near"
    bpy.data.libraries.write(str(library), set(bpy.data.objects))
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    bpy.ops.wm.save_as_mainfile(filepath=blend)
    with bpy.data.libraries.load(str(library), link=True) as (_there, here):
        here.objects = ["Near", "Far"]
    for thing in here.objects:
        bpy.context.scene.collection.objects.link(thing)

    caches = {each.owner: each for each in trace.references(blend) if each.spread == "point_cache"}
    assert caches['Object "Near"'].path == str(tmp_path / "lib" / "cache")
    assert caches['Object "Far"'].path == str(tmp_path / "cache")
    assert {each.stem for each in caches.values()} == {""}


def test_unused_data_blocks(trace: ModuleType, blend: str) -> None:
    """Files of data-blocks without users are not needed, because Blender does not save these data-blocks."""
    image = bpy.data.images.new("Image", 4, 4)
    image.source, image.filepath = "FILE", "//gone.png"
    sequence = bpy.data.images.new("Sequence", 4, 4)
    sequence.source, sequence.filepath = "SEQUENCE", "//gone_0001.png"
    light = bpy.data.lights.new("Light", "POINT")
    if light.node_tree is None:  # before 5.0
        light.use_nodes = True
    profile = light.node_tree.nodes.new("ShaderNodeTexIES")
    profile.mode, profile.filepath = "EXTERNAL", "//gone.ies"
    thing = mesh_object("Thing")
    thing.modifiers.new("Cache", "MESH_CACHE").filepath = "//gone.mdd"
    assert trace.references(blend) == ()

    for block in (image, sequence, light, thing):
        block.use_fake_user = True
    assert {each.written for each in trace.references(blend)} == {
        "//gone.png",
        "//gone_0001.png",
        "//gone.ies",
        "//gone.mdd",
    }
