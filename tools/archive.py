"""The extension's zip: its files, and reproducible bytes."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import manifest, validator, wheels
from .console import step

_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644


def build(root: Path, target_folder: Path) -> Path:
    """Build the zip of the extension in ``root`` and check it with Blender's validator; return its path.

    Raises:
        WheelsUnfit, EnvironmentFailed: see `wheels.ensure`.
        Invalid: Blender rejects the zip.
    """
    described = manifest.read(root)
    wheels.ensure(root, described.wheels)
    target = target_folder / described.archive_name
    step(f"packing {target.name}")
    names = sorted({*files(root, described), *described.wheels})
    target_folder.mkdir(parents=True, exist_ok=True)
    _write(root, names, target)
    validator.validate(target)
    return target


def files(root: Path, described: manifest.Manifest) -> list[str]:
    """Return the names of the checkout's files that the zip has."""
    return select(_walk(root), described.exclude)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def select(names: Iterable[str], exclude: tuple[str, ...]) -> list[str]:
    """Return the names that no pattern excludes; none below wheels/, because the manifest lists those files."""
    return [name for name in names if not name.startswith("wheels/") and not is_excluded(name, exclude)]


def is_excluded(name: str, patterns: tuple[str, ...]) -> bool:
    """Return whether the file ``name`` (a path below the root) or a folder above it matches one of ``patterns``.

    A pattern is a name with wildcards, for any folder ("*.pyc"), or with a leading slash a path from the root
    ("/docs/user/"); a trailing slash means folders only. Blender supports more forms.

    Raises:
        ValueError: a pattern has another form.
    """
    parts = name.split("/")
    for pattern in patterns:
        wanted = pattern.strip("/").split("/")
        anchored = pattern.startswith("/")
        if pattern.startswith("!") or "**" in pattern or (len(wanted) > 1 and not anchored):
            raise ValueError(f"paths_exclude_pattern: build.py does not support {pattern!r}")
        depths = [len(wanted)] if anchored else range(1, len(parts) + 1)
        for depth in depths:
            is_folder = depth < len(parts)
            here = parts[depth - len(wanted) : depth]
            if (is_folder or not pattern.endswith("/")) and _match(here, wanted):
                return True
    return False


def _match(parts: list[str], patterns: list[str]) -> bool:
    return len(parts) == len(patterns) and all(map(fnmatch.fnmatchcase, parts, patterns))


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not _is_own_output(root, folder, name)
        )
        for file in sorted(files):
            yield (Path(folder) / file).relative_to(root).as_posix()


def _is_own_output(root: Path, folder: str, name: str) -> bool:
    """Return whether a folder is build.py's own: environments are large, and build/mypy links to the root."""
    return name in {"build", "dist"} and Path(folder) == root


def _write(root: Path, names: list[str], target: Path) -> None:
    unfinished = target.with_suffix(".part")
    # Stored, because a deflated result depends on the version of zlib.
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, also when packed on Windows
            entry.external_attr = _MODE << 16
            archive.writestr(entry, (root / name).read_bytes())
    unfinished.replace(target)
