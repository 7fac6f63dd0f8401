"""Every .blend of a folder: nothing that Blender lists and a render reads is missed, and nothing is falsely missing.

Run by ``build.py test -- --corpus DIR``. The files are neither changed nor evaluated.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.bridge.assets.trace import references
from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.plan import relative_files
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.snapshot import AssetReference, BlendSource
from flamenco_client.tests.corpus import blenders_list
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.support.snapshots import job_snapshot

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

MORE_THAN_LISTED = {"import", "script", "profile", "cache", "bake", "proxy"}
"""Kinds of references of which Blender's list has none, or not all."""


@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore")
def test_agrees_with_blender(blend: Path, record_property: Callable[[str, object], None]) -> None:
    """The files that would be sent and reported as missing, against Blender's own list."""
    found: list[tuple[tuple[AssetReference, ...], set[str]]] = []
    _open(blend, lambda: found.append((references(str(blend)), blenders_list.needed())))
    ((traced, listed),) = found
    pack = _planned(blend, traced)

    known = {each.path for each in traced} | {file.source for file in pack.files}
    missed = sorted(path for path in listed - known if not _is_below_one_of(path, traced))
    false = sorted(each.path for each in pack.unavailable if _is_false(each, listed))
    record_property("blender", bpy.app.version_string.split()[0])
    record_property("blend", str(blend))
    record_property("listed", len(listed))
    record_property("sent", [file.source for file in pack.files])
    record_property("missing", [each.path for each in pack.unavailable])
    record_property("missed", missed)
    record_property("false", false)
    assert (missed, false) == ([], [])


def _open(blend: Path, look: Callable[[], None]) -> None:
    """Open a file and look at it before Blender evaluates it, which may take minutes and write caches."""
    failed: list[Exception] = []

    def loaded(*_arguments: object) -> None:
        try:
            look()
        except Exception as error:  # noqa: BLE001 - Blender would only print it
            failed.append(error)
        empty = bpy.data.scenes.new("empty")
        for window in (window for manager in bpy.data.window_managers for window in manager.windows):
            window.scene = empty

    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    loaded = bpy.app.handlers.persistent(loaded)
    bpy.app.handlers.load_post.append(loaded)
    try:
        bpy.ops.wm.open_mainfile(filepath=str(blend), load_ui=True, use_scripts=False)
    except (RuntimeError, UnicodeError) as error:  # a newer file, a damaged one, a name that is no text
        if not failed and bpy.data.filepath != str(blend):
            pytest.skip(f"Blender does not open it: {str(error).strip()}")
    finally:
        bpy.app.handlers.load_post.remove(loaded)
    if failed:
        raise failed[0]


def _planned(blend: Path, traced: tuple[AssetReference, ...]) -> Pack:
    source = BlendSource(str(blend), "", 0, 0)
    root = find_project_root(str(blend), "", relative_files(traced))
    return plan(job_snapshot(blend=source, assets=traced), source, root, cancel=CancelToken())


def _is_below_one_of(path: str, traced: tuple[AssetReference, ...]) -> bool:
    """Return whether a path is in a folder that is sent as a whole."""
    return any(path.startswith(os.path.join(each.path, "")) for each in traced if each.spread == "folder")


def _is_false(missing: Any, listed: set[str]) -> bool:
    """Return whether a file is there, or is missed by nobody according to Blender's list."""
    if os.path.isfile(missing.path) and os.access(missing.path, os.R_OK):
        return True
    return missing.path not in listed and all(_would_be_listed(user) for user in missing.users)


def _would_be_listed(user: AssetReference) -> bool:
    if user.kind == "image" and not user.owner.startswith("Image "):  # named in the text of a shader's script
        return False
    return user.spread == "file" and user.kind not in MORE_THAN_LISTED
