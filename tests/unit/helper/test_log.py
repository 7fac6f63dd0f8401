"""``helper.log``: everything a helper has to complain about, in a file that stays small."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_client.helper import log
from flamenco_client.tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, sys
sys.path.insert(0, sys.argv[1])
import standalone
standalone.mount()
from flamenco_client.tests.support.waiting import PATIENCE
from flamenco_client.helper import log
log.start(sys.argv[2])
"""


def run(code: str, folder: str) -> subprocess.CompletedProcess[str]:
    """A process of its own whose stderr is the log."""
    command = [sys.executable, "-I", "-c", PROGRAM + code, str(ROOT), folder]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)


def test_the_log_has_it_all(tmp_path: Path) -> None:
    """Prints, log messages, tracebacks and crashes of the interpreter itself, of one helper after another."""
    state = tmp_path / "new" / "folder"

    said = run("print('printed \\udcff'); import logging; logging.getLogger('x').info('logged')", str(state))
    crashed = run("import faulthandler; faulthandler._sigabrt()", str(state))

    text = (state / "helper.log").read_text(encoding="utf-8")
    assert "printed \\udcff" in text
    assert "INFO x: logged" in text
    assert "Fatal Python error: Aborted" in text
    assert (said.returncode, said.stdout, said.stderr, crashed.stderr) == (0, "", "", "")


@pytest.mark.slow
def test_one_helper_cannot_fill_the_disk(tmp_path: Path) -> None:
    """A full log is rotated, and the last messages are kept: two files of limited size."""
    run("for n in range(3000): print(n, 'x' * 999)", str(tmp_path))

    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {"helper.log", "helper.log.1"}
    assert max(sizes.values()) < 257 * 1024
    assert "\n2999 xxx" in (tmp_path / "helper.log").read_text(encoding="utf-8")


@pytest.mark.slow
def test_many_workers_cannot_either(tmp_path: Path) -> None:
    """Helpers that share the log set it aside for each other."""
    code = "import time\nfor n in range(600):\n    print('y' * 999); time.sleep(0.0005)"
    command = [sys.executable, "-I", "-c", PROGRAM + code, str(ROOT), str(tmp_path)]
    for helper in [subprocess.Popen(command) for _ in range(3)]:
        assert helper.wait(PATIENCE) == 0

    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {"helper.log", "helper.log.1"}
    assert max(sizes.values()) < 300 * 1024


def test_a_message_is_one_line(tmp_path: Path) -> None:
    """A Manager's text can't forge log lines; versions come first."""
    run("import logging; logging.getLogger('x').info('said %s', 'a\\nb'); print('z' * 10**6)", str(tmp_path))

    text = (tmp_path / "helper.log").read_text(encoding="utf-8")
    assert "INFO x: said a b\n" in text
    assert len(text) < 20_000


def test_the_end_of_the_log(tmp_path: Path) -> None:
    """The last lines, also from the older file; no log is no lines."""
    assert log.tail(str(tmp_path / "nowhere")) == ""
    (tmp_path / "helper.log.1").write_text("".join(f"old {number}\n" for number in range(100)), encoding="utf-8")
    (tmp_path / "helper.log").write_text("new\n", encoding="utf-8")
    assert log.tail(str(tmp_path), most=40).splitlines() == ["old 95", "old 96", "old 97", "old 98", "old 99", "new"]


@pytest.mark.parametrize("folder", ["", "a file"])
def test_without_a_place_the_log_goes_to_stderr(tmp_path: Path, folder: str) -> None:
    """A log is no reason not to work."""
    if folder:
        (tmp_path / folder).touch()

    said = run("print('printed')", str(tmp_path / folder) if folder else "")

    assert (said.returncode, said.stdout, said.stderr) == (0, "", "printed\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_its_place(tmp_path: Path) -> None:
    """A pipe that nobody reads stops neither the helper nor a bug report."""
    os.mkfifo(tmp_path / log.NAME)
    assert run("print('goes on')", str(tmp_path)).returncode == 0
    assert log.tail(str(tmp_path)) == ""
