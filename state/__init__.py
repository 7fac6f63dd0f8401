"""State that panel and preferences draw: plain values, filled by the bridge, never by draw functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .background import Work, WorkView
from .job_form import FormView, PreflightView, SuggestionsView
from .jobs import JobsView
from .maintenance import MaintenanceView
from .manager import CredentialsView, ManagerView, SearchView
from .submission import FilesView, RecoveryView, SubmissionView


@dataclass
class RedrawView:
    """Requests to redraw the extension's regions, and their cost; ``redraw`` fills it."""

    wanted: bool = False
    """Progress waits to be drawn at its interval."""
    at: float = float("-inf")
    """`time.monotonic` of the last request."""
    noticed: bool = True
    """The duration of the last redraw has been measured."""
    takes: float = 0.0
    """Seconds for which a redraw blocks Blender, about."""
    turn_due: float = float("inf")
    """`time.monotonic` at which the next turn of the timer is due."""


@dataclass
class State:
    """All state that is drawn; one instance for each Blender."""

    manager: ManagerView = field(default_factory=ManagerView)
    """The Manager in use."""
    managers: dict[str, ManagerView] = field(default_factory=dict)
    """All Managers used since Blender was started, by address."""
    search: SearchView = field(default_factory=SearchView)
    credentials: dict[str, CredentialsView] = field(default_factory=dict)
    """By address."""
    submissions: dict[str, SubmissionView] = field(default_factory=lambda: {"": SubmissionView()})
    """By id: those that run, and the one that is shown; "" = one that could not begin, or none."""
    shown: str = ""
    """Id of the submission in the panel."""
    files: FilesView = field(default_factory=FilesView)
    listing: WorkView = field(default_factory=WorkView)
    """The dry run that lists them; its error is also that of writing the list."""
    works: list[Work] = field(default_factory=list)
    """All running background work."""
    recovery: RecoveryView = field(default_factory=RecoveryView)
    maintenance: MaintenanceView = field(default_factory=MaintenanceView)
    form: FormView = field(default_factory=FormView)
    preflight: PreflightView = field(default_factory=PreflightView)
    suggestions: SuggestionsView = field(default_factory=SuggestionsView)
    jobs: JobsView = field(default_factory=JobsView)
    last_job_id: str = ""
    """Of the submission that was begun last; "" until its job is made."""
    latest: SubmissionView = field(default_factory=SubmissionView)
    """The submission that was begun last, for scripts; the panel may have hidden its result."""
    opened: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The open .blend and its libraries when they were opened or saved here: path -> bytes, modification time."""
    unpushed: str = ""
    """The user's change in the panel since the last undo step; "" = none."""
    redraw: RedrawView = field(default_factory=RedrawView)
    quitting: bool = False
    """Blender is quitting."""
    drawn_at: float = float("-inf")
    """`time.monotonic` of the panel's last draw; after a while without one the panel counts as hidden."""
    drawn_scene: int = 0
    """`session_uid` of the scene that form and findings are about, since its panel was drawn; 0 = the open one."""
    waiting_scene: int = 0
    """`session_uid` of a scene whose panel, in another window, waits for the first one to be hidden; 0 = none."""
    watched_at: float = float("-inf")
    """`time.monotonic` of the timer's last check for the user's changes."""
    put_off: int = 0
    """Turns of the timer since then that had too little time for it."""
    enum_items: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    """Items of dynamic enums: Blender does not keep their strings alive, so they are held here."""

    @property
    def submission(self) -> SubmissionView:
        """The submission in the panel: it runs, or has ended last."""
        return self.submissions[self.shown]

    @property
    def submitting(self) -> bool:
        """Whether any submission runs."""
        return any(view.running for view in self.submissions.values())

    def show(self, view: SubmissionView) -> None:
        """Put a submission into the panel, an empty one for none; those that have ended are forgotten."""
        running = {key: each for key, each in self.submissions.items() if each.running}
        self.submissions, self.shown = {**running, view.submission_id: view}, view.submission_id


_current = [State()]


def current() -> State:
    """Return the state of this Blender."""
    return _current[0]


def reset() -> None:
    """Discard all state."""
    _current[0] = State()


def register() -> None:
    """Start with empty state."""
    reset()


def unregister() -> None:
    """Discard all state; runs last, since other parts read it when they unregister."""
    reset()
