"""The helper's log for bug reports: two files of limited size, without secrets."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import platform
import stat
import sys
import threading
import tomllib
from pathlib import Path
from typing import IO, Final

from ..core.atomic_files import open_regular
from ..farm.bug_report import masked

NAME: Final = "helper.log"
OLDER: Final = ".1"
"""Suffix of the older file."""
FULL_AT: Final = 256 * 1024
"""Bytes above which the log is rotated."""
_AT_ONCE: Final = 16 * 1024
"""Most characters of one message; longer ones are cut."""

_log = logging.getLogger(__name__)


class _Rotating:
    """A text stream into the log; other helpers may write into the same file."""

    def __init__(self, stream: IO[str], path: str) -> None:
        """Wrap a stream; ``path`` is the log file that it writes to, "" = not a log file."""
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
    """Formatter that keeps each record on one line; only tracebacks have more."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - its name there
        return super().formatMessage(record).replace("\r", " ").replace("\n", " ")


def start(user_folder: str, root: str = "") -> None:
    """Send stdout, stderr and logging to ``helper.log`` in ``user_folder``; "" = to stderr as it is.

    Args:
        user_folder: Folder of the log.
        root: The extension's folder, to log its version.
    """
    path = os.path.join(user_folder, NAME) if user_folder else ""
    if path:
        try:
            _take_stderr(path)
        except OSError:  # a missing log must not stop the helper
            path = ""
    text = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 - for as long as the process lives
    sys.stdout = sys.stderr = _Rotating(text, path)
    with contextlib.suppress(OSError, RuntimeError):
        faulthandler.enable(2)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine(f"%(asctime)s {os.getpid()} %(levelname)s %(name)s: %(message)s"))
    # A terminal gets warnings only; the file gets all messages.
    logging.basicConfig(handlers=[handler], level=logging.INFO if path else logging.WARNING)
    if root and path:
        _log.info("Flamenco Client %s, Python %s, %s", version(root), platform.python_version(), system())


def version(root: str) -> str:
    """Return the extension's version from its manifest; "unknown" if that can't be read."""
    try:
        return str(tomllib.loads(Path(root, "blender_manifest.toml").read_text("utf-8")).get("version", "unknown"))
    except (OSError, ValueError):
        return "unknown"


def system() -> str:
    """Return the operating system's name; ``platform.platform`` would start a process on some systems."""
    if sys.platform == "win32":
        return f"Windows {platform.version()}"
    names = os.uname()
    return f"{names.sysname} {names.release} {names.machine}"


def tail(user_folder: str, most: int = FULL_AT // 8) -> str:
    """Return the last lines of the log, ``most`` bytes at most."""
    found = b""
    for name in (NAME, NAME + OLDER):
        if len(found) < most:
            with contextlib.suppress(OSError, ValueError), open_regular(Path(user_folder, name)) as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - (most - len(found))))
                found = file.read(most - len(found)) + found
    return (
        found.decode("utf-8", "replace").partition("\n")[2] if len(found) >= most else found.decode("utf-8", "replace")
    )


def _take_stderr(path: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o600)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(f"{path} is no ordinary file")
    os.dup2(file, 2)
    os.dup2(file, 1)
    os.close(file)
