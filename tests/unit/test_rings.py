"""The house rules of docs/architecture.md, read from the source: who may import what, and what nobody may do."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

import pytest

from flamenco_client.tests.support.source import BPY_RINGS, FILES, PACKAGE, ROOT, Import, imports, ring, tree

BLENDER_ONLY = {"bpy", "bpy_extras", "bmesh", "mathutils", "gpu", "blf", "addon_utils", "bl_ext"}
BLENDER_ONLY |= {"bl_operators", "bl_ui"}
MAY_EDIT_PATHS = {"standalone.py", "helper/__main__.py", "helper/main.py"}
GENERATED = ("manager_client/models", "manager_client/apis", "manager_client/api")
PURE = {"core", "manager_client", "farm", "job_types", "submission", "ipc", "helper"}
MAX_LINES = 400


def _offences(names: list[str], is_bad: Callable[[Import], bool]) -> list[str]:
    assert names, "the rule looks at no file"
    return [f"{name}:{found.line} imports {found.module}" for name in names for found in imports(name) if is_bad(found)]


def _of(rings: set[str]) -> list[str]:
    return [name for name in FILES if ring(name) in rings]


def _not_of(rings: set[str]) -> list[str]:
    return [name for name in FILES if ring(name) not in rings]


def test_bpy_stays_in_its_rings() -> None:
    """Only the outer rings see Blender."""
    assert _offences(_not_of(BPY_RINGS), lambda found: not found.own and found.top in BLENDER_ONLY) == []


@pytest.mark.parametrize("ring", ["manager_client", "core", "farm", "job_types", "submission", "ipc", "helper"])
def test_inner_rings_know_nothing_of_outer_ones(ring: str) -> None:
    """An inner ring imports itself and what lies further in, so that it can be read and used alone."""
    allowed = {
        "manager_client": {"manager_client"},
        "core": PURE - {"helper", "ipc"},
        "farm": PURE - {"helper", "ipc"},
        "job_types": PURE - {"helper", "ipc"},
        "submission": PURE - {"helper", "ipc"},
        "ipc": PURE - {"helper"},
        "helper": PURE | {"standalone"},
    }[ring]

    assert _offences(_of({ring}), lambda found: found.own and found.top not in allowed) == []


def test_the_bpy_rings_reach_the_worker_only_through_session() -> None:
    """No outer ring talks to the worker's insides."""
    outer = _of(BPY_RINGS - {"background_blender"})

    assert _offences(outer, lambda found: found.own and found.top == "helper") == []


def test_imports_of_the_project_are_relative() -> None:
    """In Blender the package is bl_ext.<repository>.flamenco_client: no absolute name of it is right."""
    own = {ring(name) for name in FILES} | {PACKAGE}
    # A ring may be called like a module of the standard library; the standard library is then meant.
    own -= set(sys.stdlib_module_names)

    assert _offences(FILES, lambda found: not found.own and found.top in own) == []


def test_the_root_imports_nothing_at_module_level() -> None:
    """Blender's start pays for every import of the root, and pytest imports it without bpy."""
    statements = tree("__init__.py").body

    assert [ast.unparse(node) for node in statements if isinstance(node, ast.Import | ast.ImportFrom)] == []
    assert {node.name for node in statements if isinstance(node, ast.FunctionDef)} == {"register", "unregister"}


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_reviewers_refuse(name: str) -> None:
    """No code from text, no print, no sys.path or sys.modules edits outside the worker's start and the loader."""
    offences = []
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


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith(GENERATED)])
def test_modules_are_small(name: str) -> None:
    """One idea a module, 400 lines at most; generated declarations are read by searching."""
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith("__init__.py")])
def test_packages_say_their_duty(name: str) -> None:
    """The first line of a package is a docstring that says what it is for."""
    assert (ast.get_docstring(tree(name)) or "").strip()


def test_tests_and_tools_are_small_too() -> None:
    """The same limit for what is not shipped."""
    long = []
    for folder in ("tests", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > MAX_LINES:
                long.append(f"{path.relative_to(ROOT).as_posix()}: {lines}")

    assert long == []
