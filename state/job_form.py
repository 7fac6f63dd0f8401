"""The form of a job as it is drawn: values of its settings, suggestions, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.finding import Finding
from ..core.sliced_work import SlicedWork
from ..job_types.project_defaults import ProjectDefaults
from ..job_types.setting_defaults import InitialValues
from ..job_types.setting_values import Computed, Inputs
from ..submission.checks.all_findings import DiskFacts
from .polled_answer import PolledAnswer


@dataclass
class FormView:
    """The settings form that is registered now, and what its computed settings come to."""

    job_type: str = ""
    etag: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Setting key -> attribute name on the form's property group."""
    group: type | None = None
    """The form's property group, while it is registered."""
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    given: InitialValues = field(default_factory=InitialValues)
    """Where values that are not computed come from."""
    inputs: object = None
    """What the values were computed from; they are computed again when it changes."""
    computing: tuple[Inputs, SlicedWork[Computed]] | None = None
    """The values that are being computed, and from what."""


@dataclass
class SuggestionsView:
    """What jobs begin with, besides what the scene says."""

    project: PolledAnswer[ProjectDefaults] = field(default_factory=PolledAnswer)
    """About ``blend_path``."""
    last_used: PolledAnswer[Mapping[str, Mapping[str, Any]]] = field(default_factory=PolledAnswer)
    """About a Manager's ``url``: job type to key to value."""


@dataclass
class PreflightView:
    """What is known to be wrong with the job of the scene that is shown, and what its settings come to."""

    findings: tuple[Finding, ...] = ()
    """The worst first."""
    seen_at: float = float("-inf")
    """`time.monotonic` of the turn that looked last: what is old does not hold anybody up."""
    inputs: object = None
    """What the findings were made from; they are made again when it changes."""
    frames: str = ""
    """"250 frames, 25 render tasks"."""
    workers_paths: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Setting key -> platform -> how workers call its path, where that differs from this machine's."""
    disk: DiskFacts | None = None
    """What the helper has seen on this machine's disk."""
    answers: dict[str, PolledAnswer[Mapping[str, Any]]] = field(default_factory=dict)
    """What the helper has answered about this machine's disk, by task."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks the submission."""
        return tuple(finding for finding in self.findings if finding.blocks)
