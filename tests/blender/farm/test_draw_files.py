"""What the panel and the preferences show of the files of the job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import Drawn, Layout, draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def gone(project: Project) -> Path:
    """A texture of the shot that no longer exists."""
    path = project.root / "lib" / "tex" / "wood.png"
    path.unlink()
    return path


def _panel(extension: Extension) -> Drawn:
    return draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)


def _operators(drawn: Drawn) -> set[str]:
    return {name.removeprefix("flamenco_client.") for name, _ in drawn.operators}


def test_without_any_manager(extension: Extension, project: Project) -> None:
    """The files can be listed before a Manager was ever asked; nothing is known of them yet."""
    extension.module("state").reset()

    drawn = _panel(extension)

    assert "list_files" in _operators(drawn)
    assert "files_to_text" not in _operators(drawn)


def test_the_list(extension: Extension, project: Project, gone: Path) -> None:
    """The header counts, the list has a line for each file, and the selected one is shown in full."""
    extension.module("state").reset()  # the Manager of another test may have left a job type that takes no file
    bpy.ops.flamenco_client.list_files()
    extension.module("bridge.timer").turn()
    window = bpy.context.window_manager.flamenco_client
    assert len(window.listed_files) == len(project.files)

    drawn = _panel(extension)

    assert any(label.startswith("1 missing, 5 files, ") for label in drawn.labels)
    assert str(gone) in drawn.text.replace("/ ", "/")
    assert "not found" in drawn.labels
    assert "Used by" in drawn.text
    assert {"list_files", "exclude_file", "files_to_text", "save_files"} <= _operators(drawn)


def test_remarks_stand_below_the_list(extension: Extension, project: Project) -> None:
    """Remarks are shown with the files: the first few, and the number of others."""
    bpy.ops.flamenco_client.list_files()
    extension.module("bridge.timer").turn()
    known = extension.module("bridge.submission.job_files").known()
    known.report = {**known.report, "remarks": [{"text": f"Remark {number}"} for number in range(6)]}

    drawn = _panel(extension)

    assert [label for label in drawn.labels if label.startswith("Remark")] == [f"Remark {n}" for n in range(4)]
    assert "and 2 more" in drawn.text


def test_each_line(extension: Extension, project: Project, gone: Path) -> None:
    """Within the project a path begins there; each has an icon of this Blender. A line too many is empty."""
    bpy.ops.flamenco_client.list_files()
    lists = extension.module("ui.file_list")
    entries = extension.module("bridge.submission.job_files").known().entries
    lines = []
    for index in range(len(entries) + 1):
        layout = Layout()
        lists.FLAMENCO_CLIENT_UL_files.draw_item(None, bpy.context, layout, None, None, 0, None, None, index)
        lines.append(layout.drawn.labels[:1])

    assert lines[0] == ["lib/tex/wood.png"]
    assert {line[0] for line in lines[:-1]} == set(project.files)
    assert lines[-1] == []


def test_every_state_has_its_sign(extension: Extension) -> None:
    """All that a report can say is in the interface, with an icon that this Blender has."""
    lists = extension.module("ui.file_list")
    states = extension.module("submission.file_report.file_report").STATES
    icons = bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items.keys()

    assert set(lists.ICONS) == set(lists.STATES) == set(states)
    assert set(lists.ICONS.values()) <= set(icons)


def test_the_list_follows(extension: Extension, project: Project) -> None:
    """Another file that is opened has no list; back again there is one line a file."""
    bpy.ops.flamenco_client.list_files()
    extension.module("bridge.timer").turn()
    window = bpy.context.window_manager.flamenco_client
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    extension.module("bridge.timer").turn()
    assert len(bpy.context.window_manager.flamenco_client.listed_files) == 0
    assert "files_to_text" not in _operators(_panel(extension))

    project.open()
    extension.module("bridge.timer").turn()
    window = bpy.context.window_manager.flamenco_client
    assert len(window.listed_files) == len(project.files)


def test_the_question(extension: Extension, manager: ManagerServer, project: Project, gone: Path) -> None:
    """What is missing, what happens then, and both buttons above the list; also with another file open."""
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    extension.module("bridge.submission.submit").start(bpy.context, as_saved=True)
    view: Any = extension.module("state").current().submission
    extension.turn_until(lambda: view.asks)

    drawn = _panel(extension)
    assert "1 file is missing: wood.png" in drawn.labels
    assert "Continue submits the job without it" in drawn.labels
    assert {"continue_submission", "cancel_submission"} <= _operators(drawn)
    assert "flamenco_client.submit_job" in drawn.disabled
    places = [
        drawn.order.index(name) for name in ("flamenco_client.continue_submission", "flamenco_client.add_extra_files")
    ]
    assert places == sorted(places), "the answer is above the list"
    assert "exclude_file" not in _operators(drawn), "the job is frozen"

    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    drawn = _panel(extension)
    assert "1 file is missing: wood.png" in drawn.labels
    extension.module("bridge.submission.submit").cancel()
    extension.turn_until(lambda: not view.running)
    assert "continue_submission" not in _operators(_panel(extension))


@pytest.mark.parametrize("name", ["tex/wood.png", "tex/[old]*?.png"])
def test_the_eye_excludes_this_file_alone(extension: Extension, tmp_path: Path, name: str) -> None:
    """The added pattern matches the file, with any characters in its name, and no other."""
    lists, globs = extension.module("ui.file_list"), extension.module("core.glob_patterns")
    for path, told in ((f"/film/{name}", name), (f"/elsewhere/{name}", f"/elsewhere/{name}")):
        pattern = lists.pattern({"path": path}, "/film")
        assert globs.Globs([pattern]).first(told) == pattern
        assert globs.Globs([pattern]).first(told.replace("w", "v").replace("l", "k")) == ""


def test_the_preferences(extension: Extension) -> None:
    """The size above which one is asked, and the shared folders with their buttons."""
    layout = Layout()
    kept = bpy.context.preferences.addons[extension.key].preferences
    extension.module("ui.preferences_panel").draw_preferences(layout, kept, bpy.context)

    assert "large_files" in [name for _, name in layout.drawn.properties]
    assert {"add_shared_folder", "remove_shared_folder"} <= _operators(layout.drawn)


def test_the_eye_opens_again(extension: Extension, project: Project) -> None:
    """A file that its own pattern excludes is taken back in by the same eye."""
    job = bpy.context.scene.flamenco_client
    job.exclude = "*.mov"
    bpy.ops.flamenco_client.exclude_file(pattern="lib/tex/wood.png")
    assert job.exclude == "*.mov; lib/tex/wood.png"
    bpy.ops.flamenco_client.exclude_file(pattern="lib/tex/wood.png", include=True)
    assert job.exclude == "*.mov"


def test_another_scene_is_another_job(extension: Extension, project: Project) -> None:
    """The main scene's job has the file's name; another scene adds its own."""
    groups = extension.module("bridge.scene.property_groups")
    main, other = bpy.context.scene, bpy.data.scenes.new("Night")
    assert (groups.job_name(main), groups.job_name(other)) == ("shot", "shot Night")
    main.name = "Assets"
    assert (groups.job_name(main), groups.job_name(other)) == ("shot", "shot Night")


def test_the_search_goes_through_all_files(extension: Extension, project: Project) -> None:
    """A part of a path or a pattern; the number is that of all files; another file begins without a search."""
    bpy.ops.flamenco_client.list_files()
    window = bpy.context.window_manager.flamenco_client
    known = extension.module("bridge.submission.job_files").known
    known().report = {**known().report, "entries": known().report["entries"][:1], "left_out": 4}
    window.file_search = "*.PNG"
    extension.turn_until(lambda: known().search.answer is not None)
    wanted = [name for name in project.files if name.endswith(".png")]
    assert len(known().entries) == len(wanted)
    extension.turn_until(lambda: len(window.listed_files) == len(wanted))
    count = known().report["files"]
    assert f"{len(wanted)} of {count} files" in _panel(extension).labels
    window.file_search = "nothing like it"
    extension.turn_until(lambda: known().search.about(wanted="nothing like it") is not None)
    assert f"0 of {count} files" in _panel(extension).labels

    bpy.ops.wm.save_as_mainfile(filepath=str(Path(bpy.data.filepath).with_name("other.blend")))
    bpy.ops.flamenco_client.list_files()
    assert window.file_search == ""
