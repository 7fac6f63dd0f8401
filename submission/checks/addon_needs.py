"""What a file needs of add-ons and scripts: engines, nodes and functions of drivers that workers must have, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...core.finding import Finding, listed, remark, warning

_TEXTS = {
    "engine": "The render engine comes from an add-on, which workers need: {names}",
    "nodes": "Nodes come from add-ons, which workers need: {names}",
}


@dataclass(frozen=True, slots=True)
class AddonNeeds:
    """Names of what Blender itself does not have, each once."""

    engine: str = ""
    """The render engine, "" if it is Blender's own."""
    nodes: tuple[str, ...] = ()
    """Add-ons with nodes in the file; or names of nodes whose add-on is not here."""
    functions: tuple[str, ...] = ()
    """Functions of drivers that neither Blender nor a script of the file defines."""


def about_addons(needs: AddonNeeds) -> Iterator[Finding]:
    """Yield a remark on each kind of need, and a warning about drivers whose functions workers may not know."""
    if needs.engine:
        yield remark("addon-engine", _TEXTS["engine"], needs.engine, names=listed([needs.engine]))
    if needs.nodes:
        yield remark("addon-nodes", _TEXTS["nodes"], needs.nodes[0], names=listed(needs.nodes))
    if needs.functions:
        text = "Drivers use functions that no script of the file defines: {names}. Workers need what defines them."
        yield warning("driver-functions", text, needs.functions[0], names=listed(needs.functions))
