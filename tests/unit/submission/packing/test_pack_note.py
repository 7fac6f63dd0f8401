"""The note in each pack: what to open, what is missing, what was left out."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.dry_run import list_files
from flamenco_client.submission.packing import pack_note
from flamenco_client.submission.snapshot import AssetReference, FileChoices, JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.conftest import Planner
from flamenco_client.tests.unit.submission.helpers import asset, run, source_of, write


def test_what_it_says(planned: Planner, project: Path, tmp_path: Path) -> None:
    """It has paths in the pack only, also of files that are missing or excluded, in the project and outside of it."""
    write(project / "tex" / "b.mov")
    elsewhere = AssetReference("C:\\film\\tex\\c.png", "C:\\film\\tex\\c.png", "image", 'Image "C"', "")
    pack = planned(
        asset(project / "tex" / "gone.png"),
        asset(tmp_path / "private" / "away.png", str(tmp_path / "private" / "away.png")),
        asset(project / "tex" / "b.mov"),
        elsewhere,
        exclude=("*.mov",),
    )
    content = pack_note.content(pack)
    note = json.loads(content)
    assert note["open"] == "shots/shot.blend"
    assert note["left_out"] == ["tex/b.mov"]
    (outside,) = [place for place in note["missing"] if place.endswith("away.png")]
    assert outside.startswith("_outside_project/")
    assert sorted(note["missing"]) == note["missing"] == sorted([outside, "c.png", "tex/gone.png"])
    assert str(tmp_path) not in content.decode()
    assert "private" not in content.decode()


def test_it_is_sent_and_not_listed(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """It is in the folder of the pack; counts and lists have the job's own files only, and no copy of it is left."""
    result = run(submit(snapshot, cancel=cancel))
    note = json.loads((manager.checkouts / result["checkout"] / pack_note.NAME).read_bytes())
    assert (note["open"], note["missing"], note["left_out"]) == ("shots/shot.blend", [], [])
    assert (result["files"], result["files_sent"]) == (2, 2)
    assert not list(Path(snapshot.user_files.folder).joinpath("held").rglob("*"))
    assert snapshot.blend
    report = run(list_files(snapshot, snapshot.blend, cancel))
    assert report["files"] == 2


@pytest.mark.parametrize("moved", [False, True])
def test_same_bytes(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, tmp_path: Path, cancel: CancelToken, moved: bool
) -> None:
    """The same pack has the same note, whatever submission, name or folder: nothing is uploaded the second time."""
    first = run(submit(snapshot, cancel=cancel))
    manager.forget_requests()
    again = replace(snapshot, submission_id="another", name="Another")
    if moved:
        there = tmp_path / "elsewhere" / "movie"
        shutil.copytree(project, there)
        wood = asset(there / "tex" / "wood.png", "//../tex/wood.png")
        again = replace(again, blend=source_of(there / "shots" / "shot.blend"), assets=(wood,))
    second = run(submit(again, cancel=cancel))
    assert manager.requests_of("shamanFileStore") == []
    assert second["files_sent"] == 0
    notes = [(manager.checkouts / result["checkout"] / pack_note.NAME).read_bytes() for result in (first, second)]
    assert notes[0] == notes[1]


@pytest.mark.parametrize("name", [pack_note.NAME, pack_note.NAME.upper()])
def test_name_is_taken(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken, name: str
) -> None:
    """A file of the project with that name is sent as it is, in place of the note."""
    write(project / name, b"mine")
    chosen = replace(snapshot, files=FileChoices(extra=(str(project / name),)))
    result = run(submit(chosen, cancel=cancel))
    checkout = manager.checkouts / result["checkout"]
    assert [path.name for path in checkout.iterdir() if path.is_file()] == [name]
    assert (checkout / name).read_bytes() == b"mine"


def test_in_place(snapshot: JobSnapshot, tmp_path: Path, project: Path, cancel: CancelToken) -> None:
    """A .blend that is rendered where it is has no pack: nothing is written, and no warning is about the note."""
    with ManagerServer(tmp_path / "plain storage", shaman=False) as manager:
        manager.hand.worker()
        there = manager.storage / "film"
        shutil.copytree(project, there)
        wood = asset(there / "tex" / "wood.png", "//../tex/wood.png")
        blend = source_of(there / "shots" / "shot.blend")
        result = run(submit(replace(snapshot, manager_url=manager.url, blend=blend, assets=(wood,)), cancel=cancel))
        assert [found["id"] for found in result["warnings"]] == ["in-place"]
        assert list(manager.storage.rglob(pack_note.NAME)) == []
