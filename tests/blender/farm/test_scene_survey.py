"""What the render needs besides files is reported before anything is sent: simulations, lights, outputs, scripts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

bpy: Any = any_bpy
"""The stubs are for one version of Blender."""

Found = dict[str, dict[str, Any]]


@pytest.fixture
def findings(manager: ManagerServer, project: Project) -> Callable[[], Found]:
    """The current findings, by id."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", f"{manager.storage}/render")
    bpy.context.scene.frame_end = 20
    return lambda: {found["id"]: found for found in json.loads(bpy.context.window_manager.flamenco_client.findings)}


def _mesh(name: str = "Thing") -> Any:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(x, y, 3) for x in range(3) for y in range(3)], [], [(0, 1, 4, 3), (3, 4, 7, 6)])
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def _cloth(thing: Any) -> None:
    thing.modifiers.new("Cloth", "CLOTH")


def _soft_body(thing: Any) -> None:
    thing.modifiers.new("Soft", "SOFT_BODY")


def _particles(thing: Any) -> None:
    thing.modifiers.new("Rain", "PARTICLE_SYSTEM")


def _hair(thing: Any) -> None:
    thing.modifiers.new("Fur", "PARTICLE_SYSTEM").particle_system.settings.type = "HAIR"
    thing.particle_systems[0].use_hair_dynamics = True


def _paint(thing: Any) -> None:
    modifier = thing.modifiers.new("Paint", "DYNAMIC_PAINT")
    with bpy.context.temp_override(object=thing):
        bpy.ops.dpaint.type_toggle(type="CANVAS")
    modifier.canvas_settings.canvas_surfaces[0].surface_format = "VERTEX"


def _fluid(thing: Any) -> None:
    thing.modifiers.new("Smoke", "FLUID").fluid_type = "DOMAIN"


def _zone(thing: Any) -> None:
    inner, outer = (bpy.data.node_groups.new(name, "GeometryNodeTree") for name in ("Inner", "Outer"))
    for tree in (inner, outer):
        tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    inner.nodes.new("GeometryNodeSimulationInput").pair_with_output(inner.nodes.new("GeometryNodeSimulationOutput"))
    outer.nodes.new("GeometryNodeGroup").node_tree = inner
    thing.modifiers.new("Nodes", "NODES").node_group = outer


def _rigid(thing: Any) -> None:
    bpy.context.view_layer.objects.active = thing
    thing.select_set(True)
    bpy.ops.rigidbody.world_add()
    bpy.ops.rigidbody.object_add()


@pytest.mark.parametrize(
    ("simulate", "kind"),
    [
        (_cloth, "Thing (cloth)"),
        (_soft_body, "Thing (soft body)"),
        (_particles, "Thing (particles)"),
        (_hair, "Thing (hair dynamics)"),
        (_paint, "Thing (dynamic paint)"),
        (_fluid, "Thing (fluid)"),
        (_zone, "Thing (simulation zone)"),
        (_rigid, "Scene (rigid bodies)"),
    ],
)
def test_simulations_without_a_bake(findings: Callable[[], Found], simulate: Callable[[Any], None], kind: str) -> None:
    """Each task would begin in mid-shot; the fix renders all frames in one task, and then it is fine."""
    simulate(_mesh())
    bpy.ops.wm.save_mainfile()
    found = findings()["simulation"]
    assert kind in found["text"]
    assert (found["severity"], found["fix"]) == ("warning", "one_task")

    bpy.ops.flamenco_client.fix_finding(fix=found["fix"], key=found["about"])
    assert bpy.context.scene.flamenco_client.get_setting("chunk_size") == 20
    assert "simulation" not in findings()


@pytest.mark.parametrize("frames", ["5-20", "1-10, 15-20"])
def test_one_task_does_not_always_help(findings: Callable[[], Found], frames: str) -> None:
    """A range that begins after the simulation does, or has gaps, needs a bake."""
    _cloth(_mesh())
    job = bpy.context.scene.flamenco_client
    job.set_setting("frames", frames)
    assert "fix" not in findings()["simulation"]
    job.set_setting("chunk_size", 100)
    assert "Bake first" in findings()["simulation"]["text"]


