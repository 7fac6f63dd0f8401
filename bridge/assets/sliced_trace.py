"""Sliced trace: finds the files of a job in short steps, and encodes them for the message to the helper."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bpy

from ...core.encoded_json import Encoded
from ...core.errors import ErrorKind, FarmError
from ...core.text import say
from ...job_types.frame_ranges import FrameRangeError, parse_frames
from ...submission.checks.job_findings import FRAMES
from ...submission.snapshot import JobSnapshot, asset_message
from .trace import SLICE_SECONDS, Clock, references, trace

if TYPE_CHECKING:
    from ...submission.snapshot import AssetReference
    from .frame_numbers import Runs

PIECE = 100
"""References that are encoded between two checks of the clock."""


def traced(snapshot: JobSnapshot) -> JobSnapshot:
    """Return the snapshot with all its references, found at once: for scripts, which wait."""
    if snapshot.blend is None:
        return snapshot
    return replace(snapshot, assets=references(snapshot.blend.path, _frames(snapshot)))


_log = logging.getLogger(__name__)


class Tracing:
    """Trace of the references of a snapshot, in steps."""

    def __init__(self, snapshot: JobSnapshot, seconds: float = SLICE_SECONDS) -> None:
        """Prepare; nothing is read yet.

        Args:
            snapshot: The snapshot without references.
            seconds: About how long a step may block Blender.
        """
        self.snapshot = snapshot
        self._encoded: Encoded | None = None
        self._clock = Clock(seconds)
        self._steps = self._trace()

    def step(self) -> bool:
        """Continue for a moment; return whether the trace is complete.

        Raises:
            FarmError: kind ``trace``; another file is open, or Blender's data caused an unexpected error.
        """
        blend = self.snapshot.blend
        if blend is None or self._encoded is not None:
            return True
        if not bpy.data.filepath or os.path.normpath(bpy.data.filepath) != blend.path:
            message = "Another file was opened before all files that the render needs were found"
            raise FarmError(message, kind=ErrorKind.TRACE, hint="Open the file and submit it again")
        self._clock.begin()
        try:
            return next(self._steps, self) is self
        except Exception as error:
            _log.exception("the files of the job could not be found")
            raise FarmError(
                say(
                    "The files that the render needs could not be found in Blender's data: {reason}", reason=repr(error)
                ),
                kind=ErrorKind.TRACE,
                hint="Report this with Blender's console output; saving the file and opening it again may help",
            ) from error

    def message(self, snapshot: JobSnapshot) -> dict[str, Any]:
        """Return the message to the helper.

        Args:
            snapshot: The traced snapshot, perhaps with a copy of the file.
        """
        return snapshot.as_message(self._encoded)

    def _trace(self) -> Generator[None, None, None]:
        assert self.snapshot.blend is not None
        found: tuple[AssetReference, ...] = yield from trace(
            self.snapshot.blend.path, _frames(self.snapshot), self._clock
        )
        pieces = []
        for start in range(0, len(found), PIECE):
            piece = [asset_message(asset) for asset in found[start : start + PIECE]]
            pieces.append(json.dumps(piece, separators=(",", ":"))[1:-1])
            if self._clock.due:
                yield
        self._encoded = Encoded(f"[{','.join(pieces)}]")


def _frames(snapshot: JobSnapshot) -> Runs:
    """Return the frames in the job's settings."""
    try:
        return parse_frames(str(snapshot.settings.get(FRAMES, ""))).ranges
    except FrameRangeError:
        return ()
