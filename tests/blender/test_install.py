"""The zip as Blender takes it: installed, upgraded, with the wheels in place."""

from __future__ import annotations

import zipfile
from pathlib import Path

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension, Traces
from flamenco_client.tools import manifest as manifests

pytestmark = pytest.mark.slow


@pytest.fixture
def older_archive(archive: Path, tmp_path: Path) -> Path:
    """The same extension as an older version, with a module that the present one has not."""
    older = tmp_path / "older.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(older, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == manifests.NAME:
                version = manifests.read(Path(__file__).resolve().parents[2]).version
                content = content.replace(f'version = "{version}"'.encode(), b'version = "0.0.1"', 1)
                assert b'"0.0.1"' in content
            target.writestr(name, content)
        target.writestr("gone.py", '"""A module of the older version."""\n')
    return older


def test_the_installed_files_are_those_of_the_zip(extension: Extension) -> None:
    """Nothing is missing, nothing of tests and tools has come along."""
    with zipfile.ZipFile(extension.archive) as archive:
        wanted = {name: archive.read(name) for name in archive.namelist()}
    there = {
        path.relative_to(extension.folder).as_posix(): path.read_bytes()
        for path in extension.folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert there == wanted


def test_blender_unpacks_the_wheels(extension: Extension) -> None:
    """Scripts that ask for the client find its libraries: Blender has put them among the extensions' packages."""
    packages = next((extension.user_folder / "extensions" / ".local" / "lib").glob("python3.*")) / "site-packages"

    assert {"urllib3", "dateutil", "tzdata"} <= {path.name for path in packages.iterdir()}


def test_upgrade_over_an_older_zip(extension: Extension, older_archive: Path) -> None:
    """The old version's files and modules go, the new version works, nothing is registered twice."""
    present = Traces.now()
    extension.install(older_archive)
    assert extension.module("gone").__doc__ == "A module of the older version."

    extension.install(extension.archive)

    assert not (extension.folder / "gone.py").exists()
    with pytest.raises(ModuleNotFoundError):
        extension.module("gone")
    assert manifests.read(extension.folder).version != "0.0.1"
    assert Traces.now() == present
    assert {"check_manager", "submit_job"} <= set(dir(bpy.ops.flamenco_client))


def test_uninstall_leaves_no_file(extension: Extension) -> None:
    """Removing the extension the way an artist does takes everything with it."""
    repositories = bpy.context.preferences.extensions.repos
    index = next(index for index, repository in enumerate(repositories) if repository.module == "user_default")

    assert bpy.ops.extensions.package_uninstall(repo_index=index, pkg_id="flamenco_client") == {"FINISHED"}

    assert not extension.folder.exists()
    assert not extension.is_enabled
    extension.install(extension.archive)
