"""The house rules of docs/architecture.md, read from the source: who may import what, and what nobody may do."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "flamenco_client"

SHIPPED_NOT = {"build", "dist", "docs", "requirements", "tests", "tools", "wheels"}
BPY_RINGS = {"registration", "operators", "ui", "preferences", "properties", "cli", "bridge", "background"}
BLENDER_ONLY = {"bpy", "bpy_extras", "bmesh", "mathutils", "gpu", "blf", "addon_utils", "bl_ext"}
PROCESS_OUTSIDE = {"worker", "submission", "farm", "manager_client", "background"}
NOT_IN_BLENDER = {"asyncio", "concurrent", "multiprocessing", "subprocess", "threading", "_thread"}
NOT_IN_BLENDER |= {"http", "requests", "select", "selectors", "socket", "socketserver", "ssl", "urllib.request"}
NOT_IN_BLENDER |= {"dateutil", "hashlib", "urllib3"}
STARTS_THE_WORKER = "worker/link.py"
MAY_EDIT_PATHS = {"standalone.py", "worker/__main__.py", "worker/main.py"}
GENERATED = ("manager_client/models", "manager_client/apis", "manager_client/api")
MAX_LINES = 300


@dataclass(frozen=True)
class Import:
    """One imported module, with the names of the project made absolute below the root: "farm.errors"."""

    module: str
    line: int
    own: bool
    typing_only: bool

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]


def _python_files() -> list[str]:
    """Every shipped Python file, also those not under version control yet."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT)
        if name.parts[0] not in SHIPPED_NOT and not name.parts[0].startswith(".") and name.as_posix() != "build.py":
            found.append(name.as_posix())
    return found


FILES = _python_files()


def _ring(name: str) -> str:
    return name.partition("/")[0].removesuffix(".py")


def _tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), name)


def _imports(name: str) -> Iterator[Import]:
    tree = _tree(name)
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).removeprefix("typing.") == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    here = Path(name).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, own=False, typing_only=id(node) in typing_only)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            for alias in node.names:
                full = ".".join(part for part in (module, alias.name) if part)
                yield Import(full, node.lineno, own=bool(node.level), typing_only=id(node) in typing_only)


def _offences(names: list[str], is_bad: object) -> list[str]:
    assert callable(is_bad)
    assert names, "the rule looks at no file"
    return [
        f"{name}:{found.line} imports {found.module}" for name in names for found in _imports(name) if is_bad(found)
    ]


def _of(rings: set[str]) -> list[str]:
    return [name for name in FILES if _ring(name) in rings]


def _not_of(rings: set[str]) -> list[str]:
    return [name for name in FILES if _ring(name) not in rings]


def test_bpy_stays_in_its_rings() -> None:
    """Only the outer rings see Blender."""
    assert _offences(_not_of(BPY_RINGS), lambda found: not found.own and found.top in BLENDER_ONLY) == []


@pytest.mark.parametrize("ring", ["manager_client", "farm", "submission", "worker"])
def test_inner_rings_know_nothing_of_outer_ones(ring: str) -> None:
    """An inner ring imports itself and what lies further in, so that it can be read and used alone."""
    allowed = {
        "manager_client": {"manager_client"},
        "farm": {"farm", "submission", "manager_client"},
        "submission": {"submission", "farm", "manager_client"},
        "worker": {"worker", "submission", "farm", "manager_client", "standalone"},
    }[ring]

    assert _offences(_of({ring}), lambda found: found.own and found.top not in allowed) == []


def test_the_bpy_rings_reach_the_worker_only_through_session() -> None:
    """No outer ring talks to the worker's insides."""
    outer = _of(BPY_RINGS - {"background"})

    assert _offences(outer, lambda found: found.own and found.top == "worker") == []


def test_blenders_process_starts_no_thread_and_opens_no_socket() -> None:
    """Slow and blocking things are the worker's; the client's modules only lend it types."""
    names = _not_of(PROCESS_OUTSIDE)

    assert _offences(names, lambda found: _is_forbidden_in_blender(found) and not found.typing_only) == []


def test_only_the_link_starts_a_process_among_the_workers_modules_that_blender_loads() -> None:
    """worker/link.py is Blender's end of the pipe: it starts the worker, and still has no thread or socket."""
    found = {found.module.partition(".")[0] for found in _imports(STARTS_THE_WORKER) if not found.typing_only}

    assert found & NOT_IN_BLENDER == {"subprocess"}


def _is_forbidden_in_blender(found: Import) -> bool:
    parts = found.module.split(".")
    return not found.own and any(".".join(parts[:length]) in NOT_IN_BLENDER for length in range(1, len(parts) + 1))


def test_slow_libraries_are_imported_on_first_use() -> None:
    """Importing the client costs a few milliseconds: urllib3, dateutil and ssl come with the first call."""
    slow = {"urllib3", "dateutil", "http.client", "ssl"}
    offences = []
    for name in _of({"manager_client", "farm", "submission"}):
        for node in _tree(name).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                level = 0 if isinstance(node, ast.Import) else node.level
                offences += [
                    f"{name}:{node.lineno} {module}"
                    for module in modules
                    if not level and any(module == one or module.startswith(f"{one}.") for one in slow)
                ]

    assert offences == []


def test_imports_of_the_project_are_relative() -> None:
    """In Blender the package is bl_ext.<repository>.flamenco_client: no absolute name of it is right."""
    own = {_ring(name) for name in FILES} | {PACKAGE}
    # A ring may be called like a module of the standard library; the standard library is then meant.
    own -= set(sys.stdlib_module_names)

    assert _offences(FILES, lambda found: not found.own and found.top in own) == []


def test_the_root_imports_nothing_at_module_level() -> None:
    """Blender's start pays for every import of the root, and pytest imports it without bpy."""
    statements = _tree("__init__.py").body

    assert [ast.unparse(node) for node in statements if isinstance(node, ast.Import | ast.ImportFrom)] == []
    assert {node.name for node in statements if isinstance(node, ast.FunctionDef)} == {"register", "unregister"}


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_reviewers_refuse(name: str) -> None:
    """No code from text, no print, no sys.path or sys.modules edits outside the worker's start and the loader."""
    offences = []
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"eval", "exec", "compile", "__import__", "print", "breakpoint"}:
                offences.append(f"{name}:{node.lineno} calls {node.func.id}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
            if node.attr in {"path", "modules", "meta_path", "path_hooks"} and name not in MAY_EDIT_PATHS:
                offences.append(f"{name}:{node.lineno} touches sys.{node.attr}")
        elif isinstance(node, ast.Name) and node.id == "bl_info":
            offences.append(f"{name}:{node.lineno} has a bl_info")

    assert offences == []


@pytest.mark.parametrize("name", FILES)
def test_modules_are_small(name: str) -> None:
    """One idea a module, 300 lines at most; generated declarations are read by searching."""
    if name.startswith(GENERATED):
        pytest.skip("generated")

    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith("__init__.py")])
def test_packages_say_their_duty(name: str) -> None:
    """The first line of a package is a docstring that says what it is for."""
    assert (ast.get_docstring(_tree(name)) or "").strip()


def test_tests_and_tools_are_small_too() -> None:
    """The same limit for what is not shipped."""
    long = []
    for folder in ("tests", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > MAX_LINES:
                long.append(f"{path.relative_to(ROOT).as_posix()}: {lines}")

    assert long == []
