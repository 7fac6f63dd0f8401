"""Bundled libraries: the extension's wheels, unpacked and first on the helper's path.

Blender puts an extension's wheels last on its own path, where another extension's urllib3 wins. Importing straight from
a wheel compiles the modules each time, which made the first call about 90 ms slower. So the wheels are unpacked once,
into the user's folder.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

from ..core.atomic_files import flush
from ..core.user_files import CLEARED

_log = logging.getLogger(__name__)

MANIFEST: Final = "blender_manifest.toml"
_PREFIX: Final = "wheels-"
_FORGOTTEN_AFTER: Final = 7 * 24 * 3600.0
"""Seconds after which the unpacked wheels of an older version are deleted."""


def path_entries(root: str, user_folder: str) -> list[str]:
    """Return the first entries for ``sys.path``; none in a checkout without wheels: its environment has the libraries.

    Args:
        root: The extension's folder.
        user_folder: Where the wheels are unpacked; "" = import from the wheels as they are.
    """
    wheels = _bundled(root)
    if not wheels or not user_folder:
        return wheels
    try:
        return [_unpacked(wheels, user_folder)]
    except (OSError, ValueError) as error:
        _log.warning("the wheels can't be unpacked, they are used as they are: %s", error)
        return wheels


def _bundled(root: str) -> list[str]:
    """Return the wheels that the manifest lists and that exist."""
    import tomllib

    try:
        with open(os.path.join(root, MANIFEST), "rb") as file:
            listed = tomllib.load(file).get("wheels", [])
    except (OSError, ValueError):
        return []
    paths = [os.path.join(root, os.path.normpath(name)) for name in listed]
    return [path for path in paths if os.path.isfile(path)]


def _unpacked(wheels: list[str], user_folder: str) -> str:
    """Return the folder with the unpacked wheels, named by their content; create it if it is missing."""
    import hashlib

    digest = hashlib.sha256()
    for path in wheels:
        with open(path, "rb") as file:
            digest.update(file.read())
    folder = os.path.join(user_folder, _PREFIX + digest.hexdigest()[:16])
    if os.path.isdir(folder) and not _is_whole(wheels, folder):
        _log.warning("%s is damaged or was cleared, and is unpacked anew", folder)
        _remove(folder)
    if not os.path.isdir(folder):
        _unpack(wheels, folder)
        _forget_old(user_folder, folder)
    return folder


def _is_whole(wheels: list[str], folder: str) -> bool:
    """Return whether all files are as they were packed: after a power loss some may be empty."""
    import zipfile
    import zlib

    if os.path.lexists(os.path.join(folder, CLEARED)):
        return False
    try:
        for path in wheels:
            with zipfile.ZipFile(path) as wheel:
                for entry in wheel.infolist():
                    if not entry.is_dir():
                        with open(os.path.join(folder, entry.filename), "rb") as file:
                            if zlib.crc32(file.read()) != entry.CRC:
                                return False
    except (OSError, zipfile.BadZipFile):
        return False
    return True


def _remove(folder: str) -> None:
    """Move a folder away at once, then delete it.

    Raises:
        OSError: It is in use.
    """
    away = tempfile.mkdtemp(prefix=_PREFIX, dir=os.path.dirname(folder))
    os.rename(folder, os.path.join(away, "old"))
    shutil.rmtree(away, ignore_errors=True)


def _unpack(wheels: list[str], folder: str) -> None:
    import zipfile

    os.makedirs(os.path.dirname(folder), exist_ok=True)
    fresh = tempfile.mkdtemp(prefix=_PREFIX, dir=os.path.dirname(folder))
    try:
        for path in wheels:
            with zipfile.ZipFile(path) as wheel:
                for entry in wheel.infolist():
                    flush(Path(wheel.extract(entry, fresh)))
        os.rename(fresh, folder)
        flush(Path(folder).parent)
    except (OSError, zipfile.BadZipFile) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        if not os.path.isdir(folder):  # else another helper was faster
            raise OSError(f"{folder}: {error}") from error


def _forget_old(user_folder: str, current: str) -> None:
    now = time.time()
    with contextlib.suppress(OSError):
        others = [e for e in os.scandir(user_folder) if e.name.startswith(_PREFIX) and e.path != current]
        for entry in others:
            if now - entry.stat().st_mtime > _FORGOTTEN_AFTER:
                shutil.rmtree(entry.path, ignore_errors=True)
