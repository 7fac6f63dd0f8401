"""The trace: the exact set of files that a render needs, in every version of Blender."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy
import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.packing.plan import relative_files
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.snapshot import BlendSource
from flamenco_client.tests.support.every_kind.project import EveryKind, make
from flamenco_client.tests.support.every_kind.stage import mesh_object
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.support.snapshots import job_snapshot

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on


@pytest.fixture
def project(tmp_path: Path) -> EveryKind:
    """The project with every kind of file, open."""
    return make(tmp_path)


def test_exact_set_of_files(project: EveryKind, trace: ModuleType) -> None:
    """All needed files of every kind are uploaded, no others are, and only deleted ones are reported as missing."""
    sent = _planned(project.blend, trace.references(str(project.blend)))

    assert {_below(project.root, file.source) for file in sent.files} == project.needed
    assert {_below(project.root, each.path) for each in sent.unavailable} == project.missed


def test_blender_lists_no_other_paths(project: EveryKind, trace: ModuleType) -> None:
    """Every path that Blender itself lists has a reference; every reference has an owner."""
    references = trace.references(str(project.blend))

    paths = {reference.path for reference in references}
    # Images of a strip that no frame shows, and a library whose data is packed.
    unneeded = {str(project.root / "edit" / f"card_{number:02}.png") for number in range(1, 11)}
    unneeded.add(str(project.root / "tools" / "tools.blend"))
    listed = {os.path.normpath(path) for path in bpy.utils.blend_paths(absolute=True) if path}
    assert listed - {".", str(project.blend.parent)} - paths <= unneeded
    assert all(reference.owner for reference in references)


def test_owners(project: EveryKind, trace: ModuleType) -> None:
    """A reference has its data-block, the .blend that contains it, and the path as written there."""
    found = {(each.owner, each.written): each for each in trace.references(str(project.blend))}

    tree = found['Image "Tree colour.png"', "//maps/Tree colour.png"]
    assert tree.path == str(project.root / "props/deep/maps/Tree colour.png")
    assert tree.owner_file == str(project.root / "props/deep/tree.blend")
    library = found['Library "tree.blend"', "//../props/deep/tree.blend"]
    assert library.owner_file == str(project.root / "sets/garden.blend")
    absolute = str(project.root / "textures" / "twice.png")
    assert {each.written for each in found.values() if each.path == absolute} == {
        absolute,
        "//../../textures/twice.png",
    }


def test_slices_find_the_same(project: EveryKind, trace: ModuleType) -> None:
    """A trace with pauses finds the same references in the same order as one without."""
    found, pauses = _in_slices(trace, str(project.blend))

    assert pauses > len(bpy.data.images)
    assert found == trace.references(str(project.blend))


def test_changes_during_a_pause(project: EveryKind, trace: ModuleType) -> None:
    """If data-blocks are deleted or another file is loaded during a pause, the trace continues with the rest."""
    for change in (lambda: bpy.data.batch_remove(list(bpy.data.objects)), _open_nothing):
        clock = trace.Clock(0.0)
        steps = trace.trace(str(project.blend), (), clock)
        for _ in range(20):
            next(steps)
        change()
        with pytest.raises(StopIteration) as ended:
            while True:
                next(steps)
        assert all(os.path.isabs(each.path) and each.owner_file for each in ended.value.value)


def test_frames_of_the_job(project: EveryKind, trace: ModuleType) -> None:
    """Frames that the job renders outside of the scene's range count, too."""
    found = trace.references(str(project.blend), ((1, 4), (6, 6)))

    (sequence,) = (each for each in found if each.owner == 'Image "material.0001.png"')
    assert sequence.frames == ((3, 6), (8, 8))


def test_stereo(trace: ModuleType, blend: str) -> None:
    """In a stereo scene the image of the other view is optional; in other scenes it is not included."""
    image = bpy.data.images.new("Eyes", 4, 4)
    image.source, image.filepath = "FILE", "//eyes_L.png"
    image.use_multiview, image.views_format, image.use_fake_user = True, "INDIVIDUAL", True
    assert [each.written for each in trace.references(blend)] == ["//eyes_L.png"]

    bpy.context.scene.render.use_multiview = True

    assert [(each.written, each.optional) for each in trace.references(blend)] == [
        ("//eyes_L.png", False),
        ("//eyes_R.png", True),
    ]


def test_many_nodes(trace: ModuleType, blend: str) -> None:
    """A tree that is too large for one slice is read in parts, with and without pauses."""
    material = bpy.data.materials.new("Large")
    material.use_fake_user = True
    if material.node_tree is None:  # before 5.0
        material.use_nodes = True
    for number in range(450):
        node = material.node_tree.nodes.new("ShaderNodeTexIES")
        node.mode, node.filepath = "EXTERNAL", f"//ies/{number}.ies"
    written = {f"//ies/{number}.ies" for number in range(450)}

    found, pauses = _in_slices(trace, blend)
    assert pauses
    assert {each.written for each in found} == written
    assert {each.written for each in trace.references(blend)} == written


def test_trace_changes_nothing(project: EveryKind, trace: ModuleType) -> None:
    """The trace changes neither the open file nor the disk."""
    before = {path: path.stat().st_mtime_ns for path in project.root.parent.rglob("*")}
    listed = bpy.utils.blend_paths()

    trace.references(str(project.blend))

    assert {path: path.stat().st_mtime_ns for path in project.root.parent.rglob("*")} == before
    assert bpy.utils.blend_paths() == listed


@pytest.mark.skipif(bpy.app.version < (5, 3, 0), reason="from Blender 5.3")
def test_imported_collection(trace: ModuleType, blend: str, tmp_path: Path) -> None:
    """A collection that was imported from a file does not need it: the imported data is in the .blend."""
    scene = bpy.context.scene
    scene.collection.objects.link(mesh_object("Imported"))
    source = tmp_path / "thing.usd"
    bpy.ops.wm.usd_export(filepath=str(source))
    collection = bpy.data.collections.new("Collection")
    scene.collection.children.link(collection)
    bpy.context.view_layer.active_layer_collection = bpy.context.view_layer.layer_collection.children["Collection"]
    with bpy.context.temp_override(collection=collection):
        bpy.ops.collection.importer_add(name="IO_FH_usd", filepath=str(source))
        bpy.ops.collection.importer_import()
    bpy.ops.wm.save_mainfile()
    source.unlink()
    bpy.ops.wm.open_mainfile(filepath=blend)
    assert [thing.name for thing in bpy.data.objects if thing.library is not None]

    sent = _planned(Path(blend), trace.references(blend))
    assert [_below(tmp_path, file.source) for file in sent.files] == ["shot.blend"]
    assert sent.unavailable == ()


def test_empty_file(trace: ModuleType) -> None:
    """A new file needs nothing."""
    assert trace.references("/film/shot.blend") == ()


def _planned(blend: Path, references: tuple[Any, ...]) -> Any:
    """Return the pack that a submission would upload."""
    source = BlendSource(str(blend), "", 0, 0)
    snapshot = job_snapshot(blend=source, assets=references)
    root = find_project_root(str(blend), "", relative_files(references))
    return plan(snapshot, source, root, cancel=CancelToken())


def _in_slices(trace: ModuleType, blend: str) -> tuple[Any, int]:
    """Return the references from a trace with as many pauses as possible, and their number."""
    clock = trace.Clock(0.0)
    steps = trace.trace(blend, (), clock)
    pauses = 0
    while True:
        clock.begin()
        try:
            next(steps)
        except StopIteration as end:
            return end.value, pauses
        pauses += 1


def _below(root: Path, path: str) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def _open_nothing() -> None:
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
