"""What a job begins with: the project's file, what was used last, and the order of the two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import until

FILE = ".flamenco_client.toml"
ROOT = "render_output_root"

DEFAULTS = """
job_type = "simple-blender-render"
priority = 60
worker_tag = "gpu"

[settings.simple-blender-render]
render_output_root = "/from/project"
chunk_size = 7
frames = "1-3"
"""


@pytest.fixture(autouse=True)
def _nothing_used(extension: Extension) -> None:
    for path in extension.module("bridge.user_preferences").user_folder().glob("last_used/*"):
        path.unlink()


def test_a_job_of_the_project(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """A scene that says nothing is submitted with what the project suggests."""
    tag = manager.add_tag("gpu")
    (project.root / FILE).write_text(DEFAULTS)
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}

    (job,) = manager.jobs
    assert (job.type, job.priority, job.tag) == ("simple-blender-render", 60, tag)
    assert (job.settings[ROOT], job.settings["chunk_size"], job.settings["frames"]) == ("/from/project", 7, "1-3")


def test_the_artist_goes_first(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Also where the artist's choice is what Blender calls the default: all workers, priority 50."""
    manager.add_tag("gpu")
    (project.root / FILE).write_text(DEFAULTS)
    job = _checked()
    job.priority, job.worker_tag = 50, ""
    job.set_setting(ROOT, "/from/artist")
    bpy.ops.flamenco_client.submit_job()

    (made,) = manager.jobs
    assert (made.priority, made.tag) == (50, None)
    assert (made.settings[ROOT], made.settings["chunk_size"]) == ("/from/artist", 7)


