"""`build.py zip`: a release has every text in German, any other zip may have gaps."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from flamenco_client.tools import archive, checks, commands

ZIP = argparse.Namespace(command="zip", release=False)
RELEASE = argparse.Namespace(command="zip", release=True)


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Record the folders for which a zip is requested, instead of building it."""
    folders: list[Path] = []

    def build(_root: Path, folder: Path) -> Path:
        folders.append(folder)
        return Path(__file__)

    monkeypatch.setattr(archive, "build", build)
    monkeypatch.setattr(commands, "ROOT", Path(__file__).parent)
    return folders


@pytest.mark.parametrize(("options", "gaps"), [(ZIP, ["no German for 'New'"]), (RELEASE, [])])
def test_zip_is_built(
    monkeypatch: pytest.MonkeyPatch, built: list[Path], options: argparse.Namespace, gaps: list[str]
) -> None:
    """A zip is built despite gaps, a release only without them."""
    monkeypatch.setattr(checks, "gaps_in_translation", lambda: gaps)

    assert commands.run(options) == 0
    assert len(built) == 1


def test_a_release_with_gaps_is_refused(
    monkeypatch: pytest.MonkeyPatch, built: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """No zip is built, and the message lists each gap."""
    monkeypatch.setattr(checks, "gaps_in_translation", lambda: ["ui/panel.py:9: no German for 'New'"])

    assert commands.run(RELEASE) == 1
    assert built == []
    assert "ui/panel.py:9: no German for 'New'" in capsys.readouterr().err
