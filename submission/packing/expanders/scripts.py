"""Scripts that workers run: modules and files that they need, beside the script or the .blend."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ....core.cancel import CancelToken
from ....core.finding import Finding, Severity, listed, remark, warning
from ....core.safe_names import printable
from ....core.text import say
from ...local_files.file_sources import open_regular
from ...script_text import MOST_CHARACTERS, Import, imports
from ..pack_layout import normal
from ..placed_reference import RELATIVE

MOST_MODULES: Final = 2_000
"""Most modules that one script is followed to."""
MOST_FOLDERS: Final = 1_000
"""Most entries of the .blend's folder that are looked at."""

SCRIPT: Final = "script"
"""Id of the finding that names the scripts."""
MODULES: Final = "script-modules"
"""Id of the finding that names modules that were not found."""
FILES: Final = "script-files"
"""Id of the finding that names files that were not found."""

_FILLED_IN: Final = frozenset("{}%*?<>|#")
"""Characters of paths that a script completes."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script that workers run."""

    name: str
    files: tuple[str, ...]
    """What it needs, found beside it."""
    lacks: tuple[Import, ...]
    """Modules that neither Blender has nor any folder beside it."""
    gone: tuple[str, ...] = ()
    """Paths in it, as written, where no file or folder is."""


def script(name: str, place: str, blend: str, needs: str, cancel: CancelToken) -> Script:
    """Find what a script needs.

    Args:
        name: Name of the text.
        place: Its file, or the .blend that contains it.
        blend: The .blend that ``//`` means.
        needs: A line for each need: ``import NAME``, ``perhaps NAME`` or a path that begins with ``//``.
        cancel: Checked before each file.
    """
    lines = needs.splitlines()
    paths = [_absolute(line, blend) for line in lines if line.startswith(RELATIVE)]
    wanted = [
        Import(module, kind == "import")
        for kind, _, module in (line.partition(" ") for line in lines if not line.startswith(RELATIVE))
    ]
    own = os.path.dirname(place)
    folders = [own, os.path.dirname(blend), *(path for path in paths if os.path.isdir(path))]
    found = {path: None for path in paths if os.path.isfile(path)}
    lacks = []
    for each in wanted:
        files = tuple(_followed(each, own, folders, cancel))
        if not files:  # scripts often make the path of such a folder with os.path.join
            files = tuple(_followed(each, own, [*folders, *_folders_in(os.path.dirname(blend))], cancel))
        found.update(dict.fromkeys(files))
        if not files:
            lacks.append(each)
    gone = (line for line in lines if line.startswith(RELATIVE) and _is_gone(line, blend))
    return Script(name, tuple(found), tuple(lacks), tuple(gone))


def findings(scripts: Iterable[Script]) -> Iterator[Finding]:
    """Yield one remark about all scripts, and one finding about the modules that were not found."""
    all_of_them = tuple(scripts)
    if not all_of_them:
        return
    names = listed([each.name for each in all_of_them])
    text = (
        "Workers run scripts when they open the file: {names}. Files that these read are not known: add them if needed."
    )
    yield remark(SCRIPT, text, printable(all_of_them[0].name), names=names)
    gone = {path: each.name for each in all_of_them for path in each.gone}
    if gone:
        text = "Scripts that workers run name files that do not exist: {names}."
        lines = [_of_script(path, name) for path, name in gone.items()]
        yield warning(FILES, text, printable(next(iter(gone.values()))), names=listed(lines))
    for severity, is_needed in ((Severity.WARNING, True), (Severity.REMARK, False)):
        lacking = {
            module.top or module.module: each.name
            for each in all_of_them
            for module in each.lacks
            if module.is_needed is is_needed
        }
        if not is_needed:  # `from a import b` may mean something in a module
            known = {module.top for each in all_of_them for module in each.lacks if module.is_needed}
            lacking = {top: name for top, name in lacking.items() if top and top not in known}
        if lacking:
            text = "Scripts that workers run import modules that are not beside the file: {names}. Workers need them."
            lines = [_of_script(module, name) for module, name in lacking.items()]
            yield Finding(MODULES, severity, say(text, names=listed(lines)), printable(next(iter(lacking.values()))))


def _folders_in(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.path for entry in islice(entries, MOST_FOLDERS) if entry.is_dir())
    except OSError:
        return []


def _of_script(need: str, name: str) -> str:
    return say("{need} ({script})", need=printable(need), script=printable(name))


def _is_gone(written: str, blend: str) -> bool:
    """Return whether a path is that of a file, is complete, and nothing is there."""
    is_file = os.path.splitext(written)[1] and _FILLED_IN.isdisjoint(written)
    return bool(is_file) and not os.path.exists(_absolute(written, blend))


def _absolute(written: str, blend: str) -> str:
    try:
        return normal(os.path.join(os.path.dirname(blend), written.removeprefix(RELATIVE)))
    except ValueError:
        return ""


def _followed(first: Import, own: str, folders: list[str], cancel: CancelToken) -> Iterator[str]:
    """Yield the files of a module and of all that they import."""
    waiting = list(_files_of(first, own, folders))
    seen = set(waiting)
    while waiting and len(seen) < MOST_MODULES:
        cancel.check()
        file = waiting.pop()
        yield file
        folder = os.path.dirname(file)
        for each in _imports_in(file):
            fresh = [path for path in _files_of(each, folder, folders) if path not in seen]
            seen.update(fresh)
            waiting += fresh


def _files_of(module: Import, own: str, folders: list[str]) -> Iterator[str]:
    """Yield the existing files of a module: those of its packages, too."""
    name = module.module.lstrip(".")
    dots = len(module.module) - len(name)
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        return
    start = own
    for _ in range(dots - 1):
        start = os.path.dirname(start)
    for folder in dict.fromkeys([start] if dots else folders):
        path, found = folder, []
        for part in parts:
            path = os.path.join(path, part)
            files = [f"{path}.py", os.path.join(path, "__init__.py")]
            found += [file for file in files if os.path.isfile(file)]
        if found:
            yield from found
            return


def _imports_in(file: str) -> tuple[Import, ...]:
    try:
        with open_regular(file) as opened:
            return tuple(imports(opened.read(MOST_CHARACTERS).decode("utf-8", "replace")))
    except (OSError, ValueError):
        return ()  # reported when the file itself is added