def test_all_four_in_order(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """A reset goes back to the project's value, without that to the one used last, then to the job type's."""
    manager.add_tag("gpu")
    (project.root / FILE).write_text(DEFAULTS)
    job = _checked()
    for key in ("chunk_size", "add_path_components"):
        job.set_setting(key, 2)
    bpy.ops.flamenco_client.submit_job()

    def shown(key: str) -> Any:
        return job.get_setting(key, last_used=True)

    assert shown("chunk_size") == 2

    for key in ("chunk_size", "add_path_components", ROOT):
        assert bpy.ops.flamenco_client.reset_setting(key=key) == {"FINISHED"}
    assert (shown("chunk_size"), shown("add_path_components")) == (7, 2)

    (project.root / FILE).unlink()
    bpy.ops.flamenco_client.check_manager()
    assert (shown("chunk_size"), shown(ROOT)) == (2, "/from/project")
    assert shown("frames") == "1-250"

    _forget_used(extension)
    bpy.ops.flamenco_client.check_manager()
    assert (shown("chunk_size"), shown("add_path_components")) == (1, 0)


def test_scripts_do_not_depend_on_the_last_job(
    extension: Extension, manager: ManagerServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call gives the job type's default whatever was submitted before, unless it asks for the last job's values."""
    job = _checked()
    job.set_setting("add_path_components", 2)
    job.set_setting(ROOT, "/from/last")
    bpy.ops.flamenco_client.submit_job()

    bpy.ops.flamenco_client.reset_setting(key="add_path_components")
    assert (job.get_setting("add_path_components"), job.get_setting("add_path_components", last_used=True)) == (0, 2)
    findings = json.loads(bpy.context.window_manager.flamenco_client.findings)
    bpy.ops.flamenco_client.reset_setting(key=ROOT)
    assert ROOT in {finding["about"] for finding in json.loads(bpy.context.window_manager.flamenco_client.findings)}
    assert ROOT not in {finding["about"] for finding in findings if finding["severity"] == "error"}
    with pytest.raises(RuntimeError, match="value is required"):
        bpy.ops.flamenco_client.submit_job()

    assert bpy.ops.flamenco_client.submit_job(last_used=True) == {"FINISHED"}
    settings = manager.jobs[-1].settings
    assert (len(manager.jobs), settings[ROOT], settings["add_path_components"]) == (2, "/from/last", 2)


def test_the_button_uses_what_the_panel_shows(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Values of the last job fill the form, so the button sends them."""
    job = _checked()
    job.set_setting(ROOT, "/from/last")
    bpy.ops.flamenco_client.submit_job()
    bpy.ops.flamenco_client.reset_setting(key=ROOT)
    bpy.ops.flamenco_client.check_manager()

    submit, now = extension.module("bridge.submission.submit"), extension.module("state").current()
    submit.start(bpy.context, as_saved=True)
    until(lambda: not now.submitting, meanwhile=extension.module("bridge.timer").turn)
    assert [made.settings[ROOT] for made in manager.jobs] == ["/from/last"] * 2


def test_a_new_scene_begins_with_what_was_used(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Per Manager; frames, which are computed, are computed again."""
    job = _checked()
    job.set_setting(ROOT, "//render")
    job.set_setting("frames", "2")
    bpy.ops.flamenco_client.submit_job()

    bpy.ops.wm.open_mainfile(filepath=str(project.root / "lib" / "set.blend"))
    fresh = _checked()
    assert manager.jobs[0].settings[ROOT] == str(project.shot.parent / "render")
    assert fresh.get_setting(ROOT, last_used=True) == str(project.root / "lib" / "render")
    assert fresh.get_setting("frames") == "1-250"
    assert len(fresh.stored_settings) == 0

    with ManagerServer() as other:
        bpy.context.preferences.addons[extension.key].preferences.manager_url = other.url
        assert _checked().get_setting(ROOT, last_used=True) == ""


def test_another_file_has_another_project(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """What one project suggests is gone when a file without a project is open, at once."""
    (project.root / FILE).write_text(DEFAULTS)
    assert _checked().get_setting("chunk_size") == 7
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")

    assert bpy.context.scene.flamenco_client.get_setting("chunk_size") == 1
    assert bpy.context.window_manager.flamenco_client.priority == 50


def test_the_project_names_a_manager(
    extension: Extension, manager: ManagerServer, project: Project, tmp_path: Path
) -> None:
    """By its name in the preferences; the file's own goes first."""
    preferences = bpy.context.preferences.addons[extension.key].preferences
    with ManagerServer(tmp_path / "other", name="Night Farm") as night:
        preferences.managers[0].name = "Day"
        bpy.ops.flamenco_client.add_manager(name="Night", url=night.url)
        preferences.active_manager = 0
        (project.root / FILE).write_text('manager = "Night"')
        bpy.ops.flamenco_client.check_manager()
        assert bpy.context.window_manager.flamenco_client.manager_name == "Night Farm"

        bpy.context.scene.flamenco_client.manager = "Day"
        bpy.ops.flamenco_client.check_manager()
        assert bpy.context.window_manager.flamenco_client.manager_name == "Test Manager"
        preferences.managers.remove(1)


@pytest.mark.slow
@pytest.mark.parametrize("line", ['manager = "Nobody"', 'manager = "{url}"', 'url = "{url}"', "priority = "])
def test_it_brings_no_address(extension: Extension, manager: ManagerServer, project: Project, line: str) -> None:
    """A name that the user does not have, an address, a broken file: the panel reports it, and calls no address."""
    with ManagerServer(project.root / "evil") as evil:
        (project.root / FILE).write_text(line.format(url=evil.url))
        if "Nobody" in line:  # nobody would see here which Manager is used instead
            with pytest.raises(RuntimeError, match=r'"Nobody".*\(they have: .*\).*--manager'):
                bpy.ops.flamenco_client.check_manager()
            with pytest.raises(RuntimeError, match="Nobody"):
                bpy.ops.flamenco_client.submit_job()
            assert manager.requests == []
            return
        _checked()
        extension.module("bridge.settings.settings_form").refresh(bpy.context)

        told = draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context).text
        assert ("Nobody" if "Nobody" in line else FILE) in told
        assert bpy.context.window_manager.flamenco_client.manager_name == "Test Manager"
        assert manager.requests != []
        assert evil.requests == []


def test_the_panel_says_where_values_come_from(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Beside the values; unsuitable values are reported by key, and the form's own fields show the rest."""
    (project.root / FILE).write_text(f'{DEFAULTS}add_path_components = "many"')
    _checked()
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    panel = extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit

    drawn = draw(panel, bpy.context)
    assert drawn.text.count("From the project") == 3
    assert "add_path_components" in drawn.text
    form = bpy.context.window_manager.flamenco_client.form
    attributes = extension.module("state").current().form.attributes
    assert getattr(form, attributes["frames"]) == "1-3"
    assert getattr(form, f"auto_{attributes['frames']}") is False
    setattr(form, f"auto_{attributes['frames']}", True)
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    assert getattr(form, attributes["frames"]) == "1-250"


def test_blender_does_not_wait_for_the_disk(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """The timer asks at one turn, has the answer at a later one, and does not repeat the question at once."""
    (project.root / FILE).write_text(DEFAULTS)
    suggestions, session = extension.module("bridge.settings.suggested_values"), extension.module("ipc.session").get()
    extension.module("bridge.managers.check_manager").use_address(bpy.context)
    suggestions.refresh(bpy.context)
    assert not suggestions.are_known()
    requests = session.outstanding
    assert {request.do for request in requests} == {"project_defaults", "last_used"}
    suggestions.refresh(bpy.context)
    assert len(session.outstanding) == 2

    until(suggestions.are_known, meanwhile=session.pump)
    assert suggestions.project().priority == 60


@pytest.mark.slow
def test_kept_per_manager_in_the_users_folder(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """One small file, with what an artist sees and can change only."""
    job = _checked()
    job.set_setting(ROOT, "/render")
    bpy.ops.flamenco_client.submit_job()

    (path,) = extension.module("bridge.user_preferences").user_folder().glob("last_used/*")
    assert json.loads(path.read_text())["job_types"] == {"simple-blender-render": {ROOT: "/render"}}


def _checked() -> Any:
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    if not job.job_type:
        job.job_type = "simple-blender-render"
    return job


def _forget_used(extension: Extension) -> None:
    for path in extension.module("bridge.user_preferences").user_folder().glob("last_used/*"):
        path.unlink()
