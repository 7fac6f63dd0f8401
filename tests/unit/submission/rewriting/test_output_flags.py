"""The copy that an older Manager needs, made by a second Blender; here plain Python programs stand in for it."""

from __future__ import annotations

import os
import sys
import textwrap
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.submission.checks.farm_preflight import FarmFacts
from flamenco_client.submission.local_files.file_sources import Sources
from flamenco_client.submission.packing.plan import plan
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.rewriting import background_blender
from flamenco_client.submission.rewriting.background_blender import command
from flamenco_client.submission.rewriting.output_flags import flags_for
from flamenco_client.submission.rewriting.rewrite import Rewritten, rewritten
from flamenco_client.submission.snapshot import BlenderProgram, JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import at_once, until
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run

Program = Callable[[str], None]

COPIES = """
    target.write_bytes(b"changed " + source.read_bytes())
    answer.write_text("{}")
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Let a Python program stand in for the script that the second Blender runs; it knows what the request says."""

    def write(body: str) -> None:
        script = tmp_path / "script.py"
        head = """
        import json, pathlib, sys, time
        request = json.loads(pathlib.Path(sys.argv[-1]).read_text())
        file = request["files"][0]
        source, target, answer = (pathlib.Path(file[name]) for name in ("source", "target", "answer"))
        """
        script.write_text(textwrap.dedent(head) + textwrap.dedent(body))
        monkeypatch.setattr(background_blender, "SCRIPT", script)

    return write


@pytest.fixture
def job(offline: JobSnapshot, tmp_path: Path) -> JobSnapshot:
    """A job that knows a program."""
    return replace(offline, blender=BlenderProgram(python=sys.executable, folder=str(tmp_path / "copies")))


def facts(version: str, *, takes_blendfile: bool = True) -> FarmFacts:
    return FarmFacts(
        shaman_enabled=True,
        storage_location="/farm",
        worker_tag="",
        takes_blendfile=takes_blendfile,
        settings={},
        version=version,
    )


def suit(job: JobSnapshot, found: FarmFacts, cancel: CancelToken, stack: ExitStack | None = None) -> Rewritten:
    """What would be sent to a Manager; the copies are there as long as the stack is open."""
    assert job.blend is not None
    root = find_project_root(job.blend.path)
    pack = plan(job, job.blend, root, cancel=cancel)
    with stack or ExitStack() as open_stack:
        return run(
            rewritten(job, pack, flags_for(job, found), paths=True, sources=Sources(), stack=open_stack, cancel=cancel)
        )


def test_the_changed_copy_is_sent(program: Program, job: JobSnapshot, tmp_path: Path) -> None:
    """With a Manager 3.8 the job renders what the second Blender wrote; every copy is gone afterwards."""
    program(COPIES)
    assert job.blend is not None
    original = Path(job.blend.path).read_bytes()

    with ManagerServer(tmp_path / "storage", version="3.8") as manager:
        result = run(submit(replace(job, manager_url=manager.url), cancel=CancelToken()))
        sent = manager.resolve(manager.jobs[0].settings["blendfile"]).read_bytes()

    assert sent == b"changed " + original
    assert Path(job.blend.path).read_bytes() == original
    assert everything_below(tmp_path / "copies") == {}
    assert result["warnings"] == []


def test_the_request_names_the_flags(program: Program, job: JobSnapshot, cancel: CancelToken) -> None:
    """What is set is what newer Managers set on the command line of their tasks."""
    program('target.write_text(json.dumps(file["render"]))\nanswer.write_text("{}")')
    changed = suit(job, facts("3.8"), cancel)
    assert changed.pack is not None
    assert Path(changed.pack.files[0].source).read_text() == (
        '{"use_file_extension": true, "use_overwrite": false, "use_placeholder": false}'
    )
    assert changed.notes == ()


@pytest.mark.parametrize("version", ["3.9", "3.9-beta1", "4.0", "unknown"])
def test_newer_managers_do_it_themselves(job: JobSnapshot, version: str) -> None:
    """From 3.9 on nothing is copied."""
    assert flags_for(job, facts(version)) == {}


def test_nothing_to_change(job: JobSnapshot) -> None:
    """Neither for a job without file, nor for a file that has the flags."""
    assert flags_for(replace(job, suits_old_managers=True), facts("3.8")) == {}
    assert flags_for(job, facts("3.8", takes_blendfile=False)) == {}


