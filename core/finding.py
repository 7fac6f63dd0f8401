"""Findings: what is reported to the user and to scripts about a job or a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .safe_names import printable
from .text import Text, fixed, join, say

_SHOWN = 5
"""Most names that a warning lists."""


class Severity(StrEnum):
    """Severity of a finding, the worst first."""

    ERROR = "error"
    """The job is not submitted."""
    WARNING = "warning"
    """Shown, and in the results of scripts; the job is submitted all the same."""
    REMARK = "remark"
    """In the list of findings only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is reported."""

    id: str
    """Stable identifier for scripts, never shown."""
    severity: Severity
    text: str
    """One line for the user; translatable: pattern and values are kept apart."""
    about: str = ""
    """What it belongs to: the key of a setting, a property of the scene's job such as ``worker_tag``, or a path."""
    fix: str = ""
    """Name of the automatic fix; "" if there is none."""

    @property
    def blocks(self) -> bool:
        """Whether the finding prevents the job from being submitted."""
        return self.severity is Severity.ERROR

    def as_message(self) -> dict[str, Any]:
        """Return the finding as a JSON-able object; without ``fix`` if there is none."""
        parts = {"id": self.id, "severity": self.severity.value, "text": self.text, "about": self.about}
        return {**parts, "fix": self.fix} if self.fix else parts

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> Finding:
        """Return the finding that ``as_message`` encoded.

        Raises:
            ValueError: The message is not a finding.
        """
        parts = {name: str(message.get(name, "")) for name in ("id", "text", "about", "fix")}
        return cls(severity=Severity(str(message.get("severity"))), **parts)


def error(name: str, text: str, about: str = "", /, *, fix: str = "", **values: Any) -> Finding:
    """Return a finding that prevents the submission; ``text`` is a pattern for ``values``."""
    return Finding(name, Severity.ERROR, _filled(text, values), about, fix)


def warning(name: str, text: str, about: str = "", /, *, fix: str = "", **values: Any) -> Finding:
    """Return a finding that the user may accept."""
    return Finding(name, Severity.WARNING, _filled(text, values), about, fix)


def remark(name: str, text: str, about: str = "", /, *, fix: str = "", **values: Any) -> Finding:
    """Return a finding for the list only."""
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


def listed(items: Sequence[str]) -> str:
    """Return the first few names, and the number of further ones."""
    shown = join(", ", [item if isinstance(item, Text) else printable(item) for item in items[:_SHOWN]])
    rest = len(items) - _SHOWN
    return say("{names} and {count} more", names=shown, count=rest) if rest > 0 else shown
