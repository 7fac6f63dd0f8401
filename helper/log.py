"""The helper's log: what a report of a fault needs, in two files that stay small, without a secret."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import platform
import sys
import threading
import tomllib
from pathlib import Path
from typing import IO, Final

from ..farm.bug_report import masked

NAME: Final = "helper.log"
OLDER: Final = ".1"
"""What the name of the older file has at its end."""
FULL_AT: Final = 256 * 1024
"""Bytes above which the log is set aside as the older one, and a new one begun."""
_AT_ONCE: Final = 16 * 1024
"""Characters of one message; of a longer one the end is dropped."""

_log = logging.getLogger(__name__)


class _Rotating:
    """A text stream into the log; other helpers may write into the same file."""

    def __init__(self, stream: IO[str], path: str) -> None:
        """``path`` is where the stream leads, "" if that is no file of ours."""
        self._stream = stream
        self._path = path
        self._lock = threading.RLock()

    def write(self, text: str) -> int:
        with self._lock:
            self._stream.write(masked(text[:_AT_ONCE]))
            self._stream.flush()
            if self._path and os.fstat(2).st_size > FULL_AT:
                with contextlib.suppress(OSError):
                    self._rotate()
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    def isatty(self) -> bool:
        return False

    def _rotate(self) -> None:
        try:
            if os.path.samestat(os.fstat(2), os.stat(self._path)):  # else another helper was faster
                os.replace(self._path, self._path + OLDER)
            _take_stderr(self._path)
        except PermissionError:  # on Windows a file that is open can't be renamed
            os.ftruncate(2, 0)


class _OneLine(logging.Formatter):
    """A record is one line; only a traceback has more."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - its name there
        return super().formatMessage(record).replace("\r", " ").replace("\n", " ")


def start(user_folder: str, root: str = "") -> None:
    """Send stdout, stderr and logging to ``helper.log`` in ``user_folder``; "" = to stderr as it is.

    Args:
        user_folder: Where the log lies.
        root: The extension's folder, whose version is noted.
    """
    path = os.path.join(user_folder, NAME) if user_folder else ""
    if path:
        try:
            _take_stderr(path)
        except OSError:  # a log is no reason to fail
            path = ""
    text = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 - for as long as the process lives
    sys.stdout = sys.stderr = _Rotating(text, path)
    with contextlib.suppress(OSError, RuntimeError):
        faulthandler.enable(2)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine(f"%(asctime)s {os.getpid()} %(levelname)s %(name)s: %(message)s"))
    # A terminal is for what is wrong; what merely goes on is for the file.
    logging.basicConfig(handlers=[handler], level=logging.INFO if path else logging.WARNING)
    if root and path:
        _log.info("Flamenco Client %s, Python %s, %s", version(root), platform.python_version(), system())


def version(root: str) -> str:
    """The extension's version, as its manifest has it; "unknown" when that can't be read."""
    try:
        return str(tomllib.loads(Path(root, "blender_manifest.toml").read_text("utf-8")).get("version", "unknown"))
    except (OSError, ValueError):
        return "unknown"


def system() -> str:
    """The operating system; ``platform.platform`` starts a process on some."""
    if sys.platform == "win32":
        return f"Windows {platform.version()}"
    names = os.uname()
    return f"{names.sysname} {names.release} {names.machine}"


def tail(user_folder: str, most: int = FULL_AT // 8) -> str:
    """The last lines of the log, ``most`` bytes at most."""
    found = b""
    for name in (NAME, NAME + OLDER):
        if len(found) < most:
            with contextlib.suppress(OSError), open(os.path.join(user_folder, name), "rb") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - (most - len(found))))
                found = file.read(most - len(found)) + found
    return (
        found.decode("utf-8", "replace").partition("\n")[2] if len(found) >= most else found.decode("utf-8", "replace")
    )


def _take_stderr(path: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(file, 2)
    os.dup2(file, 1)
    os.close(file)
