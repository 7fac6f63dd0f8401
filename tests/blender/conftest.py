"""A real Blender (the bpy module) with the real zip installed into a user folder of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flamenco_client.tools import archive as archiver
from flamenco_client.tools import manifest as manifests

if TYPE_CHECKING:
    from flamenco_client.tests.blender.extension import Extension

ROOT = Path(__file__).resolve().parents[2]
USER_FOLDER = Path(tempfile.mkdtemp(prefix="flamenco-client-tests-"))
atexit.register(shutil.rmtree, USER_FOLDER, ignore_errors=True)

# Before anything imports bpy: Blender reads this only once.
os.environ["BLENDER_USER_RESOURCES"] = str(USER_FOLDER)
for name in ("FLAMENCO_MANAGER_URL", "OCIO", "BLENDER_OCIO"):  # from 5.1, Blender sets one for programs that it starts
    os.environ.pop(name, None)


def pytest_configure(config: pytest.Config) -> None:
    """Cycles' engine complains when what it rendered for has gone before it: in whichever test it is collected."""
    config.addinivalue_line(
        "filterwarnings", "ignore:Exception ignored in. <function CyclesRender:pytest.PytestUnraisableExceptionWarning"
    )


def pytest_unconfigure() -> None:
    """End the process by hand, once everything is reported and the extension disabled.

    Installing any extension over itself, which tests do, makes the bpy module keep a reference to the old one's
    property callbacks, and by them to itself. So it is not taken down before the interpreter is: 4.2 crashes then, 4.5
    may wait for a lock for ever. Desktop Blenders do not; the demo's processes, which install once, end by themselves.
    """
    shutil.rmtree(USER_FOLDER, ignore_errors=True)
    if "bpy" in sys.modules:
        shutil.rmtree(sys.modules["bpy"].app.tempdir, ignore_errors=True)  # Blender itself won't get to it
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_ENDED[-1] if _ENDED else 2)


_ENDED: list[int] = []
"""How the session ended, once it has."""


def pytest_sessionfinish(exitstatus: int) -> None:
    _ENDED.append(int(exitstatus))


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, as `build.py zip` makes it."""
    return archiver.build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def installed(archive: Path) -> Iterator[Extension]:
    """The extension, installed once. Disabled at the end: bpy 4.2 crashes at exit with classes left registered."""
    from flamenco_client.tests.blender.extension import REPOSITORY, Extension

    extension = Extension(f"bl_ext.{REPOSITORY}.{manifests.read(ROOT).id}", archive, USER_FOLDER)
    extension.install(archive)
    yield extension
    if extension.is_enabled:
        extension.disable()


@pytest.fixture
def extension(installed: Extension) -> Extension:
    """The extension, enabled and past its first turns, which only import."""
    if not installed.is_enabled:
        installed.enable()
    while installed.module("bridge.timer")._import_more():
        pass
    return installed


@pytest.fixture(autouse=True)
def _new_file() -> None:
    """Every test begins with an empty, unsaved file; add-ons stay as they are."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True, app_template="")


@pytest.fixture
def online() -> Iterator[None]:
    """Blender with "Allow Online Access" on; in the bpy module it is off at first."""
    import bpy

    system = bpy.context.preferences.system
    before = system.use_online_access
    system.use_online_access = True
    yield
    system.use_online_access = before
