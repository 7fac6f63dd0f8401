"""Has a second Blender change copies of .blend files; the artist's files are never written."""

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
from typing import TYPE_CHECKING, Any, Final

from ...core.progress import Progress
from ...core.safe_names import printable, safe_part
from ...core.text import say
from .library_mirror import Mirror, link
from .required_changes import LIBRARY, Change, new_path

if TYPE_CHECKING:
    from ...core.cancel import CancelToken
    from ..local_files.file_sources import Sources
    from ..packing.plan import Pack
    from ..snapshot import BlenderProgram, JobSnapshot

SCRIPT: Final = Path(__file__).resolve().parents[2] / "background_blender" / "__main__.py"

TIMEOUT: Final = 900.0
"""Seconds that a second Blender may take for opening and saving one file."""
LEAVE: Final = 5.0
"""Seconds that it may take for ending when all is done; some Blenders wait for ever then."""
LOOK_EVERY: Final = 0.1
"""Seconds between two looks whether it has ended, or the user said stop."""
LOG_TAIL: Final = 2000
"""Characters of what it printed that go into an error's details."""
CLIP: Final = "clip"
"""The kind of a movie clip: before Blender 5.0 a new path makes it look at the file, and keep what it sees."""
_BLOCK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of one change."""

    path: str = ""
    """The changed copy; "" = there is none."""
    sha: str = ""
    """SHA-256 of what it was made of."""
    left: tuple[str, ...] = ()
    """Paths, as written, that Blender could not change."""
    lost: tuple[str, ...] = ()
    """Libraries that were not there, so that data which needs them may be gone from the copy."""
    error: str = ""
    """Why there is no copy."""
    log: str = ""
    """The end of what Blender printed."""


@contextlib.contextmanager
def scratch_folder(snapshot: JobSnapshot) -> Iterator[Path]:
    """A folder for the copies of one submission, gone at the end of the block."""
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
    sources: Sources,
    folder: Path,
    cancel: CancelToken,
) -> Generator[Progress, None, list[Changed]]:
    """Make a changed copy of each of these files, all in one second Blender.

    Args:
        snapshot: The job; it says how a Blender is started.
        pack: What is sent.
        changes: What has to be different.
        sources: Opens the .blend as it was at the click.
        folder: Where copies may lie; it need not be there.
        cancel: Ends the second Blender.

    Returns:
        What became of each change, in their order.

    Raises:
        Cancelled: The user said stop.
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
        failed = say("no copy can be made in {folder}: {reason}", folder=printable(str(folder)), reason=reason)
        return [Changed(error=failed)] * len(changes)
    problem = yield from _run(command(snapshot.blender, folder / "request.json"), folder, changes, cancel)
    return [
        _changed(folder, number, change, sha, problem)
        for number, (change, sha) in enumerate(zip(changes, shas, strict=True))
    ]


def command(program: BlenderProgram, request: Path) -> list[str]:
    """Program and arguments of a second Blender: as Blender comes from the factory, without network and scripts."""
    if not program.binary:  # the bpy module: Python itself is the program
        return [program.python, "-I", str(SCRIPT), str(request)]
    quiet = ["--background", "--factory-startup", "--disable-autoexec", "--offline-mode"]
    return [program.binary, *quiet, "--python", str(SCRIPT), "--", str(request)]


def _lay_out(
    snapshot: JobSnapshot,
    pack: Pack,
    changes: Sequence[Change],
    *,
    sources: Sources,
    folder: Path,
    cancel: CancelToken,
) -> tuple[list[str], list[Path]]:
    """Write the copies that are to be opened, and what they need around them.

    Returns:
        The SHA-256 of each copy, and where it lies.
    """
    libraries = [asset.path for asset in snapshot.assets if asset.kind == LIBRARY and asset.written.startswith("//")]
    mirror = Mirror(folder / "in", [*(change.original for change in changes), *libraries])
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
    """Let movie clips be found where their new paths lead to."""
    for clip in change.paths:
        if clip.asset.kind == CLIP:
            new = os.path.dirname(os.path.normpath(place.parent / new_path(change.file.path_in_pack, clip)[2:]))
            folder = os.path.dirname(clip.target_place)
            for file in pack.files:
                if os.path.dirname(file.path_in_pack) == folder:
                    link(file.source, Path(new) / os.path.basename(file.path_in_pack))


def _write_source(sources: Sources, path: str, place: Path, cancel: CancelToken) -> str:
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
    arguments: list[str], folder: Path, changes: Sequence[Change], cancel: CancelToken
) -> Generator[Progress, None, str]:
    """Run the second Blender to its end; it is killed when this ends in any other way.

    Returns:
        Why it ended before its time, "" = it did not.
    """
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
            return say("{program} can't be started: {reason}", program=printable(arguments[0]), reason=str(error))
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
                    return say("it was not done after {minutes} minutes", minutes=f"{TIMEOUT / 60:.0f}")
                yield _progress(changes, done)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_EVERY)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    return ""


def _progress(changes: Sequence[Change], done: int) -> Progress:
    name = os.path.basename(changes[min(done, len(changes) - 1)].original)
    return Progress(
        "preparing",
        files_done=done,
        files_total=len(changes),
        text=say("A second Blender prepares a copy of {name} for the farm", name=printable(name)),
    )


def _changed(folder: Path, number: int, change: Change, sha: str, problem: str) -> Changed:
    target = folder / "out" / str(number) / os.path.basename(change.original)
    try:
        said: dict[str, Any] = json.loads(_answer(folder, number).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Changed(error=problem or say("it ended without a word"), log=_tail(folder))
    if said.get("error") or not target.is_file():
        return Changed(error=str(said.get("error") or say("it ended without a word")), log=_tail(folder))
    return Changed(str(target), sha, tuple(said.get("left", ())), tuple(said.get("lost_libraries", ())))


def _tail(folder: Path) -> str:
    try:
        return (folder / "log.txt").read_text(encoding="utf-8", errors="replace")[-LOG_TAIL:]
    except OSError:
        return ""
