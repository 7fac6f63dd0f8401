"""Functions that the tests of submissions share: snapshots, and running a use case to its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.confirmation import UserConfirmation
from flamenco_client.core.progress import Progress
from flamenco_client.submission.packing import pack_note
from flamenco_client.submission.snapshot import AssetReference, BlendSource, JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.waiting import at_once, until

T = TypeVar("T")

RENDER_SETTINGS: dict[str, Any] = {
    "frames": "1-3",
    "chunk_size": 1,
    "render_output_root": "/render",
    "add_path_components": 0,
    "render_output_path": "/render/shot/######",
    "blendfile": "",
    "fps": 23.976,
    "format": "PNG",
    "image_file_extension": ".png",
    "has_previews": False,
    "scene": "Scene",
}
ECHO_SETTINGS: dict[str, Any] = {"message": "hello", "sleep_duration_seconds": 1, "sleep_repeats": 1}


def source_of(path: Path, copy: Path | None = None) -> BlendSource:
    """Return the .blend as Blender sees it when the user submits."""
    status = path.stat()
    return BlendSource(str(path), str(copy or ""), status.st_size, status.st_mtime_ns)


def asset(
    path: Path | str, written: str = "", kind: str = "image", owner: str = 'Image "Wood"', **more: Any
) -> AssetReference:
    """Return a reference, relative unless ``written`` is given."""
    more.setdefault("owner_file", "/film/shots/shot.blend")
    return AssetReference(str(path), written or f"//{Path(path).name}", kind, owner, **more)


def run(steps: Generator[Progress, None, T], watch: Callable[[Progress], object] = lambda _: None) -> T:
    """Run a use case to its end; ``watch`` gets each progress."""
    while True:
        try:
            progress = next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        watch(progress)


def when(condition: Callable[[Progress], bool], action: Callable[[], object]) -> Callable[[Progress], None]:
    """Return a watcher that acts at each progress that meets a condition."""

    def watch(progress: Progress) -> None:
        if condition(progress):
            action()

    return watch


def everything_below(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by relative path, also through links, but not the notes about packs."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != pack_note.NAME)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def write(path: Path, content: bytes = b"x") -> Path:
    """Write a file, and create its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def sending_has_ended() -> bool:
    """Check that the threads of a stopped transfer end at once."""
    with at_once():
        until(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("transfer")])
    return True


class Artist:
    """An artist who gets the reports, and confirms when asked."""

    def __init__(self, confirmation: UserConfirmation | None = None) -> None:
        self.reports: list[dict[str, Any]] = []
        self._consent = confirmation

    def watch(self, progress: Progress) -> None:
        if progress.report is not None:
            self.reports.append(dict(progress.report))
            if self._consent is not None:
                self._consent.answer({"go_on": True})


def submit_asked(snapshot: JobSnapshot, *, agree: bool = True) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Submit; return the result and the reports. An artist who does not agree never answers."""
    confirmation = UserConfirmation()
    artist = Artist(confirmation if agree else None)
    return run(submit(snapshot, cancel=CancelToken(), confirmation=confirmation), artist.watch), artist.reports
