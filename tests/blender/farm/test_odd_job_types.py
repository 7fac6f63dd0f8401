"""Whatever job types a Manager has, Blender's properties are made of them, drawn, changed and sent."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.job_types import ALL, SHIPPED
from flamenco_client.tests.support.waiting import until

NAMES = [str(job_type["name"]) for job_type in ALL]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_form_is_made_and_drawn(extension: Extension, manager: ManagerServer, name: str) -> None:
    """No key, label, default, choice or argument of a setting breaks the panel (scenario 39)."""
    form, spec, panel = _form(extension, name)
    attributes = extension.module("state").current().form.attributes
    shown = [setting for setting in spec.settings if setting.in_form and not setting.is_blendfile]

    drawn = draw(panel, bpy.context)

    fields = {prop for owner, prop in drawn.properties if owner == form}
    assert {attributes[setting.key] for setting in shown} <= fields
    for notice in spec.notices:
        assert "".join(notice.text.split()) in "".join(drawn.text.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_field_can_be_changed(extension: Extension, manager: ManagerServer, name: str) -> None:
    """What is typed is stored under the key that the Manager knows, and read back from there."""
    form, spec, _panel = _form(extension, name)
    job = bpy.context.scene.flamenco_client
    attributes = extension.module("state").current().form.attributes

    for setting in spec.settings:
        if not setting.in_form or not setting.editable or setting.is_blendfile:
            continue
        attribute = attributes[setting.key]
        value = _another(form, attribute)
        setattr(form, attribute, value)
        assert getattr(form, attribute) == value
        entry = next(entry for entry in job.stored_settings if entry.key == setting.key)
        assert entry.job_type == name


def test_it_is_sent_under_the_original_keys(extension: Extension, manager: ManagerServer) -> None:
    """With the right JSON types, numbers beyond all ranges and words for numbers replaced."""
    _, spec, _ = _form(extension, "odd-settings")
    job = bpy.context.scene.flamenco_client
    for setting in spec.settings:
        if setting.type == "string" and setting.in_form and not setting.choices and setting.editable:
            job.set_setting(setting.key, f"for {setting.key}")
    job.set_setting("eval_of_wrong_type", 7)
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}

    (made,) = manager.jobs
    kinds: dict[str, Any] = {"string": str, "int32": int, "float": (int, float), "bool": bool}
    for setting in spec.settings:
        assert setting.key in made.settings
        if setting.type in kinds:
            assert isinstance(made.settings[setting.key], kinds[setting.type])
    assert made.settings["my-key"] == "for my-key"
    assert made.settings[""] == "for "
    assert made.settings["k" * 200] == "for " + "k" * 200


@pytest.mark.slow
def test_hundreds_of_heavy_expressions_take_many_turns(
    extension: Extension, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each turn of the timer reads and computes a little; the panel shows the old state until all is complete."""
    heavy = "[" + ",".join(["1+1"] * 190) + "][0]"
    settings = [{"key": f"k{number}", "type": "int32", "eval": heavy} for number in range(100)]
    manager.set_types([*SHIPPED, {"name": "heavy", "label": "Heavy", "settings": settings}])
    _, _, panel = _form(extension, "simple-blender-render")
    monkeypatch.setattr(extension.module("bridge.runtime.helper_session"), "time_budget", lambda _seconds: 0.0)
    state = extension.module("state").current()
    before = state.manager.job_types
    extension.module("bridge.managers.check_manager").start_check(bpy.context)
    until(lambda: state.manager.work.request is None, meanwhile=extension.module("ipc.session").get().pump)

    turns = 0
    while state.manager.checking:
        if turns % 10 == 0:
            draw(panel, bpy.context)
        assert state.manager.job_types is before
        state.manager.work.step()
        turns += 1
    assert turns > len(settings)
    bpy.context.scene.flamenco_client.job_type = "heavy"
    refresh = extension.module("bridge.settings.settings_form").refresh
    turns = 0
    while state.form.job_type != "heavy" or not state.form.values:
        if turns % 10 == 0:
            draw(panel, bpy.context)
        refresh(bpy.context)
        turns += 1
    assert turns > len(settings)
    assert set(state.form.values.values()) == {2}


def test_what_is_computed_already_is_sent(
    extension: Extension, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the click nothing is computed a second time, unless something has changed since."""
    _, spec, _ = _form(extension, "simple-blender-render")
    computed, form = (extension.module(f"bridge.settings.{name}") for name in ("computed_settings", "settings_form"))
    monkeypatch.setattr(computed, "compute_from", lambda *_: None)
    inputs = computed.inputs(bpy.context, bpy.context.scene, spec, last_used=True)
    assert form.compute(spec, inputs).values == extension.module("state").current().form.values
    bpy.context.scene.frame_end = 77
    assert form.compute(spec, computed.inputs(bpy.context, bpy.context.scene, spec, last_used=True)) is None


def _form(extension: Extension, name: str) -> tuple[Any, Any, type]:
    """The form as the timer creates it, its job type, and the panel that draws it."""
    if "simple-blender-render" not in extension.module("state").current().manager.job_types:
        bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.job_type = name
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    spec = extension.module("state").current().manager.job_types[name]
    return (
        bpy.context.window_manager.flamenco_client.form,
        spec,
        extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit,
    )


def _another(form: Any, attribute: str) -> Any:
    """Another value that the field takes."""
    rna = form.bl_rna.properties[attribute]
    if rna.type == "ENUM":
        # Only the function that creates dynamic items knows them.
        return getattr(form, attribute)
    if rna.type == "BOOLEAN":
        return not getattr(form, attribute)
    if rna.type == "INT":
        return min(max(3, rna.hard_min), rna.hard_max)
    if rna.type == "FLOAT":
        return min(max(0.5, rna.hard_min), rna.hard_max)
    return "other"
