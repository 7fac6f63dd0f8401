"""Snapshot: the job and the scene's references at the moment of the click.

Blender's process builds a ``JobSnapshot``, the helper reads it from a JSON message. Later changes of the scene or the
settings do not change the job.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ..core.encoded_json import Encoded
from ..core.finding import Finding, messages
from ..core.text import revived, to_json
from ..core.user_files import UserFiles
from .snapshot_fields import (
    SnapshotError,
    a_list,
    an_object,
    flag,
    list_of_texts,
    number,
    one_of,
    part,
    record,
    runs,
    text,
    texts,
)

__all__ = ["SnapshotError"]

PLATFORMS = ("linux", "windows", "darwin")
"""The Manager's names for operating systems."""

SPREADS = (
    "file",
    "frames",
    "tiles",
    "computed",
    "folder",
    "point_cache",
    "usd",
    "place",
    "own",
    "project",
    "environment",
)
"""The files that one reference includes:

- ``file``: the file at ``path``;
- ``frames``: ``path`` names one of many files that differ in the last number of their name; ``frames`` limits them;
- ``tiles``: ``path`` holds ``<UDIM>`` or ``<UVTILE>``;
- ``computed``: the name of ``path`` holds ``{...}`` for what nodes compute, frame numbers as a rule;
- ``folder``: everything below the folder ``path`` (fluid caches, baked geometry nodes), deep;
- ``point_cache``: in the folder ``path`` the files ``<stem>_<frame>_<index>.<extension>`` (cloth, particles, ...);
- ``usd``: the file at ``path`` and every file that it refers to, directly or not;
- ``place``: no file, only its path: a packed library, whose folder ``//`` means in the data from it;
- ``own``: a library shipped with Blender, which the farm should have under the same path: not uploaded, but reported;
- ``project``: the settings file of a project of Blender 5.3 at ``path``, and the colour configuration that it names;
- ``environment``: no file; ``path`` is what workers need in their environment, too, and ``stem`` who names it.
"""


@dataclass(frozen=True, slots=True)
class AssetReference:
    """A reference of the scene to one file or a set of files."""

    path: str
    """Absolute path in this machine's form, as Blender resolves it."""
    written: str
    """The path as stored in the data-block, for example ``//textures/a.png``."""
    kind: str
    """Kind of file: ``image``, ``library``, ``sequence``, ``font``, ``sound``, ..."""
    owner: str
    """The data-block that refers to it, for messages: ``Image "Wood"``."""
    owner_file: str
    """Absolute path of the .blend with the data-block: the main file or a linked library."""
    spread: str = "file"
    """One of ``SPREADS``."""
    frames: tuple[tuple[int, int], ...] = ()
    """For ``frames``: the numbers in file names that are used, as (first, last) of each run; () = all there are.
    For ``tiles``: the tiles that the image has, by their UDIM numbers."""
    stem: str = ""
    """For ``point_cache``: the first part of the file names."""
    optional: bool = False
    """Optional: a cache folder that Blender would create, a proxy. It is uploaded if it exists."""
    packed_from: str = ""
    """Absolute path of the library that the data-block was packed from into ``owner_file``; "" = it was not."""

    @property
    def start_file(self) -> str:
        """The .blend whose folder ``//`` usually means; a packed library may be missing."""
        return self.packed_from or self.owner_file


@dataclass(frozen=True, slots=True)
class BlendSource:
    """The .blend to render."""

    path: str
    """Absolute path of the user's file, which determines name and folder; it is never written."""
    copy: str
    """A temporary file with the unsaved changes, deleted when the submission ends; "" = send ``path`` itself."""
    size: int
    """Bytes of ``path`` at the click."""
    mtime_ns: int
    """Modification time of ``path`` at the click, nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class BlenderProgram:
    """How to start a second Blender; all "" = not possible."""

    binary: str = ""
    """Blender's program; "" in the bpy module."""
    python: str = ""
    """The Python with the bpy module, if there is no such program."""
    folder: str = ""
    """Folder for its copies; "" = the folder of ``user_files``."""
    colours: str = ""
    """The colour configuration that it has to use, so that it knows all names in the file; "" = its own."""


@dataclass(frozen=True, slots=True)
class FileChoices:
    """The user's options for the files of a job."""

    exclude: tuple[str, ...] = ()
    """Globs; files whose path in the project or whose name matches one are not uploaded."""
    extra: tuple[str, ...] = ()
    """Absolute paths of additional files and folders to upload."""
    shared_folders: tuple[str, ...] = ()
    """Absolute folders that workers see under the same path; files referenced absolutely in them are not uploaded."""
    large_bytes: int = 0
    """Bytes above which a file must be confirmed before it is uploaded; 0 = never."""
    trouble: str = "refuse"
    """What to do if files need a confirmation, one of ``TROUBLES``."""


