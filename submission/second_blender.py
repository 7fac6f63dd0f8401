"""Has a second Blender change a copy of the .blend; the artist's file is never written."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..farm.errors import FarmError
from ..farm.text import fixed, say
from .names import printable, safe_part
from .progress import Progress

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .snapshot import AssetReference, BlenderProgram, JobSnapshot
    from .sources import Sources

SCRIPT: Final = Path(__file__).resolve().parents[1] / "background" / "change_copy.py"

TIMEOUT: Final = 900.0
"""Seconds that a second Blender may take for opening and saving a file."""
LOOK_EVERY: Final = 0.1
"""Seconds between two looks whether it has ended, or the user said stop."""
LOG_TAIL: Final = 2000
"""Characters of what it printed that go into an error's details."""
_BLOCK_BYTES: Final = 1 << 20


@contextlib.contextmanager
def scratch_folder(snapshot: JobSnapshot) -> Iterator[Path]:
    """A folder for the copies of one submission, gone at the end of the block."""
    folder = Path(snapshot.blender.folder or snapshot.state_folder) / f"changed-{safe_part(snapshot.submission_id)}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def changed_copy(
    snapshot: JobSnapshot, render: Mapping[str, Any], sources: Sources, folder: Path, cancel: CancelToken
) -> Generator[Progress, None, str]:
    """Write a copy of the job's .blend in which every scene has other render settings.

    Args:
        snapshot: The job; it says how a Blender is started.
        render: Property of a scene's render settings to value.
        sources: Opens the .blend as it was at the click.
        folder: Where the copy may lie; it need not be there.
        cancel: Ends the second Blender.

    Returns:
        The copy's path.

    Raises:
        FarmError: kind ``second-blender``; it can't be started, takes too long, or can't open or save the file.
        Cancelled: The user said stop.
    """
    blend = snapshot.blend
    if blend is None:
        raise ValueError("there is no .blend to change")
    target = folder / "out" / os.path.basename(blend.path)
    answer = folder / "answer.json"
    try:
        target.parent.mkdir(parents=True)
        source = _mirror(blend.path, snapshot.assets, folder / "in")
        _write_source(sources, blend.copy or blend.path, source, cancel)
        request = {"source": str(source), "target": str(target), "render": dict(render), "answer": str(answer)}
        (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        why = say("no copy can be made in {folder}: {reason}", folder=printable(str(folder)), reason=reason)
        raise _error(blend.path, why) from error
    yield from _run(command(snapshot.blender, folder / "request.json"), folder, blend.path, cancel)
    return _result(answer, target, folder, blend.path)


def command(program: BlenderProgram, request: Path) -> list[str]:
    """Program and arguments of a second Blender: as Blender comes from the factory, without network and scripts."""
    if not program.binary:  # the bpy module: Python itself is the program
        return [program.python, "-I", str(SCRIPT), str(request)]
    quiet = ["--background", "--factory-startup", "--disable-autoexec", "--offline-mode"]
    return [program.binary, *quiet, "--python", str(SCRIPT), "--", str(request)]


def _mirror(blend_path: str, assets: tuple[AssetReference, ...], folder: Path) -> Path:
    """Lay out the libraries around the copy as they lie around the file; returns where the copy has to be.

    Blender finds a library that is referred to relatively from the place of the file that it opens. One that it does
    not find would take local data with it: the pose of a character whose armature is linked, for example.
    """
    libraries = [each.path for each in assets if each.kind == "library" and each.written.startswith("//")]
    near = [path for path in libraries if _drive(path) == _drive(blend_path) and path != blend_path]
    top = os.path.commonpath([os.path.dirname(path) for path in (blend_path, *near)])
    for path in near:
        if os.path.isfile(path):
            _put(path, folder / os.path.relpath(path, top))
    place = folder / os.path.relpath(blend_path, top)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _drive(path: str) -> str:
    return os.path.splitdrive(path)[0].lower()


def _put(path: str, place: Path) -> None:
    """Make a file appear at another place, by the cheapest means that the system allows."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(place):
        return
    for way in (os.symlink, os.link):
        try:
            way(path, place)
        except OSError:  # Windows wants a privilege for links, and hard links end at the drive
            continue
        return
    shutil.copyfile(path, place)


def _write_source(sources: Sources, path: str, place: Path, cancel: CancelToken) -> None:
    with sources.open(path) as source, open(place, "xb") as copy:
        while block := source.read(_BLOCK_BYTES):
            cancel.check()
            copy.write(block)


def _run(arguments: list[str], folder: Path, blend_path: str, cancel: CancelToken) -> Generator[Progress, None, None]:
    """Run the second Blender to its end; it is killed when this ends in any other way."""
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(folder / "user")}
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
            why = say("{program} can't be started: {reason}", program=arguments[0], reason=str(error))
            raise _error(blend_path, why) from error
        until = time.monotonic() + TIMEOUT
        try:
            while process.poll() is None:
                cancel.check()
                if time.monotonic() > until:
                    why = say("it was not done after {minutes} minutes", minutes=f"{TIMEOUT / 60:.0f}")
                    raise _error(blend_path, why, _tail(folder))
                yield Progress("preparing", text="A second Blender sets the output options in the copy that is sent")
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_EVERY)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def _result(answer: Path, target: Path, folder: Path, blend_path: str) -> str:
    try:
        said = json.loads(answer.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _error(blend_path, "it ended without a word", _tail(folder)) from None
    if said.get("error"):
        raise _error(blend_path, str(said["error"]), _tail(folder))
    return str(target)


def _tail(folder: Path) -> str:
    try:
        return (folder / "log.txt").read_text(encoding="utf-8", errors="replace")[-LOG_TAIL:]
    except OSError:
        return ""


def _error(blend_path: str, reason: str, log: str = "") -> FarmError:
    return FarmError(
        say(
            "The copy of {name} for this older Manager could not be made by a second Blender: {reason}.",
            name=printable(os.path.basename(blend_path)),
            reason=fixed(reason),
        ),
        kind="second-blender",
        hint="In the Output properties of every scene switch File Extensions on, Overwrite and Placeholders off, save, "
        "and submit again: then no copy is needed.",
        details={"log": log},
    )
