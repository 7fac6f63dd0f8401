"""The root of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_client.submission.packing.project_root import find_project_root


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with a file in nested folders."""
    home = tmp_path / "home" / "ann"
    (home / "film" / "shots" / "010").mkdir(parents=True)
    (home / "film" / "shots" / "010" / "a.blend").touch()
    return home


def root(home: Path, chosen: str = "", references: tuple[Path, ...] = ()) -> tuple[Path, str]:
    blend = home / "film" / "shots" / "010" / "a.blend"
    found = find_project_root(str(blend), chosen, [str(path) for path in references], home=str(home))
    return Path(found.path).relative_to(home.parent), found.how


def test_own_folder(home: Path) -> None:
    """Without a marker, the file's own folder is the project."""
    assert root(home) == (Path("ann/film/shots/010"), "the file's own folder")


@pytest.mark.parametrize("marker", [".blender_project", ".git", ".svn"])
def test_nearest_marker(home: Path, marker: str) -> None:
    """The nearest folder with a marker is the project; the marker may be a file, as .git is in a worktree."""
    (home / "film" / ".git").touch()
    (home / "film" / "shots" / marker).mkdir()
    found, how = root(home)
    assert found == Path("ann/film/shots")
    assert marker in how


def test_project_of_blender(home: Path) -> None:
    """A folder with settings of Blender 5.3 goes before a nearer repository; Blender's nearest folder decides."""
    (home / "film" / "shots" / ".git").mkdir()
    settings = home / "film" / ".blender_project" / "project.toml"
    settings.parent.mkdir()
    assert root(home)[0] == Path("ann/film/shots")

    settings.touch()
    assert root(home)[0] == Path("ann/film")

    (home / "film" / "shots" / "010" / ".blender_project").mkdir()
    assert root(home)[0] == Path("ann/film/shots/010")


def test_home_is_no_project(home: Path) -> None:
    """A home folder under version control is not the project, nor is a folder above it."""
    (home / ".git").mkdir()
    (home.parent / ".git").mkdir()
    (home.parent.parent / ".git").mkdir()
    assert root(home)[0] == Path("ann/film/shots/010")


def test_home_of_another_user(home: Path) -> None:
    """Another user's home folder is not the project either."""
    other = home.parent / "bob"
    (other / "film").mkdir(parents=True)
    (other / ".git").mkdir()
    found = find_project_root(str(other / "film" / "a.blend"), home=str(home))
    assert found.path == str(other / "film")


def test_chosen_folder(home: Path) -> None:
    """The chosen folder goes before every marker, also if it is chosen through a link."""
    (home / "film" / "shots" / ".git").mkdir()
    (home / "link").symlink_to(home / "film")
    assert root(home, str(home / "link")) == (Path("ann/film"), "the project folder that was chosen")


def test_chosen_folder_elsewhere(home: Path) -> None:
    """A chosen folder that does not contain the file is ignored, and the explanation says so."""
    found, how = root(home, str(home / "other"))
    assert found == Path("ann/film/shots/010")
    assert "does not contain the file" in how


def test_widened_for_relative_references(home: Path) -> None:
    """The project contains files that are referred to by ``//../``."""
    found, how = root(home, references=(home / "film" / "textures" / "a.png", home / "film" / "shots" / "b.png"))
    assert found == Path("ann/film")
    assert "relative references" in how


def test_never_widened_to_home(home: Path) -> None:
    """A reference into the home folder does not make it the project; the other references still count."""
    found, _ = root(home, references=(home / "a.png", home / "film" / "shots" / "b.png"))
    assert found == Path("ann/film/shots")


def test_never_widened_to_the_drive(home: Path) -> None:
    """A reference to a file elsewhere on the drive does not make the drive the project."""
    assert root(home, references=(Path("/elsewhere/a.png"),))[0] == Path("ann/film/shots/010")
