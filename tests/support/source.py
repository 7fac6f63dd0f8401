"""The extension's source for the rules of the architecture: files, layers, imports."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "flamenco_client"
BPY_LAYERS = {"registration", "operators", "ui", "preferences", "properties", "cli", "bridge", "background_blender"}
LAYERS = (
    *("core", "manager_client", "translations", "standalone", "background_blender"),
    *("farm", "job_types", "submission", "jobs", "batch", "ipc", "helper"),
    *("state", "bridge", "operators", "ui", "properties", "preferences", "api", "cli", "registration", "__init__"),
)
"""From the bottom up: a layer imports only earlier ones. The layers of the first line import nothing of the project."""

_SHIPPED_NOT = {"build", "dist", "docs", "requirements", "tests", "tools", "wheels"}


@dataclass(frozen=True)
class Import:
    """One import; for one of the project, ``module`` is the name below the root: "farm.errors.FarmError"."""

    module: str
    line: int
    own: bool
    """Whether it is a relative import."""
    typing_only: bool
    """Whether it is below ``if TYPE_CHECKING``."""
    at_once: bool
    """Whether it runs when the module is imported, not later in a function."""

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    def is_of(self, modules: set[str]) -> bool:
        """Return whether it imports one of ``modules`` of other packages, or something in it."""
        parts = self.module.split(".")
        return not self.own and any(".".join(parts[:length]) in modules for length in range(1, len(parts) + 1))


def _python_files() -> list[str]:
    """Return all shipped Python files, also those not yet under version control."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT)
        if name.parts[0] not in _SHIPPED_NOT and not name.parts[0].startswith(".") and name.as_posix() != "build.py":
            found.append(name.as_posix())
    return found


FILES = _python_files()


def layer(name: str) -> str:
    """Return the layer of a file: "ipc" for "ipc/helper_process.py", "preferences" for "preferences.py"."""
    return name.partition("/")[0].removesuffix(".py")


@cache
def tree(name: str) -> ast.Module:
    """Parse a file of the project."""
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), name)


def imports(name: str) -> Iterator[Import]:
    """Yield every import of a file, also those in functions."""
    whole = tree(name)
    typing_only = _below(whole, lambda node: isinstance(node, ast.If) and _is_type_checking(node.test))
    later = _below(whole, lambda node: isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))
    here = Path(name).parent.parts
    for node in ast.walk(whole):
        if isinstance(node, ast.Import):
            modules, own = [alias.name for alias in node.names], False
        elif isinstance(node, ast.ImportFrom):
            own = bool(node.level)
            base = ".".join(here[: len(here) - node.level + 1]) if own else ""
            module = ".".join(part for part in (base, node.module) if part)
            modules = [".".join(part for part in (module, alias.name) if part) for alias in node.names]
        else:
            continue
        for imported in modules:
            yield Import(imported, node.lineno, own, id(node) in typing_only, id(node) not in later)


def _below(whole: ast.Module, is_wanted: Callable[[ast.AST], bool]) -> set[int]:
    """Return all nodes in the bodies of the wanted ones, without their ``else`` branches."""
    bodies = [getattr(node, "body", []) for node in ast.walk(whole) if is_wanted(node)]
    statements = [one for body in bodies for one in (body if isinstance(body, list) else [body])]
    return {id(inner) for statement in statements for inner in ast.walk(statement)}


def _is_type_checking(test: ast.expr) -> bool:
    return ast.unparse(test).removeprefix("typing.") == "TYPE_CHECKING"


def files_of(imported: Import) -> list[str]:
    """Return the project's files that an import runs: the module and the packages above it."""
    found = []
    parts = imported.module.split(".")
    for length in range(1, len(parts) + 1):
        start = "/".join(parts[:length])
        found += [name for name in (f"{start}/__init__.py", f"{start}.py") if name in FILES]
    return found


def own_imports(name: str) -> Iterator[tuple[str, int]]:
    """Yield the project's files that a file imports, each with its line; imports for types and in functions count."""
    for found in imports(name):
        files = files_of(found) if found.own else []
        if files and files[-1] != name:
            yield files[-1], found.line


def circles(arrows: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the groups of several that import each other (Tarjan's strongly connected components)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_ones: list[str] = []
    found: list[list[str]] = []

    def visit(here: str) -> None:
        number[here] = lowest[here] = len(number)
        open_ones.append(here)
        for there in arrows.get(here, ()):
            if there not in number:
                visit(there)
                lowest[here] = min(lowest[here], lowest[there])
            elif there in open_ones:
                lowest[here] = min(lowest[here], number[there])
        if lowest[here] == number[here]:
            group = open_ones[open_ones.index(here) :]
            del open_ones[open_ones.index(here) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in list(arrows):
        if name not in number:
            visit(name)
    return found
