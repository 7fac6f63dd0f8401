"""Managers as they are drawn: the one in use, those found, their credentials."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.errors import FarmError
    from ..core.finding import Finding
    from ..core.sliced_work import SlicedWork
    from ..job_types.job_type import AllRead, JobTypeSpec


@dataclass
class Reading:
    """An answer of a Manager that is being read, a little at a time."""

    from_cache: bool
    work: SlicedWork[tuple[Mapping[str, Any], AllRead] | None]
    """Comes to the answer and the job types in it; None = there is none in the cache."""


@dataclass
class ManagerView:
    """The Manager at ``url`` as far as this Blender knows it: from its cache or from the last check."""

    url: str = ""
    info: Mapping[str, Any] | None = None
    """The message of ``farm.check_manager``, None before the first check on this machine."""
    job_types: Mapping[str, JobTypeSpec] = field(default_factory=dict)
    notices: tuple[Finding, ...] = ()
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
class CredentialsView:
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
