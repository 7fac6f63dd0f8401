"""Rewriting of paths that do not resolve on the farm; Python programs stand in for the second Blender."""

from __future__ import annotations

import sys
import textwrap
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.pack_warnings import about_sent
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.rewriting import background_blender
from flamenco_client.submission.rewriting.rewrite import Rewritten, rewritten
from flamenco_client.submission.snapshot import BlenderProgram, FileChoices, JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.support.waiting import at_once
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run, source_of

Rewrite = Callable[[JobSnapshot], Rewritten]

HEAD = """
import json, pathlib, sys, time
request = json.loads(pathlib.Path(sys.argv[-1]).read_text())
with open({log!r}, "a") as log:
    log.write("".join(file["original"] + "\\n" for file in request["files"]))
for file in request["files"]:
    source, target, answer = (pathlib.Path(file[name]) for name in ("source", "target", "answer"))
"""

WRITES = """
content = source.read_bytes()
for path in file["paths"]:
    content = content.replace(path["written"].encode(), path["new"].encode())
target.write_bytes(content)
answer.write_text("{}")
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The file in which the second Blender logs the files that it opens."""
    return tmp_path / "opened.txt"


@pytest.fixture
def program(tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Replace the script that the second Blender runs by a Python program, whose body runs for each file."""

    def write(body: str) -> None:
        script = tmp_path / "script.py"
        script.write_text(HEAD.format(log=str(log)) + textwrap.indent(textwrap.dedent(body), "    "))
        monkeypatch.setattr(background_blender, "SCRIPT", script)

    write(WRITES)
    return write


@pytest.fixture
def job(offline: JobSnapshot, project: Path, tmp_path: Path) -> JobSnapshot:
    """A shot with an absolute texture, and a library outside of the project with a relative texture."""
    wood, stone, library = (
        project / "tex" / "wood.png",
        tmp_path / "store" / "tex" / "stone.png",
        tmp_path / "store" / "lib.blend",
    )
    shot = project / "shots" / "shot.blend"
    stone.parent.mkdir(parents=True)
    stone.write_bytes(b"stone")
    shot.write_bytes(f"BLENDER {wood} {library}".encode())
    library.write_bytes(b"BLENDER //tex/stone.png")
    assets = (
        asset(wood, str(wood), owner_file=str(shot)),
        asset(library, str(library), "library", 'Library "lib"', owner_file=str(shot)),
        asset(stone, "//tex/stone.png", owner_file=str(library)),
    )
    program = BlenderProgram(python=sys.executable, folder=str(tmp_path / "copies"))
    return replace(offline, assets=assets, blend=source_of(shot), blender=program, files=FileChoices(trouble="refuse"))


@pytest.fixture
def rewrite(cancel: CancelToken, program: object) -> Rewrite:
    """Rewrite a job's files; copies that the cache does not keep are deleted."""
    return lambda job: run(_steps(job, cancel, FileSources()))


def _steps(job: JobSnapshot, cancel: CancelToken, sources: FileSources) -> Generator[Progress, None, Rewritten]:
    with ExitStack() as stack:
        return (yield from rewritten(job, _plan(job), {}, paths=True, sources=sources, stack=stack, cancel=cancel))


def _plan(job: JobSnapshot) -> Pack:
    assert job.blend is not None
    return plan(job, job.blend, find_project_root(job.blend.path), cancel=CancelToken())


def _content(done: Rewritten) -> dict[str, str]:
    assert done.pack is not None
    return {file.path_in_pack: Path(file.source).read_text() for file in done.pack.files if "blend" in file.source}


def test_every_reference_resolves(job: JobSnapshot, rewrite: Rewrite) -> None:
    """All references of the shot and the library resolve; the paths in the pack stay, and the warnings disappear."""
    before = _plan(job)
    assert list(about_sent(before)) != []

    done = rewrite(job)

    assert done.pack is not None
    assert [file.path_in_pack for file in done.pack.files] == [file.path_in_pack for file in before.files]
    library, stone = done.pack.files[2].path_in_pack, done.pack.files[3].path_in_pack
    assert _content(done)["shots/shot.blend"] == f"BLENDER //../tex/wood.png //../{library}"
    assert done.pack.unresolved == ()
    assert list(about_sent(done.pack)) == []
    assert done.notes == ()
    assert stone.startswith("_outside_project/")


def test_artists_files_are_not_written(job: JobSnapshot, rewrite: Rewrite, tmp_path: Path, project: Path) -> None:
    """Neither the shot nor the library is written, and no copies remain in the temporary folder."""
    before = everything_below(project), everything_below(tmp_path / "store")
    rewrite(job)
    assert (everything_below(project), everything_below(tmp_path / "store")) == before
    assert everything_below(tmp_path / "copies") == {}


def test_changed_copies_are_uploaded(job: JobSnapshot, program: object, tmp_path: Path) -> None:
    """The Manager receives the changed copies."""
    with ManagerServer(tmp_path / "storage") as manager:
        manager.hand.worker()
        result = run(submit(replace(job, manager_url=manager.url), cancel=CancelToken()))
        sent = manager.resolve(manager.jobs[0].settings["blendfile"]).read_text()

    assert sent.startswith("BLENDER //../tex/wood.png //../_outside_project/")
    assert [warning["id"] for warning in result["warnings"]] == ["outside"]


def test_nothing_is_opened_if_all_references_resolve(
    job: JobSnapshot, rewrite: Rewrite, log: Path, project: Path
) -> None:
    """A shot with only relative references in the project is uploaded as it is."""
    wood = project / "tex" / "wood.png"
    shot = str(project / "shots" / "shot.blend")
    alone = replace(job, assets=(asset(wood, "//../tex/wood.png", owner_file=shot),))
    assert rewrite(alone).pack == _plan(alone)
    assert not log.exists()


def test_shared_files_are_not_rewritten(job: JobSnapshot, rewrite: Rewrite, log: Path, tmp_path: Path) -> None:
    """Files in a shared folder are neither uploaded nor rewritten."""
    shared = replace(
        job,
        assets=job.assets[1:],
        files=replace(job.files, shared_folders=(str(tmp_path / "store"),)),
    )
    done = rewrite(shared)
    assert done.pack is not None
    assert len(done.pack.files) == 1
    assert not log.exists()


def test_unchanged_file_is_not_opened_again(job: JobSnapshot, rewrite: Rewrite, log: Path, project: Path) -> None:
    """Copies are cached by content: only a changed file is opened again."""
    first = rewrite(job)
    opened = log.read_text().split()
    assert [Path(path).name for path in opened] == ["shot.blend", "lib.blend"]
    assert rewrite(job) == first
    assert log.read_text().split() == opened

    shot = project / "shots" / "shot.blend"
    shot.write_bytes(shot.read_bytes() + b" changed")
    again = rewrite(job)
    assert _content(again)["shots/shot.blend"].endswith(" changed")
    assert log.read_text().split() == [*opened, str(shot)]


def test_unsaved_changes_are_not_cached(job: JobSnapshot, rewrite: Rewrite, tmp_path: Path, log: Path) -> None:
    """The copy with unsaved changes is not cached, because its content is not uploaded again."""
    assert job.blend is not None
    copy = tmp_path / "unsaved.blend"
    copy.write_bytes(Path(job.blend.path).read_bytes())
    unsaved = replace(job, blend=replace(job.blend, copy=str(copy)), assets=job.assets[:1])
    with pytest.raises(FileNotFoundError):
        _content(rewrite(unsaved))  # deleted at the end of the submission
    rewrite(unsaved)
    assert len(log.read_text().split()) == 2
    assert not any(path.suffix == ".blend" for path in (tmp_path / "state").rglob("*"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("answer.write_text(json.dumps({'error': 'File written by newer Blender'}))", "written by newer Blender"),
        ("sys.exit(11)", "exited without an error message"),
        ("answer.write_text('{}')", "exited without an error message"),
    ],
)
def test_file_cannot_be_changed(
    job: JobSnapshot, rewrite: Rewrite, program: Callable[[str], None], body: str, reason: str
) -> None:
    """The job fails with a message that names the file; if missing files are allowed, it is a warning."""
    program(body)
    with pytest.raises(FarmError, match=reason) as caught:
        rewrite(job)
    assert caught.value.kind == "second-blender"
    assert "shot.blend" in caught.value.message

    done = rewrite(replace(job, files=FileChoices(trouble="allow")))
    assert reason in done.notes[0].text
    assert done.pack is not None
    assert "do not resolve on the farm" in "".join(found.text for found in about_sent(done.pack))


def test_error_in_one_file(job: JobSnapshot, rewrite: Rewrite, program: Callable[[str], None]) -> None:
    """An error in one file does not prevent changing the others."""
    program(
        """
        if file["original"].endswith("shot.blend"):
            answer.write_text(json.dumps({"error": "broken"}))
            continue
        """
        + WRITES.replace("\n", "\n        ")
    )
    done = rewrite(replace(job, files=FileChoices(trouble="allow")))
    assert done.pack is not None
    shot, library = _content(done)["shots/shot.blend"], Path(done.pack.files[2].source).read_text()
    assert job.blend is not None
    assert shot == Path(job.blend.path).read_text()
    assert library.startswith("BLENDER //../")
    assert len(done.notes) == 1


@pytest.mark.parametrize("trouble", ["refuse", "ask"])
def test_path_cannot_be_changed(
    job: JobSnapshot, rewrite: Rewrite, program: Callable[[str], None], trouble: str
) -> None:
    """A path that Blender cannot change is reported, and fails a script's job. The incomplete copy is not cached."""
    program('target.write_bytes(b"x")\nanswer.write_text(json.dumps({"left": [file["paths"][0]["written"]]}))')
    asking = replace(job, assets=job.assets[:1], files=FileChoices(trouble=trouble))
    if trouble == "refuse":
        with pytest.raises(FarmError, match=r"wood\.png"):
            rewrite(asking)
    else:
        done = rewrite(asking)
        assert "wood.png" in done.notes[0].text
        assert done.pack is not None
        assert len(done.pack.unresolved) == 1
    assert not any(path.suffix == ".blend" for path in Path(job.user_files.folder).rglob("*"))


def test_copy_with_missing_libraries_is_not_cached(
    job: JobSnapshot, rewrite: Rewrite, program: Callable[[str], None], log: Path
) -> None:
    """A copy made while a library was missing may lack data, so the next submission makes it again."""
    program('target.write_bytes(b"x")\nanswer.write_text(json.dumps({"lost_libraries": ["/gone.blend"]}))')
    alone = replace(job, assets=job.assets[:1])
    rewrite(alone)
    rewrite(alone)
    assert len(log.read_text().split()) == 2


def test_without_any_blender(job: JobSnapshot, rewrite: Rewrite) -> None:
    """Submitting from plain Python warns of the paths that do not resolve."""
    done = rewrite(replace(job, blender=BlenderProgram()))
    assert done.pack == _plan(job)
    assert "do not resolve on the farm" in "".join(found.text for found in about_sent(done.pack))


def test_cancel(job: JobSnapshot, program: Callable[[str], None], cancel: CancelToken) -> None:
    """Cancelling stops rewriting at once."""
    program("time.sleep(60)")
    timer = threading.Timer(0.5, cancel.cancel)
    timer.start()
    with at_once(), pytest.raises(Cancelled):
        run(_steps(job, cancel, FileSources()))
    timer.join()


def test_blender_that_does_not_exit(
    job: JobSnapshot, rewrite: Rewrite, program: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second Blender that does not exit after its last file is killed, and its copies are used."""
    monkeypatch.setattr(background_blender, "LEAVE", 0.2)
    program(WRITES + "\nif file is request['files'][-1]:\n    time.sleep(60)")
    with at_once():
        assert rewrite(job).notes == ()
