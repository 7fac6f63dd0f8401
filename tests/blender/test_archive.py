"""The zip itself: the same bytes each time, and the content that Blender's own builder would choose."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from flamenco_client.tools import archive as archiver
from flamenco_client.tools import manifest as manifests
from flamenco_client.tools import validator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def source(archive: Path, tmp_path: Path) -> Path:
    """A checkout elsewhere, with other times and modes, and with other files of a developer's folder."""
    place = tmp_path / "elsewhere"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(place)
    shutil.copytree(ROOT / "requirements", place / "requirements")
    for path in place.rglob("*.py"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o755)
    for name in (
        ".git/config",
        "tests/test_x.py",
        "ui/__pycache__/panel.pyc",
        "build/x",
        "docs/x.md",
        "wheels/old.whl",
    ):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("not shipped")
    return place


def test_same_input_same_hash(archive: Path, source: Path, tmp_path: Path) -> None:
    """Place, time, modes and clutter make no difference."""
    again = archiver.build(source, tmp_path / "again")

    assert again.name == archive.name
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(archive.read_bytes()).digest()


def test_a_changed_file_changes_the_zip(archive: Path, source: Path, tmp_path: Path) -> None:
    """The comparison above would notice."""
    (source / "__init__.py").write_text('"""Other."""\n')

    assert archiver.build(source, tmp_path / "again").read_bytes() != archive.read_bytes()


def test_blenders_builder_would_pack_the_same_files(archive: Path, source: Path, tmp_path: Path) -> None:
    """The manifest's patterns mean to build.py what they mean to Blender."""
    theirs = tmp_path / "theirs.zip"
    command = [sys.executable, "-I", str(validator.find()), "build", "--source-dir", str(source)]
    subprocess.run([*command, "--output-filepath", str(theirs)], check=True, capture_output=True, timeout=120)

    with zipfile.ZipFile(theirs) as packed, zipfile.ZipFile(archive) as own:
        names = {name for name in packed.namelist() if not name.endswith("/")}
        # Blender installs every file in wheels/.
        assert names - {"wheels/old.whl"} == set(own.namelist())


def test_nothing_of_the_developers_is_shipped(archive: Path) -> None:
    """Tests, tools, documentation and the interface definition stay at home; licence and manifest go along."""
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()

    top = {name.partition("/")[0] for name in names}
    assert top.isdisjoint({"tests", "tools", "docs", "build", "requirements", "dist", "build.py", "pyproject.toml"})
    assert [name for name in names if name.startswith(".") or "__pycache__" in name or name.endswith(".yaml")] == []
    assert {"LICENSE", "__init__.py", manifests.NAME} <= set(names)
    assert [name for name in names if name.startswith("wheels/")] == sorted(manifests.read(ROOT).wheels)


def test_a_manifest_that_blender_refuses_is_an_error(source: Path, tmp_path: Path) -> None:
    """The validator's reasons reach the developer."""
    path = source / manifests.NAME
    path.write_text(path.read_text().replace('type = "add-on"', 'type = "addition"'))

    with pytest.raises(validator.Invalid, match="addition"):
        archiver.build(source, tmp_path / "again")
