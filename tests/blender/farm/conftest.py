"""A Manager, a project with libraries of libraries, and the extension pointed at both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import bpy
import pytest

from flamenco_client.tests.blender.command import Command
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project, make_project
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def manager(tmp_path: Path, extension: Extension) -> Iterator[ManagerServer]:
    """A Manager with Shaman; the extension's preferences name it."""
    with ManagerServer(tmp_path / "storage") as server:
        bpy.context.preferences.addons[extension.key].preferences.manager_url = server.url
        yield server
        _forget(extension)


@pytest.fixture
def copying_manager(tmp_path: Path, extension: Extension) -> Iterator[ManagerServer]:
    """A Manager without Shaman, whose clients copy to the storage themselves."""
    with ManagerServer(tmp_path / "storage", shaman=False) as server:
        bpy.context.preferences.addons[extension.key].preferences.manager_url = server.url
        yield server
        _forget(extension)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project on disk, its shot open in Blender."""
    return make_project(tmp_path / "project")


def _forget(extension: Extension) -> None:
    """End the work that a test left running, as disabling the extension does, and remove its unknown jobs."""
    extension.module("ipc.session").reset()
    extension.module("state").reset()
    for name in ("submissions", "running"):
        shutil.rmtree(extension.module("bridge.user_preferences").user_folder() / name, ignore_errors=True)


@pytest.fixture
def command(extension: Extension, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command of the installed extension."""
    return Command(extension, capsys)
