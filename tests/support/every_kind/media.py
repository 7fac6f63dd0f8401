"""Fonts, sounds, texts, movies, clips, strips of the sequencer, volumes and cache files."""

from __future__ import annotations

import os
import shutil
import warnings
from pathlib import Path
from typing import Any

from . import writers
from .stage import FRAMES, Part, Stage, bpy, image, mesh_object, with_nodes


def font(stage: Stage) -> None:
    """Use a font of the project, one that comes with Blender, and the built-in one, which needs no file."""
    folder = Path(bpy.utils.system_resource("DATAFILES")) / "fonts"
    source = min(folder.iterdir(), key=lambda path: (path.stat().st_size, path.name))
    path = stage.root / "fonts" / source.name
    path.parent.mkdir(parents=True)
    shutil.copyfile(source, path)
    stage.need(path)
    stage.needed.add(Path(os.path.relpath(source, stage.root)).as_posix())
    stage.hide(bpy.data.objects.new("Built in", bpy.data.curves.new("Built in", "FONT")))
    for curve, file in (("Own", path), ("Blender's", source)):
        data = bpy.data.curves.new(curve, "FONT")
        data.font = bpy.data.fonts.load(str(file))
        if file == path:
            data.font.filepath = stage.written(path)
        stage.hide(bpy.data.objects.new(curve, data))


def sounds(stage: Stage) -> None:
    """Use the sound of a speaker, and a packed sound."""
    path = writers.wav(stage.root / "sound" / "wind.wav")
    stage.need(path)
    speaker = bpy.data.speakers.new("Speaker")
    speaker.sound = bpy.data.sounds.load(str(path))
    speaker.sound.filepath = stage.written(path)
    stage.hide(bpy.data.objects.new("Speaker", speaker))
    packed = bpy.data.sounds.load(str(writers.wav(stage.root / "sound" / "packed.wav")))
    packed.pack()
    packed.use_fake_user = True


def texts(stage: Stage) -> None:
    """Use an external text, and one inside of the .blend."""
    path = writers.text(stage.root / "scripts" / "rig_ui.py", "pass\n")
    stage.need(path)
    loaded = bpy.data.texts.load(str(path))
    loaded.filepath = stage.written(path)
    bpy.data.texts.new("Inside")


def scripts_of_shaders(stage: Stage) -> None:
    """Use an OSL script with its compiled file, and the IES profile of a light."""
    osl, oso = stage.root / "shaders" / "plain.osl", stage.root / "shaders" / "plain.oso"
    ies = writers.text(stage.root / "lights" / "spot.ies", writers.IES)
    writers.text(osl, '#include "inc/half.h"\n' + writers.OSL)
    half = writers.text(stage.root / "shaders" / "inc" / "half.h", "#define HALF 0.5\n")
    noise, tile = writers.png(stage.root / "shaders" / "noise.png"), writers.png(stage.root / "shaders" / "t.1001.png")
    writers.binary(oso)
    stage.need(osl, oso, ies, half, noise, tile)
    material = bpy.data.materials.new("Script")
    material.use_fake_user = True
    script = with_nodes(material).nodes.new("ShaderNodeScript")
    script.mode = "EXTERNAL"
    light = bpy.data.lights.new("Profile", "POINT")
    light.use_fake_user = True
    profile = with_nodes(light).nodes.new("ShaderNodeTexIES")
    profile.mode = "EXTERNAL"
    profile.filepath = stage.written(ies)
    script.filepath = stage.written(osl)
    for name, value in (("file", stage.written(noise)), ("tiles", "//../../shaders/t.<UDIM>.png"), ("mode", "a.png")):
        script.inputs.new("NodeSocketString", name).default_value = value
    inside = with_nodes(light).nodes.new("ShaderNodeTexIES")
    inside.mode = "INTERNAL"


def lens(stage: Stage) -> None:
    """Use an OSL script as the lens of a camera, if Blender supports it."""
    camera = bpy.data.cameras.new("Lens")
    if not hasattr(camera, "custom_filepath"):
        bpy.data.cameras.remove(camera)
        return
    path = writers.text(stage.root / "shaders" / "lens.osl", writers.OSL)
    stage.need(path)
    camera.use_fake_user = True
    camera.type = "CUSTOM"
    camera.custom_mode = "EXTERNAL"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Blender resolves it relative to the file, though it warns that it does not
        camera.custom_filepath = stage.written(path)


def movie(stage: Stage) -> Path:
    """Render a movie of four frames, once."""
    path = stage.root / "movies" / "clip.mkv"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    scene = bpy.data.scenes.new("Movie")
    scene.frame_start, scene.frame_end = FRAMES
    strips = strips_of(scene)
    strip = strips.new_effect(name="Colour", type="COLOR", channel=1, frame_start=1, **_length(strips, 4))
    strip.color = (0.2, 0.6, 0.4)
    render = scene.render
    render.resolution_x = render.resolution_y = 32
    if hasattr(render.image_settings, "media_type"):
        render.image_settings.media_type = "VIDEO"
    render.image_settings.file_format = "FFMPEG"
    render.ffmpeg.format, render.ffmpeg.codec = "MKV", "FFV1"
    render.filepath = str(path)
    render.use_file_extension = False
    with bpy.context.temp_override(scene=scene):
        bpy.ops.render.render(animation=True, scene=scene.name)
    bpy.data.scenes.remove(scene)
    return path


def strips_of(scene: Any) -> Any:
    """Return the strips of a scene, which were called sequences before 4.4."""
    editor = scene.sequence_editor or scene.sequence_editor_create()
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def _length(strips: Any, frames: int) -> dict[str, int]:
    has_length = "length" in strips.bl_rna.functions["new_effect"].parameters
    return {"length": frames} if has_length else {"frame_end": 1 + frames}