def test_simulations_that_are_fine(findings: Callable[[], Found]) -> None:
    """Baked, switched off, hidden, in another scene, or particles that need no earlier frame."""
    baked, muted, hidden = _mesh("Baked"), _mesh("Muted"), _mesh("Hidden")
    for thing in (baked, muted, hidden):
        _cloth(thing)
    with bpy.context.temp_override(
        point_cache=baked.modifiers[0].point_cache, object=baked, active_object=baked, scene=bpy.context.scene
    ):
        bpy.ops.ptcache.bake(bake=True)
    assert baked.modifiers[0].point_cache.is_baked
    muted.modifiers[0].show_render = False
    hidden.hide_render = True
    still = _mesh("Still")
    _particles(still)
    still.particle_systems[0].settings.physics_type = "NO"
    elsewhere = _mesh("Elsewhere")
    _cloth(elsewhere)
    bpy.data.scenes.new("Other").collection.objects.link(elsewhere)
    bpy.context.scene.collection.objects.unlink(elsewhere)
    assert not {"simulation", "simulation-stored"} & findings().keys()


def test_frames_that_were_played_are_used(findings: Callable[[], Found]) -> None:
    """Blender stores them in the file, and workers use them: a remark."""
    _cloth(_mesh())
    for frame in range(1, 251):
        bpy.context.scene.frame_set(frame)
    found = findings()
    assert "simulation" not in found
    assert found["simulation-stored"]["severity"] == "remark"


def test_a_bake_on_disk(findings: Callable[[], Found], project: Project) -> None:
    """The folder of a simulation zone's bake holds files: its frames are used."""
    thing = _mesh()
    _zone(thing)
    modifier = thing.modifiers[0]
    modifier.bake_directory = "//bakes"
    if hasattr(modifier, "bake_target"):
        modifier.bake_target = "DISK"
    assert "simulation" in findings()
    meta = project.shot.parent / "bakes" / str(modifier.bakes[0].bake_id) / "meta"
    meta.mkdir(parents=True)
    (meta / "00001_00000.json").touch()
    found = findings()
    assert "simulation" not in found
    assert "simulation-stored" in found


@pytest.mark.parametrize("compress", [False, True])
def test_structures_in_a_file(extension: Extension, tmp_path: Path, compress: bool) -> None:
    """Blender does not say whether a zone's bake is packed: the helper looks for its structure in the file."""
    has_struct = extension.module("submission.checks.packed_bakes").has_struct
    path = str(tmp_path / "a.blend")
    for name, expected in (("", False), ("Notes", True)):
        if name:
            bpy.data.texts.new(name)
        bpy.ops.wm.save_as_mainfile(filepath=path, compress=compress)
        with open(path, "rb") as file:
            assert has_struct(file, b"Text") is expected
    (tmp_path / "b.blend").write_bytes(b"nothing" * 10)
    with open(tmp_path / "b.blend", "rb") as file, pytest.raises(ValueError, match=r"not a \.blend"):
        has_struct(file, b"Text")


def test_the_panel_takes_its_time(extension: Extension, findings: Callable[[], Found]) -> None:
    """The panel's survey goes on for a moment in each turn, and is followed by another one."""
    for number in range(400):
        _mesh(f"Thing {number}")
    _cloth(bpy.data.objects["Thing 399"])
    survey, state = extension.module("bridge.scene.scene_survey"), extension.module("state")
    state.current().preflight.survey = type(state.current().preflight.survey)()
    view = state.current().preflight.survey
    seen = 0
    while not survey.read(bpy.context.scene).simulations:
        seen += 1
        assert seen < 1000
    assert state.current().preflight.survey is not view  # it is about this file
    assert survey.read(bpy.context.scene) == survey.read(bpy.context.scene, whole=True)


