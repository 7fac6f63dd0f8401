"""The copy that an older Manager needs; Python programs stand in for the second Blender that makes it."""

from __future__ import annotations

import json
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
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.rewriting import background_blender
from flamenco_client.submission.rewriting.background_blender import command
from flamenco_client.submission.rewriting.required_changes import flags_for
from flamenco_client.submission.rewriting.rewrite import Rewritten, rewritten
from flamenco_client.submission.snapshot import BlenderProgram, JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.support.waiting import at_once, until
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run

Program = Callable[[str], None]

COPIES = """
    target.write_bytes(b"changed " + source.read_bytes())
    answer.write_text("{}")
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Replace the script that the second Blender runs by a Python program with access to the request."""

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
    """A job with a program for the second Blender."""
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


def rewrite(job: JobSnapshot, found: FarmFacts, cancel: CancelToken, stack: ExitStack | None = None) -> Rewritten:
    """Rewrite the files for a Manager; the copies exist as long as the stack is open."""
    assert job.blend is not None
    root = find_project_root(job.blend.path)
    pack = plan(job, job.blend, root, cancel=cancel)
    with stack or ExitStack() as open_stack:
        return run(
            rewritten(
                job, pack, flags_for(job, found), paths=True, sources=FileSources(), stack=open_stack, cancel=cancel
            )
        )


def test_changed_copy_is_uploaded(program: Program, job: JobSnapshot, tmp_path: Path) -> None:
    """With Manager 3.8 the job renders the copy of the second Blender; all copies are deleted afterwards."""
    program(COPIES)
    assert job.blend is not None
    original = Path(job.blend.path).read_bytes()

    with ManagerServer(tmp_path / "storage", version="3.8") as manager:
        manager.hand.worker()
        result = run(submit(replace(job, manager_url=manager.url), cancel=CancelToken()))
        sent = manager.resolve(manager.jobs[0].settings["blendfile"]).read_bytes()

    assert sent == b"changed " + original
    assert Path(job.blend.path).read_bytes() == original
    assert everything_below(tmp_path / "copies") == {}
    assert result["warnings"] == []


def test_request_contains_the_flags(program: Program, job: JobSnapshot, cancel: CancelToken) -> None:
    """The request sets the flags that newer Managers set on the command line of their tasks."""
    program('target.write_text(json.dumps(file["render"]))\nanswer.write_text("{}")')
    changed = rewrite(job, facts("3.8"), cancel)
    assert changed.pack is not None
    assert Path(changed.pack.files[0].source).read_text() == (
        '{"use_file_extension": true, "use_overwrite": false, "use_placeholder": false}'
    )
    assert changed.notes == ()


@pytest.mark.parametrize("version", ["3.9", "3.9-beta1", "4.0", "unknown"])
def test_newer_manager(job: JobSnapshot, version: str) -> None:
    """From Manager 3.9, no flags are needed."""
    assert flags_for(job, facts(version)) == {}


def test_no_flags_needed(job: JobSnapshot) -> None:
    """No flags are needed for a job without a .blend, or for a .blend that has them."""
    assert flags_for(replace(job, suits_old_managers=True), facts("3.8")) == {}
    assert flags_for(job, facts("3.8", takes_blendfile=False)) == {}


def test_without_any_blender(offline: JobSnapshot, cancel: CancelToken) -> None:
    """Submitting from plain Python warns which output options to set."""
    changed = rewrite(offline, facts("3.6"), cancel)
    assert changed.pack is not None
    assert offline.blend is not None
    assert changed.pack.files[0].source == offline.blend.path
    assert "File Extensions on, Overwrite and Placeholders off" in changed.notes[0].text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('answer.write_text(\'{"error": "not a blend file"}\')', "not a blend file"),
        ("sys.stderr.write('Segmentation fault'); sys.exit(11)", "exited without an error message"),
        ("answer.write_text('{')", "exited without an error message"),
    ],
)
def test_second_blender_fails(program: Program, job: JobSnapshot, cancel: CancelToken, body: str, reason: str) -> None:
    """The error names the file, the reason and what to do instead; its details contain the output."""
    program(body)
    with pytest.raises(FarmError, match=reason) as caught:
        rewrite(job, facts("3.8"), cancel)

    assert caught.value.kind == "second-blender"
    assert "shot.blend" in caught.value.message
    assert "Overwrite" in caught.value.hint
    if "Segmentation" in body:
        assert "Segmentation fault" in caught.value.details["log"]
    assert not (Path(job.blender.folder) / f"changed-{job.submission_id}").exists()


def test_missing_program(job: JobSnapshot, cancel: CancelToken) -> None:
    """The error for a missing Blender names its path."""
    gone = replace(job, blender=BlenderProgram(binary="/no/such/blender"))
    with pytest.raises(FarmError, match=r"/no/such/blender could not be started"):
        rewrite(gone, facts("3.8"), cancel)


