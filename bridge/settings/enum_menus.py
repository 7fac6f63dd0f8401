"""The drop-down menus of job types and worker tags.

Blender stores an enum as a number. Here the number exists only while a menu is open: what is stored is the name of
the job type and the id of the tag, so a list that grows or changes its order selects nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import bpy

from ... import state
from ..runtime.translation import iface_
from ..scene import property_groups, undo
from . import suggested_values

PREFERRED_JOB_TYPE = "simple-blender-render"
"""Every Manager ships it; it is what a scene without a choice of its own starts with."""

MISSING = "{name} (not on this Manager)"


class Option(NamedTuple):
    """One line of a menu."""

    value: str
    label: str
    description: str = ""
    icon: str = "NONE"


def chosen_job_type(scene: bpy.types.Scene) -> str:
    """Return the name of the scene's job type, which the Manager may not have; "" when there is none to choose."""
    chosen = property_groups.job_properties(scene).job_type or suggested_values.project().job_type
    if chosen:
        return chosen
    known = state.current().manager.job_types
    if PREFERRED_JOB_TYPE in known:
        return PREFERRED_JOB_TYPE
    return next(iter(known), "")


def chosen_priority(scene: bpy.types.Scene) -> int:
    """Return the priority that the artist gave, else the project, else the middle."""
    job = property_groups.job_properties(scene)
    suggested = suggested_values.project().priority
    return job.priority if suggested is None or job.is_property_set("priority") else suggested


def chosen_worker_tag(scene: bpy.types.Scene) -> str:
    """Return id or name of the worker tag that the artist gave, else the project; "" for all workers."""
    job = property_groups.job_properties(scene)
    return job.worker_tag if job.is_property_set("worker_tag") else suggested_values.project().worker_tag


def tag_name(scene: bpy.types.Scene) -> str:
    """Return the name of the chosen worker tag; its id, when the Manager does not say how it is called."""
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
    """Return the chosen tag's id; scripts may have given its name."""
    chosen = chosen_worker_tag(scene)
    for tag in state.current().manager.tags:
        if chosen in (tag["id"], tag["name"]):
            return tag["id"]
    return chosen


def _with_chosen(options: list[Option], chosen: str, none: str) -> list[Option]:
    """Keep what was chosen visible when the Manager does not have it."""
    if not any(option.value == chosen for option in options):
        label = iface_(MISSING).format(name=chosen) if chosen else none
        options.append(Option(chosen, label, "", "ERROR" if chosen else "NONE"))
    return options


def _items(key: str, options: Sequence[Option]) -> list[tuple[Any, ...]]:
    """Return enum items; the identifier has a prefix, since Blender takes an empty one for a heading."""
    return hold(
        key,
        [
            (f":{option.value}", option.label, option.description, option.icon, number)
            for number, option in enumerate(options)
        ],
    )


def hold(key: str, items: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the items of an enum, the very same ones for as long as they are equal: an open menu points into them."""
    held = state.current().enum_items
    if held.get(key) != items:
        held[key] = items
    return held[key]


def _index(options: Sequence[Option], value: str) -> int:
    return next(number for number, option in enumerate(options) if option.value == value)


def _scene() -> bpy.types.Scene:
    return property_groups.current_scene(bpy.context)


def job_type_items(_group: object, context: bpy.types.Context | None) -> list[tuple[Any, ...]]:
    """Items of the job type menu."""
    return _items("job_type", _job_type_options(property_groups.current_scene(context or bpy.context)))


def get_job_type(_group: object) -> int:
    """Number of the chosen job type in the menu of this moment."""
    scene = _scene()
    return _index(_job_type_options(scene), chosen_job_type(scene))


def set_job_type(_group: object, number: int) -> None:
    """Store the name behind a menu's line."""
    _choose(_job_type_options, "job_type", number)


def worker_tag_items(_group: object, context: bpy.types.Context | None) -> list[tuple[Any, ...]]:
    """Items of the worker tag menu."""
    return _items("worker_tag", _worker_tag_options(property_groups.current_scene(context or bpy.context)))


def get_worker_tag(_group: object) -> int:
    """Number of the chosen tag in the menu of this moment."""
    scene = _scene()
    return _index(_worker_tag_options(scene), _tag_id(scene))


def set_worker_tag(_group: object, number: int) -> None:
    """Store the id behind a menu's line."""
    _choose(_worker_tag_options, "worker_tag", number)


def get_priority(_group: object) -> int:
    """Priority that the job will have."""
    return chosen_priority(_scene())


def set_priority(_group: object, priority: int) -> None:
    """Store the artist's priority."""
    property_groups.job_properties(_scene()).priority = priority
    undo.remember("Priority")


def _choose(options_of: Callable[[bpy.types.Scene], list[Option]], name: str, number: int) -> None:
    scene = _scene()
    options = options_of(scene)
    if 0 <= number < len(options):
        setattr(property_groups.job_properties(scene), name, options[number].value)
        undo.remember(options[number].label)


def get_last_job_id(_group: object) -> str:
    """Id of the job submitted last by this Blender, "" when there is none."""
    return state.current().last_job_id


def get_manager_name(_group: object) -> str:
    """Name of the Manager as of the last check, "" before, and after one that failed."""
    return _said("name")


def get_manager_version(_group: object) -> str:
    """Version of the Manager as of the last check, "" before, and after one that failed."""
    return _said("version")


def _said(what: str) -> str:
    view = state.current().manager
    return "" if view.error or not view.info else str(view.info.get(what, ""))
