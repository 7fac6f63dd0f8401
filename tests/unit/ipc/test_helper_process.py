"""``ipc.helper_process``: Blender's end of the pipe. The life and death of real helpers is in ``tests/unit/ipc``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.ipc import helper_process as module
from flamenco_client.ipc import messages
from flamenco_client.ipc.helper_process import HelperProcess, helper_command
from flamenco_client.ipc.messages import Cancel, Start
from flamenco_client.tests.support.waiting import until

ECHO = "import sys\nfor line in sys.stdin.buffer: sys.stdout.buffer.write(line); sys.stdout.buffer.flush()"
Make = Callable[[str], HelperProcess]


@pytest.fixture
def make(tmp_path: Path) -> Generator[Make]:
    """Makes links to a small program in place of the helper."""
    helpers: list[HelperProcess] = []

    def make_helper(program: str) -> HelperProcess:
        helpers.append(HelperProcess(lambda: [sys.executable, "-I", "-S", "-c", program], lambda: str(tmp_path)))
        return helpers[-1]

    yield make_helper
    for helper in helpers:
        helper.close()


def read(helper: HelperProcess, count: int) -> list[bytes]:
    """The next lines."""
    lines: list[bytes] = []

    def look() -> None:
        helper.flush()
        line = helper.next_line()
        if line is None:
            helper.wait(0.1)
        else:
            lines.append(line)

    until(lambda: len(lines) >= count, lambda: f"only {len(lines)} lines came", meanwhile=look, pause=0)
    return lines


def death(helper: HelperProcess) -> str:
    """How the program ended."""
    ends: list[str | None] = []

    def look() -> None:
        assert helper.next_line() is None
        helper.wait(0.1)

    def is_dead() -> bool:
        ends.append(helper.death())
        return ends[-1] is not None

    until(is_dead, "it lives", meanwhile=look, pause=0)
    return ends[-1] or ""


def test_lines_keep_their_order_through_a_full_pipe(make: Make) -> None:
    """More than any pipe holds is sent before the first read: short and cut-off writes never mix or lose a byte."""
    helper = make(ECHO)
    orders = [Start(n, "echo", {"text": "x" * (n * 37 % 30_000)}) for n in range(60)]

    for order in orders:
        helper.send(order)

    assert [messages.read_order(line) for line in read(helper, 60)] == orders


def test_long_lines_and_many_lines_are_put_together(make: Make) -> None:
    """What arrives in pieces of any size comes out as whole lines."""
    helper = make("print('a' * 3_000_000); print('b\\n' * 50_000, end='', flush=True); input()")
    helper.send(Start(1, "x", {}))

    lines = read(helper, 50_001)

    assert lines[0] == b"a" * 3_000_000
    assert set(lines[1:]) == {b"b"}


def test_the_last_words_are_read_but_half_a_line_is_not(make: Make) -> None:
    """Messages before the exit count; an incomplete line does not."""
    helper = make("print('last words'); print('and the', end='', flush=True)")
    helper.send(Start(1, "x", {}))

    assert read(helper, 1) == [b"last words"]
    assert death(helper) == "exit code 0"
    assert helper.pid is None


def test_a_program_that_closes_its_pipe_but_lives_is_ended(make: Make) -> None:
    """A helper that has closed its stdout is reported as ended, and killed."""
    helper = make("import os, time; os.close(1); time.sleep(60)")
    helper.send(Start(1, "x", {}))
    pid = helper.pid

    assert death(helper) == "it stopped answering"
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_cancelling_starts_no_helper(make: Make) -> None:
    """After a death there is nothing left to cancel."""
    helper = make(ECHO)

    helper.send(Cancel(1))

    assert helper.pid is None


@pytest.mark.parametrize("end", ["forget", "close", "death"])
def test_a_file_of_arguments_that_nobody_read_is_removed(make: Make, tmp_path: Path, end: str) -> None:
    """A helper that dies first leaves no copy of a scene's data behind."""
    helper = make("import time; time.sleep(60)" if end != "death" else "")
    helper.send(Start(1, "submit", {"text": "x" * 100_000}))
    assert len(list(tmp_path.iterdir())) == 1

    {"forget": lambda: helper.forget(1), "close": helper.close, "death": lambda: death(helper)}[end]()

    assert list(tmp_path.iterdir()) == []


def test_arguments_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    """A full or forbidden disk is an error of the request."""
    helper = HelperProcess(lambda: [sys.executable, "-I", "-S", "-c", ECHO], lambda: str(tmp_path / "missing"))

    with pytest.raises(FarmError, match="temporary file") as caught:
        helper.send(Start(1, "submit", {"text": "x" * 100_000}))

    helper.close()
    assert caught.value.kind == "disk"


def test_the_helper_is_started_by_its_path_in_an_isolated_python() -> None:
    """Neither PYTHONPATH nor the folder Blender was started in decides what the helper imports."""
    command = helper_command("/state")

    assert command[:2] == [sys.executable, "-I"]
    assert os.path.isfile(command[-2])
    root = os.path.dirname(os.path.dirname(module.__file__ or ""))
    assert command[-2:] == [os.path.join(root, "helper", "__main__.py"), "/state"]


@pytest.mark.parametrize("executable", ["", None, "/opt/blender/blender", "C:\\Blender\\blender.exe"])
def test_another_program_than_python_is_never_started(monkeypatch: pytest.MonkeyPatch, executable: str | None) -> None:
    """Where ``sys.executable`` is Blender itself, starting it would open a second Blender."""
    monkeypatch.setattr(sys, "executable", executable)

    with pytest.raises(FarmError, match=r"no Python interpreter.*sys\.executable") as caught:
        helper_command("")

    assert caught.value.kind == "helper-cannot-start"
    assert caught.value.hint
