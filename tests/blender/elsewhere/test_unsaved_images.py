"""Pixels that are in no file reach the copy exactly: every kind of image, colour space and alpha mode."""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.blender.elsewhere.test_changes import PROGRAM

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = pytest.mark.slow

SIZE = (6, 5)
SPACES = ("sRGB", "Non-Color", "Linear Rec.709", "AgX Base sRGB")
ALPHAS = ("STRAIGHT", "PREMUL", "CHANNEL_PACKED", "NONE")
FORMATS = {"PNG": "png", "JPEG": "jpg", "TARGA": "tga", "TIFF": "tif", "OPEN_EXR": "exr", "HDR": "hdr"}


def pixels(image: Any) -> array[float]:
    """Return all values of an image."""
    values = array("f", bytes(4 * len(image.pixels)))
    image.pixels.foreach_get(values)
    return values


def paint(image: Any, seed: int = 0, *, least_alpha: float = 0.0) -> None:
    """Change all pixels: colours and alpha of many values, for floats also below 0 and above 1."""
    values = pixels(image)
    for at in range(len(values)):
        value = ((at * 7919 + seed * 131) % 257 % 256) / 255
        values[at] = value * 3 - 0.3 + 1e-4 * math.sin(at) if image.is_float else value
        if at % 4 == 3:
            values[at] = max(least_alpha, (at // 4 % 6) / 5)
    image.pixels.foreach_set(values)
    image.update()


def _generated() -> Iterator[Any]:
    for is_float, space, alpha in itertools.product((False, True), SPACES, ALPHAS):
        image = bpy.data.images.new(f"{is_float} {space} {alpha}", *SIZE, alpha=True, float_buffer=is_float)
        image.colorspace_settings.name, image.alpha_mode = space, alpha
        yield image
    yield bpy.data.images.new("without alpha", *SIZE)
    scaled = bpy.data.images.new("scaled", *SIZE)
    paint(scaled)
    scaled.scale(9, 3)
    yield scaled


def _packed() -> Iterator[Any]:
    for is_float in (False, True):
        image = bpy.data.images.new(f"packed {is_float}", *SIZE, float_buffer=is_float)
        paint(image, 5)
        image.pack()
        yield image


def _from_files(folder: Path) -> Iterator[Any]:
    scene = bpy.data.scenes.new("Writing")
    scene.view_settings.view_transform = "Standard"
    for name, extension in FORMATS.items():
        draft = bpy.data.images.new("draft", *SIZE, float_buffer=extension in {"exr", "hdr"})
        paint(draft, 2)
        scene.render.image_settings.file_format = name
        path = folder / f"picture.{extension}"
        draft.save_render(str(path), scene=scene)
        bpy.data.images.remove(draft)
        yield bpy.data.images.load(str(path))
    bpy.data.scenes.remove(scene)


def test_pixels_are_the_same(tmp_path: Path) -> None:
    """A fresh Blender that opens the copy reads every value as it was painted; what decides on them stays."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"))
    images = [*_generated(), *_packed(), *_from_files(tmp_path)]
    for seed, image in enumerate(images):
        image.use_fake_user = True
        paint(image, seed, least_alpha=_least_alpha(image))
    opaque = bpy.data.images.new("opaque float", *SIZE, float_buffer=True)
    opaque.use_fake_user = True
    paint(opaque, least_alpha=1.0)
    painted = {image.name: (pixels(image), _facts(image)) for image in [*images, opaque]}
    sent = _sent(tmp_path, [*images, opaque])

    bpy.ops.wm.open_mainfile(filepath=str(sent))
    assert len(painted) == 2 * len(SPACES) * len(ALPHAS) + 4 + len(FORMATS) + 1
    for name, (values, facts) in painted.items():
        image = bpy.data.images[name]
        ignored = {3} if facts["alpha"] == "NONE" else set()
        expected = _without(values, ignored)
        assert _without(pixels(image), ignored) == pytest.approx(expected, rel=1e-6 if _is_rounded(image) else 0), name
        now = _facts(image)
        for key in ("path", "float", "size"):
            assert now[key] == facts[key], (name, key)
        assert image.source == "FILE"
        assert len(image.packed_files) == 1
    assert bpy.data.images["opaque float"].alpha_mode == "STRAIGHT"


@pytest.mark.skipif(bpy.app.version < (5, 0, 0), reason="files have a working space from 5.0 on")
def test_other_working_space(tmp_path: Path) -> None:
    """In a file with another working space, pixels are the same as well."""
    assert bpy.ops.wm.set_working_color_space(working_space="ACEScg") == {"FINISHED"}
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"))
    images = [bpy.data.images.new(f"{is_float}", *SIZE, float_buffer=is_float) for is_float in (False, True)]
    for image in images:
        image.use_fake_user = True
        paint(image, least_alpha=1.0)
    painted = {image.name: pixels(image) for image in images}
    sent = _sent(tmp_path, images)
    bpy.ops.wm.open_mainfile(filepath=str(sent))
    assert bpy.data.colorspace.working_space == "ACEScg"
    assert {name: pixels(bpy.data.images[name]) for name in painted} == painted


def _least_alpha(image: Any) -> float:
    """Return the least alpha that can be kept: from 5.1 on the mode stays, and its own encoding has limits."""
    if bpy.app.version < (5, 1, 0) or (image.is_float, image.alpha_mode) not in {(True, "STRAIGHT"), (False, "PREMUL")}:
        return 0.0
    return 0.2 if image.is_float else 1.0


def _is_rounded(image: Any) -> bool:
    return image.is_float and image.alpha_mode == "STRAIGHT"


@pytest.mark.skipif(bpy.app.version < (5, 1, 0), reason="until 5.0 another alpha mode renders the same")
def test_alpha_that_cannot_be_kept(tmp_path: Path) -> None:
    """Bytes with premultiplied alpha would lose values: an error, not a job with other frames."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"))
    image = bpy.data.images.new("Glass", *SIZE, alpha=True)
    image.alpha_mode, image.use_fake_user = "PREMUL", True
    paint(image)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"), copy=True)
    assert "could not be kept exactly" in _change(tmp_path, [image])["error"]


