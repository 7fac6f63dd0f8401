"""The second Blender changes paths of every kind in a copy, and nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import bpy as any_bpy
import pytest

PROGRAM = Path(__file__).resolve().parents[3] / "background_blender" / "__main__.py"

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]  # of the Cycles add-on

LIST = """
import json, sys
import bpy
names = {each.identifier: sorted(block.name_full for block in getattr(bpy.data, each.identifier))
    for each in bpy.data.bl_rna.properties if each.type == "COLLECTION"}
bpy.ops.wm.open_mainfile(filepath=sys.argv[1])
names = {each.identifier: sorted(block.name_full for block in getattr(bpy.data, each.identifier))
    for each in bpy.data.bl_rna.properties if each.type == "COLLECTION"}
values = {"scene": bpy.context.scene.name, "unit": bpy.data.texts["unit"].as_string()}
print("SEEN", json.dumps([names, values]))
"""


class Scene:
    """Builder of a scene, with the list of its paths."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: list[str] = []
        self.blend = folder / "here" / "scene.blend"
        self.blend.parent.mkdir(parents=True)
        bpy.ops.wm.save_as_mainfile(filepath=str(self.blend))

    def path(self, name: str) -> str:
        """Return a path of a file that need not exist."""
        self.written.append(f"/gone/{name}")
        return self.written[-1]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A saved, empty scene."""
    return Scene(tmp_path)


def _images(scene: Scene) -> None:
    for name, source in (("i.png", "FILE"), ("t.<UDIM>.png", "TILED"), ("s.0001.png", "SEQUENCE")):
        image = bpy.data.images.new(name, 4, 4)
        image.source, image.filepath_raw, image.use_fake_user = source, scene.path(name), True


def _modifiers(scene: Scene) -> None:
    thing = bpy.data.objects.new("Thing", bpy.data.meshes.new("Thing"))
    bpy.context.scene.collection.objects.link(thing)
    add = thing.modifiers.new
    add("Mesh Cache", "MESH_CACHE").filepath = scene.path("c.mdd")
    add("Ocean", "OCEAN").filepath = scene.path("ocean/")
    cloth = add("Cloth", "CLOTH").point_cache
    cloth.use_external, cloth.filepath = True, scene.path("cloth/")
    particles = add("Particles", "PARTICLE_SYSTEM").particle_system.point_cache
    particles.use_external, particles.filepath = True, scene.path("particles/")
    nodes = add("Nodes", "NODES")
    nodes.bake_directory = scene.path("bake/")
    nodes.node_group = bpy.data.node_groups.new("Import", "GeometryNodeTree")
    socket = nodes.node_group.interface.new_socket("Path", in_out="INPUT", socket_type="NodeSocketString")
    if bpy.app.version >= (5, 2, 0):
        getattr(nodes.properties.inputs, socket.identifier).value = scene.path("input.obj")
    else:
        nodes[socket.identifier] = scene.path("input.obj")
    if bpy.app.version >= (4, 5, 0):
        nodes.node_group.nodes.new("GeometryNodeImportOBJ").inputs[0].default_value = scene.path("node.obj")


def _nodes(scene: Scene) -> None:
    for owner in (bpy.data.materials.new("Material"), bpy.data.worlds.new("World")):
        owner.use_fake_user = True
        if owner.node_tree is None:  # before 5.0 they have no nodes by default
            owner.use_nodes = True
    light = bpy.data.materials["Material"].node_tree.nodes.new("ShaderNodeTexIES")
    light.mode, light.filepath = "EXTERNAL", scene.path("light.ies")
    script = bpy.data.materials["Material"].node_tree.nodes.new("ShaderNodeScript")
    script.mode, script.filepath = "EXTERNAL", scene.path("shader.osl")
    sky = bpy.data.worlds["World"].node_tree.nodes.new("ShaderNodeScript")
    sky.mode, sky.filepath = "EXTERNAL", scene.path("sky.osl")


def _data(scene: Scene) -> None:
    volume = bpy.data.volumes.new("Volume")
    volume.filepath, volume.use_fake_user = scene.path("v.vdb"), True
    text = bpy.data.texts.new("Text")
    text.filepath, text.use_fake_user = scene.path("t.py"), True


def _strips(scene: Scene) -> None:
    editor = bpy.context.scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences  # before 4.4
    strip = strips.new_image("Pictures", scene.path("edit/f1.png"), 1, 1)
    strip.elements.append("f2.png")
    strip.use_proxy, strip.proxy.use_proxy_custom_directory = True, True
    strip.proxy.directory = scene.path("proxies/")


PARTS: tuple[Callable[[Scene], None], ...] = (_images, _modifiers, _nodes, _data, _strips)


@pytest.mark.parametrize("compress", [True, False])
def test_every_path_is_changed(scene: Scene, compress: bool) -> None:
    """Paths of every kind in one file are changed; output paths, data and compression stay."""
    for part in PARTS:
        part(scene)
    bpy.data.texts.new("unit").write("kept")
    bpy.context.scene.render.filepath = "/gone/output/"
    bpy.ops.wm.save_mainfile(compress=compress)
    answer, there = _change(scene, render={"use_overwrite": False})

    assert answer == {"left": [], "lost_libraries": []}
    assert there.read_bytes()[:4] == scene.blend.read_bytes()[:4]
    before, after = _list(scene.blend), _list(there)
    assert after == before
    assert _texts(there, "/gone/") == {"/gone/output/"}
    new = {_new(path) for path in scene.written}
    assert _texts(there, "//../_outside/") == new - {"//../_outside/edit/f1.png"} | {"//../_outside/edit/"}
    assert bpy.context.scene.render.use_overwrite is False


def test_nothing_is_evaluated(scene: Scene) -> None:
    """The scene is not evaluated: this could take minutes, write caches and change the values of drivers.

    Here a driver depends on the changed setting: evaluating it would change its stored value.
    """
    thing = bpy.data.objects.new("Driven", None)
    bpy.context.scene.collection.objects.link(thing)
    driver = thing.driver_add("location", 0).driver
    driver.expression = "5 * on"
    variable = driver.variables.new()
    variable.name = "on"
    variable.targets[0].id_type, variable.targets[0].id = "SCENE", bpy.context.scene
    variable.targets[0].data_path = "render.use_overwrite"
    bpy.context.scene.render.use_overwrite = True
    thing.location.y = 3
    bpy.ops.wm.save_mainfile()
    before = _stored(scene.blend)
    answer, there = _change(scene, render={"use_overwrite": False})

    assert "error" not in answer
    assert before == (5.0, 3.0)
    assert _stored(there) == before


def _stored(blend: Path) -> tuple[float, float]:
    """Return the stored location of the driven object: Blender does not evaluate it, because no scene contains it."""
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    with bpy.data.libraries.load(str(blend), link=True) as (_there, here):
        here.objects = ["Driven"]
    location = here.objects[0].location
    return location.x, location.y


def test_path_that_is_not_found(scene: Scene) -> None:
    """A path that is not found in the file is reported."""
    scene.path("nobody/knows.png")
    bpy.ops.wm.save_mainfile()
    answer, _ = _change(scene)
    assert answer["left"] == ["/gone/nobody/knows.png"]


def test_path_beside_another_one_that_is_not_found(scene: Scene) -> None:
    """A path that is not found is reported, though another one in its folder is found; but not a derived path."""
    image = bpy.data.images.new("Left", 4, 4)
    image.source, image.filepath_raw, image.use_fake_user = "FILE", scene.path("tex/eyes_L.png"), True
    scene.path("tex/unknown.png")
    scene.path("tex/eyes_R.png")
    bpy.ops.wm.save_mainfile()
    answer, _ = _change(scene, derived={"/gone/tex/eyes_R.png"})
    assert answer["left"] == ["/gone/tex/unknown.png"]


def test_file_that_is_not_a_blend(scene: Scene) -> None:
    """The answer contains the error."""
    scene.blend.write_bytes(b"BLENDER, but not really")
    answer, there = _change(scene)
    assert answer["error"]
    assert not there.exists()


def _change(scene: Scene, render: dict[str, Any] | None = None, derived: Collection[str] = ()) -> tuple[Any, Path]:
    target, answer, request = (scene.folder / name for name in ("there.blend", "answer.json", "request.json"))
    file = {
        "source": str(scene.blend),
        "target": str(target),
        "original": str(scene.blend),
        "render": render or {},
        "paths": [
            {"written": path, "path": os.path.normpath(path), "new": _new(path), "derived": path in derived}
            for path in scene.written
        ],
        "libraries": [],
        "packed": [],
        "answer": str(answer),
    }
    request.write_text(json.dumps({"files": [file]}))
    user = {**os.environ, "BLENDER_USER_RESOURCES": str(scene.folder / "user")}
    subprocess.run([sys.executable, "-I", str(PROGRAM), str(request)], env=user, timeout=120, check=False)
    return json.loads(answer.read_text()), target


def _new(path: str) -> str:
    return "//../_outside/" + path.removeprefix("/gone/").lstrip("/")


def _list(blend: Path) -> Any:
    user = {**os.environ, "BLENDER_USER_RESOURCES": str(blend.parent / "user")}
    command = [sys.executable, "-c", LIST, str(blend)]
    done = subprocess.run(command, env=user, capture_output=True, text=True, timeout=120, check=False)
    return json.loads(done.stdout.split("SEEN ", 1)[1].splitlines()[0])


def _texts(blend: Path, start: str) -> set[str]:
    """Return all strings in a file with a prefix."""
    assert bpy.ops.wm.open_mainfile(filepath=str(blend)) == {"FINISHED"}
    plain = blend.with_suffix(".plain")
    bpy.ops.wm.save_as_mainfile(filepath=str(plain), copy=True, compress=False, relative_remap=False)
    return {text.decode() for text in re.findall(re.escape(start).encode() + rb"[^\0]*", plain.read_bytes())}
