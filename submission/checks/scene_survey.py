"""Scene survey: facts that take a walk through the whole file, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...core.finding import Finding, remark
from .addon_needs import AddonNeeds
from .other_outputs import OtherOutput
from .simulations import Simulation


@dataclass(frozen=True, slots=True)
class SceneSurvey:
    """Facts about the rendered scene and all that it uses."""

    simulations: tuple[Simulation, ...] = ()
    """Those that are not baked."""
    outputs: tuple[OtherOutput, ...] = ()
    """What nodes write besides the job's own output."""
    own_lights: tuple[str, ...] = ()
    """File names of matcaps and studio lights that only this machine has, and Workbench uses."""
    unsendable_images: tuple[Finding, ...] = ()
    """Findings about unsaved images whose pixels cannot be sent."""
    addons: AddonNeeds = field(default_factory=AddonNeeds)
    """What it needs of add-ons."""


def about_own_lights(names: Sequence[str]) -> Iterator[Finding]:
    """Yield a remark on each matcap or studio light that workers do not have."""
    for name in names:
        text = "Workbench uses your own light {name}: workers without it render with Blender's default"
        yield remark("own-light", text, name, name=name)
