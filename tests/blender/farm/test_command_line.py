"""The command of the command line, called as Blender calls it; the bpy module has no command line itself."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from itertools import pairwise
from pathlib import Path

import bpy
import pytest

from flamenco_client.tests.blender.command import ROOT, Command
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import PATIENCE

pytestmark = pytest.mark.slow


def test_check(command: Command, manager: ManagerServer) -> None:
    """It prints the Manager's facts, as text and as JSON."""
    assert command("check") == 0
    assert "simple-blender-render" in command.out

    assert command("check", "--json") == 0
    assert command.json["name"] in command.out
    assert command.json["url"] == manager.url


def test_an_expression_that_is_not_run(command: Command, manager: ManagerServer, project: Project) -> None:
    """The check and the submission say which setting it is and how to give it a value; with one they do not."""
    setting = {"key": "user", "type": "string", "eval": "__import__('os').getlogin()", "visible": "hidden"}
    manager.set_types([{"name": "odd", "label": "Odd", "settings": [setting]}])

    assert command("check", "--json") == 0
    (warning,) = [found for found in command.json["warnings"] if found["id"] == "expression"]
    assert (warning["about"], "--set user=" in warning["text"]) == ("user", True)
    assert command("submit", "--json", "--job-type", "odd") == 0
    assert "expression" in {found["id"] for found in command.json["warnings"]}
    assert "Warning: User: its expression is not run" in command.err
    assert command("submit", "--json", "--job-type", "odd", "--set", "user=ann") == 0
    assert "expression" not in {found["id"] for found in command.json["warnings"]}
    assert [job.settings["user"] for job in manager.jobs] == ["", "ann"]


@pytest.mark.slow
def test_submit(command: Command, manager: ManagerServer, project: Project) -> None:
    """One line makes the job: type, name, settings, priority, tag, paused. Its id is the result, progress is not."""
    manager.add_tag("gpu")
    chosen = ["--job-type", "simple-blender-render", "--name", "Night run", "--priority", "80", "--tag", "gpu"]
    frames = ["--set", "frames=1-3", "--set", "chunk_size=3"]

    assert command("submit", "--json", *chosen, "--paused", *ROOT, *frames) == 0

    (job,) = manager.jobs
    assert command.json["job_id"] == job.id
    assert (job.name, job.priority, job.status) == ("Night run", 80, "paused")
    assert (job.settings["frames"], job.settings["chunk_size"]) == ("1-3", 3)
    assert "Reading files" in command.err
    assert "Reading files" not in command.out


@pytest.mark.parametrize("text", ["5", "1.10", "1e3", "true", "null", "[1]", "007", '"quoted"', "a=b"])
def test_text_arrives_as_typed(command: Command, manager: ManagerServer, project: Project, text: str) -> None:
    """The setting's type decides what a value is, not its looks."""
    echo = ["--job-type", "echo-sleep-test", "--set", "sleep_duration_seconds=1e1"]
    assert command("submit", "--json", *echo, "--set", f"message={text}") == 0
    assert (manager.jobs[0].settings["message"], manager.jobs[0].settings["sleep_duration_seconds"]) == (text, 10)


def test_values_that_do_not_fit(command: Command, manager: ManagerServer, project: Project) -> None:
    """A number that is none is refused, with its key."""
    assert command("submit", "--json", "--job-type", "echo-sleep-test", "--set", "sleep_duration_seconds=long") == 1
    assert command.json["error"]["kind"] == "settings"
    assert "sleep_duration_seconds" in command.err
    assert manager.jobs == []


