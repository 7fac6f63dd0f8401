"""Images that are not saved reach the farm as they look; what cannot be sent is reported."""

from __future__ import annotations

import subprocess
import sys
from array import array
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

READ = """
import sys
import bpy
bpy.ops.wm.open_mainfile(filepath=sys.argv[1])
image = bpy.data.images[sys.argv[2]]
print("SEEN", [round(value, 6) for value in image.pixels[:4]], bool(image.packed_file), image.filepath)
"""

COLOR = [0.2, 0.4, 0.8, 1.0]


def show(image: Any) -> None:
    """Let a material of the shot use an image."""
    material = next(each for each in bpy.data.materials if each.library is None)
    material.node_tree.nodes.new("ShaderNodeTexImage").image = image


def paint(image: Any) -> None:
    """Give an image one colour."""
    image.pixels = COLOR * (len(image.pixels) // 4)
    image.update()


def submit(**options: Any) -> None:
    """Submit as a script does."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")
    bpy.ops.flamenco_client.submit_job(**options)


def sent(manager: ManagerServer, image: str) -> str:
    """Return what a fresh Blender reads of an image in the job's file."""
    blend = manager.resolve(manager.jobs[-1].settings["blendfile"])
    command = [sys.executable, "-c", READ, str(blend), image]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split("SEEN ", 1)[1].splitlines()[0]


def warned(extension: Extension) -> list[str]:
    """Return the ids of the warnings in the result of the last submission."""
    return [each["id"] for each in extension.module("state").current().submission.result["warnings"]]


def facts(image: Any) -> tuple[object, ...]:
    """Return what a submission must not change of an image."""
    values = array("f", bytes(4 * len(image.pixels)))
    image.pixels.foreach_get(values)
    packed = bytes(image.packed_file.data) if image.packed_file else b""
    place = (image.filepath, image.source, image.file_format, image.colorspace_settings.name, image.alpha_mode)
    return (*place, image.is_dirty, packed, values.tobytes())


@pytest.mark.slow
def test_all_storages_of_images(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Generated, packed and file images arrive painted; the session's images and files stay as they were."""
    generated = bpy.data.images.new("Generated", 4, 4)
    packed = bpy.data.images.new("Packed", 4, 4, float_buffer=True)
    packed.pack()
    own = next(
        image for image in bpy.data.images if image.library is None and image.source == "FILE" and image.filepath
    )
    on_disk = Path(bpy.path.abspath(own.filepath)).read_bytes()
    images = [generated, packed, own]
    for image in images:
        show(image)
        paint(image)
    before = [facts(image) for image in images]
    names = {image.name for image in bpy.data.images}
    submit()

    assert [facts(image) for image in images] == before
    assert all(image.is_dirty for image in images)
    assert {image.name for image in bpy.data.images} == names
    assert Path(bpy.path.abspath(own.filepath)).read_bytes() == on_disk
    for image in images:
        assert sent(manager, image.name) == f"{COLOR} True {image.filepath}"
    copies = extension.module("bridge.user_preferences").copies_folder(bpy.context)
    assert not copies.exists() or list(copies.iterdir()) == []


@pytest.mark.slow
def test_file_without_other_changes(
    extension: Extension, manager: ManagerServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button sends painted pixels too if the .blend itself is saved; one image a turn, which the view names."""
    image = bpy.data.images.new("Painted", 4, 4)
    show(image)
    bpy.ops.wm.save_mainfile()
    paint(image)
    monkeypatch.setattr(extension.module("bridge.runtime.helper_session"), "has_timer", lambda: True)
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")
    snapshot = extension.module("bridge.submission.freeze").freeze(bpy.context, with_copy=False, trouble="ask")
    start = extension.module("bridge.submission.submit")
    work = start._work(snapshot, with_copy=False, as_saved=False, keep=False)
    view = extension.module("state").current().submission
    work.start()
    shown: set[str] = set()

    def ended() -> bool:
        shown.add(str(view.copying))
        return not view.running

    extension.turn_until(ended)
    assert view.error is None
    assert 'Copying the unsaved image "Painted"' in shown
    assert view.copying == ""
    assert sent(manager, "Painted").startswith(str(COLOR))


def test_cancelled_while_images_are_copied(
    extension: Extension, manager: ManagerServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancel between two images ends the submission; no temporary file is left."""
    for name in ("One", "Two"):
        image = bpy.data.images.new(name, 4, 4)
        show(image)
        paint(image)
    monkeypatch.setattr(extension.module("bridge.runtime.helper_session"), "has_timer", lambda: True)
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")
    snapshot = extension.module("bridge.submission.freeze").freeze(bpy.context, with_copy=False, trouble="ask")
    start = extension.module("bridge.submission.submit")
    start._work(snapshot, with_copy=False, as_saved=False, keep=False).start()
    view = extension.module("state").current().submission
    extension.turn_until(lambda: '"Two"' in view.copying)
    folder = Path(view.copies)
    assert [path.name for path in folder.iterdir()] == ["pixels-0"]
    start.cancel()

    assert view.status.value == "cancelled"
    assert not folder.exists()
    assert manager.jobs == []


def test_very_many_pixels(
    extension: Extension, manager: ManagerServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button asks first if there is more to copy than a limit; scripts are not asked."""
    image = bpy.data.images.new("Large", 4, 4)
    show(image)
    paint(image)
    bpy.ops.flamenco_client.check_manager()
    operator = extension.module("operators.submit").FLAMENCO_CLIENT_OT_submit_job
    asked: list[dict[str, Any]] = []

    class Manager:
        def invoke_confirm(self, _operator: object, _event: object, **texts: Any) -> set[str]:
            asked.append(texts)
            return {"RUNNING_MODAL"}

    context = SimpleNamespace(window_manager=Manager())
    pressed = SimpleNamespace(as_saved=False, confirmed=False)
    monkeypatch.setattr(extension.module("operators.submit"), "MOST_PIXELS", 4 * 4 * 4 - 1)
    assert operator.invoke(pressed, context, None) == {"RUNNING_MODAL"}
    assert pressed.confirmed
    assert "0.0 GB" in asked[0]["title"]
    assert extension.module("bridge.scene.unsaved_images").bytes_of_changed() == 4 * 4 * 4


@pytest.mark.slow
def test_images_that_are_not_rendered(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Canvases, brushes, backgrounds and empties need no copy."""
    unsaved_images = extension.module("bridge.scene.unsaved_images")
    finish = extension.module("core.sliced_work").finish
    kinds = ("canvas", "background", "empty", "brush", "shown")
    images = {name: bpy.data.images.new(name, 4, 4) for name in kinds}
    bpy.context.scene.tool_settings.image_paint.canvas = images["canvas"]
    bpy.context.scene.camera.data.background_images.new().image = images["background"]
    empty = bpy.data.objects.new("Empty", None)
    empty.empty_display_type = "IMAGE"
    empty.data = images["empty"]
    texture = bpy.data.textures.new("Brush", "IMAGE")
    texture.image = images["brush"]
    bpy.data.brushes.new("Painting", mode="TEXTURE_PAINT").texture = texture
    show(images["shown"])
    for image in images.values():
        paint(image)
    assert [each.name for each in finish(unsaved_images.find())] == ["shown"]


@pytest.mark.slow
def test_tiles(extension: Extension, manager: ManagerServer, project: Project, tmp_path: Path) -> None:
    """Painted tiles arrive from Blender 4.5 on; before, a warning with a fix names the image."""
    for number in (1001, 1002):
        draft = bpy.data.images.new("draft", 4, 4)
        draft.filepath_raw, draft.file_format = str(project.shot.parent / f"skin.{number}.jpg"), "JPEG"
        draft.save()
        bpy.data.images.remove(draft)
    image = bpy.data.images.load(str(project.shot.parent / "skin.1001.jpg"))
    image.name, image.source = "Skin", "TILED"
    image.filepath = "//skin.<UDIM>.jpg"
    image.tiles.new(1002)
    show(image)
    bpy.ops.wm.save_mainfile()
    paint(image)
    before = facts(image)
    submit()
    findings = bpy.context.window_manager.flamenco_client.findings
    warnings = warned(extension)

    assert facts(image) == before
    if bpy.app.version >= (4, 5, 0):
        assert sent(manager, "Skin") == f"{COLOR} True //skin.<UDIM>.jpg"
        assert "save_images" not in findings
        assert "unsaved-images" not in warnings
    else:
        assert '"fix": "save_images"' in findings
        assert "Skin" in findings
        assert "unsaved-images" in warnings


def test_changed_by_someone_else(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """A file that someone else saved is refused as saved; else what is open is sent, and a warning says so."""
    other = project.shot.read_bytes()
    project.shot.write_bytes(other + b"theirs")
    with pytest.raises(RuntimeError, match="changed on disk"):
        submit(as_saved=True)
    assert manager.jobs == []
    submit()
    (job,) = manager.jobs
    assert "changed-on-disk" in warned(extension)
    assert not manager.resolve(job.settings["blendfile"]).read_bytes().endswith(b"theirs")


def test_saving_here_is_no_change_by_someone_else(extension: Extension, project: Project, tmp_path: Path) -> None:
    """Saving, saving a copy and opening again are known."""
    opened = extension.module("bridge.scene.opened_file")
    bpy.ops.wm.save_mainfile()
    assert not opened.is_changed()
    project.shot.write_bytes(project.shot.read_bytes() + b"\0")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "copy.blend"), copy=True)
    assert opened.is_changed()
    project.open()
    assert not opened.is_changed()


def test_library_changed_by_someone_else(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """A library that someone else saved after it was opened here, a direct or indirect one, gives a warning."""
    project.open()
    submit()
    assert "library-changed-on-disk" not in warned(extension)
    for name in ("set", "prop"):
        library = project.root / "lib" / f"{name}.blend"
        library.write_bytes(library.read_bytes() + b"\0")
        submit()
        assert "library-changed-on-disk" in warned(extension)
        project.open()
        submit()
        assert "library-changed-on-disk" not in warned(extension)
    assert len(manager.jobs) == 5


@pytest.mark.skipif(bpy.app.version < (5, 0), reason="Blender does not tell that it reloads a library")
def test_reloading_a_library_is_no_change(extension: Extension, project: Project) -> None:
    """A library that is reloaded, or linked later, is known as it is then."""
    opened, finish = extension.module("bridge.scene.opened_file"), extension.module("core.sliced_work").finish
    library = project.root / "lib" / "set.blend"
    library.write_bytes(library.read_bytes() + b"\0")
    assert finish(opened.changed_libraries()) == [str(library)]
    next(each for each in bpy.data.libraries if each.name.startswith("set")).reload()
    assert finish(opened.changed_libraries()) == []


@pytest.mark.slow
def test_edited_text_of_a_file(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """A text is sent as edited in Blender, whatever its file has."""
    path = project.shot.parent / "rig.py"
    path.write_text("on_disk = 1\n")
    text = bpy.data.texts.load(str(path))
    text.clear()
    text.write("edited = 1\n")
    submit()
    blend = manager.resolve(manager.jobs[-1].settings["blendfile"])
    bpy.ops.wm.open_mainfile(filepath=str(blend))
    assert bpy.data.texts["rig.py"].as_string() == "edited = 1\n"
