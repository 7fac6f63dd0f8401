"""Findings about simulations without a bake, which workers would begin in mid-shot."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...core.finding import Finding, listed, remark, warning
from ...core.text import say
from ...job_types.frame_ranges import FrameRange, FrameRangeError, parse_frames
from ...job_types.job_type import JobTypeSpec
from .job_findings import CHUNK_SIZE, frame_setting

ONE_TASK: Final = "one_task"
"""Fix that renders all frames in one task."""

CLOTH: Final = say("cloth")
SOFT_BODY: Final = say("soft body")
PARTICLES: Final = say("particles")
HAIR: Final = say("hair dynamics")
DYNAMIC_PAINT: Final = say("dynamic paint")
FLUID: Final = say("fluid")
RIGID_BODIES: Final = say("rigid bodies")
ZONE: Final = say("simulation zone")
"""Kinds of simulations."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulation that is not baked, as far as Blender knows."""

    owner: str
    """Name of its object, or of the scene for rigid bodies."""
    kind: str
    """One of the kinds above."""
    start: int
    """Its first frame."""
    end: int
    """Its last frame."""
    kept: int = 0
    """Number of frames, from the first one, that are stored without a bake."""
    folder: str = ""
    """The folder with its bake, if it has one; absolute."""
    may_be_packed: bool = False
    """A bake may be in the .blend, which Blender does not say."""


def about_simulations(
    spec: JobTypeSpec,
    values: Mapping[str, Any],
    simulations: Sequence[Simulation],
    *,
    filled: Collection[str],
    has_packed: bool | None,
) -> Iterator[Finding]:
    """Yield findings about the simulations that some task of the job would begin in mid-shot.

    Args:
        spec: The job type.
        values: Its settings.
        simulations: Those of the scene that are not baked.
        filled: The folders of simulations that contain files.
        has_packed: Whether the .blend contains bakes of simulation zones; None = not known.
    """
    setting = frame_setting(spec)
    if setting is None or not simulations:
        return
    try:
        frames = parse_frames(str(values.get(setting.key)))
        tasks = frames.chunks(int(values[CHUNK_SIZE])) if spec.setting(CHUNK_SIZE) else 1
    except (FrameRangeError, KeyError, TypeError, ValueError):
        return
    cut: list[Simulation] = []
    stored: list[Simulation] = []
    for each in simulations:
        if not _is_cut(each, frames, tasks):
            continue
        is_stored = _is_kept(each, frames) or each.folder in filled or (each.may_be_packed and has_packed is not False)
        (stored if is_stored else cut).append(each)
    if cut:
        helps = tasks > 1 and not any(_is_cut(each, frames, 1) for each in cut)
        text = (
            "Not baked: {names}. Each task would begin in mid-shot. Bake, or render all frames in one task"
            if helps
            else "Not baked: {names}. The frames before those of a task are not simulated. Bake first"
        )
        yield warning("simulation", text, CHUNK_SIZE, fix=ONE_TASK if helps else "", names=_names(cut))
    if stored:
        text = "Workers use the stored frames of {names}: make sure that none is missing"
        yield remark("simulation-stored", text, CHUNK_SIZE, names=_names(stored))


def _is_cut(simulation: Simulation, frames: FrameRange, tasks: int) -> bool:
    """Return whether a task renders a frame without the simulated frames before it."""
    if frames.last <= simulation.start:
        return False
    return tasks > 1 or frames.first > simulation.start or len(frames.ranges) > 1


def _is_kept(simulation: Simulation, frames: FrameRange) -> bool:
    return simulation.kept >= min(frames.last, simulation.end) - simulation.start + 1


def _names(simulations: Sequence[Simulation]) -> str:
    return listed([say("{name} ({kind})", name=each.owner, kind=each.kind) for each in simulations])
