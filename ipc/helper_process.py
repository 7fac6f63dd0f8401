"""The helper process as Blender sees it: started on demand, never waited for, its exit detected."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import IO, Final, cast

from ..core.errors import ErrorKind, FarmError
from ..core.text import say
from . import messages

if sys.platform == "win32":
    from . import pipes_windows as pipes

    _FLAGS = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
else:
    from . import pipes

    _FLAGS = 0

CLOSE_WITHIN: Final = 0.5
"""Seconds for the helper to exit by itself."""
_PIECE: Final = 64 * 1024
_READ_AT_ONCE: Final = 16
"""Most pieces that are read at once; the rest stays in the pipe."""
_NAP: Final = 0.005


def helper_command(user_folder: str) -> list[str]:
    """Return the command that starts the helper.

    Raises:
        FarmError: This Blender has no Python interpreter.
    """
    python = sys.executable or ""
    if not os.path.basename(python).lower().startswith("python"):
        raise FarmError(
            kind=ErrorKind.HELPER_CANNOT_START,
            message=say(
                "Flamenco Client found no Python interpreter in this Blender (sys.executable is {python}).",
                python=repr(python),
            ),
            hint="Use a Blender from blender.org, which brings its own.",
        )
    script = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "helper", "__main__.py")
    return [python, "-I", "-X", "utf8", script, user_folder]


class HelperProcess:
    """One helper at a time, started by the first order and restarted by the next order after its exit."""

    def __init__(self, command: Callable[[], Sequence[str]], spill_folder: Callable[[], str]) -> None:
        """Prepare; nothing is started yet.

        Args:
            command: Returns the program and its arguments.
            spill_folder: Returns the folder for large arguments; "" = the system's folder for temporary files.
        """
        self._command = command
        self._spill_folder = spill_folder
        self._process: subprocess.Popen[bytes] | None = None
        self._stdin: IO[bytes] = io.BytesIO()
        self._stdout: IO[bytes] = io.BytesIO()
        self._outgoing: deque[bytes | memoryview] = deque()
        self._pieces: list[bytes] = []
        self._lines: deque[bytes] = deque()
        self._spilled: dict[int, str] = {}
        self._ended_at: float | None = None
        self.has_spoken = False
        """Whether a message of the running helper has arrived."""
        self._let_go: list[subprocess.Popen[bytes]] = []
        """Helpers that finish their requests after being released; held until they have exited."""

    @property
    def pid(self) -> int | None:
        """The helper's process id."""
        return self._process.pid if self._process else None

    def drop_dead(self) -> None:
        """Drop a helper that has exited while no request runs: the next order starts a new one without an error."""
        if self._process is not None and self._process.poll() is not None:
            self.close(within=0)

    def send(self, order: messages.Order) -> None:
        """Queue and send an order, and start the helper for a ``Start``; never wait for the pipe.

        Raises:
            FarmError: The helper can't be started, or large arguments can't be written to a file.
            TypeError: The arguments contain something that JSON can't represent.
        """
        line = messages.order_line(order)
        if isinstance(order, messages.Start):
            self._start()
            if len(line) > messages.SPILL_ABOVE:
                line = self._spill(order, line)
        if self._process is not None:
            self._outgoing.append(line)
            self.flush()

    def flush(self) -> None:
        """Write as much of the queue as the pipe accepts now."""
        try:
            while self._outgoing:
                line = self._outgoing[0]
                written = pipes.write(self._stdin.fileno(), line)
                if written < len(line):
                    self._outgoing[0] = memoryview(line)[written:]
                    return
                self._outgoing.popleft()
        except OSError:
            self._outgoing.clear()  # the helper has exited; the end of its stdout shows it

    def next_line(self) -> bytes | None:
        """Return the next message of the helper; None if none has arrived."""
        if not self._lines and self._ended_at is None and self._process is not None:
            self._read()
        self.has_spoken |= bool(self._lines)
        return self._lines.popleft() if self._lines else None

    def death(self) -> str | None:
        """Return how the helper ended ("exit code 1") once its last message has been read; None while it runs.

        After that the next order starts a new helper.
        """
        if self._ended_at is None or self._lines or self._process is None:
            return None
        code = self._process.poll()
        if code is None and time.monotonic() - self._ended_at < CLOSE_WITHIN:
            return None  # its pipe is closed: it is about to exit
        self.close(within=0)
        if code is None:
            return say("it stopped answering")
        return say("exit code {code}", code=code) if code >= 0 else _signal_name(-code)

    def wait(self, timeout: float) -> None:
        """Wait until something may have happened, ``timeout`` seconds at most."""
        if self._lines or self._process is None:
            return
        if self._ended_at is not None:
            time.sleep(min(timeout, _NAP))
        else:
            pipes.wait(self._stdout.fileno(), self._stdin.fileno() if self._outgoing else None, timeout)

    def forget(self, request_id: int) -> None:
        """Delete the arguments file of a request that has ended, if the helper has not deleted it."""
        path = self._spilled.pop(request_id, None)
        if path is not None:
            with contextlib.suppress(OSError):
                os.unlink(path)

    def close(self, within: float = CLOSE_WITHIN) -> None:
        """End the helper if it runs: close its stdin, wait ``within`` seconds, then kill it."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            self._stdin.close()
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(CLOSE_WITHIN)
        with contextlib.suppress(OSError):
            self._stdout.close()
        self._reset()
        for request_id in list(self._spilled):
            self.forget(request_id)

    def let_go(self) -> None:
        """Release the helper: it exits by itself when its kept requests have ended."""
        process, self._process = self._process, None
        if process is None:
            return
        self._spilled.clear()  # it may not have read them yet, and deletes them itself
        self._let_go.append(process)
        with contextlib.suppress(OSError):
            self._stdin.close()
        with contextlib.suppress(OSError):
            self._stdout.close()
        self._reset()

    def _start(self) -> None:
        if self._process is not None:
            return
        self._let_go = [process for process in self._let_go if process.poll() is None]
        command = self._command()
        try:
            process = self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, creationflags=_FLAGS
            )
            self._stdin, self._stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            pipes.prepare(self._stdout.fileno(), self._stdin.fileno())
        except (OSError, ValueError) as error:
            self.close(within=0)
            raise FarmError(
                kind=ErrorKind.HELPER_CANNOT_START,
                message=say(
                    "The helper process of Flamenco Client can't be started: {program}: {reason}.",
                    program=command[0],
                    reason=str(error),
                ),
                hint="Check that Blender's own Python may be run (permissions, virus scanner), then try again.",
            ) from error

    def _reset(self) -> None:
        self._outgoing.clear()
        self._pieces.clear()
        self._lines.clear()
        self._ended_at = None
        self.has_spoken = False

    def _read(self) -> None:
        for _ in range(_READ_AT_ONCE):
            piece = pipes.read(self._stdout.fileno(), _PIECE)
            if piece is None:
                return
            if not piece:
                self._ended_at = time.monotonic()
                return
            *lines, rest = piece.split(b"\n")
            if lines:
                lines[0] = b"".join(self._pieces) + lines[0]
                self._pieces = []
                self._lines.extend(lines)
            if rest:
                self._pieces.append(rest)
            if lines:
                return

    def _spill(self, order: messages.Start, line: bytes) -> bytes:
        try:
            line, self._spilled[order.id] = messages.spill(order, line, self._spill_folder())
        except OSError as error:
            raise FarmError(
                kind=ErrorKind.DISK,
                message=say(
                    "The data for the helper process can't be written to a temporary file: {reason}.", reason=str(error)
                ),
                hint="Free some space on that disk or check its permissions, then try again.",
            ) from error
        return line


def _signal_name(number: int) -> str:
    try:
        return say("ended by {signal}", signal=signal.Signals(number).name)
    except ValueError:
        return say("ended by signal {number}", number=number)


def helper_died(how: str) -> FarmError:
    """Return the error for a helper that ended unexpectedly."""
    return FarmError(
        kind=ErrorKind.HELPER_DIED,
        message=say("The helper process of Flamenco Client ended unexpectedly ({how}).", how=how),
        hint="Press the button again to start a new one. If this happens again, "
        "report it with the file helper.log of the extension's folder.",
        details={"how": how},
    )
