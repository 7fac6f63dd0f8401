"""The report on the clipboard, and what the preferences show of the disk."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import Layout
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def clipboard(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is put on the clipboard: without a window there is none."""
    put: list[str] = []
    monkeypatch.setattr(extension.module("bridge.maintenance"), "_to_clipboard", put.append)
    return put


def test_copy_report(extension: Extension, manager: ManagerServer, clipboard: list[str]) -> None:
    """Versions of everything, the last error and the log."""
    bpy.ops.flamenco_client.check_manager()
    with pytest.raises(RuntimeError):
        bpy.ops.flamenco_client.submit_job()  # there is no file
    bpy.ops.flamenco_client.copy_report()
    (text,) = clipboard
    for words in (f"Blender: {bpy.app.version_string}", "Extension: 0.", "Manager: 3.9-beta1", "End of the log:"):
        assert words in text


def test_without_helper(
    extension: Extension, manager: ManagerServer, clipboard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Blender whose helper can't be started has something to report all the same."""
    extension.module("ipc.session").reset()
    link = extension.module("ipc.session").get()
    monkeypatch.setattr(link, "_command", lambda _folder: [str(extension.user_folder / "none")])
    bpy.ops.flamenco_client.copy_report()
    assert "can't be started" in clipboard[0]


def test_sizes_and_clear(extension: Extension, manager: ManagerServer) -> None:
    """The preferences show sizes that the helper has measured; Clear Files reduces them."""
    view = extension.module("state").current().maintenance
    preferences = bpy.context.preferences.addons[extension.key].preferences
    folder = extension.module("bridge.user_preferences").user_folder() / "checksums"
    folder.mkdir(exist_ok=True)
    (folder / "old.sqlite").write_bytes(b"x" * 3_000_000)
    assert "Calculating" in _draw(extension, preferences)
    extension.turn_until(lambda: bool(view.kinds))
    assert view.kinds["checksums"]["bytes"] >= 3_000_000
    bpy.ops.flamenco_client.clear_caches()
    extension.turn_until(lambda: not view.clearing.running)
    assert view.kinds["checksums"]["bytes"] == 0
    assert "Calculating" not in _draw(extension, preferences)


def test_clear_copies(extension: Extension, manager: ManagerServer) -> None:
    """A script waits; the preferences say what was done."""
    preferences = bpy.context.preferences.addons[extension.key].preferences
    assert bpy.ops.flamenco_client.clear_copies() == {"FINISHED"}
    said = extension.module("state").current().maintenance.copies_cleared
    assert said.startswith("Copies: 0 deleted, 0 still needed")
    drawn = _draw(extension, preferences)
    assert "Copies: 0 deleted" in drawn
    assert "Copies beside Your Files" in drawn


def _draw(extension: Extension, preferences: Any) -> str:
    layout = Layout()
    extension.module("ui.preferences_panel").draw_preferences(layout, preferences, bpy.context)
    return layout.drawn.text
