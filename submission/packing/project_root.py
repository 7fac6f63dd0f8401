"""Project root: the folder whose layout is kept on the farm."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...core.text import fixed, say

BLENDERS = ".blender_project"
"""The folder with the settings of a project of Blender 5.3; before, studios already used it as a mark."""

MARKERS = {
    BLENDERS: "the folder with .blender_project",
    ".git": "the folder with .git",
    ".svn": "the folder with .svn",
}
"""Names that mark the root of a project, and the explanation for the artist."""

OWN = "the file's own folder"
WIDENED = "the folder that contains the file and its relative references"


@dataclass(frozen=True, slots=True)
class ProjectRoot:
    """The root folder of a project."""

    path: str
    """Absolute; the .blend is in it or below it."""
    how: str
    """Why this folder was chosen, for the artist."""
    own: str = ""
    """The folder without what relative references added to it; "" = nothing was added."""

    @property
    def inside(self) -> str:
        """The folder whose files are sent without a question."""
        return self.own or self.path


def find_project_root(blend_path: str, chosen: str = "", references: Iterable[str] = (), home: str = "") -> ProjectRoot:
    """Find the root folder of the project of a .blend.

    The chosen folder goes first, then the root of a project of Blender 5.3, then the nearest folder with a marker, then
    the .blend's own, widened as far as relative references need: ``//../textures/a.png`` has to resolve on the farm
    too.

    Args:
        blend_path: The artist's file, absolute.
        chosen: The folder that the artist chose; "" = none.
        references: Absolute paths of files that are referenced relatively.
        home: The user's home folder; "" = ask the system. Neither a home nor a drive counts as a project.
    """
    blend = Path(os.path.abspath(blend_path))
    home_folder = Path(home or os.path.expanduser("~"))
    note = ""
    if chosen:
        for folder in blend.parents:
            if _same(folder, Path(chosen)):
                return ProjectRoot(str(folder), "the project folder that was chosen")
        note = say("the chosen folder {folder} does not contain the file", folder=chosen)
    found = _marked(_narrow_enough(blend, home_folder))
    if found is not None:
        folder, how = found
        return ProjectRoot(str(folder), _noted(how, note))
    return _own_folder(blend.parent, references, home_folder, note)


def is_too_wide(folder: str, home: str = "") -> bool:
    """Return whether a folder is too wide for a project: a drive, a home folder, or a folder above one.

    Args:
        folder: Absolute path.
        home: The user's home folder; "" = ask the system.
    """
    return _too_wide(Path(os.path.abspath(folder)), Path(home or os.path.expanduser("~")))


def _narrow_enough(blend: Path, home: Path) -> Iterator[Path]:
    return itertools.takewhile(lambda folder: not _too_wide(folder, home), blend.parents)


def _marked(folders: Iterable[Path]) -> tuple[Path, str] | None:
    """Return the folder with a mark, and which; ``folders`` leads upwards.

    The root of a project of Blender 5.3 goes first, because Blender on the workers has to find its settings.
    """
    marks = [(folder, name) for folder in folders for name in MARKERS if os.path.lexists(folder / name)]
    of_blender = [folder for folder, name in marks if name == BLENDERS][:1]  # Blender looks no further
    if of_blender and os.path.isfile(of_blender[0] / BLENDERS / "project.toml"):
        return of_blender[0], MARKERS[BLENDERS]
    return (marks[0][0], MARKERS[marks[0][1]]) if marks else None


def _own_folder(own: Path, references: Iterable[str], home: Path, note: str) -> ProjectRoot:
    root = own
    for reference in references:
        try:
            common = Path(os.path.commonpath([root, os.path.abspath(reference)]))
        except ValueError:  # another drive
            continue
        if common != root and not _too_wide(common, home):
            root = common
    if root == own:
        return ProjectRoot(str(own), _noted(OWN, note))
    return ProjectRoot(str(root), _noted(WIDENED, note), str(own))


def _noted(how: str, note: str) -> str:
    return say("{how} ({note})", how=fixed(how), note=note) if note else how


def _same(folder: Path, other: Path) -> bool:
    """Return whether two paths are the same folder; a missing folder is compared by name."""
    try:
        return os.path.samefile(folder, other)
    except OSError:
        return folder == Path(os.path.abspath(other))


def _too_wide(folder: Path, home: Path) -> bool:
    """Return whether a folder is a drive, the home folder, one above it, or another user's home."""
    if folder in {folder.parent, home, *home.parents}:
        return True
    homes = home.parent
    return homes.parent != homes and folder.parent == homes