def movies(stage: Stage) -> None:
    """Use a movie as a texture and as a clip."""
    path = movie(stage)
    stage.need(path)
    loaded = image(stage, path, "MOVIE")
    loaded.use_fake_user = True
    clip = bpy.data.movieclips.load(str(path))
    clip.filepath = stage.written(path)
    clip.use_fake_user = True


def clip_sequence(stage: Stage) -> None:
    """Use four images of a clip; the camera shows its proxy."""
    folder = stage.root / "footage"
    writers.pngs(folder, "plate_{:03}.png", range(11, 31))
    stage.needs(folder, "plate_{:03}.png", (11, *range(13, 17)))  # without the first Blender takes it for a movie
    clip = bpy.data.movieclips.load(str(folder / "plate_011.png"))
    clip.filepath = stage.written(folder / "plate_011.png")
    clip.frame_offset = 2
    clip.use_proxy = True
    proxy = folder / "BL_proxy" / "plate_011.png" / "proxy_50" / "00000001.jpg"
    stage.need(writers.png(proxy))
    background = bpy.data.cameras.new("Clip").background_images.new()
    background.id_data.use_fake_user = True
    background.source = "MOVIE_CLIP"
    background.clip = clip
    background.clip_user.proxy_render_size = "PROXY_50"


def strips(stage: Stage) -> None:
    """Use images, a movie, a sound and a clip in the sequencer; of the images only the visible ones are needed."""
    folder, all_strips = stage.root / "edit", strips_of(stage.scene)
    writers.pngs(folder, "card_{:02}.png", range(1, 11))
    pictures = all_strips.new_image("Cards", str(folder / "card_01.png"), 1, 1)
    for number in range(2, 11):
        pictures.elements.append(f"card_{number:02}.png")
    pictures.directory = os.path.join(stage.written(folder), "")
    offset = "left_handle_offset" if hasattr(pictures, "left_handle_offset") else "frame_offset_start"
    setattr(pictures, offset, 1.0)  # the second image is the first visible one, at frame 2
    stage.needs(folder, "card_{:02}.png", range(2, 5))
    if bpy.app.build_options.audaspace:
        sound = writers.wav(stage.root / "sound" / "voice.wav")
        stage.need(sound)
        all_strips.new_sound("Voice", str(sound), 2, 1).sound.filepath = stage.written(sound)
    film = all_strips.new_movie("Film", str(movie(stage)), 3, 1)
    film.filepath = stage.written(movie(stage))
    for strip in (pictures, film):
        strip.mute = True  # the render shows the scene


def volumes(stage: Stage) -> None:
    """Use one VDB, and sequences with each kind of continuation; Blender reads none of them here."""
    folder = stage.root / "volumes"
    stage.need(writers.binary(folder / "cloud.vdb"))
    bpy.data.volumes.new("Cloud").filepath = stage.written(folder / "cloud.vdb")
    used = {"CLIP": (4, 5), "EXTEND": (4, 5), "REPEAT": (4, 5), "PING_PONG": (4, 5, 6)}
    for mode, numbers in used.items():
        for number in range(1, 9):
            writers.binary(folder / mode / f"smoke_{number:03}.vdb")
        stage.needs(folder / mode, "smoke_{:03}.vdb", numbers)
        volume = bpy.data.volumes.new(mode)
        volume.filepath = stage.written(folder / mode / "smoke_001.vdb")
        volume.is_sequence = True
        volume.sequence_mode = mode
        volume.frame_start, volume.frame_offset = 1, 3
        volume.frame_duration = 3 if mode == "PING_PONG" else 2
    for volume in bpy.data.volumes:
        volume.use_fake_user = True


def alembic(stage: Stage) -> None:
    """Use an Alembic file with a layer, and a sequence, of which the named file is needed as well."""
    folder = stage.root / "caches"
    folder.mkdir(parents=True, exist_ok=True)
    path, layer = folder / "crowd.abc", folder / "crowd_v2.abc"
    bpy.ops.wm.alembic_export(filepath=str(path), start=1, end=2, as_background_job=False)
    shutil.copyfile(path, layer)
    stage.need(path, layer)
    for number in range(1, 11):
        writers.binary(folder / f"splash_{number:04}.abc")
    stage.needs(folder, "splash_{:04}.abc", (2, *range(1, 5)))
    cache = _cache_file(stage, path)
    cache.layers.new(stage.written(layer))
    sequence = _cache_file(stage, folder / "splash_0002.abc")
    sequence.is_sequence, sequence.frame_offset = True, 5  # that is for times within one file


def usd(stage: Stage) -> None:
    """Use a USD file, the file that it references, and its texture."""
    folder = stage.root / "usd"
    texture, part = writers.png(folder / "tex" / "brick.png"), writers.text(folder / "part.usda", writers.USDA_PART)
    content = writers.USDA.format(reference="./part.usda", texture="./tex/brick.png")
    main = writers.text(folder / "set.usda", content)
    stage.need(texture, part, main)
    _cache_file(stage, main)


def _cache_file(stage: Stage, path: Path) -> Any:
    before = set(bpy.data.cache_files)
    bpy.ops.cachefile.open(filepath=str(path))
    (made,) = set(bpy.data.cache_files) - before
    made.filepath = stage.written(path)
    plane = stage.hide(mesh_object(path.stem))
    modifier = plane.modifiers.new("Cache", "MESH_SEQUENCE_CACHE")
    modifier.cache_file = made
    return made


PARTS: tuple[Part, ...] = (
    font,
    sounds,
    texts,
    scripts_of_shaders,
    lens,
    movies,
    clip_sequence,
    strips,
    volumes,
    alembic,
    usd,
)
