"""What expressions of job types get to read of Blender's data."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension


def test_plain_values_and_vectors(extension: Extension) -> None:
    """Numbers, texts and arrays of a declared length are read as what they are."""
    scene = bpy.context.scene
    scene.cursor.location = (1.0, 2.0, 3.0)
    values = extension.module("bridge.scene.expression_values").read(
        ["C.scene.frame_start", "C.scene.name", "C.scene.cursor.location", "bpy.data.filepath"], bpy.context
    )
    assert values == {
        "C.scene.frame_start": scene.frame_start,
        "C.scene.name": scene.name,
        "C.scene.cursor.location": (1.0, 2.0, 3.0),
        "bpy.data.filepath": "",
    }


@pytest.mark.parametrize(
    "chain",
    [
        "C.scene.tool_settings.image_paint.canvas.pixels",
        "C.scene.copy",
        "C.scene.copy[0]",
        "C.scene.tool_settings.image_paint.canvas.pixels[0]",
        "C.scene.name.upper",
        "C.scene.nothing",
        "C.window_manager.clipboard",
        "C.preferences.system",
        "bpy.app.tempdir",
    ],
)
def test_large_and_private_values_are_not_read(extension: Extension, chain: str) -> None:
    """An image's pixels would hold Blender up for seconds; collections, functions and the clipboard are no values."""
    bpy.context.scene.tool_settings.image_paint.canvas = bpy.data.images.new("canvas", 8, 8)
    read = extension.module("bridge.scene.expression_values").read([chain], bpy.context)
    assert type(read[chain]).__name__ == "Unreadable"


def test_what_is_no_number_changes_nothing(extension: Extension) -> None:
    """NaN equals nothing, not even itself: what is read twice would be taken for changed, and computed for ever."""
    bpy.context.scene.cursor.location = (float("nan"), 2.0, 3.0)
    scene_values = extension.module("bridge.scene.expression_values")
    first, second = (scene_values.read(["C.scene.cursor.location"], bpy.context) for _ in range(2))
    assert first == second


IN_PYTHON = [
    "', '.join([v.name for v in C.scene.view_layers if v.use])",
    "C.scene.view_layers[0].name + C.scene.view_layers['Second'].name + C.scene.view_layers[-1].name",
    "C.scene.camera.name if C.scene.camera else ''",
    "C.scene.world.name if C.scene.world else 'none'",
    "C.scene.camera is None or C.scene.camera == C.view_layer",
    "len(bpy.data.scenes) + len(C.scene.objects) + len(bpy.data.materials)",
    "bpy.app.version_string + str(bpy.app.version)",
    "'%04d-%04d' % (C.scene.frame_start, C.scene.frame_end)",
    "C.scene.get('shot', 'none') + C.scene['shot'] + C.scene.get('nothing', 'none')",
    "C.scene['take'] + C.scene['weight'] + C.scene['ok']",
    "'shot' in C.scene and 'nothing' not in C.scene",
    "[o.get('rig', '-') for o in bpy.data.objects]",
    "[o.name for o in bpy.data.objects if o.parent and o.type == 'EMPTY']",
    "[s.name for s in bpy.data.scenes if s == C.scene]",
    "bpy.data.scenes.keys() + [s.name for s in bpy.data.scenes.values()]",
    "'Scene' in bpy.data.scenes and settings.name not in bpy.data.scenes",
    "bpy.data.scenes[settings.name[:0] + 'Scene'].frame_end + bpy.data.scenes[0].frame_start",
    "bpy.data.scenes.get('Scene').frame_end",
    "[[c.name for c in v.layer_collection.children] for v in C.scene.view_layers]",
    "[o.location[0] for o in bpy.data.objects]",
    "sum(len(v.layer_collection.children) for v in C.scene.view_layers)",
    "C.scene.cycles.samples",
    "C.view_layer.cycles.use_denoising",
    "[v.cycles.use_denoising for v in C.scene.view_layers]",
    "C.scene.name[0] + C.scene.name[settings.name.find('O')] + str(C.scene.cursor.location[1])",
    "bpy.path.clean_name('shöt 010/x') + bpy.path.clean_name('a\\u0161 \\xff\\xfe', replace='-')",
    "bpy.path.ensure_ext('a.PNG', '.png') + bpy.path.ensure_ext('a', '')",
]