def test_image_that_is_gone(tmp_path: Path) -> None:
    """An image that the file does not have is an error, not a job with other frames."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"))
    image = bpy.data.images.new("Painted", *SIZE)
    paint(image)
    answer = _change(tmp_path, [image])
    assert 'the image "Painted" is missing' in answer["error"]


def _without(values: array[float], channels: set[int]) -> list[float]:
    return [value for at, value in enumerate(values) if at % 4 not in channels]


def _facts(image: Any) -> dict[str, Any]:
    return {
        "path": image.filepath_raw,
        "float": image.is_float,
        "size": tuple(image.size),
        "alpha": image.alpha_mode,
    }


def _sent(folder: Path, images: list[Any]) -> Path:
    bpy.ops.wm.save_as_mainfile(filepath=str(folder / "shot.blend"), copy=True, relative_remap=False)
    assert "error" not in _change(folder, images)
    return folder / "sent.blend"


def _change(folder: Path, images: list[Any]) -> Any:
    files = []
    for number, image in enumerate(images):
        path = folder / f"pixels-{number}"
        path.write_bytes(pixels(image).tobytes())
        (width, height), channels = image.size, image.channels
        files.append(
            {
                "name": image.name,
                "pixels": str(path),
                "width": width,
                "height": height,
                "channels": channels,
                "is_float": image.is_float,
                "tiled": False,
            }
        )
    file = {
        "source": str(folder / "shot.blend"),
        "target": str(folder / "sent.blend"),
        "original": str(folder / "shot.blend"),
        "render": {},
        "images": files,
        "paths": [],
        "libraries": [],
        "packed": [],
        "answer": str(folder / "answer.json"),
    }
    (folder / "request.json").write_text(json.dumps({"files": [file]}))
    user = {**os.environ, "BLENDER_USER_RESOURCES": str(folder / "user")}
    subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(folder / "request.json")], env=user, timeout=120, check=True
    )
    return json.loads((folder / "answer.json").read_text())
