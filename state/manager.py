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
    """The Manager at ``url`` as far as this Blender knows it, from its cache or the last check; and the check.

    When a check has failed, what is in ``info`` stays usable.
    """

    url: str = ""
    info: Mapping[str, Any] | None = None
    """The message of ``farm.check_manager``, None before the first check on this machine."""
    job_types: Mapping[str, JobTypeSpec] = field(default_factory=dict)
    notices: tuple[Finding, ...] = ()
    from_cache: bool = False

    @property
    def checking(self) -> bool:
        """The Manager is being asked, or its answer is being read."""
        return self.running

    @property
    def tags(self) -> list[Mapping[str, str]]:
        """Worker tags as the Manager named them: id, name, description."""
        return list(self.info.get("tags") or []) if self.info else []


@dataclass
class SearchView(WorkView):
    """The search for Managers on the local network, or what the last one found."""

    found: Sequence[Mapping[str, Any]] = ()
    """As ``farm.discovery`` tells them: url, name, version, addresses."""


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
