"""The installed extension as the tests handle it, and a picture of what it could leave behind in Blender."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import bpy

from flamenco_client.tests.support.waiting import until

REPOSITORY = "user_default"


@dataclass(frozen=True)
class Extension:
    """The installed extension. Modules are asked for by name each time: an upgrade replaces them."""

    key: str
    """Its name among the add-ons: "bl_ext.user_default.flamenco_client"."""
    archive: Path
    """The zip that was installed."""
    user_folder: Path

    def module(self, name: str) -> ModuleType:
        """Import one of its modules, for example "manager_client.apis"."""
        return importlib.import_module(f"{self.key}.{name}")

    @property
    def is_enabled(self) -> bool:
        return self.key in bpy.context.preferences.addons

    @property
    def folder(self) -> Path:
        """Where Blender unpacked it."""
        return self.user_folder / "extensions" / REPOSITORY / self.key.rpartition(".")[2]

    def turn_until(self, condition: Callable[[], object], otherwise: object = "nothing came of it") -> None:
        """Do what the timer would do, until something holds: the bpy module has no event loop."""
        until(condition, otherwise, meanwhile=self.module("bridge.timer").turn, pause=0.01)

    def enable(self) -> None:
        assert bpy.ops.preferences.addon_enable(module=self.key) == {"FINISHED"}
        assert self.is_enabled

    def disable(self) -> None:
        assert bpy.ops.preferences.addon_disable(module=self.key) == {"FINISHED"}
        assert not self.is_enabled

    def install(self, archive: Path) -> None:
        """Install a zip the way an artist does: over what is there, and enabled."""
        done = bpy.ops.extensions.package_install_files(
            filepath=str(archive), repo=REPOSITORY, enable_on_install=True, overwrite=True
        )
        assert done == {"FINISHED"}
        assert self.is_enabled


@dataclass(frozen=True)
class Traces:
    """What an add-on can leave behind in a Blender process; equal before and after, or it did."""

    types: frozenset[str]
    properties: frozenset[str]
    operators: frozenset[str]
    handlers: tuple[tuple[str, int], ...]
    draw_functions: tuple[tuple[str, int], ...]
    import_path: tuple[str, ...]
    children: frozenset[int]

    @staticmethod
    def now() -> Traces:
        return Traces(
            types=frozenset(dir(bpy.types)),
            properties=frozenset(
                f"{owner.__name__}.{name}"
                for owner in (bpy.types.Scene, bpy.types.WindowManager, bpy.types.Object)
                for name in dir(owner)
            ),
            operators=frozenset(f"{group}.{name}" for group in dir(bpy.ops) for name in dir(getattr(bpy.ops, group))),
            handlers=tuple(_handlers()),
            draw_functions=tuple(_draw_functions()),
            import_path=tuple(sys.path),
            children=frozenset(children()),
        )


def policy_violations() -> dict[str, list[str]]:
    """Return what Blender would warn of: folders of extensions on sys.path, their files as top-level modules."""
    import addon_utils  # on the path only after bpy has been imported

    addon_utils._is_first_reset()
    return dict(addon_utils._extensions_warnings_get())


def children() -> set[int]:
    """Return the process ids of this process's children; Linux only, else nothing."""
    if sys.platform != "linux":
        return set()
    found: set[int] = set()
    for task in os.listdir("/proc/self/task"):
        found |= {int(child) for child in Path(f"/proc/self/task/{task}/children").read_text().split()}
    return found


def _handlers() -> Iterator[tuple[str, int]]:
    for name in sorted(dir(bpy.app.handlers)):
        handlers = getattr(bpy.app.handlers, name)
        if isinstance(handlers, list) and not name.startswith("_"):
            yield name, len(handlers)


def _draw_functions() -> Iterator[tuple[str, int]]:
    """Menus, headers and panels that something was appended to; the first function is their own."""
    for name in sorted(dir(bpy.types)):
        functions = getattr(getattr(getattr(bpy.types, name), "draw", None), "_draw_funcs", [])
        if len(functions) > 1:
            yield name, len(functions)
