"""Which bpy runs on which Python, and where such a Python is on this machine.

Runs on Python 3.9 and later: it is what finds the Python for everything else.
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
    """A series of Blender, the release of the bpy module it is tried with, and the Python that bpy is built for."""

    series: str
    bpy: str
    python: tuple[int, int]


BLENDERS = (
    Blender("4.2", "4.2.23", (3, 11)),
    Blender("4.5", "4.5.15", (3, 11)),
    Blender("5.0", "5.0.1", (3, 11)),
    Blender("5.1", "5.1.2", (3, 13)),
    Blender("5.2", "5.2.3", (3, 13)),
)

_PROBE = "import ensurepip, struct, sys, venv; print(*sys.version_info[:2], struct.calcsize('P'), sys.executable)"


class NoInterpreter(Exception):
    """No Python here can run the wanted bpy; the text says what to install."""


class Interpreter(NamedTuple):
    """A Python that can make virtual environments."""

    path: str
    version: tuple[int, int]


class Choice(NamedTuple):
    """What the environment is made of."""

    interpreter: Interpreter
    blender: Blender


def choose(series: str | None, at_hand: Interpreter | None, others: Iterable[Interpreter]) -> Choice:
    """Take the interpreter at hand if a wanted bpy runs on it, else the first other that suits, newest bpy first.

    Args:
        series: "4.2", "5.2", ...; None for the newest that runs.
        at_hand: the Python that runs this, None if it cannot make an environment.
        others: looked at only when needed.

    Raises:
        NoInterpreter: nothing suits.
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
        f"{what} needs a 64-bit Python {' or '.join(names)} with venv and pip, and there is none here.\n"
        f"This is Python {sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}).\n"
        f"Install one, for example with 'apt install python{names[-1]} python{names[-1]}-venv', "
        f"'pyenv install {names[0]}',\n'brew install python@{names[0]}' or 'winget install Python.Python.{names[0]}'. "
        f"Then run the same command again."
    )


def at_hand() -> Interpreter | None:
    """Return the running Python, or None if it cannot make an environment (Debian without python3-venv)."""
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
    """Ask the program at ``path`` for its version; None if it is no 64-bit Python that can make environments.

    Being there proves nothing: pyenv puts shims on the PATH that refuse to run.
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
