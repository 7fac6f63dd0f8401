"""Substitute for Blender in which expressions run both in Python and in the interpreter."""

from __future__ import annotations

import posixpath
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import PurePath, PurePosixPath
from types import CodeType, SimpleNamespace
from typing import Any

from flamenco_client.job_types.expressions import (
    Elements,
    Expression,
    Reference,
    Scope,
    Unreadable,
    evaluate,
    parse,
)
from flamenco_client.job_types.expressions.chains import Get, Item, Many, Step, steps_of

BLEND = "/studio/film/shots/010/anim.blend"

SETTINGS = {
    "render_output_root": "//../render",
    "playblast_output_root": "/mnt/blasts/",
    "render_output_path": "//out/../final/######",
    "add_path_components": 2,
    "stable_directory": False,
    "zero": 0,
    "empty": "",
    "word": "Word_ä",
}

IN_USE = {
    1: "f'{C.scene.frame_start}-{C.scene.frame_end}'",
    2: "str(Path(abspath(settings.render_output_root), last_n_dir_parts(settings.add_path_components), jobname, "
    "'{timestamp}', '######'))",
    3: "str(Path(abspath(settings.render_output_root), last_n_dir_parts(settings.add_path_components), jobname, "
    "'{timestamp}', 'tiles'))",
    4: "C.scene.render.fps / C.scene.render.fps_base",
    5: "C.scene.render.image_settings.file_format",
    6: "C.scene.render.file_extension",
    7: "C.scene.render.image_settings.use_preview",
    8: "C.scene.name",
    9: "C.scene.frame_current",
    10: "C.scene.render.resolution_x",
    11: "C.scene.render.resolution_y",
    12: "C.scene.render.resolution_percentage",
    13: "str(jobname)",
    14: "bpy.path.basename(bpy.context.blend_data.filepath)",
    15: "str(Path(abspath(settings.render_output_root), last_n_dir_parts(settings.add_path_components), jobname, "
    "Path(C.scene.render.filepath).name + '_######')) if settings.stable_directory else "
    "str(Path(abspath(settings.render_output_root), last_n_dir_parts(settings.add_path_components), jobname, "
    "'{timestamp}', Path(C.scene.render.filepath).name + '_######'))",
    16: "str(Path(abspath(settings.playblast_output_root), last_n_dir_parts(settings.add_path_components), 'blast', "
    "jobname, jobname + '_######'))",
    17: "f'/mnt/shared/flamenco/jobs/{jobname}/render/######'",
    18: "str(Path(bpy.data.filepath).parent.joinpath('render', '######')) if bpy.data.filepath else "
    "f'/mnt/shared/flamenco/jobs/{jobname}/render/######'",
    19: "str(Path(bpy.path.abspath('//')).joinpath('render', '######')) if "
    "bpy.path.abspath('//').startswith('/mnt/shared/flamenco/jobs/') else "
    "f'/mnt/shared/flamenco/jobs/{jobname}/render/######'",
    20: "str(Path(abspath(settings.render_output_path)))",
    21: "str(Path(settings.render_output_root) / last_n_dir_parts(settings.add_path_components) / jobname / "
    "'{timestamp}' / '######')",
    22: "'video' if C.scene.render.image_settings.file_format in {'FFMPEG', 'AVI_RAW', 'AVI_JPEG'} else 'images'",
    23: "C.scene.render.ffmpeg.format",
}
"""Expressions of known job types."""


class Block(SimpleNamespace):
    """A data-block with custom properties; true, as in Blender, and read by attribute or by key."""

    def __init__(self, name: str, custom: dict[str, Any] | None = None, **attributes: Any) -> None:
        super().__init__(name=name, **attributes)
        self.custom = custom or {}

    def __getitem__(self, key: str) -> Any:
        return self.custom[key]

    def __contains__(self, key: str) -> bool:
        return key in self.custom

    def get(self, key: str, default: Any = None) -> Any:
        return self.custom.get(key, default)

    def keys(self) -> list[str]:
        return list(self.custom)


class Collection:
    """A collection of data-blocks, which is searched by name as Blender's are."""

    def __init__(self, *blocks: Any) -> None:
        self.blocks = blocks

    def __len__(self) -> int:
        return len(self.blocks)

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)

    def __getitem__(self, key: str | int) -> Block:
        return self.blocks[key] if isinstance(key, int) else {block.name: block for block in self.blocks}[key]

    def __contains__(self, key: str) -> bool:
        return key in self.keys()

    def get(self, key: str, default: Any = None) -> Any:
        return {block.name: block for block in self.blocks}.get(key, default)

    def keys(self) -> list[str]:
        return [block.name for block in self.blocks]

    def values(self) -> list[Block]:
        return list(self.blocks)


