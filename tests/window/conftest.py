"""A desktop Blender with the real zip installed, clicked by scripts; only with `build.py test --window PATH`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tools import archive as archiver

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
LIMIT = 180
"""Seconds for one run of Blender."""


@dataclass(frozen=True)
class Run:
    """What became of one run of Blender."""

    report: dict[str, Any]
    output: str
    """Everything Blender printed."""
    returncode: int


@pytest.fixture(scope="session")
def blender() -> str:
    """The desktop Blender to test with."""
    path = os.environ.get("FLAMENCO_CLIENT_BLENDER", "")
    if not path:
        pytest.skip("no desktop Blender was named: build.py test --window PATH")
    return path


@pytest.fixture(scope="session")
def user_folder(blender: str) -> Iterator[Path]:
    """A user folder with the zip installed, as an artist would have it."""
    folder = Path(tempfile.mkdtemp(prefix="flamenco-client-window-", dir="/tmp"))  # the desktop may see no other place
    archive = archiver.build(ROOT, folder / "dist")
    subprocess.run(
        [blender, "--command", "extension", "install-file", "-r", "user_default", "-e", str(archive)],
        env=os.environ | {"BLENDER_USER_RESOURCES": str(folder)},
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=LIMIT,
    )
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def scratch(user_folder: Path) -> Iterator[Path]:
    """A folder that the desktop Blender sees too."""
    folder = Path(tempfile.mkdtemp(dir=user_folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def play(blender: str, user_folder: Path, scratch: Path) -> Callable[..., Run]:
    """Run one of this folder's scripts inside Blender; arguments go to `inside.arguments()`."""

    def run(script: str, *, manager_url: str, **arguments: Any) -> Run:
        report = scratch / "report.json"
        handed = scratch / "arguments.json"
        handed.write_text(json.dumps({"report": str(report), "scratch": str(scratch)} | arguments), encoding="utf-8")
        environment = os.environ | {
            "BLENDER_USER_RESOURCES": str(user_folder),
            "FLAMENCO_MANAGER_URL": manager_url,
            "FLAMENCO_CLIENT_WINDOW_TEST": str(handed),
        }
        done = subprocess.run(
            [blender, "--python", str(HERE / "scripts" / script)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=LIMIT,
        )
        assert report.exists(), done.stdout
        seen = json.loads(report.read_text(encoding="utf-8"))
        assert seen["end"] == "done", f"{seen['end']}\n{done.stdout}"
        return Run(seen, done.stdout, done.returncode)

    return run
