"""What the panel and the preferences draw: plain values, filled by the bridge, never by draw functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..job_types.project_defaults import ProjectDefaults
from ..job_types.setting_defaults import Given
from ..views import FilesView, NewsView, RedrawView, UpkeepView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..bridge.settings.computed_settings import Inputs
    from ..core.errors import FarmError
    from ..core.progress import Progress
    from ..core.sliced_work import Work
    from ..ipc.session import Request
    from ..job_types.job_type import AllRead, JobTypeSpec
    from ..job_types.setting_values import Computed
    from ..submission.checks.all_findings import DiskFacts
    from ..submission.checks.job_findings import Finding


@dataclass
class Reading:
    """An answer of a Manager that is being read, a little at a time."""

    from_cache: bool
    work: Work[tuple[Mapping[str, Any], AllRead] | None]
    """Comes to the answer and the job types in it; None = there is none in the cache."""


@dataclass
class ManagerView:
    """The Manager at ``url`` as far as this Blender knows it: from its cache or from the last check."""

    url: str = ""
    info: Mapping[str, Any] | None = None
    """The message of ``farm.manager_info``, None before the first check on this machine."""
    job_types: Mapping[str, JobTypeSpec] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    from_cache: bool = False
    checking: bool = False
    waiting_since: float = 0.0
    """`time.monotonic` of the running check's start: a slow answer is shown as such."""
    error: FarmError | None = None
    """Why the last check failed; what is in ``info`` stays usable."""
    reading: Reading | None = None
    """What it said and what is still being read."""

    @property
    def tags(self) -> list[Mapping[str, str]]:
        """Worker tags as the Manager named them: id, name, description."""
        return list(self.info.get("tags") or []) if self.info else []


@dataclass
class SearchView:
    """The search for Managers on the local network, or what the last one found."""

    running: bool = False
    done: bool = False
    """It has run to its end."""
    found: Sequence[Mapping[str, Any]] = ()
    """As ``farm.discovery`` tells them: url, name, version, addresses."""
    error: FarmError | None = None


@dataclass(frozen=True)
class AccessView:
    """What is given as access to one Manager; of secrets only that there are some."""

    user: str = ""
    has_password: bool = False
    header: str = ""
    has_value: bool = False
    ca_file: str = ""
    objection: str = ""
    """Why it can't be used."""
    error: FarmError | None = None
    """Why the last change was not kept."""


class Phase(Enum):
    """Where the submission of this Blender stands."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass
class SubmissionView:
    """The submission that runs, or the outcome of the last one."""

    phase: Phase = Phase.IDLE
    submission_id: str = ""
    job_name: str = ""
    blend: str = ""
    """The .blend that is sent, "" when the job has none."""
    manager_url: str = ""
    progress: Progress | None = None
    started: float = 0.0
    """`time.monotonic` of the click."""
    sending_since: float = 0.0
    """`time.monotonic` of the first byte sent, for rate and time left."""
    request: Request | None = None
    """The worker's request, None while the copy is not saved yet."""
    pending: Callable[[], None] | None = None
    """What the pump does next: finding files, saving the copy."""
    workspace: str = ""
    """The workspace whose status bar says that a copy is saved, until it is."""
    copy: str = ""
    """The temporary copy with the unsaved changes, "" when there is none."""
    cancelling: bool = False
    asks: tuple[str, ...] = ()
    """What the artist's word is waited for, as states of ``file_report``; () = nothing, or it was given."""
    answered: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)
    error: FarmError | None = None
    message: str = ""
    """What a cancelled submission left behind, empty when nothing."""

    @property
    def running(self) -> bool:
        """True from the click until the outcome is known."""
        return self.phase is Phase.RUNNING


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
    given: Given = field(default_factory=Given)
    """Where values that are not computed come from."""
    inputs: object = None
    """What the values were computed from; they are computed again when it changes."""
    computing: tuple[Inputs, Work[Computed]] | None = None
    """The values that are being computed, and from what."""


@dataclass
class SuggestionsView:
    """What jobs begin with, besides what the scene says."""

    file: str = ""
    """The .blend whose project was read."""
    project: ProjectDefaults = field(default_factory=ProjectDefaults)
    last_used: dict[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    """Manager's address to job type to key to value."""
    asked: dict[str, tuple[object, float]] = field(default_factory=dict)
    """What the worker was asked last, by task, and when."""


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
    """What the worker has seen on this machine's disk."""
    asked: dict[str, tuple[object, float]] = field(default_factory=dict)
    """What the worker was asked last, by task, and when."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks the submission."""
        return tuple(finding for finding in self.findings if finding.blocks)


@dataclass
class State:
    """All that is drawn. One instance a Blender, kept beside ``session``."""

    manager: ManagerView = field(default_factory=ManagerView)
    """The Manager in use."""
    managers: dict[str, ManagerView] = field(default_factory=dict)
    """All that were in use since Blender was started, by address."""
    search: SearchView = field(default_factory=SearchView)
    access: dict[str, AccessView] = field(default_factory=dict)
    """By address."""
    submission: SubmissionView = field(default_factory=SubmissionView)
    files: FilesView = field(default_factory=FilesView)
    news: NewsView = field(default_factory=NewsView)
    upkeep: UpkeepView = field(default_factory=UpkeepView)
    form: FormView = field(default_factory=FormView)
    preflight: PreflightView = field(default_factory=PreflightView)
    suggestions: SuggestionsView = field(default_factory=SuggestionsView)
    last_job_id: str = ""
    unpushed: str = ""
    """What the user has changed in the panel since the last undo step, "" when nothing."""
    redraw: RedrawView = field(default_factory=RedrawView)
    drawn_at: float = float("-inf")
    """`time.monotonic` of the panel's last draw; no draw for a while means that nobody looks."""
    watched_at: float = float("-inf")
    """`time.monotonic` of the pump's last look at what the user may have changed."""
    put_off: int = 0
    """Turns of the pump since then that had enough to do without it."""
    enum_items: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    """Items of dynamic enums: Blender does not keep their strings alive, so they are held here."""


_shown = [State()]


def shown() -> State:
    """Return the state of this Blender."""
    return _shown[0]


def reset() -> None:
    """Forget all of it."""
    _shown[0] = State()


def register() -> None:
    """Begin with nothing known."""
    reset()


def unregister() -> None:
    """Forget everything; the last part to go, since the others read here what they have to take away."""
    reset()
