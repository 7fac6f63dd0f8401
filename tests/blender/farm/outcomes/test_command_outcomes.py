"""What a wrapper around the command line can rely on: exit codes, the result as data, one job."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tests.blender.command import ROOT, Command
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

pytestmark = pytest.mark.slow


def records(extension: Extension) -> Any:
    """The records of this user."""
    return extension.module("submission.records.records").Records(
        extension.module("bridge.user_preferences").user_files()
    )


def test_an_output_that_can_not_be_written(command: Command, manager: ManagerServer, tmp_path: Path) -> None:
    """Exit code 2 before the Manager is asked; a file that can be written is not left behind empty."""
    (tmp_path / "folder").mkdir()
    for nowhere in (tmp_path / "no" / "folder" / "x.json", tmp_path / "folder"):
        manager.forget_requests()
        assert command("submit", "--json", "--output", str(nowhere), *ROOT) == 2
        assert command.json["error"]["kind"] == "bad-arguments"
        assert str(nowhere) in command.err
        assert manager.requests == []
    result = tmp_path / "result.json"
    assert command("submit", "--output", str(result), "--manager", "Nite") == 1
    assert json.loads(result.read_text(encoding="utf-8"))["error"]["kind"] == "settings"


def test_an_output_that_disappears(
    command: Command, extension: Extension, manager: ManagerServer, project: Project, tmp_path: Path
) -> None:
    """The job is made: exit code 0, the JSON on stdout, and a warning, though the file can't be written any more."""
    folder = tmp_path / "results"
    folder.mkdir()

    def remove(job: Any) -> Any:
        folder.rmdir()
        return job

    manager.faults.rewrite("submitJob", remove)

    assert command("submit", "--output", str(folder / "x.json"), *ROOT) == 0
    assert command.json["job_id"] == manager.jobs[0].id
    assert "Warning: the result can't be written" in command.err


def test_invalid_arguments_as_data(command: Command, tmp_path: Path) -> None:
    """Exit code 2 has its reason as JSON, and in the file."""
    result = tmp_path / "result.json"

    assert command("submit", "--json", "--priority", "101", "--output", str(result)) == 2
    assert "101" in command.json["error"]["message"]
    assert json.loads(result.read_text(encoding="utf-8")) == command.json
    assert command("fly", "--output") == 2


def test_the_same_command_again(
    command: Command, extension: Extension, manager: ManagerServer, project: Project
) -> None:
    """After exit code 4 the same command has the job that arrived, once; --again makes a new one."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    assert command("submit", "--json", *ROOT) == 4
    manager.faults.clear()

    assert command("submit", "--json", *ROOT) == 0
    assert (command.json["job_id"], command.json["already_submitted"]) == (manager.jobs[0].id, True)
    assert "Warning: The job had arrived before" in command.err
    assert len(manager.jobs) == 1

    assert command("submit", "--json", *ROOT) == 0
    assert not command.json["already_submitted"]
    assert "submitted-before" in {warning["id"] for warning in command.json["warnings"]}
    assert command("submit", "--json", "--again", *ROOT) == 0
    assert len(manager.jobs) == 3
    assert [record for record in records(extension).all() if not record.told] == []


def test_a_helper_that_is_killed(
    command: Command, extension: Extension, manager: ManagerServer, project: Project
) -> None:
    """If the helper ends when the job is just made, another one finds the job: exit code 0."""
    session = extension.module("ipc.session")

    def kill(job: Any) -> Any:
        os.kill(session.get().helper_pid, signal.SIGKILL)
        return job

    manager.faults.rewrite("submitJob", kill)

    assert command("submit", "--json", *ROOT) == 0
    assert command.json["job_id"] == manager.jobs[0].id
    assert command.json["already_submitted"]
    assert len(manager.jobs) == 1
    assert [record.told for record in records(extension).all()][:1] == [True]


def test_a_helper_that_is_killed_before(
    command: Command, extension: Extension, manager: ManagerServer, project: Project
) -> None:
    """If the helper ends before there is a job, the command fails, and the same one again makes one job."""
    session = extension.module("ipc.session")
    manager.faults.rewrite("shamanCheckout", lambda _: os.kill(session.get().helper_pid, signal.SIGKILL))

    assert command("submit", "--json", *ROOT) == 1
    assert command.json["error"]["kind"] == "helper-died"
    manager.faults.clear()
    assert command("submit", "--json", *ROOT) == 0
    assert len(manager.jobs) == 1
