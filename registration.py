"""Registration: starts all parts of the extension in order, or none, and stops them in reverse order."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Protocol

import bpy

from . import cli, operators, preferences, properties, state, ui
from .bridge import timer
from .bridge.jobs import thumbnail as thumbnails
from .bridge.runtime import quitting, translation
from .bridge.scene import opened_file
from .bridge.settings import settings_form


class Part(Protocol):
    """A part of the extension that can be started and stopped."""

    def register(self) -> None:
        """Start the part."""

    def unregister(self) -> None:
        """Stop the part and leave nothing behind."""


class Classes:
    """The Blender classes of one module."""

    def __init__(self, classes: Sequence[type]) -> None:
        self._classes = classes

    def register(self) -> None:
        """Register all of them, or none."""
        done: list[type] = []
        try:
            for cls in self._classes:
                bpy.utils.register_class(cls)
                done.append(cls)
        except Exception:
            for cls in reversed(done):
                bpy.utils.unregister_class(cls)
            raise

    def unregister(self) -> None:
        """Unregister them in reverse order; continue if one is already unregistered."""
        failures: list[Exception] = []
        for cls in reversed(self._classes):
            try:
                bpy.utils.unregister_class(cls)
            except RuntimeError as error:
                failures.append(error)
        if failures:
            raise failures[0]


def _parts_of(package: ModuleType) -> Iterator[Part]:
    """Yield the classes of all modules of a package, sub-panels last, and the modules that are parts themselves."""
    modules = [
        importlib.import_module(f".{found.name}", package.__name__) for found in pkgutil.iter_modules(package.__path__)
    ]
    classes = [cls for module in modules for cls in getattr(module, "CLASSES", ())]
    yield Classes(sorted(classes, key=lambda cls: hasattr(cls, "bl_parent_id")))
    yield from (module for module in modules if hasattr(module, "register"))


PARTS: tuple[Part, ...] = (
    state,
    translation,
    Classes(properties.CLASSES),
    properties,
    Classes(preferences.CLASSES),
    preferences,
    *_parts_of(operators),
    *_parts_of(ui),
    settings_form,
    quitting,
    opened_file,
    thumbnails,
    timer,
    cli,
)


def register() -> None:
    """Start every part; if one fails, stop those before it and raise its error."""
    done: list[Part] = []
    try:
        for part in PARTS:
            part.register()
            done.append(part)
    except Exception:
        _stop(done)
        raise


def unregister() -> None:
    """Stop every part, even if one of them fails."""
    _stop(list(PARTS))


def _stop(parts: list[Part]) -> None:
    failures: list[Exception] = []
    for part in reversed(parts):
        try:
            part.unregister()
        except Exception as error:  # noqa: BLE001 -- the remaining parts must be stopped as well
            failures.append(error)
    if failures:
        raise ExceptionGroup("Flamenco Client did not stop cleanly", failures)
