"""What a submission is made of: everything the job needs, frozen at the click.

Blender's process builds a ``JobSnapshot``, the worker process reads it back from a JSON message. Editing the scene,
changing a setting or loading another file afterwards changes nothing of the job.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

PLATFORMS = ("linux", "windows", "darwin")
"""The names that the Manager has for operating systems."""

_KINDS = {str: "text", int: "a whole number", bool: "true or false", dict: "an object", list: "a list"}


class SnapshotError(ValueError):
    """A message is no snapshot; says which part is wrong."""


@dataclass(frozen=True, slots=True)
class AssetReference:
    """One file that the scene refers to."""

    path: str
    """Absolute path in this machine's form, as Blender resolves it."""
    written: str
    """The path as it stands in the data-block, for example ``//textures/a.png``."""
    kind: str
    """What it is: ``image``, ``library``, ``sequence``, ``font``, ``sound``, ..."""
    owner: str
    """The data-block that refers to it, for messages: ``Image "Wood"``."""
    owner_file: str
    """Absolute path of the .blend that holds the data-block: the main file or a linked library."""


@dataclass(frozen=True, slots=True)
class BlendSource:
    """The .blend to render."""

    path: str
    """The artist's file, absolute. It gives name and place; it is never written."""
    copy: str
    """A temporary file with the unsaved changes, deleted when the submission ends; "" = send ``path`` itself."""
    size: int
    """Bytes of ``path`` at the click."""
    mtime_ns: int
    """Modification time of ``path`` at the click, nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class BlenderProgram:
    """How a second Blender is started; all "" = there is none."""

    binary: str = ""
    """Blender's program; "" in the bpy module."""
    python: str = ""
    """The Python that has the bpy module, where there is no such program."""
    folder: str = ""
    """Where copies may lie that it makes; "" = the state folder."""


@dataclass(frozen=True, slots=True)
class JobSnapshot:
    """Everything a submission needs to know."""

    submission_id: str
    """Unique for each press of Submit; goes into the job's metadata, so that a lost answer can be settled."""
    manager_url: str
    platform: str
    """The operating system of this machine, one of ``PLATFORMS``."""
    name: str
    """The job's name as the artist typed it."""
    job_type: str
    job_type_etag: str
    """Which definition of the job type the settings were made for; "" = do not compare."""
    settings: Mapping[str, Any]
    """A JSON value for every setting that the job type declares, by key."""
    priority: int
    start_paused: bool
    worker_tag: str
    """Id or name of the worker tag; "" = any worker."""
    metadata: Mapping[str, str]
    blend: BlendSource | None
    """``None`` for a job that needs no file."""
    assets: tuple[AssetReference, ...]
    project_root: str
    """The project's folder if the artist chose one, else ""."""
    state_folder: str
    """Where this extension keeps what must survive a crash."""
    blender: BlenderProgram = BlenderProgram()
    suits_old_managers: bool = False
    """Every scene of the file that is sent has file extensions on, overwrite and placeholders off."""
    remember: Mapping[str, Any] = field(default_factory=dict)
    """What the next job of this type on this Manager begins with, by key; see ``initial_values``."""

    def as_message(self) -> dict[str, Any]:
        """The snapshot as a JSON-able object."""
        message = {name: getattr(self, name) for name in _READERS}
        message["settings"] = dict(self.settings)
        message["metadata"] = dict(self.metadata)
        message["remember"] = dict(self.remember)
        message["blend"] = asdict(self.blend) if self.blend else None
        message["blender"] = asdict(self.blender)
        message["assets"] = [asdict(asset) for asset in self.assets]
        return message

    @classmethod
    def from_message(cls, message: object) -> JobSnapshot:
        """Read a snapshot back.

        Raises:
            SnapshotError: A part is missing or of the wrong type.
        """
        parts = _object(message, "snapshot")
        return cls(**{name: read(_part(parts, name, "snapshot"), name) for name, read in _READERS.items()})


def _part(parts: Mapping[str, Any], name: str, where: str) -> object:
    if name not in parts:
        raise SnapshotError(f'{where}: "{name}" is missing')
    return parts[name]


def _exactly(kind: type[T]) -> Callable[[object, str], T]:
    """A reader for values of one type; ``True`` is no number here."""

    def read(value: object, where: str) -> T:
        if type(value) is not kind:
            raise SnapshotError(f"{where}: {_KINDS[kind]} expected, not {value!r:.80}")
        return value

    return read


_text = _exactly(str)
_number = _exactly(int)
_flag = _exactly(bool)
_list: Callable[[object, str], list[Any]] = _exactly(list)


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise SnapshotError(f"{where}: an object expected, not {value!r:.80}")
    return dict(value)


def _texts(value: object, where: str) -> dict[str, str]:
    return {key: _text(item, f"{where}.{key}") for key, item in _object(value, where).items()}


def _platform(value: object, where: str) -> str:
    if value not in PLATFORMS:
        raise SnapshotError(f"{where}: one of {', '.join(PLATFORMS)} expected, not {value!r:.80}")
    return str(value)


def _blend(value: object, where: str) -> BlendSource | None:
    if value is None:
        return None
    parts = _object(value, where)
    return BlendSource(
        path=_text(_part(parts, "path", where), f"{where}.path"),
        copy=_text(_part(parts, "copy", where), f"{where}.copy"),
        size=_number(_part(parts, "size", where), f"{where}.size"),
        mtime_ns=_number(_part(parts, "mtime_ns", where), f"{where}.mtime_ns"),
    )


def _assets(value: object, where: str) -> tuple[AssetReference, ...]:
    return tuple(_asset(item, f"{where}[{index}]") for index, item in enumerate(_list(value, where)))


def _asset(value: object, where: str) -> AssetReference:
    parts = _object(value, where)
    names = ("path", "written", "kind", "owner", "owner_file")
    return AssetReference(*(_text(_part(parts, name, where), f"{where}.{name}") for name in names))


def _program(value: object, where: str) -> BlenderProgram:
    parts = _object(value, where)
    names = ("binary", "python", "folder")
    return BlenderProgram(*(_text(_part(parts, name, where), f"{where}.{name}") for name in names))


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "submission_id": _text,
    "manager_url": _text,
    "platform": _platform,
    "name": _text,
    "job_type": _text,
    "job_type_etag": _text,
    "settings": _object,
    "priority": _number,
    "start_paused": _flag,
    "worker_tag": _text,
    "metadata": _texts,
    "blend": _blend,
    "assets": _assets,
    "project_root": _text,
    "state_folder": _text,
    "blender": _program,
    "suits_old_managers": _flag,
    "remember": _object,
}
