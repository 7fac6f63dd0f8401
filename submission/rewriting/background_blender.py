"""The second Blender: it changes copies of .blend files and never writes the artist's files."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ...core.cancel import CancelToken
from ...core.progress import Phase, Progress
from ...core.safe_names import printable, safe_part
from ...core.text import say
from ..local_files.file_sources import FileSources
from ..packing.pack import Pack
from ..snapshot import BlenderProgram, JobSnapshot
from .library_mirror import LibraryMirror, link
from .required_changes import LIBRARY, Change, new_path

SCRIPT: Final = Path(__file__).resolve().parents[2] / "background_blender" / "__main__.py"

TIMEOUT: Final = 900.0
"""Seconds within which the second Blender has to open and save one file."""
LEAVE: Final = 5.0
"""Seconds within which it has to exit after the last file; some versions of Blender never do."""
LOOK_EVERY: Final = 0.1
"""Seconds between two checks whether it has exited or the user has cancelled."""
LOG_TAIL: Final = 2000
"""Characters of its output that an error's details contain."""
CLIP: Final = "clip"
"""Kind of a movie clip: before Blender 5.0, setting its path reads the file and stores its properties."""
COLOURS: Final = ("BLENDER_OCIO", "OCIO")
"""Environment variables that name a colour configuration; under another one, Blender replaces names in a file."""
NEEDED: Final = frozenset(
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "LANG",
        "LANGUAGE",
        "TMPDIR",
        "TEMP",
        "TMP",
        "TZ",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "XAUTHORITY",
        "XDG_RUNTIME_DIR",
        "GALLIUM_DRIVER",
        "USERPROFILE",
        "USERNAME",
        "HOMEDRIVE",
        "HOMEPATH",
        "APPDATA",
        "LOCALAPPDATA",
        "PROGRAMDATA",
        "PROGRAMFILES",
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "PATHEXT",
        "NUMBER_OF_PROCESSORS",
        "PROCESSOR_ARCHITECTURE",
    ]
)
"""Environment variables of the system: programs and libraries, the user's and temporary folders, the language."""
NEEDED_PREFIXES: Final = (
    "LC_",
    "CUDA_",
    "NVIDIA_",
    "HIP_",
    "ROCR_",
    "HSA_",
    "MESA_",
    "LIBGL_",
    "VK_",
    "__GL",
    "__NV_",
    "__EGL_",
)
"""Beginnings of variables of the language and of drivers for graphics cards."""
_BLOCK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Changed:
    """The result of one change."""

    path: str = ""
    """The changed copy; "" = it could not be made."""
    sha: str = ""
    """SHA-256 of the file before the change."""
    left: tuple[str, ...] = ()
    """Paths, as written, that Blender could not change."""
    lost: tuple[str, ...] = ()
    """Missing libraries: data that needs them may be missing from the copy."""
    error: str = ""
    """Why the copy could not be made."""
    log: str = ""
    """The end of Blender's output."""


