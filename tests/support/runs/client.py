"""A client of a run, which submits the project, perhaps is interrupted, and records the end."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.submission.manager_api.timeouts import Timeouts
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit

from .drawn import Drawn
from .project import CALM, SHORT

PROGRAM = Path(__file__).resolve().parent / "killable.py"
DEADLINE = 60.0
"""Seconds after which a run counts as hanging; all waits of ``project.SHORT`` and all faults take far less."""

How = Literal["done", "failed", "cancelled", "dropped", "killed", "hangs"]


@dataclass
class End:
    """End of a submission."""

    how: How
    result: dict[str, Any] = field(default_factory=dict)
    error: FarmError | None = None
    message: str = ""
    broken: BaseException | None = None
    """An error that a submission should never raise."""

    @property
    def not_known(self) -> bool:
        return self.error is not None and self.error.kind == "not-known"


class Client(threading.Thread):
    """Submission in a thread of its own, so that a hanging one can be detected."""

    def __init__(self, snapshot: JobSnapshot, drawn: Drawn | None = None, patience: Timeouts = SHORT) -> None:
        super().__init__(name="client", daemon=True)
        self.patience = patience
        self.snapshot = snapshot
        self.drawn = drawn
        self.end: End | None = None
        self.cancel = CancelToken()

    def ended(self) -> End:
        """Wait for the end."""
        self.join(DEADLINE)
        return self.end or End("hangs")

    def run(self) -> None:
        kind = self.drawn.interruption if self.drawn else ""
        moment = self.drawn.moment if self.drawn else 0.0
        if kind == "kill":
            self.end = _in_a_process(self.snapshot, moment)
            return
        timer = threading.Timer(moment, self.cancel.cancel) if kind == "cancel" else None
        if timer is not None:
            timer.start()
        try:
            self.end = self._submit(int(moment) if kind == "drop" else None)
        except BaseException as error:  # noqa: BLE001 - recorded
            self.end = End("failed", broken=error)
        finally:
            if timer is not None:
                timer.cancel()
                timer.join()

    def _submit(self, drop_after: int | None) -> End:
        steps = submit(self.snapshot, cancel=self.cancel, timeouts=self.patience)
        heard = 0
        try:
            while True:
                next(steps)
                heard += 1
                if heard == drop_after:
                    steps.close()
                    return End("dropped")
        except StopIteration as end:
            return End("done", result=end.value)
        except FarmError as error:
            return End("failed", error=error)
        except Cancelled as error:
            return End("cancelled", message=error.message)


def _in_a_process(snapshot: JobSnapshot, moment: float) -> End:
    """Submit in a process that is killed."""
    command = [sys.executable, "-I", str(PROGRAM)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(snapshot.as_message()).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()  # it has started
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        process.kill()
        line = process.stdout.read()
        process.wait()
    if not line.endswith(b"\n"):
        return End("killed")
    outcome = json.loads(line)
    if "result" in outcome:
        return End("done", result=outcome["result"])
    return End("failed", error=FarmError.from_message(outcome["error"]))


def submit_until_known(snapshot: JobSnapshot, patience: float = 60.0) -> End:
    """Submit again, as an artist does, until the outcome of the first submission is known."""
    until = time.monotonic() + patience
    while True:
        client = Client(snapshot, patience=CALM)
        client.start()
        end = client.ended()
        if not end.not_known or time.monotonic() > until:
            return end
        time.sleep(0.2)
