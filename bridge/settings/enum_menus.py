"""Drop-down menus of job types and worker tags.

Blender stores an enum as a number. Here the number is used only while a menu is open: the stored values are the name
of the job type and the ID of the tag, so a changed list does not change the selection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import bpy

from ... import state
from ...submission.checks.job_findings import valid_priority
from ..runtime.translation import iface_
from ..scene import property_groups, undo
from . import suggested_values

PREFERRED_JOB_TYPE = "simple-blender-render"
"""Default job type: every Manager has it."""

MISSING = "{name} (not on this Manager)"


class Option(NamedTuple):
    """One line of a menu."""

    value: str
    label: str
    description: str = ""
    icon: str = "NONE"


def chosen_job_type(scene: bpy.types.Scene) -> str:
    """Return the name of the scene's job type, which the Manager may not have; "" = none available."""
    chosen = property_groups.job_properties(scene).job_type or suggested_values.project().job_type
    if chosen:
        return chosen
    known = state.current().manager.job_types
    if PREFERRED_JOB_TYPE in known:
        return PREFERRED_JOB_TYPE
    return next(iter(known), "")


def chosen_priority(scene: bpy.types.Scene) -> int:
    """Return the priority set by the artist, or by the project, or the default, as the Manager takes it."""
    return valid_priority(asked_priority(scene))


def asked_priority(scene: bpy.types.Scene) -> int:
    """Return that priority as it was set."""
    job = property_groups.job_properties(scene)
    suggested = suggested_values.project().priority
    return job.priority if suggested is None or job.is_property_set("priority") else suggested


def chosen_worker_tag(scene: bpy.types.Scene) -> str:
    """Return ID or name of the worker tag set by the artist or the project; "" = all workers."""
    job = property_groups.job_properties(scene)
    return job.worker_tag if job.is_property_set("worker_tag") else suggested_values.project().worker_tag


def tag_name(scene: bpy.types.Scene) -> str:
    """Return the name of the chosen worker tag, or its ID if the Manager does not know it."""
    chosen = _tag_id(scene)
    return next((tag["name"] for tag in state.current().manager.tags if tag["id"] == chosen), chosen)


def _job_type_options(scene: bpy.types.Scene) -> list[Option]:
    known = state.current().manager.job_types
    options = [Option(name, spec.label or name, spec.description) for name, spec in known.items()]
    return _with_chosen(options, chosen_job_type(scene), "No job types known yet")


def _worker_tag_options(scene: bpy.types.Scene) -> list[Option]:
    everyone = Option("", "All Workers", "Any worker of the farm may render the job")
    tags = state.current().manager.tags
    options = [everyone, *(Option(tag["id"], tag["name"], tag.get("description") or "") for tag in tags)]
    return _with_chosen(options, _tag_id(scene), "")


def _tag_id(scene: bpy.types.Scene) -> str:
    """Return the ID of the chosen tag; scripts may have set its name."""
    chosen = chosen_worker_tag(scene)
    for tag in state.current().manager.tags:
        if chosen in (tag["id"], tag["name"]):
            return tag["id"]
    return chosen


def _with_chosen(options: list[Option], chosen: str, none: str) -> list[Option]:
    """Add the chosen value to the menu if the Manager does not have it."""
    if not any(option.value == chosen for option in options):
        label = iface_(MISSING).format(name=chosen) if chosen else none
        options.append(Option(chosen, label, "", "ERROR" if chosen else "NONE"))
    return options


def _items(key: str, options: Sequence[Option]) -> list[tuple[Any, ...]]:
    """Return enum items; identifiers have a prefix, because Blender draws an empty one as a heading."""
    return hold(
        key,
        [
            (f":{option.value}", option.label, option.description, option.icon, number)
            for number, option in enumerate(options)
        ],
    )


def hold(key: str, items: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the items of an enum, the same objects while they are equal: an open menu points to them."""
    held = state.current().enum_items
    if held.get(key) != items:
        held[key] = items
    return held[key]


def _index(options: Sequence[Option], value: str) -> int:
    return next(number for number, option in enumerate(options) if option.value == value)


def _scene() -> bpy.types.Scene:
    return property_groups.current_scene(bpy.context)


def job_type_items(_group: object, context: bpy.types.Context | None) -> list[tuple[Any, ...]]:
    """Return the items of the job type menu."""
    return _items("job_type", _job_type_options(property_groups.current_scene(context or bpy.context)))


def get_job_type(_group: object) -> int:
    """Return the number of the chosen job type in the current menu."""
    scene = _scene()
    return _index(_job_type_options(scene), chosen_job_type(scene))


def set_job_type(_group: object, number: int) -> None:
    """Store the job type of a menu item."""
    _choose(_job_type_options, "job_type", number)


def worker_tag_items(_group: object, context: bpy.types.Context | None) -> list[tuple[Any, ...]]:
    """Return the items of the worker tag menu."""
    return _items("worker_tag", _worker_tag_options(property_groups.current_scene(context or bpy.context)))


def get_worker_tag(_group: object) -> int:
    """Return the number of the chosen tag in the current menu."""
    scene = _scene()
    return _index(_worker_tag_options(scene), _tag_id(scene))


def set_worker_tag(_group: object, number: int) -> None:
    """Store the worker tag of a menu item."""
    _choose(_worker_tag_options, "worker_tag", number)


def get_priority(_group: object) -> int:
    """Return the priority of the job."""
    return chosen_priority(_scene())


def set_priority(_group: object, priority: int) -> None:
    """Store the priority set by the artist."""
    property_groups.job_properties(_scene()).priority = priority
    undo.remember("Priority")


def _choose(options_of: Callable[[bpy.types.Scene], list[Option]], name: str, number: int) -> None:
    scene = _scene()
    options = options_of(scene)
    if 0 <= number < len(options):
        setattr(property_groups.job_properties(scene), name, options[number].value)
        undo.remember(options[number].label)


def get_last_job_id(_group: object) -> str:
    """Return the ID of the last job that this Blender submitted; "" = none."""
    return state.current().last_job_id


def get_manager_name(_group: object) -> str:
    """Return the Manager's name from the last check; "" if it failed or there was none."""
    return _fact("name")


def get_manager_version(_group: object) -> str:
    """Return the Manager's version from the last check; "" if it failed or there was none."""
    return _fact("version")


def _fact(what: str) -> str:
    view = state.current().manager
    return "" if view.error or not view.info else str(view.info.get(what, ""))