@contextlib.contextmanager
def scratch_folder(snapshot: JobSnapshot) -> Iterator[Path]:
    """Provide a folder for the copies of one submission; it is deleted at the end of the block."""
    scratch = snapshot.blender.folder or snapshot.user_files.folder
    folder = Path(scratch, f"changed-{safe_part(snapshot.submission_id)}")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def changed_copies(
    snapshot: JobSnapshot,
    pack: Pack,
    changes: Sequence[Change],
    *,
    sources: FileSources,
    folder: Path,
    cancel: CancelToken,
) -> Generator[Progress, None, list[Changed]]:
    """Make a changed copy of each file, all in one run of a second Blender.

    Args:
        snapshot: The job, with the command of Blender.
        pack: The files to upload.
        changes: The changes to make.
        sources: Opens the .blend as it was when the user submitted.
        folder: The folder for the copies; it is created.
        cancel: Stops the second Blender.

    Returns:
        The result of each change, in the same order.

    Raises:
        Cancelled: The user cancelled.
    """
    try:
        folder.mkdir(parents=True)
        shas, places = _lay_out(snapshot, pack, changes, sources=sources, folder=folder, cancel=cancel)
        files = [
            {**change.as_request(), "source": str(place), "target": str(_target(folder, number, change))}
            for number, (change, place) in enumerate(zip(changes, places, strict=True))
        ]
        for number, file in enumerate(files):
            file["answer"] = str(_answer(folder, number))
        (folder / "request.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        failed = say("no copy could be made in {folder}: {reason}", folder=printable(str(folder)), reason=reason)
        return [Changed(error=failed)] * len(changes)
    problem = yield from _run(snapshot.blender, folder, changes, cancel)
    return [
        _changed(folder, number, change, sha, problem)
        for number, (change, sha) in enumerate(zip(changes, shas, strict=True))
    ]


def command(program: BlenderProgram, request: Path) -> list[str]:
    """Return the command of a second Blender: with factory settings, without network and scripts."""
    if not program.binary:  # the bpy module: Python itself is the program
        return [program.python, "-I", str(SCRIPT), str(request)]
    quiet = ["--background", "--factory-startup", "--disable-autoexec", "--offline-mode"]
    return [program.binary, *quiet, "--python", str(SCRIPT), "--", str(request)]


def _lay_out(
    snapshot: JobSnapshot,
    pack: Pack,
    changes: Sequence[Change],
    *,
    sources: FileSources,
    folder: Path,
    cancel: CancelToken,
) -> tuple[list[str], list[Path]]:
    """Write the copies to open, and link the files that they need.

    Returns:
        The SHA-256 and the path of each copy.
    """
    libraries = [asset.path for asset in snapshot.assets if asset.kind == LIBRARY and asset.written.startswith("//")]
    mirror = LibraryMirror(folder / "in", [*(change.original for change in changes), *libraries])
    places = [mirror.place(change.original) for change in changes]
    shas = [
        _write_source(sources, change.file.source, place, cancel) for change, place in zip(changes, places, strict=True)
    ]
    for path in libraries:
        if os.path.isfile(path):
            link(path, mirror.place(path))
    for change, place in zip(changes, places, strict=True):
        _link_clips(pack, change, place)
    return shas, places


def _link_clips(pack: Pack, change: Change, place: Path) -> None:
    """Link the movie clips at their new paths."""
    for clip in change.paths:
        if clip.asset.kind == CLIP:
            new = os.path.dirname(os.path.normpath(place.parent / new_path(change.file.path_in_pack, clip)[2:]))
            folder = os.path.dirname(clip.target_place)
            for file in pack.files:
                if os.path.dirname(file.path_in_pack) == folder:
                    link(file.source, Path(new) / os.path.basename(file.path_in_pack))


def _write_source(sources: FileSources, path: str, place: Path, cancel: CancelToken) -> str:
    digest = hashlib.sha256()
    with sources.open(path) as source, open(place, "xb") as copy:
        while block := source.read(_BLOCK_BYTES):
            cancel.check()
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()


def _target(folder: Path, number: int, change: Change) -> Path:
    target = folder / "out" / str(number) / os.path.basename(change.original)
    target.parent.mkdir(parents=True)
    return target


def _answer(folder: Path, number: int) -> Path:
    return folder / f"answer-{number}.json"


def _run(
    program: BlenderProgram, folder: Path, changes: Sequence[Change], cancel: CancelToken
) -> Generator[Progress, None, str]:
    """Run the second Blender until it exits; kill it if anything else ends this generator.

    Returns:
        Why it did not finish; "" = it finished.
    """
    arguments = command(program, folder / "request.json")
    environment = _environment(program, folder)
    with open(folder / "log.txt", "wb") as log:
        try:
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=environment,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError) as error:
            return say("{program} could not be started: {reason}", program=printable(arguments[0]), reason=str(error))
        done, until = 0, time.monotonic() + TIMEOUT
        try:
            while process.poll() is None:
                cancel.check()
                if done < len(changes) and _answer(folder, done).exists():
                    done += 1
                    until = time.monotonic() + (TIMEOUT if done < len(changes) else LEAVE)
                    continue
                if time.monotonic() > until:
                    if done == len(changes):
                        break
                    return say("it did not finish within {minutes} minutes", minutes=f"{TIMEOUT / 60:.0f}")
                yield _progress(changes, done)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_EVERY)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    return ""


def _environment(program: BlenderProgram, folder: Path) -> dict[str, str]:
    """Return the environment of the second Blender: what its system needs, and nothing that names scripts to run.

    From 5.1, Blender sets ``$OCIO`` to the configuration in use, so that the helper has that of an earlier file.
    """
    environment = {name: value for name, value in os.environ.items() if _is_needed(name.upper())}
    environment["BLENDER_USER_RESOURCES"] = str(folder / "user")  # instead of the user's own folder
    return environment | (dict.fromkeys(COLOURS, program.colours) if program.colours else {})


def _is_needed(name: str) -> bool:
    return name in NEEDED or name.startswith(NEEDED_PREFIXES)


def _progress(changes: Sequence[Change], done: int) -> Progress:
    name = os.path.basename(changes[min(done, len(changes) - 1)].original)
    return Progress(
        Phase.PREPARING,
        files_done=done,
        files_total=len(changes),
        text=say("A second Blender prepares a copy of {name} for the farm", name=printable(name)),
    )


def _changed(folder: Path, number: int, change: Change, sha: str, problem: str) -> Changed:
    target = folder / "out" / str(number) / os.path.basename(change.original)
    try:
        said: dict[str, Any] = json.loads(_answer(folder, number).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Changed(error=problem or say("it exited without an error message"), log=_tail(folder))
    if said.get("error") or not target.is_file():
        return Changed(error=str(said.get("error") or say("it exited without an error message")), log=_tail(folder))
    return Changed(str(target), sha, tuple(said.get("left", ())), tuple(said.get("lost_libraries", ())))


def _tail(folder: Path) -> str:
    try:
        return (folder / "log.txt").read_text(encoding="utf-8", errors="replace")[-LOG_TAIL:]
    except OSError:
        return ""
