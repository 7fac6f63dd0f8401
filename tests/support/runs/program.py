"""The test Manager as a process of its own, which can be killed, paused and restarted with the same storage."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from flamenco_client.tests.support.ports import reserve

PROGRAM = Path(__file__).resolve().parents[1] / "manager"


class ManagerProcess:
    """A Manager that keeps its port and its storage when it is killed, but not its jobs."""

    def __init__(self, storage: Path) -> None:
        self.storage = storage
        self.url = ""
        self._reserved = reserve()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        port = str(self._reserved.getsockname()[1])
        command = [sys.executable, str(PROGRAM), "--port", port, "--storage", str(self.storage), "--json"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = json.loads(self._process.stdout.readline())["url"]
        return self

    def kill(self) -> None:
        """Kill the process, as in a power failure."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def stand_still(self) -> None:
        """Pause the process: its port stays open, but nothing answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._reserved.close()
