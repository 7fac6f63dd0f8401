"""The real helper with odd tasks, for tests: ``odd_helper.py [user's folder]``, started like ``helper/__main__.py``."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("standalone", ROOT / "standalone.py")
assert _spec is not None
assert _spec.loader is not None
_standalone = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_standalone)
_standalone.mount(ROOT)

from flamenco_client.core.cancel import CancelToken  # noqa: E402
from flamenco_client.core.confirmation import UserConfirmation  # noqa: E402
from flamenco_client.core.errors import Cancelled, ErrorKind, FarmError  # noqa: E402
from flamenco_client.core.progress import Phase, Progress  # noqa: E402
from flamenco_client.helper import main  # noqa: E402
from flamenco_client.helper.dispatcher import InteractiveTask, Task  # noqa: E402

Steps = Generator[Progress, None, dict[str, Any]]


def echo(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Answer with the arguments that were given."""
    yield Progress(Phase.CHECKING)
    return {name: value for name, value in arguments.items() if name != "user_folder"}


def count(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Report ``to`` steps as fast as possible, in ``phases`` equal parts, with a text of so many ``characters``."""
    to, phases, text = arguments["to"], arguments.get("phases", 1), "x" * arguments.get("characters", 0)
    for number in range(1, to + 1):
        yield Progress([*Phase][(number - 1) * phases // to], files_done=number, files_total=to, text=text)
    if arguments.get("mark"):
        Path(arguments["mark"]).touch()
    return {"counted": to}


def rest(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Report once, then do nothing until cancelled; says what is left behind."""
    yield Progress(Phase.CHECKING)
    stopped = threading.Event()
    cancel.on_cancel(stopped.set)
    stopped.wait(60)
    if cancel.cancelled:
        if arguments.get("mark"):
            Path(arguments["mark"]).write_text("cleaned up", encoding="utf-8")
        raise Cancelled(arguments.get("left", ""))
    return {}


def ask(arguments: Mapping[str, Any], cancel: CancelToken, consent: UserConfirmation) -> Steps:
    """Ask once, and go on when the user has said so."""
    yield Progress(Phase.REVIEW, report={"asks": ["missing"]})
    consent.wait(cancel)
    yield Progress(Phase.CHECKING)
    return {"went_on": True}


def deaf(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Hang in a call that nothing interrupts."""
    yield Progress(Phase.CHECKING)
    time.sleep(60)
    return {}


def fail(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Fail in a foreseen way."""
    yield Progress(Phase.CHECKING)
    raise FarmError("No Manager at example:1.", kind=ErrorKind.REFUSED, hint="Start it.", details={"port": 1})


def bug(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Fail in an unforeseen way; after a cancel if ``late``."""
    yield Progress(Phase.CHECKING)
    if arguments.get("late"):
        while not cancel.cancelled:
            time.sleep(0.01)
    raise ValueError("secret of the inside")


def unsendable(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Return what JSON can't say."""
    yield Progress(Phase.CHECKING)
    return {"thing": object()}


def die(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """End the whole process: ``how`` is an exit code or "killed"."""
    yield Progress(Phase.CHECKING)
    if arguments["how"] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(arguments["how"])


def chatter(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Write to stdout in all ways there are, and read stdin."""
    print("printed")
    os.write(1, b'{"id":1,"event":"result","result":{"forged":true}}\n')
    subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)
    yield Progress(Phase.CHECKING)
    return {"stdin": os.read(0, 100).decode()}


def shout(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Write ``characters`` to stderr."""
    yield Progress(Phase.CHECKING)
    for _ in range(arguments["characters"] // 1000):
        print("x" * 999, file=sys.stderr)
    return {}


def about(arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
    """Tell about the process."""
    yield Progress(Phase.CHECKING)
    return {
        "pid": os.getpid(),
        "folder": os.getcwd(),
        "nice": os.nice(0),
        "path": sys.path,
        "ignores_interrupt": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    }


PLAIN = (echo, count, rest, deaf, fail, bug, unsendable, die, chatter, shout, about)
TASKS: dict[str, Task | InteractiveTask] = {**{task.__name__: task for task in PLAIN}, "ask": InteractiveTask(ask)}

if __name__ == "__main__":
    main.GRACE = float(os.environ.get("ODD_HELPER_GRACE", main.GRACE))  # type: ignore[misc]
    main.main(str(ROOT), sys.argv[1] if len(sys.argv) > 1 else "", TASKS)
