"""The two job types of every Manager."""

from __future__ import annotations

from typing import Any

_ECHO_SLEEP: dict[str, Any] = {
    "name": "echo-sleep-test",
    "label": "Echo Sleep Test",
    "settings": [
        {"key": "message", "type": "string", "required": True},
        {"key": "sleep_duration_seconds", "type": "int32", "default": 1},
        {"key": "sleep_repeats", "type": "int32", "default": 1},
    ],
}

_OUTPUT_PATH = (
    "str(Path(abspath(settings.render_output_root), last_n_dir_parts(settings.add_path_components), "
    "jobname, '{timestamp}', '######'))"
)

_SIMPLE_BLENDER_RENDER: dict[str, Any] = {
    "name": "simple-blender-render",
    "label": "Simple Blender Render",
    "description": "Renders frames as images, then joins them to a video for a first look",
    "settings": [
        {
            "key": "frames",
            "type": "string",
            "required": True,
            "eval": "f'{C.scene.frame_start}-{C.scene.frame_end}'",
            "evalInfo": {"showLinkButton": True, "description": "Scene frame range"},
            "description": "Which frames to render, for example '8', '1-24' or '1, 5-9, 20'",
        },
        {
            "key": "chunk_size",
            "type": "int32",
            "default": 1,
            "description": "How many frames one task renders",
            "visible": "submission",
        },
        {
            "key": "render_output_root",
            "type": "string",
            "subtype": "dir_path",
            "required": True,
            "visible": "submission",
            "description": "Folder in which each job gets a folder of its own for its images",
        },
        {
            "key": "add_path_components",
            "type": "int32",
            "required": True,
            "default": 0,
            "propargs": {"min": 0, "max": 32},
            "visible": "submission",
            "description": "How many folder names of the .blend's own path to repeat in the output path",
        },
        {
            "key": "render_output_path",
            "type": "string",
            "subtype": "file_path",
            "editable": False,
            "eval": _OUTPUT_PATH,
            "description": "Where the images will be",
        },
        {
            "key": "blendfile",
            "type": "string",
            "required": True,
            "description": "The file that is rendered",
            "visible": "web",
        },
        {"key": "fps", "type": "float", "eval": "C.scene.render.fps / C.scene.render.fps_base", "visible": "hidden"},
        {
            "key": "format",
            "type": "string",
            "required": True,
            "eval": "C.scene.render.image_settings.file_format",
            "visible": "web",
        },
        {
            "key": "image_file_extension",
            "type": "string",
            "required": True,
            "eval": "C.scene.render.file_extension",
            "visible": "hidden",
            "description": "What the images' names end with",
        },
        {
            "key": "has_previews",
            "type": "bool",
            "required": False,
            "eval": "C.scene.render.image_settings.use_preview",
            "visible": "hidden",
            "description": "Whether each image comes with a small JPEG",
        },
        {
            "key": "scene",
            "type": "string",
            "required": True,
            "eval": "C.scene.name",
            "visible": "web",
            "description": "The scene that is rendered",
        },
    ],
}

SHIPPED: tuple[dict[str, Any], ...] = (_ECHO_SLEEP, _SIMPLE_BLENDER_RENDER)
