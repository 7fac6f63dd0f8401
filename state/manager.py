"""Managers as they are drawn: the one in use, those found, their credentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..core.errors import FarmError
from ..core.finding import Finding
from ..job_types.job_type import JobTypeSpec
from .background import WorkView


@dataclass
class ManagerView(WorkView):
    """A Manager's facts from the cache or the last check, and the running check.

    After a failed check ``info`` stays usable.
    """

    url: str = ""
    info: Mapping[str, Any] | None = None
    """The message of ``farm.check_manager``, None before the first check on this machine."""
    job_types: Mapping[str, JobTypeSpec] = field(default_factory=dict)
    notices: tuple[Finding, ...] = ()
    from_cache: bool = False

    @property
    def checking(self) -> bool:
        """Whether a check runs, or its answer is being read."""
        return self.running

    @property
    def tags(self) -> list[Mapping[str, str]]:
        """The Manager's worker tags: id, name, description."""
        return list(self.info.get("tags") or []) if self.info else []


@dataclass
class SearchView(WorkView):
    """The running search for Managers on the local network, or the result of the last one."""

    found: Sequence[Mapping[str, Any]] = ()
    """From ``farm.discovery``: url, name, version, addresses."""


@dataclass(frozen=True)
class CredentialsView:
    """The credentials for one Manager; of secrets only whether they exist."""

    user: str = ""
    has_password: bool = False
    header: str = ""
    has_value: bool = False
    ca_file: str = ""
    objection: str = ""
    """Why they can't be used."""
    error: FarmError | None = None
    """The error of the last change that could not be saved."""
