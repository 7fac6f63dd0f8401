"""Strict calls: warnings count as errors."""

from __future__ import annotations

from collections.abc import Iterable

from .errors import ErrorKind, FarmError
from .finding import Finding, Severity, messages
from .text import Text, join, say


def refuse_warnings(findings: Iterable[Finding]) -> None:
    """Require that there is no warning.

    Raises:
        FarmError: kind ``warnings``; names all of them; ``details`` has them as findings.
    """
    warnings = {found.text: found for found in findings if found.severity is Severity.WARNING}
    if warnings:
        lines: list[str | Text] = [found.text for found in warnings.values()]
        raise FarmError(
            say("Warnings, which this call refuses: {lines}", lines=join("; ", lines)),
            kind=ErrorKind.WARNINGS,
            details={"findings": messages(warnings.values())},
        )
