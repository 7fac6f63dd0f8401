"""Version, configuration, platforms, set-up, and imitation of older Managers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from flamenco_client.tests.support.manager import ManagerServer, Variable

from .conftest import Caller, echo_job


def test_version_has_name_and_commit(call: Caller) -> None:
    """The version has a short and a long form, name and commit."""
    got = call("GET", "version").json
    assert got["name"] == "Test Manager"
    assert got["version"] == f"{got['shortversion']} ({got['git']})"


def test_configuration_with_and_without_shaman(storage: Path) -> None:
    """With Shaman files of jobs are in a folder of the storage, without it in the storage itself."""
    for shaman, location in ((True, storage / "jobs"), (False, storage)):
        with ManagerServer(storage, shaman=shaman) as manager, contextlib.closing(Caller(manager)) as call:
            assert call("GET", "configuration").json == {
                "storageLocation": str(location),
                "shamanEnabled": shaman,
                "isFirstRun": False,
            }


@pytest.mark.parametrize(
    ("audience", "platform", "location"),
    [
        ("users", "linux", "{storage}/jobs"),
        ("workers", "linux", "{storage}/jobs"),
        ("users", "windows", "S:\\farm\\jobs"),
        ("users", "darwin", "/Volumes/farm/jobs"),
        ("users", "plan9", "{storage}/jobs"),
        ("nobody", "linux", "{storage}/jobs"),
    ],
)
def test_shared_storage_by_platform(manager: ManagerServer, audience: str, platform: str, location: str) -> None:
    """Each platform has its own path, with its own slashes; unknown ones get the server's."""
    with contextlib.closing(Caller(manager)) as call:
        got = call("GET", f"configuration/shared-storage/{audience}/{platform}").json
    expected = location.replace("{storage}", str(manager.storage))
    assert got == {"location": expected, "audience": audience, "platform": platform, "shamanEnabled": True}


def test_storage_that_no_variable_covers(storage: Path) -> None:
    """Without a two-way variable a Windows client gets the server's path."""
    with ManagerServer(storage, variables={}) as manager, contextlib.closing(Caller(manager)) as call:
        got = call("GET", "configuration/shared-storage/users/windows").json
        assert got["location"] == str(storage / "jobs")


def test_variables(manager: ManagerServer, call: Caller) -> None:
    """Variables have value and kind, and always include `jobs`; an unknown audience has none."""
    got = call("GET", "configuration/variables/users/windows").json
    assert got["storage"] == {"value": "S:\\farm", "is_twoway": True}
    assert got["jobs"] == {"value": str(manager.storage / "jobs"), "is_twoway": False}
    assert call("GET", "configuration/variables/nobody/linux").json == {}


def test_variables_may_differ_by_audience(storage: Path) -> None:
    """A variable can have other values for users than for workers."""
    variables = {"blender": Variable({"linux": "/opt/blender"}, users={"linux": "blender"})}
    with ManagerServer(storage, variables=variables) as manager, contextlib.closing(Caller(manager)) as call:
        for audience, value in (("users", "blender"), ("workers", "/opt/blender")):
            assert call("GET", f"configuration/variables/{audience}/linux").json["blender"]["value"] == value


def test_first_run_accepts_jobs_but_has_no_shaman(storage: Path) -> None:
    """In set-up mode jobs are accepted, but Shaman is answered 503; the assistant ends the mode."""
    with ManagerServer(storage, first_run=True) as manager, contextlib.closing(Caller(manager)) as call:
        assert call("GET", "configuration").json["isFirstRun"] is True
        assert call("POST", "jobs", echo_job()).status == 200
        got = call("POST", "shaman/checkout/requirements", {"files": []})
        assert (got.status, got.json) == (503, {"code": 503, "message": "shaman server not active"})
        blender = {"input": "", "path": "/b", "source": "default", "is_usable": True, "cause": ""}
        setup = {"storageLocation": str(storage), "blenderExecutable": blender}
        assert call("POST", "configuration/setup-assistant", setup).status == 204
        assert call("GET", "configuration").json["isFirstRun"] is False
        assert call("POST", "shaman/checkout/requirements", {"files": []}).status == 200


def test_incomplete_setup_is_refused(call: Caller) -> None:
    """The assistant rejects an unusable Blender."""
    blender = {"input": "", "path": "", "source": "default", "is_usable": False, "cause": "none"}
    got = call("POST", "configuration/setup-assistant", {"storageLocation": "/x", "blenderExecutable": blender})
    assert (got.status, got.json["code"]) == (400, 400)


def test_storage_check_names_the_cause(call: Caller, tmp_path: Path) -> None:
    """The cause says why a folder is not usable."""
    for path, usable in ((str(tmp_path), True), ("", False), (str(tmp_path / "none"), False)):
        got = call("POST", "configuration/check/shared-storage", {"path": path}).json
        assert (got["is_usable"], not got["cause"]) == (usable, usable)


def test_blender_check(call: Caller) -> None:
    """The search finds no Blender; a given path is checked."""
    assert call("GET", "configuration/check/blender").json == []
    got = call("POST", "configuration/check/blender", {"path": "/nowhere/blender"}).json
    assert (got["is_usable"], got["source"]) == (False, "input_path")


def test_configuration_file_in_both_forms(call: Caller) -> None:
    """The file is sent as JSON, or as YAML if accepted, and can be replaced."""
    assert call("PUT", "configuration/file", {"manager_name": "Other", "n": [1, 2]}).status == 204
    as_yaml = call("GET", "configuration/file", Accept="application/yaml")
    assert as_yaml.headers.get_content_type() == "application/yaml"
    assert (
        yaml.safe_load(as_yaml.body) == call("GET", "configuration/file").json == {"manager_name": "Other", "n": [1, 2]}
    )


def test_older_managers_leave_newer_properties_out(storage: Path) -> None:
    """An imitation of 3.6 has jobs without steps, types without description, and no settag."""
    with ManagerServer(storage, version="3.6") as manager, contextlib.closing(Caller(manager)) as call:
        assert call("GET", "version").json["shortversion"] == "3.6"
        job = call("POST", "jobs", echo_job()).json
        assert not {"steps_completed", "steps_total"} & job.keys()
        (task, *_) = call("GET", f"jobs/{job['id']}/tasks").json["tasks"]
        assert "steps_total" not in task
        assert "index_in_job" in task
        assert all("description" not in kind for kind in call("GET", "jobs/types").json["job_types"])
        assert call("POST", f"jobs/{job['id']}/settag", {}).status == 404


def test_very_old_managers_have_no_job_list(storage: Path) -> None:
    """An imitation of a version before 3.6 has no list of jobs."""
    with ManagerServer(storage, version="3.5") as manager, contextlib.closing(Caller(manager)) as call:
        got = call("GET", "jobs")
        assert (got.status, got.json["message"]) == (404, "method not allowed")


@pytest.fixture
def status_of(call: Caller) -> Callable[[], str]:
    return lambda: str(call("GET", "status").json["status"])


def test_farm_status_follows_jobs_and_workers(
    manager: ManagerServer, status_of: Callable[[], str], call: Caller
) -> None:
    """The status is starting, inoperative without workers, waiting for a sleeping one, active, idle, or asleep."""
    assert status_of() == "starting"
    call("POST", "jobs", echo_job())
    assert status_of() == "inoperative"
    worker = manager.hand.worker()
    worker.status = "asleep"
    assert status_of() == "waiting"
    worker.status = "awake"
    manager.advance()
    assert status_of() == "active"
    manager.finish()
    assert status_of() == "idle"
    worker.status = "asleep"
    assert status_of() == "asleep"
