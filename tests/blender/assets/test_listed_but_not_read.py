"""Paths that Blender lists and no render reads are neither sent nor missing, in every version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.support.every_kind import writers
from flamenco_client.tests.support.every_kind.stage import mesh_object

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning",  # of the Cycles add-on
    "ignore:Camera.custom_filepath:RuntimeWarning",
)


def _particles(kind: str = "EMITTER") -> Any:
    thing = _shown(mesh_object("Thing"))
    thing.modifiers.new("Particles", "PARTICLE_SYSTEM")
    (system,) = thing.particle_systems
    system.settings.type = kind
    system.use_hair_dynamics = kind == "HAIR"
    return system.point_cache


def _simulated(kind: str) -> Any:
    return _shown(mesh_object("Thing")).modifiers.new("Simulation", kind).point_cache


def _shown(thing: Any) -> Any:
    bpy.context.scene.collection.objects.link(thing)
    return thing


CACHES: dict[str, Callable[[], Any]] = {
    "particles": _particles,
    "hair": lambda: _particles("HAIR"),
    "cloth": lambda: _simulated("CLOTH"),
    "soft body": lambda: _simulated("SOFT_BODY"),
}


@pytest.mark.parametrize("kind", CACHES)
def test_cache_in_memory(trace: ModuleType, blend: str, kind: str) -> None:
    """A simulation whose cache is in memory needs no folder."""
    CACHES[kind]()
    assert trace.references(blend) == ()


@pytest.mark.parametrize("kind", CACHES)
def test_left_over_folder_of_a_cache(trace: ModuleType, blend: str, kind: str) -> None:
    """A cache on disk is in its own folder, though it has the path of an external one."""
    cache = CACHES[kind]()
    cache.use_external, cache.filepath = True, "//old_cache/"
    cache.use_external = False
    assert trace.references(blend) == ()

    cache.use_disk_cache = True
    assert [(each.written, each.optional) for each in trace.references(blend)] == [("//blendcache_shot/", True)]


def test_other_caches_of_a_list(trace: ModuleType, blend: str) -> None:
    """Only the active one of several caches is read."""
    cache = _particles()
    with bpy.context.temp_override(point_cache=cache):
        bpy.ops.ptcache.add()
    caches = bpy.data.objects["Thing"].particle_systems[0].point_cache.point_caches
    assert len(caches) == 2
    active = bpy.data.objects["Thing"].particle_systems[0].point_cache
    active.use_external, active.filepath = True, "//external"
    caches.active_index = 1 - caches.active_index

    assert trace.references(blend) == ()


def test_cache_of_a_library(trace: ModuleType, blend: str, tmp_path: Path) -> None:
    """The same holds for an object of a library in another folder, wherever its cache would be."""
    library = tmp_path / "sets" / "set.blend"
    library.parent.mkdir()
    for beside_library in (True, False):
        _particles().use_library_path = beside_library
    bpy.data.libraries.write(str(library), set(bpy.data.objects), fake_user=True)
    _open_again(blend, fresh=True)
    with bpy.data.libraries.load(str(library), link=True) as (there, here):
        here.objects = there.objects
    for thing in here.objects:
        _shown(thing)
    bpy.ops.wm.save_mainfile()
    _open_again(blend)

    assert [each.path for each in trace.references(blend)] == [str(library)]


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("again", [True, False])
def test_library_of_appended_data(trace: ModuleType, blend: str, tmp_path: Path, again: bool, is_there: bool) -> None:
    """The library that data was appended from is not needed, in the session of the append and after the next load."""
    library = _library(tmp_path)
    bpy.ops.wm.append(filepath=f"{library}/Object/Thing", directory=f"{library}/Object/", filename="Thing")
    assert "Thing" in bpy.data.objects
    bpy.ops.wm.save_mainfile()
    if not is_there:
        library.unlink()
    if again:
        _open_again(blend)

    assert trace.references(blend) == ()


def test_library_of_appended_data_that_is_also_linked(trace: ModuleType, blend: str, tmp_path: Path) -> None:
    """If the file also links from that library, the library is needed."""
    library = _library(tmp_path)
    bpy.ops.wm.append(filepath=f"{library}/Object/Thing", directory=f"{library}/Object/", filename="Thing")
    with bpy.data.libraries.load(str(library), link=True) as (_there, here):
        here.objects = ["Thing"]
    _shown(here.objects[0])

    assert [each.path for each in trace.references(blend)] == [str(library)]


def test_library_whose_data_was_deleted(trace: ModuleType, blend: str, tmp_path: Path) -> None:
    """A library whose last data-block was deleted stays in the session, and is not saved."""
    with bpy.data.libraries.load(str(_library(tmp_path)), link=True) as (_there, here):
        here.objects = ["Thing"]
    bpy.data.objects.remove(_shown(here.objects[0]))
    assert len(bpy.data.libraries) == 1

    assert trace.references(blend) == ()


@pytest.mark.parametrize("lens", [("PERSP", "EXTERNAL"), ("CUSTOM", "INTERNAL")])
@pytest.mark.skipif("custom_filepath" not in bpy.types.Camera.bl_rna.properties, reason="from Blender 4.5")
def test_script_of_another_lens(trace: ModuleType, blend: str, lens: tuple[str, str]) -> None:
    """A camera keeps the path of its script when it has another lens."""
    camera = bpy.data.cameras.new("Camera")
    camera.use_fake_user = True
    camera.type, camera.custom_mode = lens
    camera.custom_filepath = str(Path(blend).with_name("gone.osl"))

    assert trace.references(blend) == ()


def test_text_in_memory(trace: ModuleType, blend: str) -> None:
    """A text that is only in the .blend may have a path."""
    bpy.data.texts.new("Text").filepath = "//gone.py"
    assert bpy.data.texts["Text"].is_in_memory

    assert trace.references(blend) == ()


def test_icon_of_a_brush(trace: ModuleType, blend: str) -> None:
    """The icon of a brush is not rendered, so nobody misses it."""
    brush = bpy.data.brushes.new("Brush", mode="SCULPT")
    if not hasattr(brush, "icon_filepath"):
        pytest.skip("this Blender has no icons of brushes")
    brush.icon_filepath = "//gone.png"
    if hasattr(brush, "use_custom_icon"):
        brush.use_custom_icon = True

    assert [each for each in trace.references(blend) if not each.optional] == []


def _library(folder: Path) -> Path:
    """Write a library with an object, outside of the project, and leave nothing of it in the session."""
    path = folder / "library" / "assets.blend"
    path.parent.mkdir()
    thing = mesh_object("Thing")
    bpy.data.libraries.write(str(path), {thing}, fake_user=True)
    bpy.data.meshes.remove(thing.data)
    return path


def _open_again(blend: str, *, fresh: bool = False) -> None:
    """Open the file, after a new one was saved in its place if asked to."""
    if fresh:
        bpy.ops.wm.read_homefile(use_empty=True, app_template="")
        bpy.ops.wm.save_as_mainfile(filepath=blend)
    bpy.ops.wm.open_mainfile(filepath=blend)


@pytest.mark.skipif(bpy.app.version < (4, 5), reason="that bpy has no sound")
def test_sound_that_was_found_elsewhere(trace: ModuleType, blend: str, tmp_path: Path) -> None:
    """A sound strip keeps the path with which it was made; only that of its sound is rendered."""
    editor = bpy.context.scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    strip = strips.new_sound("Voice", str(writers.wav(tmp_path / "old" / "voice.wav")), 2, 1)
    strip.sound.filepath = str(writers.wav(tmp_path / "new" / "voice.wav"))
    assert {each.path for each in trace.references(blend)} == {str(tmp_path / "new" / "voice.wav")}
