"""Presets of a job's set-up, added, applied and removed as Blender's menu does it."""

from __future__ import annotations

import ast
import functools
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer

NAMES = ["Final", "été 10%", "../../evil", "a/b\\c", "x'''\nimport os", '"; import os #', "🎬", "CON", "n" * 64]


@pytest.fixture
def job(extension: Extension, manager: ManagerServer) -> Any:
    """A job of which everything is set up."""
    tag = manager.add_tag("gpu")
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.priority, job.start_paused, job.worker_tag, job.job_name = 70, True, tag.id, "not in a preset"
    job.set_setting("render_output_root", '//it\'s "render"\\n')
    job.set_setting("chunk_size", 10)
    return job


@pytest.fixture(autouse=True)
def _no_presets(extension: Extension) -> None:
    for path in _files(extension):
        path.unlink()


def test_everything_comes_back(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """In a new file: job type, settings, priority, pause, and the tag by its name; not the job's name."""
    _add("Final")
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    fresh = bpy.context.scene.flamenco_client
    fresh.set_setting("frames", "3")
    _apply(extension, "Final")

    assert (fresh.job_type, fresh.priority, fresh.start_paused) == ("simple-blender-render", 70, True)
    assert (fresh.worker_tag, fresh.job_name) == ("gpu", "")
    assert fresh.get_setting("render_output_root") == '//it\'s "render"\\n'
    assert fresh.get_setting("chunk_size") == 10
    assert fresh.get_setting("frames") == f"{bpy.context.scene.frame_start}-{bpy.context.scene.frame_end}"


def test_untouched_settings_are_part_of_it(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """A preset gives what was seen when it was made, also where that was the job type's default."""
    _add("Final")
    job.set_setting("add_path_components", 3)
    _apply(extension, "Final")

    assert job.get_setting("add_path_components") == 0


def _scripts(extension: Extension) -> set[Path]:
    """Return the files that Blender may run; elsewhere in the user's folder the helper writes at any time."""
    extensions = extension.user_folder / "extensions"
    found = {path for path in extension.user_folder.rglob("*.py") if path.is_file()}
    return {path for path in found if extensions not in path.parents}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_any_name_and_value_is_data(extension: Extension, manager: ManagerServer, job: Any, name: str) -> None:
    """The file is in Blender's folder for presets, and assigns one text to one property, whatever that text is."""
    job.set_setting("render_output_root", "'''\"; import os; os.abort()\n\x1b")
    before = _scripts(extension)
    _add(name)

    (path,) = _scripts(extension) - before
    assert path.parent == extension.user_folder / "scripts" / "presets" / "flamenco_client" / "job"
    assert not path.name.startswith(".")
    statements = ast.parse(path.read_text(encoding="utf-8")).body
    names = [ast.unparse(statement).partition(" = ")[0] for statement in statements]
    assert names == ["import bpy", "bpy.context.scene.flamenco_client.preset"]
    (value,) = (statement.value for statement in statements[1:] if isinstance(statement, ast.Assign))
    assert isinstance(value, ast.Constant)
    job.reset_setting("render_output_root")
    _apply(extension, path.stem)
    assert job.get_setting("render_output_root") == "'''\"; import os; os.abort()\n\x1b"

    shown = bpy.path.display_name(str(path), title_case=False)
    assert bpy.ops.flamenco_client.add_preset(name=shown, remove_name=True) == {"FINISHED"}
    assert not path.exists()


def test_a_name_without_a_letter(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """It gets one that the menu shows."""
    _add("...")

    assert [path.name for path in _files(extension)] == ["Preset.py"]


def test_removed(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """The minus sign of the menu takes the file away."""
    _add("Final")
    assert bpy.ops.flamenco_client.add_preset(name="Final", remove_name=True) == {"FINISHED"}

    assert _files(extension) == []


def test_a_job_type_that_the_manager_does_not_have(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """It is chosen anyway, reported, and not submitted; its values are kept for a Manager that has it."""
    preset = json.loads(job.preset) | {"job_type": "studio-render", "settings": {"samples": 64}, "automatic": {}}
    manager.forget_requests()
    job.preset = json.dumps(preset)

    assert job.job_type == "studio-render"
    assert "studio-render" in extension.module("bridge.submission.freeze").why_not(bpy.context)
    with pytest.raises(RuntimeError, match="studio-render"):
        bpy.ops.flamenco_client.submit_job()
    assert [
        (entry.key, json.loads(entry.value)) for entry in job.stored_settings if entry.job_type == "studio-render"
    ] == [("samples", 64)]
    assert json.loads(job.preset)["settings"] == {"samples": 64}
    assert manager.jobs == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"job_type": 3}',
        '{"job_type": "a\\u0000b"}',
        '{"priority": "1", "job_type": "other"}',
        '{"priority": true}',
        '{"start_paused": 1}',
        '{"settings": []}',
        '{"settings": {"\\ud800": 1}, "job_type": "other"}',
        '{"automatic": {"frames": 1}}',
        '{"worker_tag": null}',
    ],
)
def test_a_text_that_is_no_preset(extension: Extension, manager: ManagerServer, job: Any, text: str) -> None:
    """The error has the reason, and nothing is changed."""
    before = job.preset
    with pytest.raises(ValueError, match="Not a job preset"):
        extension.module("bridge.settings.presets").apply(bpy.context.scene, text)

    assert job.preset == before


def test_unknown_parts(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """A preset of a newer version is taken as far as it is understood; a priority out of range is moved into it."""
    job.preset = '{"invented": 1, "priority": 100000000000}'

    assert (job.priority, job.job_type) == (100, "simple-blender-render")


def test_the_menu_is_in_the_header(extension: Extension) -> None:
    """Where Blender's own panels have it; its panel is registered under the name that the button asks for."""
    panel = extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit
    asked: list[str] = []

    class Layout:
        emboss = ""

        def popover(self, *, panel: str, icon: str, text: str) -> None:
            asked.append(panel)

    class Header:
        layout = Layout()

    panel.draw_header_preset(Header(), bpy.context)
    (name,) = asked
    menu = getattr(bpy.types, name)
    assert menu.preset_subdir == "flamenco_client/job"
    assert menu.preset_add_operator == "flamenco_client.add_preset"


def test_the_menu_before_there_is_any(extension: Extension) -> None:
    """Without a folder the panel has only the field and the button for the first preset."""
    shutil.rmtree(extension.user_folder / "scripts" / "presets" / "flamenco_client", ignore_errors=True)
    labels: list[str] = []

    class Layout(SimpleNamespace):
        def __getattr__(self, name: str) -> Any:
            return lambda *_arguments, **_more: Layout()

        def label(self, *, text: str) -> None:
            labels.append(text)

    menu = bpy.types.FLAMENCO_CLIENT_PT_presets
    stand_in = SimpleNamespace(layout=Layout(), bl_idname=menu.__name__)
    for name in ("preset_subdir", "preset_operator", "preset_add_operator"):
        setattr(stand_in, name, getattr(menu, name))
    stand_in.path_menu = functools.partial(menu.path_menu, stand_in)
    draw_preset: Any = bpy.types.Menu.draw_preset
    draw_preset(stand_in, bpy.context)

    assert labels == []


def _add(name: str) -> None:
    assert bpy.ops.flamenco_client.add_preset(name=name) == {"FINISHED"}


def _apply(extension: Extension, name: str) -> None:
    """Click on a line of the menu."""
    (path,) = (path for path in _files(extension) if path.stem == name)
    done = bpy.ops.script.execute_preset(filepath=os.fspath(path), menu_idname="FLAMENCO_CLIENT_PT_presets")
    assert done == {"FINISHED"}


def _files(extension: Extension) -> list[Path]:
    return [path for path in extension.user_folder.glob("scripts/presets/flamenco_client/job/*") if path.is_file()]
