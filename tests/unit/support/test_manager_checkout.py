"""Checkouts on disk, and the damage of failing ones."""

from __future__ import annotations

import os
from typing import Any

import pytest

from flamenco_client.tests.support.manager import ManagerServer

from .conftest import Caller


@pytest.fixture
def known(manager: ManagerServer) -> dict[str, Any]:
    """Provide one stored file, as an entry of a list of files."""
    sha, size = manager.farm.shaman.put(b"content")
    return {"sha": sha, "size": size, "path": "shot/a.txt"}


@pytest.fixture
def other(manager: ManagerServer) -> dict[str, Any]:
    sha, size = manager.farm.shaman.put(b"other content")
    return {"sha": sha, "size": size, "path": "shot/a.txt"}


def create(call: Caller, path: str, *files: dict[str, Any]) -> tuple[int, str]:
    """Request a checkout; return the status, and its path or the message."""
    got = call("POST", "shaman/checkout/create", {"files": files, "checkoutPath": path})
    return got.status, got.json.get("checkoutPath") or got.json["message"]


def test_files_are_relative_links_into_the_store(manager: ManagerServer, call: Caller, known: dict[str, Any]) -> None:
    """Links are relative, so that a checkout stays valid when the storage is mounted in another place."""
    assert create(call, "project/shot_010", known) == (200, "project/shot_010")
    link = manager.checkouts / "project" / "shot_010" / "shot" / "a.txt"
    sha = known["sha"]
    assert os.readlink(link) == f"../../../../file-store/stored/{sha[:2]}/{sha[2:]}/7.blob"
    assert link.read_bytes() == b"content"


@pytest.mark.parametrize("path", ["with space", "na\u00efve \U0001f3ac", "a//b", "nothing"])
def test_paths_that_are_kept(call: Caller, known: dict[str, Any], path: str) -> None:
    """Spaces, any script and double slashes are kept."""
    assert create(call, path, known) == (200, path)


@pytest.mark.parametrize("path", ["", "/abs", "a:b", "a?b", "a*b", "a;b", "{a}", "a\\b", "a/../b", "../a", "a/.."])
def test_paths_that_are_refused(call: Caller, known: dict[str, Any], path: str) -> None:
    """Forbidden characters and paths outside of the storage are answered 500, with the path in the message."""
    status, message = create(call, path, known)
    shown = path.replace("\\", "\\\\")
    assert (status, message) == (500, f'unexpected error: invalid checkout path "{shown}"')


@pytest.mark.parametrize("path", [".", "..", "taken", "taken/", "./taken"])
def test_existing_paths_get_a_suffix(call: Caller, known: dict[str, Any], path: str) -> None:
    """An existing path gets a suffix of four characters, also the folder of all checkouts and the one above."""
    create(call, "taken", known)
    status, made = create(call, path, known)
    assert status == 200
    assert made.startswith(f"{path}-")
    assert len(made) == len(path) + 5


def test_too_long_name_is_an_error(call: Caller, known: dict[str, Any]) -> None:
    """The message has the system's error."""
    status, message = create(call, "n" * 300, known)
    assert (status, message.endswith("file name too long")) == (500, True)


def test_empty_checkouts_and_duplicate_files_are_accepted(
    manager: ManagerServer, call: Caller, known: dict[str, Any]
) -> None:
    """A checkout may be empty, and a path may occur twice with the same content."""
    assert create(call, "empty") == (200, "empty")
    assert (manager.checkouts / "empty").is_dir()
    assert create(call, "twice", known, known) == (200, "twice")


@pytest.mark.parametrize(
    ("path", "place"),
    [("/abs/a", "made/abs/a"), ("dir\\a", "made/dir\\a"), ("../neighbour/a", "neighbour/a")],
)
def test_paths_of_files_are_not_checked(
    manager: ManagerServer, call: Caller, known: dict[str, Any], path: str, place: str
) -> None:
    """A leading slash is dropped, a backslash is a character, and two dots leave the checkout."""
    assert create(call, "made", {**known, "path": path})[0] == 200
    assert (manager.checkouts / place).read_bytes() == b"content"


def test_never_outside_the_storage(manager: ManagerServer, call: Caller, known: dict[str, Any]) -> None:
    """The test Manager does not write outside of its own storage."""
    status, message = create(call, "made", {**known, "path": "../../../escaped"})
    assert (status, "outside its storage" in message) == (500, True)
    assert not (manager.storage.parent / "escaped").exists()


def test_failed_checkout_deletes_the_requested_path(
    manager: ManagerServer, call: Caller, known: dict[str, Any]
) -> None:
    """A failed checkout with a suffix deletes the other job's files at the requested path, but not its own remains."""
    create(call, "shot", known)
    missing = {"sha": "0" * 64, "size": 3, "path": "b"}
    assert create(call, "shot", known, missing) == (500, "unexpected error: unknown files requested in checkout")
    assert not (manager.checkouts / "shot").exists()
    (left,) = manager.checkouts.iterdir()
    assert left.name.startswith("shot-")


def test_two_contents_for_one_path_are_an_error(call: Caller, known: dict[str, Any], other: dict[str, Any]) -> None:
    """The second link cannot be created, and the checkout fails."""
    status, message = create(call, "clash", known, other)
    assert status == 500
    assert message.startswith('unexpected error: symlinking "shot/a.txt" to checkout: symlink ')
    assert message.endswith(": file exists")


@pytest.mark.parametrize(("path", "store_survives"), [(".", True), ("..", False)])
def test_a_failure_of_a_dangerous_name_deletes_everything(
    manager: ManagerServer, call: Caller, known: dict[str, Any], path: str, store_survives: bool
) -> None:
    """A dot deletes all checkouts, two dots the store, too; nothing else of the storage."""
    (manager.storage / "mine.txt").touch()
    create(call, "shot", known)
    assert create(call, path, {**known, "sha": "0" * 64})[0] == 500
    assert list(manager.checkouts.iterdir()) == []
    assert bool(manager.stored_files()) is store_survives
    assert (manager.storage / "mine.txt").exists()


def test_deleting_a_job_deletes_its_checkout(manager: ManagerServer, call: Caller, known: dict[str, Any]) -> None:
    """The job's checkout is deleted, others stay."""
    create(call, "mine", known)
    create(call, "yours", known)
    job = {
        "name": "n",
        "type": "no-settings",
        "priority": 50,
        "submitter_platform": "linux",
        "storage": {"shaman_checkout_id": "mine"},
    }
    job_id = call("POST", "jobs", job).json["id"]
    assert call("GET", f"jobs/{job_id}/what-would-delete-do").json == {"shaman_checkout": True}
    assert call("DELETE", f"jobs/{job_id}").status == 204
    assert call("GET", f"jobs/{job_id}").status == 404
    assert [found.name for found in manager.checkouts.iterdir()] == ["yours"]
