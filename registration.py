"""Starts the parts of the extension in order, and stops them in reverse; all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import bpy

from . import cli, preferences, properties, state
from .bridge.runtime import timer, translation
from .bridge.settings import settings_form
from .operators import check_manager as check_operators
from .operators import files as file_operators
from .operators import fixes as fix_operators
from .operators import maintenance as maintenance_operators
from .operators import managers as managers_operators
from .operators import presets as preset_operators
from .operators import recovery as recovery_operators
from .operators import settings as settings_operators
from .operators import submit as submit_operators
from .ui import file_list, manager_list, menus, output_panel, path_list
from .ui import presets as preset_panel

if TYPE_CHECKING:
    from collections.abc import Sequence


class Part(Protocol):
    """Something that can be started and stopped."""

    def register(self) -> None:
        """Start it."""

    def unregister(self) -> None:
        """Stop it; nothing stays behind."""


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
        """Unregister them in reverse; one that is gone already does not keep the others."""
        failures: list[Exception] = []
        for cls in reversed(self._classes):
            try:
                bpy.utils.unregister_class(cls)
            except RuntimeError as error:
                failures.append(error)
        if failures:
            raise failures[0]


PARTS: tuple[Part, ...] = (
    state,
    translation,
    Classes(properties.CLASSES),
    properties,
    Classes(preferences.CLASSES),
    preferences,
    Classes(check_operators.CLASSES),
    Classes(managers_operators.CLASSES),
    Classes(settings_operators.CLASSES),
    Classes(fix_operators.CLASSES),
    Classes(preset_operators.CLASSES),
    Classes(recovery_operators.CLASSES),
    Classes(maintenance_operators.CLASSES),
    Classes(submit_operators.CLASSES),
    Classes(file_operators.CLASSES),
    Classes(manager_list.CLASSES),
    Classes(file_list.CLASSES),
    Classes(path_list.CLASSES),
    Classes(preset_panel.CLASSES),
    Classes(output_panel.CLASSES),
    menus,
    settings_form,
    timer,
    cli,
)


def register() -> None:
    """Start every part; when one fails, those before it are stopped again and the error goes to Blender."""
    done: list[Part] = []
    try:
        for part in PARTS:
            part.register()
            done.append(part)
    except Exception:
        _stop(done)
        raise


def unregister() -> None:
    """Stop every part, also when one of them fails."""
    _stop(list(PARTS))


def _stop(parts: list[Part]) -> None:
    failures: list[Exception] = []
    for part in reversed(parts):
        try:
            part.unregister()
        except Exception as error:  # noqa: BLE001 -- the parts that are left must be stopped all the same
            failures.append(error)
    if failures:
        raise ExceptionGroup("Flamenco Client did not stop cleanly", failures)
