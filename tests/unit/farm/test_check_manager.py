"""Check Manager, against a Manager on a real socket."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.user_files import UserFiles
from flamenco_client.farm import manager_cache
from flamenco_client.farm.disk_look import folder_exists
from flamenco_client.manager_client import ApiClient, Configuration
from flamenco_client.manager_client.apis import JobsApi
from flamenco_client.manager_client.models import SubmittedJob
from flamenco_client.tests.support.manager import SHIPPED, ManagerServer
from flamenco_client.tests.support.waiting import FOR_EVER, PATIENCE, at_once

ECHO = {"name": "x", "type": "echo-sleep-test", "priority": 50, "submitter_platform": "linux"}
ECHO_SETTINGS = {"message": "hello", "sleep_duration_seconds": 1, "sleep_repeats": 1}
Check = Callable[..., dict[str, Any]]


def names(info: dict[str, Any]) -> set[str]:
    return {job_type["name"] for job_type in info["job_types"]}


def test_finds_all(manager: ManagerServer, check: Check) -> None:
    """Name, version, storage, status, job types and tags of a Manager in order; nothing to warn of."""
    tag = manager.add_tag("gpu", "with a good card")
    info = check(f"{manager.url}/app/")

    assert info["url"] == manager.url
    assert (info["name"], info["version"]) == ("Test Manager", "3.9-beta1")
    assert (info["shaman_enabled"], info["is_first_run"]) == (True, False)
    assert info["storage_location"] == str(manager.checkouts)
    assert info["storage_reachable"]
    assert info["farm_status"]
    assert {job_type["name"] for job_type in SHIPPED} < names(info)
    assert info["tags"] == [{"id": tag.id, "name": "gpu", "description": "with a good card"}]
    assert info["warnings"] == []
    assert json.loads(json.dumps(info)) == info


def test_job_types_come_as_sent(manager: ManagerServer, check: Check) -> None:
    """Nothing of a job type is lost or changed on the way, however odd it is."""
    sent: list[Any] = []

    def look(answer: Any) -> Any:
        sent.append(answer)
        return answer

    manager.faults.rewrite("getJobTypes", look)
    info = check(manager.url)

    assert info["job_types"] == sent[0]["job_types"]
    assert any(job_type["settings"] is None for job_type in info["job_types"])


def test_is_kept(manager: ManagerServer, check: Check, tmp_path: Path) -> None:
    """The answers can be read at the next start, without a Manager."""
    info = check(manager.url)

    assert manager_cache.read(UserFiles(str(tmp_path / "state")), manager.url) == info


def test_failure_leaves_the_cache_alone(manager: ManagerServer, check: Check, tmp_path: Path) -> None:
    """A Manager that is gone does not take away what was known of it."""
    info = check(manager.url)
    manager.go_down()
    with pytest.raises(FarmError) as failure:
        check(manager.url)

    assert failure.value.kind == "refused"
    assert f"127.0.0.1:{manager.port}" in failure.value.message
    assert manager_cache.read(UserFiles(str(tmp_path / "state")), manager.url) == info


def test_unwritable_folder(manager: ManagerServer, check: Check, tmp_path: Path) -> None:
    """Where nothing can be kept the check succeeds all the same, with a warning."""
    (tmp_path / "state").write_text("in the way")
    info = check(manager.url)

    assert info["name"] == "Test Manager"
    assert len(info["warnings"]) == 1
    assert str(tmp_path / "state") in info["warnings"][0]["text"]


def test_shared_storage(tmp_path: Path, check: Check) -> None:
    """Without Shaman the location is the shared storage itself."""
    with ManagerServer(tmp_path / "storage", shaman=False) as manager:
        info = check(manager.url)

    assert not info["shaman_enabled"]
    assert (info["storage_location"], info["storage_reachable"]) == (str(tmp_path / "storage"), True)
    assert info["warnings"] == []


@pytest.mark.parametrize("location", ["S:\\farm", "relative/storage", "", "/no/such/folder"])
def test_storage_out_of_reach(tmp_path: Path, check: Check, location: str) -> None:
    """A path of another platform, or of a folder that is not mounted, is a warning when files are copied there."""
    with ManagerServer(tmp_path / "storage", shaman=False) as manager:
        manager.faults.rewrite("getSharedStorage", lambda answer: {**answer, "location": location})
        info = check(manager.url)

    assert info["storage_location"] == location
    assert not info["storage_reachable"]
    assert len(info["warnings"]) == 1
    assert f"{location or '(unknown)'} is unreachable" in info["warnings"][0]["text"]


def test_storage_out_of_reach_does_not_matter_with_shaman(manager: ManagerServer, check: Check) -> None:
    """With Shaman this machine does not need access to the storage."""
    manager.faults.rewrite("getSharedStorage", lambda answer: {**answer, "location": "S:\\farm"})
    info = check(manager.url)

    assert not info["storage_reachable"]
    assert info["warnings"] == []


def test_set_up_mode(tmp_path: Path, check: Check) -> None:
    """A Manager in set-up mode is shown, with a clear warning and the place where to end that."""
    with ManagerServer(tmp_path / "storage", first_run=True) as manager:
        info = check(manager.url)

    assert info["is_first_run"]
    assert names(info)
    assert any(
        "set-up mode" in warning["text"] and f"{manager.url}/app/" in warning["text"] for warning in info["warnings"]
    )


@pytest.mark.parametrize("version", ["3.6", "3.7.1", "3.8-alpha", "3.9"])
def test_versions_made_for(tmp_path: Path, check: Check, version: str) -> None:
    """Managers 3.6 to 3.9 give no warning, although older ones leave out fields."""
    with ManagerServer(tmp_path / "storage", version=version) as manager:
        info = check(manager.url)

    assert info["version"] == version
    assert info["warnings"] == []


@pytest.mark.parametrize("version", ["3.5", "3.10", "4.0", "2.2", "nightly", ""])
def test_other_versions(manager: ManagerServer, check: Check, version: str) -> None:
    """Any other version is accepted, with a warning that names both."""
    manager.faults.rewrite("getVersion", lambda answer: {**answer, "shortversion": version})
    info = check(manager.url)

    assert names(info)
    assert len(info["warnings"]) == 1
    assert "3.6 to 3.9" in info["warnings"][0]["text"]
    assert version in info["warnings"][0]["text"]


def test_very_old_manager(tmp_path: Path, check: Check) -> None:
    """A Manager without status, labels and commit, and with tags null, is checked with warnings only."""
    with ManagerServer(tmp_path / "storage", version="3.5") as manager:
        manager.faults.rewrite("getVersion", lambda answer: {**answer, "shortversion": "3.4", "git": None})
        manager.faults.answer("getFarmStatus", 404, json={"message": "Not Found"})
        manager.faults.rewrite("fetchWorkerTags", lambda _answer: {"tags": None})
        info = check(manager.url)

    assert info["farm_status"] == ""
    assert info["tags"] == []
    assert names(info)
    assert len(info["warnings"]) == 2


PARTS = {
    "getConfiguration": "configuration",
    "getSharedStorage": "shared storage",
    "getFarmStatus": "farm's status",
    "getJobTypes": "job types",
    "fetchWorkerTags": "worker tags",
}


@pytest.mark.parametrize("operation", PARTS)
@pytest.mark.parametrize("fault", ["error", "page", "other JSON", "bad UTF-8"])
def test_a_part_that_fails(manager: ManagerServer, check: Check, operation: str, fault: str) -> None:
    """One rejected or invalid part is a warning; the other parts are complete."""
    faults = {
        "error": lambda: manager.faults.answer(operation, 500, json={"message": "panic"}),
        "page": lambda: manager.faults.html(operation),
        "other JSON": lambda: manager.faults.answer(operation, 200, json=[{"a": 1}]),
        "bad UTF-8": lambda: manager.faults.bad_utf8(operation),
    }
    faults[fault]()
    info = check(manager.url)

    assert len(info["warnings"]) == 1
    assert PARTS[operation] in info["warnings"][0]["text"]
    assert info["shaman_enabled"]
    assert bool(info["storage_location"]) == (operation != "getSharedStorage")
    assert bool(info["job_types"]) == (operation != "getJobTypes")


def test_the_last_answers_fill_in(manager: ManagerServer, check: Check) -> None:
    """If job types or tags fail once, those of the last check are used, with a warning."""
    manager.add_tag("gpu")
    before = check(manager.url)
    manager.faults.answer("getJobTypes", 500)
    manager.faults.answer("fetchWorkerTags", 500)
    info = check(manager.url)

    assert info["job_types"] == before["job_types"]
    assert info["tags"] == before["tags"]
    assert all("last check" in warning["text"] for warning in info["warnings"])
    assert len(info["warnings"]) == 2


def test_broken_job_types(manager: ManagerServer, check: Check) -> None:
    """What has no name, or one that is taken, is left out and reported; settings that are none are reported."""
    good = {"name": "good", "label": "Good", "settings": [], "etag": "1"}
    odd = [good, "text", {"label": "No name"}, {**good, "name": ""}, {**good, "label": "Again"}]
    odd += [{**good, "name": "odd", "settings": "none"}, {**good, "name": "null", "settings": None}]
    manager.faults.answer("getJobTypes", 200, json={"job_types": odd})
    info = check(manager.url)

    assert info["job_types"] == [good, odd[5], odd[6]]
    assert [warning["text"].split(" ")[0:5] for warning in info["warnings"][:3]] == [
        ["The", "Manager's", "job", "type", "number"]
    ] * 3
    assert '"good"' in info["warnings"][3]["text"]
    assert '"odd"' in info["warnings"][4]["text"]
    assert len(info["warnings"]) == 5


def test_job_types_beyond_all_measure(manager: ManagerServer, check: Check) -> None:
    """Job types beyond the limits of depth, size or number are left out with a few warnings; the others can be used."""
    deep: Any = []
    for _ in range(300):
        deep = [deep]
    odd = [{"name": "good"}, {"name": "deep", "settings": deep}, {"name": "large", "description": "x" * 300_000}]
    manager.faults.answer("getJobTypes", 200, json={"job_types": [*odd, *[{"label": "No name"}] * 600]})
    info = check(manager.url)

    assert info["job_types"] == [{"name": "good"}]
    assert "603" in info["warnings"][0]["text"]
    assert sum("too large to be used" in warning["text"] for warning in info["warnings"]) == 2
    assert len(info["warnings"]) == 31
    assert "not shown" in info["warnings"][-1]["text"]


def test_halves_of_surrogate_pairs(manager: ManagerServer, check: Check) -> None:
    """JSON can say them, Blender can show and store none: they become what a Manager itself reads."""
    odd = {"version": "3.9", "shortversion": "3.9", "name": "Farm \ud83d", "git": ""}
    manager.faults.answer("getVersion", 200, json.dumps(odd).encode(), content_type="application/json")
    job_type = {"name": "\udc00", "settings": [{"key": "\ud800"}]}
    types = json.dumps({"job_types": [job_type]}).encode()
    manager.faults.answer("getJobTypes", 200, types, content_type="application/json")
    info = check(manager.url)

    assert info["name"] == "Farm \ufffd"
    assert info["job_types"] == [{"name": "\ufffd", "settings": [{"key": "\ufffd"}]}]


def test_no_job_types(manager: ManagerServer, check: Check) -> None:
    """A Manager without job types gives an error."""
    manager.faults.answer("getJobTypes", 200, json={"job_types": []})

    assert ["no job can be submitted" in warning["text"] for warning in check(manager.url)["warnings"]] == [True]


def test_cancel_ends_a_call_that_waits(manager: ManagerServer, check: Check) -> None:
    """Stop is obeyed within a second, also while the Manager is silent."""
    gate = manager.faults.hold("getJobTypes")
    cancel = CancelToken()

    def stop() -> None:
        if gate.held.wait(PATIENCE):
            cancel.cancel()

    stopping = threading.Thread(target=stop)
    stopping.start()
    with at_once(), pytest.raises(Cancelled):
        check(manager.url, cancel=cancel)
    stopping.join()


def test_cancelled_before(manager: ManagerServer, check: Check) -> None:
    """Nothing is requested if the user has cancelled already."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        check(manager.url, cancel=cancel)

    assert manager.requests == []