def test_without_any_blender(offline: JobSnapshot, cancel: CancelToken) -> None:
    """Who submits from plain Python is told what to see to."""
    changed = suit(offline, facts("3.6"), cancel)
    assert changed.pack is not None
    assert offline.blend is not None
    assert changed.pack.files[0].source == offline.blend.path
    assert "File Extensions on, Overwrite and Placeholders off" in changed.notes[0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('answer.write_text(\'{"error": "not a blend file"}\')', "not a blend file"),
        ("sys.stderr.write('Segmentation fault'); sys.exit(11)", "ended without a word"),
        ("answer.write_text('{')", "ended without a word"),
    ],
)
def test_it_fails(program: Program, job: JobSnapshot, cancel: CancelToken, body: str, words: str) -> None:
    """The error names the file and what happened, and what to do instead; what was printed is in its details."""
    program(body)
    with pytest.raises(FarmError, match=words) as caught:
        suit(job, facts("3.8"), cancel)

    assert caught.value.kind == "second-blender"
    assert "shot.blend" in caught.value.message
    assert "Overwrite" in caught.value.hint
    if "Segmentation" in body:
        assert "Segmentation fault" in caught.value.details["log"]
    assert not (Path(job.blender.folder) / f"changed-{job.submission_id}").exists()


def test_no_such_program(job: JobSnapshot, cancel: CancelToken) -> None:
    """A Blender that is gone is told by its path."""
    gone = replace(job, blender=BlenderProgram(binary="/no/such/blender"))
    with pytest.raises(FarmError, match=r"/no/such/blender can't be started"):
        suit(gone, facts("3.8"), cancel)


def test_too_slow(program: Program, job: JobSnapshot, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gets a quarter of an hour, and is then ended."""
    monkeypatch.setattr(background_blender, "TIMEOUT", 0.3)
    program("time.sleep(60)")
    with pytest.raises(FarmError, match="not done after"):
        suit(job, facts("3.8"), cancel)


def test_cancelled(program: Program, job: JobSnapshot, cancel: CancelToken, tmp_path: Path) -> None:
    """The user's stop ends the second Blender within a moment."""
    pid = tmp_path / "pid"
    program(f"import os\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\ntime.sleep(60)")

    def stop() -> None:
        until(lambda: pid.exists() and pid.read_text())
        cancel.cancel()

    stopping = threading.Thread(target=stop)
    stopping.start()
    with at_once(), pytest.raises(Cancelled):
        suit(job, facts("3.8"), cancel)

    stopping.join()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_libraries_lie_around_the_copy_as_around_the_file(
    program: Program, job: JobSnapshot, project: Path, cancel: CancelToken, tmp_path: Path
) -> None:
    """What is referred to relatively is found from the copy; what is not there, or absolute, is left alone."""
    (project / "lib").mkdir()
    (project / "lib" / "set.blend").write_bytes(b"set")
    (project / "lib" / "far.blend").write_bytes(b"far")
    libraries = (
        asset(project / "lib" / "set.blend", "//../lib/set.blend", "library"),
        asset(project / "lib" / "gone.blend", "//../lib/gone.blend", "library"),
        asset(project / "lib" / "far.blend", str(project / "lib" / "far.blend"), "library"),
        asset(project / "lib" / "set.blend", "//set.blend", "library"),
    )
    program(
        """
        near = source.parent / ".." / "lib"
        target.write_bytes((near / "set.blend").read_bytes())
        answer.write_text(json.dumps({"error": ", ".join(sorted(entry.name for entry in near.iterdir()))}))
        """
    )
    with pytest.raises(FarmError, match=r"Blender: set\.blend\."):
        suit(replace(job, assets=libraries), facts("3.8"), cancel)


def test_where_links_are_not_allowed(
    program: Program, job: JobSnapshot, project: Path, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows gives links to few: the libraries are copied then."""

    def refuse(*_paths: object) -> None:
        raise OSError("a required privilege is not held")

    monkeypatch.setattr(os, "symlink", refuse)
    monkeypatch.setattr(os, "link", refuse)
    (project / "lib.blend").write_bytes(b"lib")
    program('target.write_bytes((source.parent / ".." / "lib.blend").read_bytes())\nanswer.write_text("{}")')
    libraries = (asset(project / "lib.blend", "//../lib.blend", "library"),)
    changed = suit(replace(job, assets=libraries), facts("3.8"), cancel)
    assert changed.pack is not None
    assert Path(changed.pack.files[0].source).read_bytes() == b"lib"


def test_how_it_is_started() -> None:
    """Blender as it comes from the factory, without network and scripts; in the bpy module Python itself."""
    request = Path("/tmp/request.json")
    blender = command(BlenderProgram(binary="/opt/blender"), request)

    assert blender[0] == "/opt/blender"
    for argument in ("--background", "--factory-startup", "--disable-autoexec", "--offline-mode"):
        assert argument in blender
    assert blender[-2:] == ["--", str(request)]
    assert command(BlenderProgram(python="/opt/python"), request)[:2] == ["/opt/python", "-I"]