def test_timeout(program: Program, job: JobSnapshot, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second Blender is killed after a timeout."""
    monkeypatch.setattr(background_blender, "TIMEOUT", 0.3)
    program("time.sleep(60)")
    with pytest.raises(FarmError, match="did not finish within"):
        rewrite(job, facts("3.8"), cancel)


def test_cancel(program: Program, job: JobSnapshot, cancel: CancelToken, tmp_path: Path) -> None:
    """Cancelling kills the second Blender at once."""
    pid = tmp_path / "pid"
    program(f"import os\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\ntime.sleep(60)")

    def stop() -> None:
        until(lambda: pid.exists() and pid.read_text())
        cancel.cancel()

    stopping = threading.Thread(target=stop)
    stopping.start()
    with at_once(), pytest.raises(Cancelled):
        rewrite(job, facts("3.8"), cancel)

    stopping.join()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_relative_libraries_resolve_from_the_copy(
    program: Program, job: JobSnapshot, project: Path, cancel: CancelToken, tmp_path: Path
) -> None:
    """Relative libraries resolve from the copy; missing and absolute ones are not linked."""
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
    with pytest.raises(FarmError, match=r"Manager: set\.blend\."):
        rewrite(replace(job, assets=libraries), facts("3.8"), cancel)


def test_links_are_not_allowed(
    program: Program, job: JobSnapshot, project: Path, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the system allows no links, as Windows often does, the libraries are copied."""

    def refuse(*_paths: object) -> None:
        raise OSError("a required privilege is not held")

    monkeypatch.setattr(os, "symlink", refuse)
    monkeypatch.setattr(os, "link", refuse)
    (project / "lib.blend").write_bytes(b"lib")
    program('target.write_bytes((source.parent / ".." / "lib.blend").read_bytes())\nanswer.write_text("{}")')
    libraries = (asset(project / "lib.blend", "//../lib.blend", "library"),)
    changed = rewrite(replace(job, assets=libraries), facts("3.8"), cancel)
    assert changed.pack is not None
    assert Path(changed.pack.files[0].source).read_bytes() == b"lib"


@pytest.mark.parametrize("colours", ["", "/studio/config.ocio"])
def test_colour_configuration(
    program: Program, job: JobSnapshot, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch, colours: str
) -> None:
    """The second Blender uses the configuration of the open file, not that of a file that was open before."""
    for name in ("OCIO", "BLENDER_OCIO"):
        monkeypatch.setenv(name, "/old/config.ocio")
    body = 'import os\ntarget.write_text(" ".join(os.environ.get(name, "-") for name in ("OCIO", "BLENDER_OCIO")))'
    program(f'{body}\nanswer.write_text("{{}}")')
    changed = rewrite(replace(job, blender=replace(job.blender, colours=colours)), facts("3.8"), cancel)

    assert changed.pack is not None
    assert Path(changed.pack.files[0].source).read_text() == (f"{colours} {colours}" if colours else "- -")


def test_environment(program: Program, job: JobSnapshot, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second Blender gets what its system needs, and no variable that names scripts or add-ons."""
    wanted = {"LC_NUMERIC": "C", "CUDA_VISIBLE_DEVICES": "0", "TMPDIR": os.environ.get("TMPDIR", "/tmp")}
    hostile = ["BLENDER_SYSTEM_SCRIPTS", "BLENDER_SYSTEM_EXTENSIONS", "BLENDER_USER_SCRIPTS", "BLENDER_USER_CONFIG"]
    hostile += ["BLENDER_USER_EXTENSIONS", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "LD_PRELOAD", "STUDIO_TOOLS"]
    for name, value in (wanted | dict.fromkeys(hostile, "/studio")).items():
        monkeypatch.setenv(name, value)
    program('import json, os\ntarget.write_text(json.dumps(dict(os.environ)))\nanswer.write_text("{}")')
    changed = rewrite(job, facts("3.8"), cancel)

    assert changed.pack is not None
    environment = json.loads(Path(changed.pack.files[0].source).read_text())
    assert {name: environment.get(name) for name in wanted} == wanted
    assert environment["PATH"] == os.environ["PATH"]
    assert not set(hostile) & set(environment)
    (own,) = (value for name, value in environment.items() if name.startswith("BLENDER_"))
    assert not Path(own).exists()  # an empty folder of the submission's own


def test_command() -> None:
    """The command is Blender with factory settings, without network and scripts, or Python with the bpy module."""
    request = Path("/tmp/request.json")
    blender = command(BlenderProgram(binary="/opt/blender"), request)

    assert blender[0] == "/opt/blender"
    for argument in ("--background", "--factory-startup", "--disable-autoexec", "--offline-mode"):
        assert argument in blender
    assert blender[-2:] == ["--", str(request)]
    assert command(BlenderProgram(python="/opt/python"), request)[:2] == ["/opt/python", "-I"]
