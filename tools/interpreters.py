"""Choice of bpy and Python: which bpy runs on which Python, and where such a Python is installed.

Runs on Python 3.9 and later, because it finds the Python for everything else.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Blender(NamedTuple):
    """A series of Blender, the release of its bpy module used for tests, and the Python that bpy is built for."""

    series: str
    bpy: str
    python: tuple[int, int]


BLENDERS = (
    Blender("4.2", "4.2.23", (3, 11)),
    Blender("4.5", "4.5.15", (3, 11)),
    Blender("5.0", "5.0.1", (3, 11)),
    Blender("5.1", "5.1.2", (3, 13)),
    Blender("5.2", "5.2.3", (3, 13)),
    Blender("5.3", "5.3.0", (3, 13)),
)

_PROBE = "import ensurepip, struct, sys, venv; print(*sys.version_info[:2], struct.calcsize('P'), sys.executable)"


class NoInterpreter(Exception):
    """No Python on this machine can run the requested bpy; the text says what to install."""


class Interpreter(NamedTuple):
    """A Python that can make virtual environments."""

    path: str
    version: tuple[int, int]


class Choice(NamedTuple):
    """Blender and Python of an environment."""

    interpreter: Interpreter
    blender: Blender


def choose(series: str | None, at_hand: Interpreter | None, others: Iterable[Interpreter]) -> Choice:
    """Choose the running interpreter if a requested bpy runs on it, else the first suitable other, newest bpy first.

    Args:
        series: "4.2", "5.2", ...; None for the newest that runs.
        at_hand: the running Python, None if it cannot create an environment.
        others: examined only when needed.

    Raises:
        NoInterpreter: none is suitable.
    """
    wanted = [blender for blender in reversed(BLENDERS) if series in (None, blender.series)]
    for blender in wanted:
        if at_hand is not None and at_hand.version == blender.python:
            return Choice(at_hand, blender)
    found = list(others)
    for blender in wanted:
        for interpreter in found:
            if interpreter.version == blender.python:
                return Choice(interpreter, blender)
    raise NoInterpreter(_advice(series, [blender.python for blender in wanted]))


def _advice(series: str | None, versions: list[tuple[int, int]]) -> str:
    what = f"Blender {series} as a Python module (bpy)" if series else "Blender as a Python module (bpy)"
    names = ["{}.{}".format(*version) for version in sorted(set(versions), reverse=True)]
    return (
        f"{what} needs a 64-bit Python {' or '.join(names)} with venv and pip, and none was found.\n"
        f"This is Python {sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}).\n"
        f"Install one, for example with 'apt install python{names[-1]} python{names[-1]}-venv', "
        f"'pyenv install {names[0]}',\n'brew install python@{names[0]}' or 'winget install Python.Python.{names[0]}'. "
        f"Then run the same command again."
    )


def at_hand() -> Interpreter | None:
    """Return the running Python, or None if it cannot create an environment (Debian without python3-venv)."""
    return probe(sys.executable)


def others() -> Iterator[Interpreter]:
    """Find other Pythons: on the PATH, among pyenv's and uv's versions, from Windows' launcher."""
    seen = set()
    for path in _candidates():
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        interpreter = probe(path)
        if interpreter:
            yield interpreter


def probe(path: str) -> Interpreter | None:
    """Run the program at ``path`` for its version; None if it is no 64-bit Python that can create environments.

    Existence is not enough: pyenv puts shims on the PATH that do not run.
    """
    try:
        answer = subprocess.run([path, "-I", "-c", _PROBE], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = answer.stdout.rstrip().split(" ", 3)
    if answer.returncode or len(words) != 4 or words[2] != "8":
        return None
    return Interpreter(words[3], (int(words[0]), int(words[1])))


def _candidates() -> Iterator[str]:
    versions = sorted({blender.python for blender in BLENDERS}, reverse=True)
    names = [name for major, minor in versions for name in (f"python{major}.{minor}", f"python{major}.{minor}.exe")]
    for name in [*names, "python3", "python", "python.exe"]:
        for folder in os.get_exec_path():
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK) and os.path.isfile(path):
                yield path
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv") / "versions"
    uv = home / ".local" / "share" / "uv" / "python"
    for root in (pyenv, uv):
        for installed in sorted(root.glob("*"), key=_by_number, reverse=True):
            if any("{}.{}".format(*version) in installed.name for version in versions):
                yield str(installed / "bin" / "python3")
    if sys.platform == "win32":
        for major, minor in versions:
            yield from _from_launcher(f"-{major}.{minor}")


def _by_number(folder: Path) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", folder.name)]


def _from_launcher(version: str) -> Iterator[str]:
    try:
        answer = subprocess.run(
            ["py", version, "-c", "import sys; print(sys.executable)"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if answer.returncode == 0:
        yield answer.stdout.strip()
