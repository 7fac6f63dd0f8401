"""The report on the files of a job: all states of files, shortened for the panel, complete on disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.submission.snapshot import AssetReference, FileChoices, JobSnapshot
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import asset, source_of, submit_asked


@pytest.fixture
def gone(project: Path) -> AssetReference:
    """A reference to a missing texture."""
    return asset(project / "tex" / "gone.png", "//../tex/gone.png", owner='Image "Gone"')


def test_complete_list_is_on_disk(
    with_assets: Callable[..., JobSnapshot], manager: ManagerServer, project: Path
) -> None:
    """The panel gets part of a long list and all counts; the files on disk have all entries, as JSON and as text."""
    missing = [asset(project / f"gone_{number:04}.png", owner='Image "Grün"') for number in range(1000)]
    snapshot = replace(with_assets(*missing), manager_url=manager.url, files=FileChoices(trouble="allow"))

    _, reports = submit_asked(snapshot)

    report = reports[0]
    assert report["counts"]["missing"]["files"] == 1000
    assert len(report["entries"]) + report["left_out"] == 1001
    assert 100 < len(report["entries"]) < 500
    whole = json.loads(Path(report["saved"]["json"]).read_text(encoding="utf-8"))
    assert len(whole["entries"]) == 1001
    text = Path(report["saved"]["text"]).read_text(encoding="utf-8")
    assert text.count("[missing]") == 1000
    assert text.count('used by Image "Grün"') == 1000


def test_all_states(snapshot: JobSnapshot, project: Path, tmp_path: Path, gone: AssetReference) -> None:
    """Missing, unreadable, outside, shared, excluded, extra and large files are listed with their state and users."""
    for name in ("server/shared.png", "library/outside.png", "film/tex/old.psd", "film/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "film" / "tex" / "folder.png").mkdir()
    assets = [
        gone,
        asset(project / "tex" / "folder.png"),
        asset(tmp_path / "library" / "outside.png", str(tmp_path / "library" / "outside.png")),
        asset(tmp_path / "server" / "shared.png", str(tmp_path / "server" / "shared.png")),
        asset(project / "tex" / "old.psd"),
    ]
    choices = FileChoices(
        exclude=("*.psd",),
        extra=(str(project / "notes.txt"),),
        shared_folders=(str(tmp_path / "server"),),
        large_bytes=5000,
        trouble="allow",
    )

    _, reports = submit_asked(replace(snapshot, files=choices, assets=(*snapshot.assets, *assets)))

    listed = {
        (Path(entry["path"]).name, entry["states"]): (entry["users"] != (), entry["path_in_pack"] != "")
        for entry in reports[0]["entries"]
    }
    assert listed == {
        ("gone.png", ("missing",)): (True, False),
        ("folder.png", ("unreadable",)): (True, False),
        ("shot.blend", ("large",)): (False, True),
        ("outside.png", ("outside",)): (True, True),
        ("shared.png", ("shared",)): (True, False),
        ("old.psd", ("excluded",)): (True, False),
        ("notes.txt", ("extra",)): (False, True),
        ("wood.png", ()): (True, True),
    }
    assert reports[0]["files"] == 4


def test_unsaved_changes_are_listed_under_the_open_file(snapshot: JobSnapshot, project: Path, tmp_path: Path) -> None:
    """The list shows the open file, not its temporary copy, and whether it is new to the farm."""
    copy = tmp_path / "copies" / "x" / "shot.blend"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"unsaved")

    _, reports = submit_asked(replace(snapshot, blend=source_of(project / "shots" / "shot.blend", copy)))

    entry = next(entry for entry in reports[-1]["entries"] if entry["path_in_pack"] == "shots/shot.blend")
    assert (entry["path"], entry["states"]) == (str(project / "shots" / "shot.blend"), ("new",))


def test_file_with_many_users(snapshot: JobSnapshot, project: Path) -> None:
    """The panel gets the first users and the number of others; the file on disk lists all."""
    users = [asset(project / "tex" / "wood.png", owner=f'Material "{number}"') for number in range(500)]

    _, reports = submit_asked(replace(snapshot, assets=tuple(users)))

    entry = next(entry for entry in reports[0]["entries"] if entry["users"])
    assert len(entry["users"]) + entry["more_users"] == 500
    assert len(entry["users"]) < 20
    whole = json.loads(Path(reports[0]["saved"]["json"]).read_text(encoding="utf-8"))
    assert max(len(entry["users"]) for entry in whole["entries"]) == 500


def test_file_on_the_storage(offline: JobSnapshot, tmp_path: Path) -> None:
    """Files on the storage are not uploaded; files outside of it need confirmation once, and cause a warning."""
    with ManagerServer(tmp_path / "storage", shaman=False) as manager:
        shots = manager.storage / "film" / "shots"
        shots.mkdir(parents=True)
        for path in (shots / "shot.blend", shots / "near.png", manager.storage / "far.png", tmp_path / "away.png"):
            path.write_bytes(b"x" * 5000)
        snapshot = replace(
            offline,
            manager_url=manager.url,
            blend=source_of(shots / "shot.blend"),
            project_root=str(shots),
            assets=tuple(
                asset(path) for path in (shots / "near.png", manager.storage / "far.png", tmp_path / "away.png")
            ),
            files=FileChoices(trouble="ask", large_bytes=100),
        )

        _, reports = submit_asked(snapshot)
        again, later = submit_asked(replace(snapshot, submission_id="again", again=True), agree=False)

    states = {Path(entry["path"]).name: entry["states"] for entry in reports[0]["entries"]}
    assert states == {
        "shot.blend": (),
        "near.png": ("shared",),
        "far.png": ("shared",),
        "away.png": ("elsewhere",),
    }
    assert (reports[0]["asks"], later[0]["asks"]) == (["elsewhere"], [])
    assert reports[0]["files"] == 1
    assert any("away.png" in warning["text"] for warning in again["warnings"])
