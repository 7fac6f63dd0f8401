"""How the helper process lives and dies, and what those hear who wait for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.ipc import session as module
from flamenco_client.ipc.session import Session
from flamenco_client.tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from .conftest import Hearing

ROOT = Path(__file__).resolve().parents[3]
BLENDER = """
import os, signal, subprocess, sys, time
sys.path.insert(0, sys.argv[1])
import standalone; standalone.mount()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is born deaf to Ctrl-C
from flamenco_client.ipc.session import Session
session = Session(lambda folder: [sys.executable, "-I", sys.argv[2], folder])
session.user_folder = sys.argv[3]
def tell(*what):
    print(*what, flush=True)
"""


@pytest.fixture
def blender(tmp_path: Path, odd_command: Callable[[str], list[str]]) -> Callable[[str], subprocess.Popen[str]]:
    """Starts a process that plays Blender: it has a ``session`` and goes on with the given code."""

    def start(code: str) -> subprocess.Popen[str]:
        arguments = [sys.executable, "-c", BLENDER + code, str(ROOT), odd_command("")[2], str(tmp_path)]
        return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, start_new_session=True)

    return start


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "words"), [(3, "exit code 3"), (0, "exit code 0"), ("killed", "ended by SIGKILL")], ids=str
)
def test_a_dead_helper_is_told_and_replaced(session: Session, hearing: Hearing, how: object, words: str) -> None:
    """Each waiting request fails with the reason and a hint; the next request starts a new helper."""
    other = session.request("rest", {}, **hearing.callbacks())
    first = session.helper_pid

    with pytest.raises(FarmError, match="ended unexpectedly") as caught:
        session.run("die", {"how": how})

    hearing.pump_until(lambda: other.done)
    assert words in caught.value.message
    assert "Press the button again" in caught.value.hint
    assert [error.kind for error in [caught.value, *hearing.ends]] == ["helper-died"] * 2
    assert session.run("echo", {"fresh": True}) == {"fresh": True}
    assert session.helper_pid not in {None, first}


@pytest.mark.slow
def test_a_helper_killed_while_idle_costs_nothing(session: Session, hearing: Hearing) -> None:
    """Without waiting requests no error is reported; the next request works at once."""
    pid = session.run("about", {})["pid"]
    os.kill(pid, signal.SIGKILL)
    hearing.pump_until(lambda: session.helper_pid is None)

    assert session.run("about", {})["pid"] != pid


@pytest.mark.slow
def test_a_script_does_not_hear_of_a_helper_that_died_while_idle(session: Session) -> None:
    """Without a timer, as in the bpy module, the exit is detected only at the next request."""
    pid = session.run("about", {})["pid"]
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    assert session.run("echo", {}) == {}


@pytest.mark.parametrize("program", ["/does/not/exist", os.devnull])
def test_a_helper_that_cannot_be_started_is_an_error_of_the_request(program: str) -> None:
    """No exception out of an operator's request: ``on_error`` says which program and what to check."""
    session = Session(lambda _folder: [program])
    errors: list[FarmError] = []
    request = session.request("echo", {}, on_error=errors.append)
    assert errors == []

    assert session.pump() is True

    assert request.done
    assert errors[0].kind == "helper-cannot-start"
    assert program in errors[0].message
    with pytest.raises(FarmError, match="can't be started"):
        session.run("echo", {})


def test_a_program_that_is_no_helper_is_noticed(tmp_path: Path) -> None:
    """Something else that answers nonsense and ends is a dead helper, not an endless wait."""
    session = Session(lambda _folder: [sys.executable, "-c", "print('{}'); print('[1]'); print('hello')"])

    with pytest.raises(FarmError, match="exit code 0"):
        session.run("echo", {})


def test_ctrl_c_cancels_what_run_waits_for(session: Session, tmp_path: Path) -> None:
    """A script that is interrupted leaves nothing half done; the helper and other requests go on."""

    def interrupt(_progress: Progress) -> None:
        raise KeyboardInterrupt

    other = session.request("rest", {})

    with pytest.raises(KeyboardInterrupt):
        session.run("rest", {"mark": str(tmp_path / "mark")}, on_progress=interrupt)

    assert (tmp_path / "mark").exists()
    assert session.outstanding == (other,)
    assert session.run("echo", {}) == {}


def test_ctrl_c_in_the_terminal_reaches_only_blender(
    blender: Callable[[str], subprocess.Popen[str]], tmp_path: Path
) -> None:
    """The terminal signals the whole group: the helper ignores that and cleans up when Blender cancels."""
    mark = tmp_path / "mark"
    process = blender(f"""
tell(session.run("about", {{}})["ignores_interrupt"])
try:
    session.run("rest", {{"mark": {str(mark)!r}}}, on_progress=lambda _: tell("resting"))
except KeyboardInterrupt:
    tell("interrupted", os.path.exists({str(mark)!r}), session.helper_pid is not None)
    session.stop()
""")
    with process:
        assert process.stdout is not None
        assert [process.stdout.readline(), process.stdout.readline()] == ["True\n", "resting\n"]
        os.killpg(process.pid, signal.SIGINT)

        assert process.communicate(timeout=PATIENCE)[0] == "interrupted True True\n"


