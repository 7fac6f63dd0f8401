"""The form of a job as it is drawn: values of its settings, suggestions, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..core.finding import Finding
from ..core.sliced_work import SlicedWork
from ..job_types.project_defaults import ProjectDefaults
from ..job_types.setting_defaults import InitialValues
from .polled_answer import PolledAnswer

if TYPE_CHECKING:
    from ..job_types.setting_values import Computed, Inputs
    from ..submission.checks.all_findings import DiskFacts
    from ..submission.checks.scene_survey import SceneSurvey


@dataclass
class FormView:
    """The registered settings form, and the values of its computed settings."""

    job_type: str = ""
    etag: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Setting key -> attribute name on the form's property group."""
    group: type | None = None
    """The form's property group, while it is registered."""
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    evaluated: frozenset[str] = frozenset()
    """Keys whose value comes from their expression."""
    given: InitialValues = field(default_factory=InitialValues)
    """Sources of the values that are not computed."""
    inputs: object = None
    """Input of the last computation; a change starts a new one."""
    computing: tuple[Inputs, SlicedWork[Computed]] | None = None
    """Input and work of the running computation."""


@dataclass
class SuggestionsView:
    """Suggested values for new jobs, besides those of the scene."""

    project: PolledAnswer[ProjectDefaults] = field(default_factory=PolledAnswer)
    """About ``blend_path``."""
    last_used: PolledAnswer[Mapping[str, Mapping[str, Any]]] = field(default_factory=PolledAnswer)
    """About a Manager's ``url``: job type to key to value."""


@dataclass
class SurveyView:
    """What is known about all objects of the open file."""

    about: object = None
    """The file and the scene."""
    found: SceneSurvey | None = None
    """The last complete survey."""
    work: SlicedWork[SceneSurvey] | None = None
    """The one that is being made."""
    begin_at: float = float("-inf")
    """`time.perf_counter` from which another one may begin."""


@dataclass
class PreflightView:
    """Findings about the job of the shown scene, and facts computed from its settings."""

    findings: tuple[Finding, ...] = ()
    """The worst first."""
    seen_at: float = float("-inf")
    """`time.monotonic` of the last check; outdated findings do not block a submission."""
    fixed_at: float = float("-inf")
    """`time.monotonic` of the last click on Fix."""
    inputs: object = None
    """Input of the last check; a change starts a new one."""
    frames: str = ""
    """"250 frames, 25 render tasks"."""
    workers_paths: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Setting key -> platform -> the path that workers see, where it differs from this machine's."""
    disk: DiskFacts | None = None
    """Facts about this machine's disk, from the helper."""
    answers: dict[str, PolledAnswer[Mapping[str, Any]]] = field(default_factory=dict)
    """What the helper has answered about this machine's disk, by task."""
    survey: SurveyView = field(default_factory=SurveyView)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that prevent the submission."""
        return tuple(finding for finding in self.findings if finding.blocks)