@pytest.mark.parametrize("light", ["MATCAP", "STUDIO"])
def test_own_lights_of_workbench(findings: Callable[[], Found], tmp_path: Path, light: str) -> None:
    """The file has only the name of a matcap or studio light: workers do not have the user's own."""
    scene = bpy.context.scene
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.display.shading.light = light
    assert "own-light" not in findings()
    lights = bpy.context.preferences.studio_lights
    source = next(each for each in lights if each.type == light and each.path)
    mine = Path(shutil.copy(source.path, tmp_path / f"mine{Path(source.path).suffix}"))
    own = lights.load(str(mine), light)
    try:
        scene.display.shading.studio_light = own.name
        found = findings()["own-light"]
        assert own.name in found["text"]
        assert found["severity"] == "remark"
        scene.render.engine = "CYCLES"
        assert "own-light" not in findings()
    finally:
        lights.remove(own)


def _driver(expression: str) -> None:
    thing = bpy.data.objects.new("Driven", None)
    thing.driver_add("location", 0).driver.expression = expression


@pytest.mark.parametrize(
    "expression", ["sin(frame)", "frame / 2", "noise.random() + clamp(frame)", "max(a for a in (1, 2))", "("]
)
def test_drivers_that_any_blender_computes(findings: Callable[[], Found], expression: str) -> None:
    """Blender's own functions, names in the expression and broken expressions are nothing to report."""
    _driver(expression)
    assert "driver-functions" not in findings()


def test_functions_of_drivers(findings: Callable[[], Found]) -> None:
    """A function that no registered text defines is a warning, one for all drivers."""
    for expression in ("studio_wave(frame)", "studio_wave(2) + studio_step(frame)"):
        _driver(expression)
    found = findings()["driver-functions"]
    assert found["severity"] == "warning"
    assert found["text"].count("studio_wave") == 1
    assert "studio_step" in found["text"]
    text = bpy.data.texts.new("rig_ui.py")
    text.from_string("import studio_step\nbpy.app.driver_namespace['studio_wave'] = abs")
    text.use_module = True
    assert "studio_wave" not in findings()["driver-functions"]["text"]


def test_many_drivers_of_one_object(findings: Callable[[], Found]) -> None:
    """All drivers of a large rig are looked at, those of the trees of materials, too."""
    rig = bpy.data.objects.new("Rig", None)
    for number in range(250):
        rig[f"p{number}"] = 0.0
        rig.driver_add(f'["p{number}"]').driver.expression = f"studio_{number // 100}(frame)"
    material = bpy.data.materials.new("Driven")
    if material.node_tree is None:
        material.use_nodes = True
    value = material.node_tree.nodes.new("ShaderNodeValue").outputs[0]
    value.driver_add("default_value").driver.expression = "studio_material(frame)"
    text = findings()["driver-functions"]["text"]
    for name in ("studio_0", "studio_1", "studio_2", "studio_material"):
        assert name in text


def test_function_of_a_module_beside_the_file(findings: Callable[[], Found]) -> None:
    """A module beside the file is sent, so its functions are known; those of a text that was run by hand are not."""
    folder = Path(bpy.data.filepath).parent
    _driver("studio_wave(frame)")
    text = bpy.data.texts.new("by_hand.py")
    places = {
        folder / "scripts" / "studio_drivers.py": False,
        Path(bpy.data.filepath) / text.name: True,
        folder.parent / "pipeline" / "studio_drivers.py": True,
    }
    try:
        for place, is_reported in places.items():
            code = (lambda x: x).__code__.replace(co_filename=str(place))
            bpy.app.driver_namespace["studio_wave"] = FunctionType(code, {}, "studio_wave")
            assert ("driver-functions" in findings()) is is_reported
    finally:
        del bpy.app.driver_namespace["studio_wave"]


