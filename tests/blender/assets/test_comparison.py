"""The comparison with Blender's own list (build.py test -- --corpus DIR) finds missed and falsely missing files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.submission.snapshot import AssetReference
from flamenco_client.tests.corpus import test_corpus as corpus
from flamenco_client.tests.support.every_kind.project import make

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the Cycles add-on


def _compare(blend: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    corpus.test_agrees_with_blender(blend, found.__setitem__)
    return found


def test_project_with_every_kind(tmp_path: Path) -> None:
    """The lists agree for the project with every kind of file."""
    project = make(tmp_path)

    found = _compare(project.blend)

    assert len(found["sent"]) == len(project.needed)
    assert found["listed"] > 20
    assert len(found["missing"]) == len(project.missed)


def _image(blend: str, name: str) -> Path:
    """Save a file with an image; return the image's path."""
    image = bpy.data.images.new("Image", 4, 4)
    image.source, image.filepath = "FILE", f"//{name}"
    image.use_fake_user = True
    bpy.ops.wm.save_mainfile()
    return Path(blend).with_name(name)


def test_missed_file(blend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path in Blender's list that the trace does not know fails the test."""
    path = _image(blend, "there.png")
    path.touch()
    assert _compare(Path(blend))["sent"] == [blend, str(path)]

    monkeypatch.setattr(corpus, "references", lambda _blend: ())
    with pytest.raises(AssertionError, match=r"there\.png"):
        _compare(Path(blend))


def test_falsely_missing_file(blend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file that is not in Blender's list fails the test; one that is does not."""
    path = _image(blend, "gone.png")
    assert _compare(Path(blend))["missing"] == [str(path)]

    other = AssetReference(str(path.with_name("other.png")), "//other.png", "image", 'Image "Other"', blend)
    monkeypatch.setattr(corpus, "references", lambda _blend: (other,))
    with pytest.raises(AssertionError, match=r"other\.png"):
        _compare(Path(blend))
