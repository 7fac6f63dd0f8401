"""Desktop notifications: foreign text stays text, and no desktop is no error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from flamenco_client.helper import desktop_notice

NASTY = "-x `id` $(id) <b>&\x1b[2J \u202e\" ' ; rm -rf"


@pytest.fixture
def notifier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name that writes down what it gets; returns its notes."""
    notes = tmp_path / "notes"
    program = tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {notes}\nenv > {notes}.env\nexit ${{FAIL:-0}}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/blender/lib")
    monkeypatch.setattr(desktop_notice, "_failed", set())
    return notes


@pytest.mark.skipif(sys.platform != "linux", reason="the program is a shell script")
def test_text_stays_text(notifier: Path) -> None:
    """A job's name is one argument, without control characters, escaped; library paths of Blender are left out."""
    assert desktop_notice.show("Flamenco", NASTY, sound=False)
    *options, dashes, title, body = notifier.read_text().splitlines()
    assert (dashes, title) == ("--", "Flamenco")
    assert body.startswith("-x `id` $(id) &lt;b&gt;&amp;")
    assert body.isprintable()
    assert "--hint=boolean:suppress-sound:true" in options
    assert "LD_LIBRARY_PATH" not in Path(f"{notifier}.env").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="the program is a shell script")
def test_one_failure_is_enough(notifier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desktop that refuses is not asked again."""
    monkeypatch.setenv("FAIL", "1")
    assert not desktop_notice.show("Flamenco", "one", sound=True)
    notifier.unlink()
    assert not desktop_notice.show("Flamenco", "two", sound=True)
    assert not notifier.exists()


def test_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """None there means none, without an error."""
    monkeypatch.setenv("PATH", "")
    assert not desktop_notice.show("Flamenco", "shot failed", sound=False, platform="linux")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_scripts_have_no_foreign_text(platform: str) -> None:
    """Texts are arguments or in the environment, never a part of a script."""
    arguments = desktop_notice.command("Flamenco", NASTY, sound=True, platform=platform)
    scripts = [each for each in arguments if each not in {"Flamenco", NASTY}]
    assert not any("rm -rf" in each for each in scripts)
