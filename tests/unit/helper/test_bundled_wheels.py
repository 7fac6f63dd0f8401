"""``helper.bundled_wheels``: the extension's own libraries, first on the helper's path."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path

import pytest

from flamenco_client.core.user_files import CLEARED
from flamenco_client.helper import bundled_wheels


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An extension with one wheel."""
    root = tmp_path / "extension"
    (root / "wheels").mkdir(parents=True)
    write_wheel(root, "one", "1.0")
    write_manifest(root, "one")
    return root


@pytest.fixture
def state(tmp_path: Path) -> str:
    return str(tmp_path / "state")


def write_manifest(root: Path, *names: str) -> None:
    listed = ", ".join(f'"./wheels/{name}-py3-none-any.whl"' for name in names)
    (root / bundled_wheels.MANIFEST).write_text(f'id = "x"\nwheels = [{listed}]\n', encoding="utf-8")


def write_wheel(root: Path, name: str, version: str) -> Path:
    path = root / "wheels" / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", f"version = {version!r}\n")
    return path


def test_wheels_are_unpacked_once(root: Path, state: str) -> None:
    """The first helper unpacks them, later ones find them; nothing else stays in the folder."""
    [entry] = bundled_wheels.path_entries(root.as_posix(), state)
    module = Path(entry, "one", "__init__.py")
    before = module.stat().st_ino

    assert bundled_wheels.path_entries(root.as_posix(), state) == [entry]
    assert module.stat().st_ino == before
    assert os.listdir(state) == [os.path.basename(entry)]


def test_other_contents_get_another_folder(root: Path, state: str) -> None:
    """An upgraded extension never imports libraries of the version before, though their files may be called alike."""
    [old] = bundled_wheels.path_entries(str(root), state)
    write_wheel(root, "one", "2.0")

    [new] = bundled_wheels.path_entries(str(root), state)

    assert new != old
    assert "2.0" in Path(new, "one", "__init__.py").read_text(encoding="utf-8")
    assert os.path.isdir(old), "another Blender may still use it"


def test_libraries_of_old_versions_go_after_a_while(root: Path, state: str) -> None:
    """Upgrades do not fill the disk."""
    [old] = bundled_wheels.path_entries(str(root), state)
    long_ago = time.time() - 30 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    write_wheel(root, "one", "2.0")

    [new] = bundled_wheels.path_entries(str(root), state)

    assert os.listdir(state) == [os.path.basename(new)]


def test_only_wheels_that_the_manifest_lists_count(root: Path, state: str) -> None:
    """A stray file in the folder is not imported, a listed one that is missing is left out."""
    write_wheel(root, "stray", "1.0")
    write_manifest(root, "one", "missing")

    [entry] = bundled_wheels.path_entries(str(root), state)

    assert os.listdir(entry) == ["one"]


def test_without_a_user_folder_python_imports_from_the_wheels(root: Path) -> None:
    """Slower, but it needs no place on the disk."""
    assert bundled_wheels.path_entries(str(root), "") == [str(root / "wheels" / "one-py3-none-any.whl")]


@pytest.mark.parametrize("manifest", [None, b"", b"\xff", b'id = "x"'], ids=repr)
def test_a_checkout_without_wheels_uses_the_environment(root: Path, state: str, manifest: bytes | None) -> None:
    """Developers have the libraries installed; the helper starts with any content of the manifest."""
    path = root / bundled_wheels.MANIFEST
    path.unlink() if manifest is None else path.write_bytes(manifest)

    assert bundled_wheels.path_entries(str(root), state) == []


@pytest.mark.parametrize("trouble", ["no folder can be made", "a wheel is damaged"])
def test_wheels_that_cannot_be_unpacked_are_used_as_they_are(root: Path, state: str, trouble: str) -> None:
    """The helper starts all the same, and leaves no half-made folder."""
    wheel = root / "wheels" / "one-py3-none-any.whl"
    if trouble == "a wheel is damaged":
        wheel.write_bytes(wheel.read_bytes()[:40])
    else:
        Path(state).write_text("a file", encoding="utf-8")

    assert bundled_wheels.path_entries(str(root), state) == [str(wheel)]
    assert not os.path.isdir(state) or os.listdir(state) == []


def test_two_helpers_may_unpack_at_the_same_moment(root: Path, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slower one throws its folder away and uses the other's."""
    rename = os.rename

    def another_is_faster(source: str, target: str) -> None:
        Path(target, "one").mkdir(parents=True)
        rename(source, target)

    monkeypatch.setattr(os, "rename", another_is_faster)

    [entry] = bundled_wheels.path_entries(str(root), state)

    assert os.listdir(state) == [os.path.basename(entry)]
    assert os.listdir(entry) == ["one"]


@pytest.mark.parametrize("damage", ["emptied", "zeroed", "gone", "cleared"])
def test_damaged_libraries(root: Path, state: str, damage: str) -> None:
    """Libraries that a power loss has damaged, or that the user cleared, are unpacked anew."""
    [entry] = bundled_wheels.path_entries(str(root), state)
    module = Path(entry, "one", "__init__.py")
    whole = module.read_bytes()
    if damage == "cleared":
        Path(entry, CLEARED).touch()
    elif damage == "gone":
        module.unlink()
    else:
        module.write_bytes(b"" if damage == "emptied" else bytes(len(whole)))

    assert bundled_wheels.path_entries(str(root), state) == [entry]
    assert module.read_bytes() == whole
    assert not os.path.exists(os.path.join(entry, CLEARED))
    assert os.listdir(state) == [os.path.basename(entry)]
