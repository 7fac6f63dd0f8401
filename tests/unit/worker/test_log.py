"""``worker.log``: everything a worker has to complain about, in a file that stays small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, sys
sys.path.insert(0, sys.argv[1])
import standalone
standalone.mount()
from flamenco_client.worker import log
log.start(sys.argv[2])
"""


def run(code: str, folder: str) -> subprocess.CompletedProcess[str]:
    """A process of its own whose stderr is the log."""
    command = [sys.executable, "-I", "-c", PROGRAM + code, str(ROOT), folder]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=20, check=False)


def test_the_log_has_it_all(tmp_path: Path) -> None:
    """Prints, log messages, tracebacks and crashes of the interpreter itself, of one worker after another."""
    state = tmp_path / "new" / "folder"

    said = run("print('printed \\udcff'); import logging; logging.getLogger('x').info('logged')", str(state))
    crashed = run("import faulthandler; faulthandler._sigabrt()", str(state))

    text = (state / "worker.log").read_text(encoding="utf-8")
    assert "printed \\udcff" in text
    assert "INFO x: logged" in text
    assert "Fatal Python error: Aborted" in text
    assert (said.returncode, said.stdout, said.stderr, crashed.stderr) == (0, "", "", "")


def test_one_worker_cannot_fill_the_disk(tmp_path: Path) -> None:
    """Beyond its share the log says so once and takes nothing more."""
    run("for n in range(3000): print('x' * 999)", str(tmp_path))

    text = (tmp_path / "worker.log").read_text(encoding="utf-8")
    assert 256 * 1024 < len(text) < 257 * 1024
    assert text.endswith("(the log is full)\n")


def test_many_workers_cannot_either(tmp_path: Path) -> None:
    """A full log is set aside for one that is older still."""
    for letter in "abc":
        run(f"for n in range(300): print({letter!r} * 999)", str(tmp_path))

    names = {path.name: path.read_text(encoding="utf-8")[0] for path in tmp_path.iterdir()}
    assert names == {"worker.log": "c", "worker.log.1": "b"}


@pytest.mark.parametrize("folder", ["", "a file"])
def test_without_a_place_the_log_goes_to_stderr(tmp_path: Path, folder: str) -> None:
    """A log is no reason not to work."""
    if folder:
        (tmp_path / folder).touch()

    said = run("print('printed')", str(tmp_path / folder) if folder else "")

    assert (said.returncode, said.stdout, said.stderr) == (0, "", "printed\n")
