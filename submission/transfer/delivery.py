"""Delivery: the common interface of all ways to get files to the farm."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ...core.finding import Finding
from ...core.progress import Phase, Progress


@dataclass(frozen=True, slots=True)
class Delivered:
    """The result of a delivery."""

    blendfile: str
    """Path of the .blend for the job's settings; "" = the job has none."""
    checkout: str
    """Path of Shaman's checkout; "" without Shaman."""
    files: int
    """Number of files of the job."""
    files_sent: int
    """Number of files uploaded or copied; the farm already had the others."""
    bytes_sent: int
    made: str = ""
    """What was made on the farm's storage for this job alone: the checkout, a folder or a copy; "" = nothing."""
    copy: str = ""
    """The copy with unsaved changes beside the artist's file; "" = none."""
    checksums: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of the files that were sent or copied, by path in the pack."""


@dataclass(frozen=True, slots=True)
class UploadPreview:
    """The files of a pack that are new to the farm; files with the same content count once."""

    files_new: int
    bytes_new: int
    places: frozenset[str] = frozenset()
    """Paths in the pack of all files with new content."""
    written_to: frozenset[str] = frozenset()
    """Paths in the pack of files that changed while they were read."""


class Delivery(Protocol):
    """One way of getting a pack to the farm."""

    @property
    def planned_blendfile(self) -> str:
        """The future path of the .blend, for the check before the upload."""

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Warnings about files that workers may not find."""

    @property
    def elsewhere(self) -> frozenset[str] | None:
        """Paths in the pack of files that workers cannot see, if only the .blend is delivered; else None."""

    def preview(self) -> Generator[Progress, None, UploadPreview | None]:
        """Find out which files are new to the farm, before the upload; ``None`` = all files are copied, or none.

        Raises:
            FarmError: A file cannot be read or the Manager cannot be asked.
            Cancelled: The user cancelled.
        """

    def on_preview(self, show: Callable[[UploadPreview], Generator[Progress, None, None]]) -> None:
        """Have ``run`` call ``show`` with the new files before the checkout, for submissions without a preview.

        ``run`` passes on the progress that ``show`` yields, and waits until it ends.
        """

    def run(self) -> Generator[Progress, None, Delivered]:
        """Deliver the files.

        Raises:
            FarmError: The delivery failed; ``undo`` names what is left behind.
            Cancelled: The user cancelled.
        """

    def undo(self) -> str:
        """Remove the delivered files, because there will be no job; return a message about files left behind, or ""."""


class WithoutPreview:
    """Base of deliveries without a preview: they copy all files."""

    def preview(self) -> Generator[Progress, None, UploadPreview | None]:
        """Return None: there is no preview."""
        yield from ()
        return None

    def on_preview(self, show: Callable[[UploadPreview], Generator[Progress, None, None]]) -> None:
        """Do nothing: there is no preview."""


class NoDelivery(WithoutPreview):
    """Delivery for jobs that need no file."""

    planned_blendfile = ""
    warnings: tuple[Finding, ...] = ()
    elsewhere = None

    def run(self) -> Generator[Progress, None, Delivered]:
        """Deliver nothing."""
        yield Progress(Phase.PACKING, text="This job needs no file")
        return Delivered("", "", 0, 0, 0)

    def undo(self) -> str:
        """Remove nothing."""
        return ""