@pytest.mark.parametrize("text", IN_PYTHON)
def test_expressions_give_what_python_gives_in_blender(extension: Extension, text: str) -> None:
    """What Blender's data means in an expression is what it means in Blender's Python."""
    scene: Any = bpy.context.scene
    scene.camera = None
    scene["shot"], scene["take"], scene["weight"], scene["ok"] = "010", 3, 0.5, True
    scene.view_layers.new("Second").use = False
    parent = bpy.data.objects.new("parent", None)
    child = bpy.data.objects.new("child", None)
    child.parent, child["rig"] = parent, "hero"
    scene.collection.objects.link(child)
    scene.collection.children.link(bpy.data.collections.new("props"))
    expressions = extension.module("job_types.expressions")
    expression = expressions.parse(text)
    values = extension.module("bridge.scene.expression_values").read(expression.chains, bpy.context)
    result = expressions.evaluate(expression, expressions.Scope(values, settings={"name": "Other"}))
    python = eval(text, {"bpy": bpy, "C": bpy.context, "settings": SimpleNamespace(name="Other")})
    assert (type(result), result) == (type(python), python)


class _Kept(bpy.types.PropertyGroup):
    token: bpy.props.StringProperty(default="secret")  # type: ignore[valid-type]


@pytest.fixture
def other_addon() -> Iterator[None]:
    """Provide what another add-on keeps: a group and a value of the scene, and a value of an object."""
    bpy.utils.register_class(_Kept)
    bpy.types.Scene.other_addon = bpy.props.PointerProperty(type=_Kept)
    bpy.types.Scene.other_token = bpy.props.StringProperty(get=lambda _scene: pytest.fail("it is read"))
    bpy.types.Scene.other_camera = bpy.props.PointerProperty(type=bpy.types.Object)
    bpy.types.Scene.other_key = bpy.props.StringProperty()
    bpy.context.scene.other_addon.token = "secret"
    bpy.context.scene.other_key = "secret"
    yield
    for name in ("other_addon", "other_token", "other_camera", "other_key"):
        delattr(bpy.types.Scene, name)
    bpy.utils.unregister_class(_Kept)


@pytest.mark.usefixtures("other_addon")
@pytest.mark.parametrize(
    "chain",
    [
        "C.scene.other_addon",
        "C.scene.other_addon.token",
        "C.scene.other_token",
        "C.scene.other_key",
        "C.scene.other_camera.name",
        "C.scene['other_addon']",
        "C.scene['other_addon']['token']",
        "C.scene.get('other_addon')['token']",
        "C.scene['other_key']",
        "C.scene.get('other_key')",
        "bpy.data.scenes[...].other_key",
        "bpy.data.scenes[0]['other_key']",
        "bpy.data['scenes']",
        "C.scene['group']",
        "C.scene['group']['key']",
        "C.scene['list']",
        "C.scene['list'][0]",
        "C.scene['object']",
        "C.scene['object'].name",
        "C.scene.flamenco_client.job_name",
        "C.scene.render.get('group')",
    ],
)
def test_what_other_addons_keep_is_not_read(extension: Extension, chain: str) -> None:
    """A token that an add-on keeps reaches no Manager: by attribute, by key, or in a group."""
    scene: Any = bpy.context.scene
    scene["group"], scene["list"], scene["object"] = {"key": "secret"}, [1, 2], bpy.data.objects.new("o", None)
    scene.other_camera = scene["object"]
    read = extension.module("bridge.scene.expression_values").read([chain], bpy.context)[chain]
    for value in read if isinstance(read, tuple) else (read,):
        assert type(value).__name__ == "Unreadable" or (chain.startswith("C.scene.get('other_key')") and value is None)


@pytest.mark.usefixtures("other_addon")
def test_keys_of_other_addons_are_not_listed(extension: Extension) -> None:
    """Even the names of what other add-ons keep stay here."""
    scene: Any = bpy.context.scene
    scene["shot"], scene["group"] = "010", {"key": "secret"}
    read = extension.module("bridge.scene.expression_values").read(["C.scene.keys()"], bpy.context)
    assert read == {"C.scene.keys()": ("shot",)}


def test_elements_have_a_budget(extension: Extension) -> None:
    """Counting is quick, reading thousands of names in each turn of the timer is not."""
    scene_values = extension.module("bridge.scene.expression_values")
    for number in range(scene_values.MOST + 1):
        bpy.data.meshes.new(str(number))
    names = ["bpy.data.meshes", "bpy.data.meshes[...].name", "bpy.data.meshes.keys()"]
    counted, each, keys = scene_values.read(names, bpy.context).values()
    assert counted.count == scene_values.MOST + 1
    assert each == keys == tuple(mesh.name for mesh in bpy.data.meshes)
    chains = ["bpy.data.meshes[...].users", "C.scene.view_layers[...].use"]
    users, layers = scene_values.read(chains, bpy.context).values()
    assert "too many" in users.reason
    assert layers.reason == users.reason
