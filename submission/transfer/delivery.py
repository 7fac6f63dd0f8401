"""The ways in which files get to the farm have one form."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

from ...core.progress import Progress


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a delivery came to."""

    blendfile: str
    """Path of the .blend for the job's settings, "" when the job has none."""
    checkout: str
    """The checkout's path that Shaman gave, "" without Shaman."""
    files: int
    """Files of the job."""
    files_sent: int
    """Files that had to be sent or copied; the farm had the others."""
    bytes_sent: int


@dataclass(frozen=True, slots=True)
class UploadPreview:
    """What of a pack is new to the farm; each content counts once, however many files have it."""

    files_new: int
    bytes_new: int
    places: frozenset[str] = frozenset()
    """Paths in the pack of all files that have a new content."""
    written_to: frozenset[str] = frozenset()
    """Paths in the pack of files that changed while they were read."""


class Delivery(Protocol):
    """One way of getting a pack to the farm."""

    @property
    def planned_blendfile(self) -> str:
        """Where the .blend will be, for the check before anything is sent."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the artist should know about files that the farm may not find."""

    @property
    def elsewhere(self) -> frozenset[str] | None:
        """Where nothing but the .blend is sent: paths in the pack of files that the farm can't see; else None."""

    def preview(self) -> Generator[Progress, None, UploadPreview | None]:
        """Find out what is new to the farm, before anything is sent; ``None`` where all is copied or nothing is.

        Raises:
            FarmError: It can't be found out, and so nothing can be sent.
            Cancelled: The user said stop.
        """

    def on_preview(self, show: Callable[[UploadPreview], Generator[Progress, None, None]]) -> None:
        """Have ``run`` tell what is new to the farm, before the checkout; for where nobody has to see the files first.

        What ``tell`` yields is told, and what it waits for is waited for.
        """

    def run(self) -> Generator[Progress, None, Delivered]:
        """Deliver.

        Raises:
            FarmError: It can't be done; nothing is left behind but what ``undo`` tells.
            Cancelled: The user said stop.
        """

    def undo(self) -> str:
        """There will be no job: remove what was delivered; returns what is left behind, in words, "" = nothing."""


class WithoutPreview:
    """A delivery that has nothing to ask the farm: what is copied is copied whole."""

    def preview(self) -> Generator[Progress, None, UploadPreview | None]:
        """Nothing can be found out."""
        yield from ()
        return None

    def on_preview(self, show: Callable[[UploadPreview], Generator[Progress, None, None]]) -> None:
        """Nothing will be told."""


class NoDelivery(WithoutPreview):
    """For jobs that need no file."""

    planned_blendfile = ""
    warnings = ()
    elsewhere = None

    def run(self) -> Generator[Progress, None, Delivered]:
        """Nothing to deliver."""
        yield Progress("packing", text="This job needs no file")
        return Delivered("", "", 0, 0, 0)

    def undo(self) -> str:
        """Nothing to remove."""
        return ""