def test_extra_files_beside_the_blend(
    command: Command, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`//` is the folder of the .blend, as everywhere in Blender; other paths are those of the shell."""
    beside, here = project.shot.parent.parent / "beside.txt", tmp_path / "shell" / "here.txt"
    here.parent.mkdir()
    for path in (beside, here):
        path.write_text("more")
    monkeypatch.chdir(here.parent)

    assert command("files", "--json", "--add", "//../beside.txt", "--add", "here.txt", "--allow-missing") == 0

    extra = [entry["path"] for entry in command.json["entries"] if "extra" in entry["states"]]
    assert sorted(extra) == sorted([str(beside), str(here)])
    bpy.context.scene.flamenco_client.extra_files.clear()


TOML = """priority = 400
colour = "red"

[settings.simple-blender-render]
chunk_size = "many"
"""


def test_warnings_reach_the_caller(command: Command, manager: ManagerServer, project: Project) -> None:
    """What the project's file says in vain is in the JSON and on stderr; a strict call makes no job of it."""
    manager.hand.worker()
    (project.root / ".flamenco_client.toml").write_text(TOML)
    bpy.context.scene.flamenco_client.priority = 150

    assert command("submit", "--json", *ROOT, "--strict") == 1
    error = command.json["error"]
    assert error["kind"] == "warnings"
    assert manager.jobs == []
    assert manager.requests_of("shamanFileStore") == []

    assert command("submit", "--json", *ROOT) == 0
    warnings = command.json["warnings"]
    assert [found["id"] for found in error["details"]["findings"] if found not in warnings] == []
    assert {"project-file", "project-value", "priority"} <= {found["id"] for found in warnings}
    assert sum(found["id"] == "project-file" for found in warnings) == 2
    assert {found["severity"] for found in warnings} == {"warning"}
    assert "Warning: The priority 150 is outside of 0 to 100: 100 is used" in command.err
    assert manager.jobs[0].priority == 100


def test_strict_without_warnings(command: Command, manager: ManagerServer, project: Project) -> None:
    """A job without any warning is made; the folder of frames lies on the farm's storage."""
    manager.hand.worker()
    assert command("submit", "--json", "--strict", "--set", f"render_output_root={manager.storage}/render") == 0
    assert command.json["warnings"] == []


def test_a_manager_that_nobody_knows(command: Command, manager: ManagerServer, project: Project) -> None:
    """The file names a Manager that is not in the preferences: the user has to say which one to use."""
    bpy.context.scene.flamenco_client.manager = "Night"
    assert command("submit", "--json", *ROOT) == 1
    assert command.json["error"]["kind"] == "manager"
    assert "they have: Test Manager" in command.err
    assert manager.jobs == []
    assert command("submit", "--json", "--manager", manager.url, *ROOT) == 0


@pytest.mark.parametrize("subcommand", ["files", "submit"])
def test_a_file_that_blender_did_not_open(
    command: Command, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch, subcommand: str
) -> None:
    """Blender runs the command without it; the error names the file instead of asking to save another one."""
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    monkeypatch.setattr(sys, "argv", ["blender", "-b", "no/shot.blend", "-c", "flamenco_client", subcommand])
    assert command(subcommand, "--json") == 1
    assert command.json["error"]["kind"] == "file"
    assert "could not open no/shot.blend" in command.err


def test_the_last_job_changes_nothing(command: Command, manager: ManagerServer, project: Project) -> None:
    """The same command makes the same job; the result says where each value comes from, and where frames go."""
    made = command("submit", "--json", *ROOT, "--set", "add_path_components=2")
    assert made == 0
    settings = command.json["settings"]
    assert settings["render_output_root"] == {"value": "/render", "from": "scene"}
    assert settings["chunk_size"] == {"value": 1, "from": "job-type"}
    assert settings["frames"] == {"value": "1-250", "from": "expression"}
    assert command.json["output_path"] == manager.jobs[-1].settings["render_output_path"]
    assert "{timestamp}" not in command.json["output_path"]

    bpy.ops.wm.open_mainfile(filepath=str(project.shot))
    (project.root / ".flamenco_client.toml").write_text("[settings.simple-blender-render]\nchunk_size = 7\n")
    assert command("submit", "--json", *ROOT) == 0
    settings = command.json["settings"]
    assert settings["add_path_components"] == {"value": 0, "from": "job-type"}
    assert settings["chunk_size"] == {"value": 7, "from": "project"}
    assert "chunk_size=7 (from the project)" in command.err

    bpy.ops.wm.open_mainfile(filepath=str(project.shot))
    assert command("submit", "--json", "--set", "add_path_components=3", *ROOT) == 0
    bpy.ops.wm.open_mainfile(filepath=str(project.shot))
    assert command("submit", "--json", "--last-used") == 0
    assert command.json["settings"]["render_output_root"] == {"value": "/render", "from": "last-used"}
    assert command.json["settings"]["add_path_components"] == {"value": 3, "from": "last-used"}


def test_another_manager(command: Command, manager: ManagerServer, project: Project, tmp_path: Path) -> None:
    """The user may give an address; it is used for this command only, and the list is not changed."""
    variable = "FLAMENCO_MANAGER_URL"
    with ManagerServer(tmp_path / "other") as other:
        assert command("check", "--json", "--manager", other.url) == 0
        assert command.json["url"] == other.url
        assert variable not in os.environ
        assert command("check", "--json") == 0
        assert command.json["url"] == manager.url


def test_a_manager_by_its_name(extension: Extension, command: Command, manager: ManagerServer, tmp_path: Path) -> None:
    """A name of the preferences goes before an address."""
    kept = bpy.context.preferences.addons[extension.key].preferences
    with ManagerServer(tmp_path / "other") as other:
        bpy.ops.flamenco_client.add_manager(name="Other", url=other.url)
        kept.active_manager = 0
        try:
            assert command("check", "--json", "--manager", "Other") == 0
            assert command.json["url"] == other.url
        finally:
            kept.active_manager = 1
            bpy.ops.flamenco_client.remove_manager()


def test_missing_files(command: Command, manager: ManagerServer, project: Project) -> None:
    """Exit code 3, the whole list as data, no job; if allowed, the job is created and lists the missing files."""
    gone = project.root / "lib" / "tex" / "wood.png"
    gone.unlink()

    assert command("submit", "--json", *ROOT) == 3
    error = command.json["error"]
    assert error["kind"] == "files"
    assert "--allow-missing" in error["hint"]
    (missing,) = [entry for entry in error["details"]["report"]["entries"] if "missing" in entry["states"]]
    assert missing["path"] == str(gone)
    assert manager.jobs == []

    assert command("submit", "--json", "--allow-missing", *ROOT) == 0
    assert command.json["missing"] == [str(gone)]


def test_progress_does_not_repeat_itself(command: Command, manager: ManagerServer, project: Project) -> None:
    """No line comes twice in succession."""
    assert command("submit", *ROOT) == 0
    lines = command.err.splitlines()
    assert lines
    assert not [line for line, following in pairwise(lines) if line == following]


def test_files(command: Command, manager: ManagerServer, project: Project) -> None:
    """The dry run lists everything, asks no Manager, and says by its exit code whether something is missing."""
    manager.forget_requests()

    assert command("files", "--json") == 0
    places = {entry["path_in_pack"] for entry in command.json["entries"]}
    assert places == set(project.files)

    (project.root / "lib" / "tex" / "wood.png").unlink()
    assert command("files") == 3
    assert f"[missing] {project.root / 'lib' / 'tex' / 'wood.png'}" in command.out
    assert command("files", "--allow-missing") == 0
    assert manager.requests == []


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["submit", "--set", "frames"], ["submit", "--priority", "101"], ["check", "--paused"]],
    ids=" ".join,
)
def test_what_it_does_not_understand(command: Command, arguments: list[str]) -> None:
    """Exit code 2, and the reason on stderr; Blender goes on to end by itself."""
    assert command(*arguments) == 2
    assert "usage:" in command.err
    assert "50, 51" not in command.err, "a hundred numbers say less than the range"