@pytest.mark.parametrize("task", ["rest", "deaf"])
def test_the_helper_dies_with_blender(
    blender: Callable[[str], subprocess.Popen[str]], gone: Callable[[int], bool], task: str
) -> None:
    """The helper ends even if Blender is killed, during any task."""
    process = blender(f"""
session.request({task!r}, {{}}, on_progress=lambda _: tell(session.helper_pid))
while True:
    session.pump()
    time.sleep(0.005)
""")
    with process:
        assert process.stdout is not None
        helper = int(process.stdout.readline())
        process.kill()

    assert gone(helper)


@pytest.mark.slow
def test_the_helper_dies_with_blender_though_a_fork_holds_the_pipe(
    blender: Callable[[str], subprocess.Popen[str]], gone: Callable[[int], bool]
) -> None:
    """Another add-on's forked process keeps Blender's end of the pipe open; that must not keep the helper alive."""
    process = blender("""
session.run("echo", {})
fork = os.fork()
if fork == 0:
    os.close(1)
    time.sleep(60)
    os._exit(0)
tell(session.helper_pid, fork)
time.sleep(60)
""")
    with process:
        assert process.stdout is not None
        helper, fork = map(int, process.stdout.readline().split())
        process.kill()
        process.wait()
    try:
        assert gone(helper)
    finally:
        os.kill(fork, signal.SIGKILL)


def test_other_children_of_blender_do_not_inherit_the_pipe(
    blender: Callable[[str], subprocess.Popen[str]], gone: Callable[[int], bool]
) -> None:
    """A program started by Blender after the helper, even one that inherits all it can, has no end of the pipe."""
    process = blender("""
session.run("echo", {})
child = subprocess.Popen(
    [sys.executable, "-c", "import os, time; print(sorted(os.listdir('/proc/self/fd'))); time.sleep(0)"],
    close_fds=False, stdout=subprocess.PIPE, text=True,
)
there = child.communicate()[0]
ends = {os.readlink(f"/proc/self/fd/{s.fileno()}") for s in (session._helper._stdin, session._helper._stdout)}
tell(session.helper_pid, len(eval(there)), len(ends))
""")
    with process:
        out = process.communicate(timeout=PATIENCE)[0].split()

    assert out[1:] == ["4", "2"]
    assert gone(int(out[0]))


def test_the_session_of_the_process_ends_with_it(tmp_path: Path, gone: Callable[[int], bool]) -> None:
    """``get`` gives one session for all; a process that ends without ``reset`` leaves no helper and says nothing."""
    code = """
import sys
sys.path.insert(0, sys.argv[1])
import standalone
standalone.mount()
from flamenco_client.ipc import session
assert session.get() is session.get()
session.get().request("ping", {})
print(session.get().helper_pid)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, timeout=PATIENCE, check=True
    )

    assert ended.stderr == ""
    assert gone(int(ended.stdout))


def test_reset_ends_the_one_session(gone: Callable[[int], bool]) -> None:
    """After ``reset`` there is a new session, and no helper of the old one."""
    first = module.get()
    pid = first.run("ping", {})["pid"]

    module.reset()
    module.reset()

    assert gone(pid)
    assert module.get() is not first
    module.reset()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process can't be stopped here")
def test_a_cancellation_that_is_not_heard(session: Session, hearing: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper that does not read a cancellation is ended with a word, and the next request gets a fresh one."""
    request = session.request("rest", {}, **hearing.callbacks())
    other = session.request("rest", {}, **hearing.callbacks())
    hearing.pump_until(lambda: hearing.all)
    deaf = session.helper_pid
    assert deaf is not None
    os.kill(deaf, signal.SIGSTOP)
    monkeypatch.setattr(module, "HEARD_WITHIN", 0.2)
    request.cancel()
    hearing.pump_until(lambda: request.done and other.done)

    assert [type(end).__name__ for end in hearing.ends] == ["Cancelled", "FarmError"]
    assert "did not answer and was ended" in str(hearing.ends[0])
    assert session.run("echo", {"text": "again"}) == {"text": "again"}
    assert session.helper_pid not in {None, deaf}


def test_a_cancellation_that_takes_time(session: Session, hearing: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper that has read it may take its time: it still undoes what it has begun."""
    monkeypatch.setattr(module, "HEARD_WITHIN", 0.0)
    monkeypatch.setattr(module, "STARTED_WITHIN", PATIENCE)
    request = session.request("rest", {}, **hearing.callbacks())
    request.cancel()
    hearing.pump_until(lambda: request.done)
    assert session.helper_pid is not None
