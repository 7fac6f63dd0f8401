"""Finds the files of a job in slices, over turns of the timer, and encodes them for the message to the helper."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Generator
from typing import TypeVar

import bpy

from ...core.encoded_json import Encoded
from ...core.errors import ErrorKind, FarmError
from ...core.text import say
from ...job_types.frame_ranges import FrameRangeError, parse_frames
from ...submission.checks.job_findings import FRAMES
from ...submission.snapshot import AssetReference, BlendSource, JobSnapshot, asset_message
from ..runtime import helper_session
from .frame_numbers import Runs
from .trace import SLICE_SECONDS, Clock, trace

T = TypeVar("T")

PIECE = 100
"""References that are encoded between two checks of the clock."""

_log = logging.getLogger(__name__)


def find_references(
    snapshot: JobSnapshot, replaced: frozenset[int] = frozenset()
) -> Generator[None, None, Encoded | None]:
    """Find the references of a snapshot that has none, a moment in each turn; the first turn finds none.

    Args:
        snapshot: The job.
        replaced: session_uid of images whose files are not needed, since their pixels will be in the .blend.

    Returns:
        The references as the message to the helper has them, None without a .blend.

    Raises:
        FarmError: kind ``trace``; another file is open now, or something in Blender's data was not foreseen.
    """
    if snapshot.blend is None:
        return None
    clock = Clock(helper_session.time_budget(SLICE_SECONDS))
    tracing = trace(snapshot.blend.path, _frames(snapshot), clock, replaced)
    return (yield from in_slices(_encode(tracing, clock), snapshot.blend, clock))


def in_slices(
    steps: Generator[None, None, T], blend: BlendSource, clock: Clock | None = None
) -> Generator[None, None, T]:
    """Read Blender's data step by step, each in a turn of its own, as long as the file is open.

    Raises:
        FarmError: as in ``find_references``.
    """
    while True:
        yield
        require_open(blend)
        if clock is not None:
            clock.begin()
        try:
            next(steps)
        except StopIteration as end:
            found: T = end.value
            return found
        except Exception as error:
            _log.exception("the files of the job could not be found")
            raise FarmError(
                say(
                    "The files that the render needs could not be found in Blender's data: {reason}", reason=repr(error)
                ),
                kind=ErrorKind.TRACE,
                hint="Report this with Blender's console output; saving the file and opening it again may help",
            ) from error


def require_open(blend: BlendSource) -> None:
    """Let it pass if the file of a job is still the one that is open.

    Raises:
        FarmError: kind ``trace``; another file is open now.
    """
    if not bpy.data.filepath or os.path.normpath(bpy.data.filepath) != blend.path:
        message = "Another file was opened before all references of this one were read"
        raise FarmError(message, kind=ErrorKind.TRACE, hint="Open the file and submit it again")


def _encode(tracing: Generator[None, None, tuple[AssetReference, ...]], clock: Clock) -> Generator[None, None, Encoded]:
    found = yield from tracing
    pieces = []
    for start in range(0, len(found), PIECE):
        piece = [asset_message(asset) for asset in found[start : start + PIECE]]
        pieces.append(json.dumps(piece, separators=(",", ":"))[1:-1])
        if clock.due:
            yield
    return Encoded(f"[{','.join(pieces)}]")


def _frames(snapshot: JobSnapshot) -> Runs:
    """Return the frames in the job's settings."""
    try:
        return parse_frames(str(snapshot.settings.get(FRAMES, ""))).ranges
    except FrameRangeError:
        return ()
