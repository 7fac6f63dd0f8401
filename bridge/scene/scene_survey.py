"""Scene survey: facts of the open file that take a walk through all its objects, in slices.

The panel shows the last complete survey, and a new one begins a moment after it; scripts wait for a new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import bpy

from ... import state
from ...core.sliced_work import SlicedWork, Steps, finish
from ...state.job_form import SurveyView
from ...submission.checks.scene_survey import SceneSurvey
from . import addon_needs, unsaved_images
from .scene_outputs import outputs_of
from .simulations import of_object, of_scene, zone_range

SLICE_SECONDS = 0.001
"""Seconds for the survey in one turn of the timer."""

REST = 1.0
"""Seconds between two surveys."""

STEP_SECONDS = 0.0005
"""Seconds after which a step ends with the current data-block."""

AT_ONCE = 100
"""Data-blocks that are taken from a collection at once."""


def read(scene: bpy.types.Scene, *, whole: bool = False) -> SceneSurvey:
    """Return the last survey of a scene, and go on with the next one for a moment.

    Args:
        scene: The rendered scene.
        whole: Make a survey now, however long it takes.
    """
    if whole:
        return finish(_survey(scene.session_uid))
    view = state.current().preflight.survey
    about = (bpy.data.filepath, scene.session_uid)
    if view.about != about:
        view = state.current().preflight.survey = SurveyView(about=about)
    now = time.perf_counter()
    if view.work is None and now >= view.begin_at:
        view.work = SlicedWork(_survey(scene.session_uid))
    if view.work is not None and view.work.run_for(SLICE_SECONDS):
        view.found, view.work, view.begin_at = view.work.result, None, now + REST
    return view.found or SceneSurvey()


def _survey(uid: int) -> Steps[SceneSurvey]:
    """Look at the rendered scene and at all objects; no data-block is kept over a pause."""
    scene = _scene(uid)
    simulations = of_scene(scene)
    own_lights, zones = _own_lights(scene), zone_range(scene)
    outputs, engine = outputs_of(scene), scene.render.engine
    yield
    for thing in _each(lambda: bpy.data.objects):
        if thing is None:
            yield
        else:
            simulations += of_object(thing, uid, zones)
    unsendable = []
    for image in _each(lambda: bpy.data.images):
        if image is None:
            yield
        elif (found := unsaved_images.unsendable(image)) is not None:
            unsendable.append(found)
    addons = yield from addon_needs.find(engine, _each)
    return SceneSurvey(tuple(simulations), outputs, own_lights, tuple(unsaved_images.findings(unsendable)), addons)


def _scene(uid: int) -> Any:
    return next(each for each in bpy.data.scenes if each.session_uid == uid)


def _each(collection: Callable[[], Any]) -> Iterator[Any]:
    """Yield all data-blocks of a collection; None = a moment to pause, after which they are looked up again."""
    done = 0
    while part := collection()[done : done + AT_ONCE]:
        until = time.perf_counter() + STEP_SECONDS
        for block in part:
            yield block
            done += 1
            if time.perf_counter() >= until:
                break
        yield None


def _own_lights(scene: Any) -> tuple[str, ...]:
    """Return the matcap or studio light of a Workbench render if it is the user's own: workers do not have it."""
    shading = scene.display.shading
    if scene.render.engine != "BLENDER_WORKBENCH" or shading.light not in {"MATCAP", "STUDIO"}:
        return ()
    light = shading.selected_studio_light
    return (light.name,) if light is not None and light.is_user_defined else ()
