"""The rules of docs/architecture.md, checked in the source: allowed imports and forbidden calls."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import PurePosixPath

from flamenco_client.tests.support.source import (
    BPY_LAYERS,
    FILES,
    LAYERS,
    PACKAGE,
    ROOT,
    Import,
    circles,
    imports,
    layer,
    own_imports,
    tree,
)

BLENDER_ONLY = {"bpy", "bpy_extras", "bmesh", "mathutils", "gpu", "blf", "addon_utils", "bl_ext"}
BLENDER_ONLY |= {"bl_operators", "bl_ui"}
MAY_EDIT_PATHS = {"standalone.py", "helper/__main__.py", "helper/main.py"}
GENERATED = ("manager_client/models", "manager_client/apis")
ALONE = LAYERS[: LAYERS.index("farm")]
NOT_BELOW = {("bridge", "helper"), ("bridge", "background_blender")}
"""Inner layers that must not be imported all the same: the helper is reached through ``ipc`` only."""
MOST_LINES = 400
MOST_MODULES = {"manager_client": 25, "tests": 35, "tools": 35}
"""Modules in one folder, beside its ``__init__``; 20 where nothing stands here."""


def _offences(names: list[str], is_bad: Callable[[Import], bool]) -> list[str]:
    assert names, "the rule checks no file"
    return [f"{name}:{found.line} imports {found.module}" for name in names for found in imports(name) if is_bad(found)]


def _modules() -> list[str]:
    """Return every Python file of the project, shipped or not."""
    others = [path for folder in ("tests", "tools") for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*FILES, *(path.relative_to(ROOT).as_posix() for path in others)]


def _folder(name: str) -> str:
    """Return the folder of a file, at most two deep; a module directly in a layer counts as a folder of its own."""
    return "/".join(name.split("/")[:2])


def test_bpy_stays_in_its_layers() -> None:
    """Only the outer layers import bpy."""
    inner = [name for name in FILES if layer(name) not in BPY_LAYERS]

    assert _offences(inner, lambda found: not found.own and found.top in BLENDER_ONLY) == []


def test_imports_lead_downwards() -> None:
    """A layer imports only layers below it, so that it can be read and used alone; typing and lazy imports count."""
    upwards = []
    for name in FILES:
        here = layer(name)
        for other, line in own_imports(name):
            there = layer(other)
            if here != there and (
                LAYERS.index(there) > LAYERS.index(here) or here in ALONE or (here, there) in NOT_BELOW
            ):
                upwards.append(f"{name}:{line} imports {other}")

    assert {layer(name) for name in FILES} <= set(LAYERS)
    assert upwards == []


def test_there_is_no_circle() -> None:
    """Neither modules nor folders import each other in a circle; typing and lazy imports count."""
    modules = {name: {other for other, _ in own_imports(name)} for name in FILES}
    folders: dict[str, set[str]] = {}
    for name, others in modules.items():
        folders.setdefault(_folder(name), set()).update({_folder(other) for other in others} - {_folder(name)})

    assert circles({"a": "b", "b": "c", "c": "a", "d": "a"}) == [["a", "b", "c"]]
    assert circles(modules) == []
    assert circles(folders) == []


def test_imports_of_the_project_are_relative_and_not_at_blenders_start() -> None:
    """The package's name in Blender varies, so that imports are relative; the root, run at start-up, has none."""
    own = {layer(name) for name in FILES} | {PACKAGE}
    # If a layer has the name of a module of the standard library, the import means the standard library.
    own -= set(sys.stdlib_module_names)
    at_start = [ast.unparse(node) for node in tree("__init__.py").body if isinstance(node, ast.Import | ast.ImportFrom)]

    assert _offences(FILES, lambda found: not found.own and found.top in own) == []
    assert at_start == []


def test_code_follows_the_extension_guidelines() -> None:
    """No code from text, no print, no sys.path or sys.modules edits outside the helper's start and the loader."""
    offences = []
    for name in FILES:
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in {"eval", "exec", "compile", "__import__", "print", "breakpoint"}:
                    offences.append(f"{name}:{node.lineno} calls {node.func.id}")
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
                if node.attr in {"path", "modules", "meta_path", "path_hooks"} and name not in MAY_EDIT_PATHS:
                    offences.append(f"{name}:{node.lineno} touches sys.{node.attr}")
            elif isinstance(node, ast.Name) and node.id == "bl_info":
                offences.append(f"{name}:{node.lineno} has a bl_info")

    assert offences == []


def test_modules_and_folders_are_small() -> None:
    """Modules and folders have limited sizes; generated declarations are exempt."""
    names = _modules()
    long = {
        name: lines
        for name in names
        if not name.startswith(GENERATED)
        and (lines := len((ROOT / name).read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    folders = Counter(str(PurePosixPath(name).parent) for name in names if not name.endswith("__init__.py"))
    full = {
        folder: count for folder, count in folders.items() if count > MOST_MODULES.get(folder.partition("/")[0], 20)
    }

    assert long == {}
    assert full == {}


def test_packages_say_their_duty() -> None:
    """Each package has a docstring of its own that says its purpose."""
    duties = {name: (ast.get_docstring(tree(name)) or "").strip() for name in FILES if name.endswith("__init__.py")}

    assert [name for name, duty in duties.items() if not duty] == []
    assert [duty for duty, count in Counter(duties.values()).items() if count > 1] == []
