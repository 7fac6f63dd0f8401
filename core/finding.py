"""Findings: what is reported about a job or a file, to the artist and to scripts, wherever it was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .text import fixed, say


class Severity(StrEnum):
    """How bad it is, the worst first."""

    ERROR = "error"
    """The job is not submitted."""
    WARNING = "warning"
    """It is shown, and is in the results that scripts get; it stops nothing."""
    REMARK = "remark"
    """It is in the list, for whoever reads it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is reported."""

    id: str
    """Stable identifier for scripts, never shown."""
    severity: Severity
    text: str
    """One line for the artist; can be translated, what is filled in is kept apart."""
    about: str = ""
    """What it belongs to: the key of a setting, a property of the scene's job such as ``worker_tag``, or a path."""
    fix: str = ""
    """Name of what puts it right, "" when only the artist can."""

    @property
    def blocks(self) -> bool:
        """Whether the job is not submitted."""
        return self.severity is Severity.ERROR

    def as_message(self) -> dict[str, Any]:
        """Return the finding as a JSON-able object; ``fix`` is in it only if there is one."""
        parts = {"id": self.id, "severity": self.severity.value, "text": self.text, "about": self.about}
        return {**parts, "fix": self.fix} if self.fix else parts

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> Finding:
        """Read what ``as_message`` has made.

        Raises:
            ValueError: It is none.
        """
        parts = {name: str(message.get(name, "")) for name in ("id", "text", "about", "fix")}
        return cls(severity=Severity(str(message.get("severity"))), **parts)


def error(name: str, text: str, about: str = "", /, *, fix: str = "", **values: Any) -> Finding:
    """Return something that the job can't be submitted with; ``text`` is a pattern for ``values``."""
    return Finding(name, Severity.ERROR, _filled(text, values), about, fix)


def warning(name: str, text: str, about: str = "", /, *, fix: str = "", **values: Any) -> Finding:
    """Return something that the artist may accept."""
    return Finding(name, Severity.WARNING, _filled(text, values), about, fix)


def remark(name: str, text: str, about: str = "", /, *, fix: str = "", **values: Any) -> Finding:
    """Return something worth knowing."""
    return Finding(name, Severity.REMARK, _filled(text, values), about, fix)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by severity; those of one severity stay in their order."""
    ranks = {severity: rank for rank, severity in enumerate(Severity)}
    return tuple(sorted(findings, key=lambda finding: ranks[finding.severity]))


def messages(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as a JSON-able list."""
    return [finding.as_message() for finding in findings]


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return say(text, **values) if values else fixed(text)
