"""The environment of build.py: a venv with bpy and the tools, created once.

Runs on Python 3.9 and later, with the standard library only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from .console import step
from .interpreters import Choice

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements" / "dev.txt"


def place_of_environments(named: str | None) -> Path:
    """Return the one spelling of a folder: under another path an environment would be created again."""
    return Path(os.path.realpath(named)) if named else ROOT / "build" / "env"


FOLDER = place_of_environments(os.environ.get("FLAMENCO_CLIENT_ENVIRONMENTS"))
"""Folder of the environments; several checkouts can share them."""

_ATTEMPTS = 3
_STAMP = "made-from"


class EnvironmentFailed(Exception):
    """The environment could not be created; the next attempt starts again."""


def folder(choice: Choice) -> Path:
    major, minor = choice.interpreter.version
    return FOLDER / f"py{major}{minor}-bpy{choice.blender.bpy}"


def python_of(place: Path) -> Path:
    """Return the environment's Python."""
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_current(choice: Choice) -> bool:
    """Return whether this process runs in that environment, and the environment is up to date."""
    return Path(sys.prefix) == folder(choice) and _is_ready(choice)


def ensure(choice: Choice) -> Path:
    """Create the environment if it is missing, incomplete or outdated; return its Python.

    Raises:
        EnvironmentFailed: venv or pip failed several times.
    """
    if _is_ready(choice):
        return python_of(folder(choice))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _lock(FOLDER / f"{folder(choice).name}.lock"):
        if not _is_ready(choice):  # another build.py may have created it meanwhile
            _make(choice)
    return python_of(folder(choice))


def enter(choice: Choice, command: list[str]) -> NoReturn:
    """Run ``command`` with the environment's Python instead of this process."""
    become([str(ensure(choice)), *command])


def become(arguments: list[str]) -> NoReturn:
    """Replace this process by another program, so that ending one ends the other."""
    sys.stdout.flush()
    if sys.platform == "win32":  # exec* returns to the shell before the new program ends
        sys.exit(subprocess.run(arguments, check=False).returncode)
    os.execv(arguments[0], arguments)  # noqa: S606 - no shell wanted


def _make(choice: Choice) -> None:
    place = folder(choice)
    step(f"creating the environment {place.name} with {choice.interpreter.path} (a few minutes, once)")
    shutil.rmtree(place, ignore_errors=True)
    made = subprocess.run([choice.interpreter.path, "-I", "-m", "venv", str(place)], check=False)
    if made.returncode:
        raise EnvironmentFailed(f"{choice.interpreter.path} could not create an environment in {place}")
    step(f"installing bpy {choice.blender.bpy} and {REQUIREMENTS.relative_to(ROOT)}")
    pip(python_of(place), "install", "--requirement", str(REQUIREMENTS), f"bpy=={choice.blender.bpy}")
    (place / _STAMP).write_text(_wanted(choice), encoding="utf-8")


def pip(python: Path, *arguments: str) -> None:
    """Run pip, and retry after a pause, because package indexes fail at times.

    Raises:
        EnvironmentFailed: pip failed every time.
    """
    surroundings = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    surroundings.setdefault("PIP_DEFAULT_TIMEOUT", "60")
    command = [str(python), "-m", "pip", arguments[0], "--quiet", "--no-input", *arguments[1:]]
    for attempt in range(1, _ATTEMPTS + 1):
        if subprocess.run(command, env=surroundings, check=False).returncode == 0:
            return
        if attempt < _ATTEMPTS:
            step(f"pip failed; retrying in {5 * attempt} s")
            time.sleep(5 * attempt)
    raise EnvironmentFailed(
        "pip failed (see its messages above). Check that the package index is reachable and the disk is not full."
    )


def _is_ready(choice: Choice) -> bool:
    try:
        made_from = (folder(choice) / _STAMP).read_text(encoding="utf-8")
    except OSError:
        return False
    # The Python that the environment links to may be gone, or have been upgraded.
    return made_from == _wanted(choice) and python_of(folder(choice)).exists()


def _wanted(choice: Choice) -> str:
    requirements = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    return f"bpy {choice.blender.bpy}\nrequirements {requirements}\nfolder {folder(choice)}\n"


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Lock ``path`` against other build.py; the system releases it if this process dies."""
    with open(path, "a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:  # it gives up after 10 s
                    continue
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