def test_nodes_of_addons(findings: Callable[[], Found]) -> None:
    """Nodes that Python defines come from an add-on, also in a Blender without it."""
    node = type(
        "StudioNode", (bpy.types.ShaderNodeCustomGroup,), {"bl_label": "Studio", "__module__": "studio_nodes.ui"}
    )
    bpy.utils.register_class(node)
    try:
        material = bpy.data.materials.new("Studio")
        if material.node_tree is None:
            material.use_nodes = True
        assert "addon-nodes" not in findings()
        material.node_tree.nodes.new("StudioNode")
        found = findings()["addon-nodes"]
        assert found["severity"] == "remark"
        assert "studio_nodes" in found["text"]
        material.use_fake_user = True
        bpy.ops.wm.save_mainfile()
        bpy.data.materials.remove(material)  # Blender 5.2 ends if the type of a node is gone
    finally:
        bpy.utils.unregister_class(node)
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
    assert "Studio" in findings()["addon-nodes"]["text"]


def test_engines_of_addons(findings: Callable[[], Found]) -> None:
    """The engine of an add-on is named; Blender's own are not."""
    engine = type("Studio", (bpy.types.RenderEngine,), {"bl_idname": "STUDIO", "bl_label": "Studio"})
    bpy.utils.register_class(engine)
    try:
        bpy.context.scene.render.engine = "STUDIO"
        assert findings()["addon-engine"]["severity"] == "remark"
        bpy.context.scene.render.engine = "CYCLES"
        assert "addon-engine" not in findings()
    finally:
        bpy.utils.unregister_class(engine)


def _compositor(scene: Any) -> Any:
    if bpy.app.version < (5, 0, 0):
        scene.use_nodes = True
        return scene.node_tree
    tree = bpy.data.node_groups.new("Compositor", "CompositorNodeTree")
    if "compositor_effects" in scene.bl_rna.properties:
        scene.compositor_effects.new(name="Outputs").node_group = tree
    else:
        scene.compositing_node_group = tree
    return tree


def _file_output(tree: Any, folder: str, *, linked: bool = True) -> Any:
    node = tree.nodes.new("CompositorNodeOutputFile")
    if hasattr(node, "directory"):
        node.directory = folder
        node.file_output_items.new("RGBA", "beauty")
    else:
        node.base_path = folder
    if linked:
        tree.links.new(tree.nodes.new("CompositorNodeRGB").outputs[0], node.inputs[0])
    return node


def _folder(node: Any) -> str:
    return str(node.directory if hasattr(node, "directory") else node.base_path)


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(
    ("folder", "id"),
    [("/tmp/passes", "other-output"), ("passes", "other-output"), ("//passes", "other-output-beside")],
)
def test_file_output_nodes(
    findings: Callable[[], Found], manager: ManagerServer, folder: str, id: str, nested: bool
) -> None:
    """A folder that only this machine or the job's copy has is a warning; the fix puts it below the job's output."""
    tree = _compositor(bpy.context.scene)
    if nested:
        inner = bpy.data.node_groups.new("Inner", "CompositorNodeTree")
        tree.nodes.new("CompositorNodeGroup").node_tree = inner
        tree = inner
    node = _file_output(tree, folder)
    node.label = "Passes"
    found = findings()[id]
    assert "Passes: " in found["text"]
    assert found["severity"] == "warning"

    bpy.ops.flamenco_client.fix_finding(fix=found["fix"], key=found["about"])
    assert _folder(node) == f"{manager.storage}/render/shot/Passes/"
    assert id not in findings()
    said = findings()["other-outputs"]
    assert said["severity"] == "remark"
    assert f"{manager.storage}/render/shot/Passes" in said["text"]
    assert "S:\\farm\\render\\shot\\Passes" in said["text"]  # as workers on Windows see it


def test_nodes_that_write_nothing(findings: Callable[[], Found]) -> None:
    """Muted nodes, nodes without a link, and those of a compositor that is switched off or of another scene."""
    tree = _compositor(bpy.context.scene)
    _file_output(tree, "/tmp/passes", linked=False)
    _file_output(tree, "/tmp/passes").mute = True
    other = bpy.data.scenes.new("Other")
    _file_output(_compositor(other), "/tmp/passes")
    assert not [name for name in findings() if name.startswith("other-output")]

    editor = bpy.context.scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    strips.new_scene("Other", other, 1, 1)
    assert "other-output" in findings()
    other.render.use_compositing = False
    assert "other-output" not in findings()