TROUBLES = ("ask", "refuse", "allow")
"""``ask``: wait for the user's confirmation; ``refuse``: fail if files are missing; ``allow``: continue anyway."""


@dataclass(frozen=True, slots=True)
class JobSnapshot:
    """All input of a submission."""

    submission_id: str
    """Unique for each submission; stored in the job's metadata to find the job if the answer is lost."""
    manager_url: str
    platform: str
    """The operating system of this machine, one of ``PLATFORMS``."""
    name: str
    """The job's name as the user typed it."""
    job_type: str
    job_type_etag: str
    """Etag of the job type's definition that the settings belong to; "" = do not compare."""
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
    """The project's folder if the user chose one, else ""."""
    user_files: UserFiles
    """The extension's persistent files; in the message their folder."""
    blender: BlenderProgram = BlenderProgram()
    suits_old_managers: bool = False
    """Every scene of the file that is sent has file extensions on, overwrite and placeholders off."""
    remember: Mapping[str, Any] = field(default_factory=dict)
    """Initial values for the next job of this type on this Manager, by key; see ``initial_values``."""

    files: FileChoices = FileChoices(trouble="allow")
    warnings: tuple[Finding, ...] = ()
    """What was known to be doubtful at the click, for the result."""

    def as_message(self, assets: Encoded | None = None) -> dict[str, Any]:
        """Return the snapshot as an object for `encoded_json.dumps`.

        Args:
            assets: The references, encoded already by `asset_message`; None = encode them now.
        """
        message = {name: getattr(self, name) for name in _READERS}
        message["user_files"] = self.user_files.folder
        message["settings"] = dict(self.settings)
        message["metadata"] = dict(self.metadata)
        message["remember"] = dict(self.remember)
        message["blend"] = asdict(self.blend) if self.blend else None
        message["blender"] = asdict(self.blender)
        message["files"] = asdict(self.files)
        message["warnings"] = to_json(messages(self.warnings))
        message["assets"] = [asset_message(asset) for asset in self.assets] if assets is None else assets
        return message

    @classmethod
    def from_message(cls, message: object) -> JobSnapshot:
        """Return the snapshot that a message encodes.

        Raises:
            SnapshotError: A part is missing or of the wrong type.
        """
        parts = an_object(message, "snapshot")
        return cls(**{name: read(part(parts, name, "snapshot"), name) for name, read in _READERS.items()})


def asset_message(asset: AssetReference) -> dict[str, Any]:
    """Return a reference as a JSON-able object without empty parts, since there may be very many."""
    return {name: value for name, none in _ASSET_PARTS if (value := getattr(asset, name)) != none}


_ASSET_PARTS = tuple((field.name, field.default) for field in fields(AssetReference))
"""Field names with the values that are left out; required fields have a marker that equals no value."""

_BLEND = record(BlendSource, {"path": text, "copy": text, "size": number, "mtime_ns": number})
_ASSET = record(
    AssetReference,
    {"path": text, "written": text, "kind": text, "owner": text, "owner_file": text},
    {"spread": one_of(SPREADS), "frames": runs, "stem": text, "optional": flag, "packed_from": text},
)
_PROGRAM = record(BlenderProgram, {"binary": text, "python": text, "folder": text}, {"colours": text})
_FILES = record(
    FileChoices,
    {
        "exclude": list_of_texts,
        "extra": list_of_texts,
        "shared_folders": list_of_texts,
        "large_bytes": number,
        "trouble": one_of(TROUBLES),
    },
)


def _blend(value: object, where: str) -> BlendSource | None:
    return None if value is None else _BLEND(value, where)


def _assets(value: object, where: str) -> tuple[AssetReference, ...]:
    return tuple(_ASSET(item, f"{where}[{index}]") for index, item in enumerate(a_list(value, where)))


def _user_files(value: object, where: str) -> UserFiles:
    return UserFiles(text(value, where))


def _findings(value: object, where: str) -> tuple[Finding, ...]:
    try:
        return tuple(Finding.from_message(revived(an_object(item, where))) for item in a_list(value, where))
    except ValueError as error:
        raise SnapshotError(f"{where}: {error}") from None


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "submission_id": text,
    "manager_url": text,
    "platform": one_of(PLATFORMS),
    "name": text,
    "job_type": text,
    "job_type_etag": text,
    "settings": an_object,
    "priority": number,
    "start_paused": flag,
    "worker_tag": text,
    "metadata": texts,
    "blend": _blend,
    "assets": _assets,
    "project_root": text,
    "user_files": _user_files,
    "blender": _PROGRAM,
    "suits_old_managers": flag,
    "remember": an_object,
    "files": _FILES,
    "warnings": _findings,
}