def scene(**changes: Any) -> SimpleNamespace:
    """Return a scene with the attributes that expressions read; ``changes`` are in ``scene.render.image_settings``."""
    image_settings = SimpleNamespace(file_format="PNG", use_preview=True)
    image_settings.__dict__.update(changes)
    render = SimpleNamespace(
        fps=24,
        fps_base=1.001,
        file_extension=".png",
        filepath="//render/shot_",
        resolution_x=1920,
        resolution_y=1080,
        resolution_percentage=50,
        image_settings=image_settings,
        ffmpeg=SimpleNamespace(format="MPEG4"),
    )
    return Block(
        "Scène 1",
        {"shot": "010", "take": 3, "ok": False},
        frame_start=-3,
        frame_end=250,
        frame_current=7,
        render=render,
        camera=Block("Main"),
        world=None,
        cursor=(1.0, 2.0, 3.0),
        view_layers=Collection(
            Block("Beauty", {"pass": 1}, use=True, collections=Collection(Block("a"), Block("b"))),
            Block("Matte", use=False, collections=Collection()),
            Block("Extra", use=True, collections=Collection(Block("c"))),
        ),
        objects=Collection(),
    )


class World:
    """One state of Blender."""

    def __init__(
        self, *, blend: str = BLEND, jobname: str = "shot 010", settings: dict[str, Any] | None = None, **changes: Any
    ) -> None:
        self.blend = blend
        self.jobname = jobname
        self.settings = SETTINGS | (settings or {})
        shown = scene(**changes)
        other = Block("Other", {"shot": "020"}, frame_start=10, frame_end=20, camera=None, view_layers=Collection())
        data = SimpleNamespace(filepath=blend, scenes=Collection(shown, other))
        self.context = SimpleNamespace(scene=shown, blend_data=data, object=shown.camera)
        path = SimpleNamespace(
            abspath=self._blender_abspath,
            basename=self._basename,
            clean_name=self._clean_name,
            ensure_ext=self._ensure_ext,
        )
        app = SimpleNamespace(version=(5, 0, 1), version_string="5.0.1")
        self.bpy = SimpleNamespace(context=self.context, data=data, path=path, app=app)

    def python(self, source: str | CodeType) -> Any:
        """Return Python's own result."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return eval(source.strip() if isinstance(source, str) else source, self.names())

    def names(self) -> dict[str, Any]:
        """Return the names that an expression can use in Python."""
        return {
            "bpy": self.bpy,
            "C": self.context,
            "jobname": self.jobname,
            "Path": PurePosixPath,
            "abspath": lambda path: PurePosixPath(posixpath.normpath(self._blender_abspath(str(path)) or ".")),
            "last_n_dir_parts": self._last_n_dir_parts,
            "settings": SimpleNamespace(**self.settings),
        }

    def scope(self, expression: Expression) -> Scope:
        """Return the scope that the bridge would create for ``expression``."""
        values = {chain: self.read(chain) for chain in expression.chains}
        return Scope(values, self.jobname, self.settings, self.blend, PurePosixPath)

    def read(self, chain: str) -> Any:
        root, *steps = steps_of(chain)
        return _followed({"C": self.context, "bpy": self.bpy}[str(root)], steps)

    def interpreted(self, text: str) -> Any:
        """Return the interpreter's result."""
        expression = parse(text)
        return evaluate(expression, self.scope(expression))

    def _blender_abspath(self, path: str) -> str:
        return posixpath.join(posixpath.dirname(self.blend), path[2:]) if path.startswith("//") else path

    @staticmethod
    def _basename(path: str) -> str:
        return posixpath.basename(path[2:] if path[:2] == "//" else path)

    @staticmethod
    def _clean_name(name: str, *, replace: str = "_") -> str:
        return re.sub(r"[^A-Za-z0-9_\-\u00ff-\U0010ffff]", replace, name)

    @staticmethod
    def _ensure_ext(path: str, ext: str, *, case_sensitive: bool = False) -> str:
        has = path.endswith(ext) if case_sensitive else path.lower().endswith(ext.lower())
        return path if has else path + ext

    def _last_n_dir_parts(self, n: int, path: str | PurePath | None = None) -> PurePath:
        folder = PurePosixPath(self.blend if path is None else path).parent
        parts = [part for part in folder.parts if part != folder.anchor]
        return PurePosixPath(*parts[len(parts) - min(n, len(parts)) :]) if n > 0 else PurePosixPath()


def _followed(value: Any, steps: Sequence[Step]) -> Any:
    """Return what lies some steps from a value of the world, as the bridge would return it."""
    try:
        for number, step in enumerate(steps):
            match step:
                case Many.EACH:
                    return tuple(_followed(element, steps[number + 1 :]) for element in value)
                case Many.KEYS:
                    value = tuple(value.keys())
                case Item(key):
                    value = value[key]
                case Get(key):
                    value = value.get(key)
                case str():
                    value = getattr(value, step)
    except (AttributeError, LookupError, TypeError) as error:
        return Unreadable(str(error))
    if isinstance(value, Collection):
        return Elements("collection", len(value))
    return Reference(type(value).__name__, id(value)) if isinstance(value, SimpleNamespace) else value
