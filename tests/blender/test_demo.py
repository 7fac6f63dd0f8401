"""build.py demo, as the README has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_client.tools.demo import manager, story

pytestmark = pytest.mark.slow


def test_the_demo_is_good(capfd: pytest.CaptureFixture[str]) -> None:
    """Zip, installation, check, submission, comparison by hash, and a fresh Blender in another place."""
    code = story.tell(None, keep=False)

    told = capfd.readouterr()
    assert code == 0, told.err
    assert "the demo passed" in told.out
    assert told.out.count("   same ") == 6


def test_a_file_that_changes_on_its_way_fails_the_demo(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The comparison would notice: here one texture of the checkout is another one."""
    jobs_folder = manager.jobs_folder

    def spoiled(address: str) -> Path:
        jobs = jobs_folder(address)
        for texture in jobs.rglob("metal.png"):
            texture.unlink()  # a link into the store
            texture.write_bytes(b"not what was sent")
        return jobs

    monkeypatch.setattr(manager, "jobs_folder", spoiled)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    assert story.tell(None, keep=False) == 1

    told = capfd.readouterr()
    assert "textures/metal.png has different content" in told.err
    assert "the demo FAILED" in told.out
    assert [path.name for path in tmp_path.iterdir()], "what went wrong can be looked at"


def test_no_manager_at_the_address(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The extension's own words, no traceback."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    assert story.tell("http://127.0.0.1:1/", keep=False) == 1

    told = capfd.readouterr()
    assert "127.0.0.1:1" in told.err
    assert "Traceback" not in told.err + told.out