def test_help(command: Command) -> None:
    """It names the commands and what the exit codes mean."""
    assert command("--help") == 0
    assert "exit codes:" in command.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "no_such_key=1"], "no_such_key"),
        (["--set", "chunk_size=abc"], "chunk_size"),
        (["--job-type", "no-such-type"], "no-such-type"),
        (["--manager", "http://127.0.0.1:1"], "127.0.0.1:1"),
        (["--manager", "http://u:p@host"], "password"),
        (["--manager", "Nite"], "There is no Manager"),
    ],
    ids=str,
)
def test_errors_are_printed(
    command: Command, manager: ManagerServer, project: Project, arguments: list[str], words: str
) -> None:
    """Exit code 1, the reason on stderr and as JSON on stdout, no job."""
    assert command("submit", "--json", *ROOT, *arguments) == 1

    assert words in command.err
    assert words in json.dumps(command.json["error"])
    assert manager.jobs == []


def test_without_online_access(command: Command, project: Project) -> None:
    """Nothing is asked, and the message says how to allow it from a shell."""
    assert command("submit", "--manager", "http://flamenco.invalid:8080", *ROOT) == 1
    assert "--online-mode" in command.err


@pytest.mark.slow
def test_unknown_whether_the_job_arrived(command: Command, manager: ManagerServer, project: Project) -> None:
    """Exit code 4."""
    assert command("check") == 0
    manager.faults.reset("submitJob", times=None)
    manager.faults.answer("fetchJobs", 500, times=None)

    assert command("submit", "--json", *ROOT) == 4
    assert command.json["error"]["kind"] == "not-known"


def test_what_is_left_behind(command: Command, manager: ManagerServer, project: Project) -> None:
    """A checkout without a job is named on stderr, and in the error as data."""
    manager.faults.answer("submitJob", 400, json={"code": 400, "message": "not like this"})

    assert command("submit", "--json", *ROOT) == 1

    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in command.err
    assert orphan.name in command.json["error"]["details"]["left_behind"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(command: Command, manager: ManagerServer, project: Project, number: signal.Signals) -> None:
    """Ctrl-C, and a scheduler's SIGTERM, cancel: exit code 130, no job, and signals mean what they meant before."""
    before = signal.getsignal(number)
    sending = manager.faults.hold("shamanFileStore")

    def interrupt() -> None:
        if sending.held.wait(PATIENCE):
            os.kill(os.getpid(), number)

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()

    assert command("submit", "--json", *ROOT) == 130

    interrupting.join()
    assert command.json["cancelled"] is True
    assert manager.jobs == []
    assert signal.getsignal(number) == before


@pytest.mark.slow
def test_the_result_in_a_file(command: Command, manager: ManagerServer, tmp_path: Path) -> None:
    """Blender prints things of its own: the JSON alone can be written to a file."""
    result = tmp_path / "result.json"

    assert command("check", "--output", str(result)) == 0
    assert json.loads(result.read_text(encoding="utf-8"))["url"] == manager.url
    assert "{" not in command.out
    assert command("check", "--output", str(result), "--manager", "http://127.0.0.1:1") == 1
    assert json.loads(result.read_text(encoding="utf-8"))["error"]["kind"] == "refused"
