"""Script that traces large scenes, for a Python with bpy, and prints the times as JSON. Used by ``bench_trace``.

Times are processor times of the thread, so that other load on the machine does not count.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = 5000
ROUNDS = 7


def main() -> None:
    """Measure two scenes: images only, and images on as many objects."""
    spec = importlib.util.spec_from_file_location("standalone", ROOT / "standalone.py")
    assert spec is not None
    assert spec.loader is not None
    standalone = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(standalone)
    standalone.mount(ROOT)
    import bpy

    with tempfile.TemporaryDirectory() as folder:
        blend = str(Path(folder) / "shot.blend")
        bpy.ops.wm.read_homefile(use_empty=True, app_template="")
        bpy.ops.wm.save_as_mainfile(filepath=blend)
        _add_images(bpy)
        figures = {"images": _measure(bpy, blend)}
        _add_objects(bpy)
        figures["objects"] = _measure(bpy, blend)
    print("FIGURES", json.dumps(figures))


def _add_images(bpy: Any) -> None:
    for number in range(REFERENCES):
        image = bpy.data.images.new(f"Image {number}", 4, 4)
        image.source, image.filepath = "FILE", f"//textures/set {number % 20}/image {number}.png"
        image.use_fake_user = True


def _add_objects(bpy: Any) -> None:
    mesh = bpy.data.meshes.new("Mesh")
    for image in list(bpy.data.images):
        material = bpy.data.materials.new(image.name)
        if material.node_tree is None:  # before 5.0
            material.use_nodes = True
        material.node_tree.nodes.new("ShaderNodeTexImage").image = image
        thing = bpy.data.objects.new(image.name, mesh)
        thing.modifiers.new("Subdivision", "SUBSURF")
        bpy.context.scene.collection.objects.link(thing)


def _floor(bpy: Any) -> None:
    """Read the data that any tracer has to read, and do nothing with it."""
    for image in bpy.data.images:
        _ = (image.name, image.filepath, image.source, image.library, image.packed_file)
    for material in bpy.data.materials:
        for node in material.node_tree.nodes:
            _ = type(node).__name__
    for thing in bpy.data.objects:
        for modifier in thing.modifiers:
            _ = type(modifier).__name__


def _measure(bpy: Any, blend: str) -> dict[str, float]:
    from flamenco_client.bridge.assets.trace import references
    from flamenco_client.ipc.messages import Start, order_line
    from flamenco_client.submission.snapshot import BlendSource
    from flamenco_client.tests.support.snapshots import job_snapshot

    assert len(references(blend)) == REFERENCES
    snapshot = job_snapshot(blend=BlendSource(blend, "", 0, 0))
    whole, floor, longest, over = [], [], [], []
    for _ in range(ROUNDS):
        whole.append(_ms(lambda: references(blend)))
        floor.append(_ms(lambda: _floor(bpy)))
        found, steps = _in_steps(snapshot)
        longest.append(max(steps))
        over.append(_ms(lambda: order_line(Start(1, "submit", {"snapshot": snapshot.as_message(found)}))))  # noqa: B023
    return {
        "whole": statistics.median(whole),
        "floor": statistics.median(floor),
        "longest": statistics.median(longest),
        "steps": len(steps),
        "over": statistics.median(over),
    }


def _in_steps(snapshot: Any) -> tuple[Any, list[float]]:
    from flamenco_client.bridge.assets import sliced_trace
    from flamenco_client.bridge.runtime import helper_session

    helper_session.has_timer = lambda: True
    finding = sliced_trace.find_references(snapshot)
    steps: list[float] = []
    while True:
        begin = time.thread_time()
        try:
            next(finding)
        except StopIteration as end:
            return end.value, steps
        finally:
            steps.append((time.thread_time() - begin) * 1000)


def _ms(action: Callable[[], object]) -> float:
    begin = time.thread_time()
    action()
    return (time.thread_time() - begin) * 1000


if __name__ == "__main__":
    main()
