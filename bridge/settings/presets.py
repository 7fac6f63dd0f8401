"""Presets: job type, settings by key, priority, pause and worker tag of a job as one JSON string.

The job's name is not part of it. A preset is a Python file that Blender runs; it assigns the string to
``scene.flamenco_client.preset``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import bpy

from ... import state
from ...job_types.setting_spec import is_storable
from ..runtime import redraw
from ..scene import property_groups, undo
from . import enum_menus, setting_store

MAX_CHARACTERS = 1_000_000


def read(scene: bpy.types.Scene) -> str:
    """Return the preset of a scene's job: what would be submitted now, without computed values."""
    job_type = enum_menus.chosen_job_type(scene)
    values, automatic = _settings(scene, job_type)
    return json.dumps(
        {
            "job_type": job_type,
            "priority": enum_menus.chosen_priority(scene),
            "start_paused": property_groups.job_properties(scene).start_paused,
            "worker_tag": enum_menus.tag_name(scene),
            "settings": values,
            "automatic": automatic,
        }
    )


def apply(scene: bpy.types.Scene, text: str) -> None:
    """Apply a preset to a scene's job; settings that it does not contain keep their values.

    Raises:
        ValueError: the text is not a preset; nothing was changed.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError("Not a job preset: the text is too long")
    try:
        preset = _exactly(dict, json.loads(text))
        taken = {name: takes(preset[name]) for name, takes in PARTS.items() if name in preset}
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"Not a job preset: {error}") from error
    values, automatic = taken.pop("settings", {}), taken.pop("automatic", {})
    job = property_groups.job_properties(scene)
    for name, value in taken.items():
        setattr(job, name, value)
    job_type = enum_menus.chosen_job_type(scene)
    for key, value in values.items():
        setting_store.write(scene, job_type, key, value)
    for key, on in automatic.items():
        setting_store.write_automatic(scene, job_type, key, automatic=on)
    undo.remember("Preset")
    redraw.tag()


def _settings(scene: bpy.types.Scene, job_type: str) -> tuple[dict[str, Any], dict[str, bool]]:
    held = setting_store.stored(scene, job_type)
    spec = state.current().manager.job_types.get(job_type)
    if spec is None:
        return held.values, held.automatic
    from . import computed_settings

    given = computed_settings.given(scene, spec, last_used=True)
    computed = computed_settings.compute(bpy.context, scene, spec, last_used=True)
    values, automatic = {}, {}
    for setting in spec.settings:
        if setting.key in given.values:  # unresolved, because // stands for another folder in another file
            values[setting.key] = given.values[setting.key]
        if not setting.in_form or not setting.editable or setting.is_blendfile:
            continue
        if setting.has_auto_toggle:
            automatic[setting.key] = given.automatic.get(setting.key, True)
        if setting.key not in values and setting.expression is None and setting.key not in computed.problems:
            values[setting.key] = computed.values[setting.key]
    return values, automatic


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r:.80} is not of the type {kind.__name__}")
    return value


def _text(value: Any) -> str:
    text: str = _exactly(str, value)
    if not is_storable(text):
        raise ValueError("the text contains characters that can't be stored")
    return text


def _priority(value: Any) -> int:
    priority: int = _exactly(int, value)
    return min(max(priority, 0), 100)


def _flag(value: Any) -> bool:
    return bool(_exactly(bool, value))


def _values(value: Any) -> dict[str, Any]:
    return {_text(key): item for key, item in _exactly(dict, value).items()}


def _flags(value: Any) -> dict[str, bool]:
    return {key: _flag(on) for key, on in _values(value).items()}


PARTS: dict[str, Callable[[Any], Any]] = {
    "job_type": _text,
    "priority": _priority,
    "start_paused": _flag,
    "worker_tag": _text,
    "settings": _values,
    "automatic": _flags,
}
"""The parts of a preset and their validation; missing parts change nothing."""