def test_folder_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is found, a file is none, and a share that hangs is given up."""
    (tmp_path / "file").touch()
    assert folder_exists(str(tmp_path))
    assert not folder_exists(str(tmp_path / "file"))

    release = threading.Event()
    monkeypatch.setattr(os.path, "isdir", lambda _path: release.wait(FOR_EVER))
    with at_once():
        assert not folder_exists(str(tmp_path), patience=0.2)
    release.set()


@pytest.mark.parametrize("variables", [None, {}], ids=["two-way variable", "plain path"])
def test_storage_that_is_not_mounted(tmp_path: Path, check: Check, variables: dict[str, Any] | None) -> None:
    """An empty shared storage is a warning if the Manager has jobs with files in it, also behind a variable."""
    with ManagerServer(tmp_path / "storage", shaman=False, variables=variables) as manager:
        for folder in manager.storage.iterdir():
            shutil.rmtree(folder)
        with ApiClient(Configuration(host=manager.url)) as client:
            for blend in ("/elsewhere/shot.blend", str(manager.storage / "film-1" / "shot.blend")):
                assert check(manager.url)["warnings"] == []
                job = {**ECHO, "settings": {**ECHO_SETTINGS, "blendfile": blend}}
                JobsApi(client).submit_job(SubmittedJob.from_dict(job))
        assert str(manager.jobs[-1].settings["blendfile"]).startswith("{storage}/" if variables is None else "/")
        (found,) = check(manager.url)["warnings"]
        assert found["id"] == "empty-storage"
        assert str(manager.storage) in found["text"]
        (manager.storage / "film").mkdir()
        assert check(manager.url)["warnings"] == []
