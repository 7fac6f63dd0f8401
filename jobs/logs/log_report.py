"""Read from a task's log why it failed, and what Blender complained about although the task completed."""

from __future__ import annotations

import re
from typing import Final

from ...core.display_text import one_line
from ...core.finding import Finding, Severity, worst_first
from ...core.text import say
from . import log_patterns

MOST: Final = 64 * 1024
"""Characters of each part that are looked at."""
LONGEST: Final = 300
_PREFIX: Final = re.compile(r"^(?:pid=\d+ > ?)")
_STAMP: Final = re.compile(r"^\d{4}-\d\d-\d\dT\S+ ")
_DULL: Final = re.compile(
    r"^\s*$|^(?:blender quit|blender \d|fra:\d|time: |saved: |read blend|scene switch|going to run:)"
    r"|^failed: command exited"
    r"|^\S*blender \S.*--render|^task changed status|task assigned to|task failed by worker",
    re.IGNORECASE,
)


def read(head: str, tail: str) -> list[Finding]:
    """Return what a log shows, why it failed (errors) before what is wrong with the result (warnings).

    Args:
        head: Begin of the log.
        tail: Its end; may overlap with the head.

    Returns:
        Findings with a stable ``id``; ``text`` = what happened and what to do, ``about`` = the line that shows it. A
        pattern that matches several lines is reported once. Nothing is claimed that the log does not show.
    """
    found: dict[str, Finding] = {}
    for line in _lines(head, tail):
        for pattern in log_patterns.PATTERNS:
            match = pattern.pattern.search(line)
            if match is None or pattern.id in found:
                continue
            named = {name: one_line(value or "", LONGEST) for name, value in match.groupdict().items()}
            text = say(pattern.text, **named)
            found[pattern.id] = Finding(pattern.id, pattern.severity, text, line)
            break
    for less, more in log_patterns.COVERED.items():
        if more in found:
            found.pop(less, None)
    code = log_patterns.CODE.search(tail)
    if code is not None and int(code[1]) < 0 and not found and "pid=" not in head + tail:
        found["killed"] = Finding("killed", Severity.ERROR, say(log_patterns.KILLED), code.group())
    ranks = {pattern.id: number for number, pattern in enumerate(log_patterns.PATTERNS)}
    return list(worst_first(sorted(found.values(), key=lambda finding: ranks.get(finding.id, 0))))


def last_telling_line(tail: str) -> str:
    """Return the last line that says something, for a failure that is not recognised; "" if there is none."""
    telling = [line for line in _lines("", tail) if not _DULL.search(line)]
    codes = log_patterns.CODE.search(tail)
    return telling[-1] if telling else (codes.group() if codes else "")


def _lines(head: str, tail: str) -> list[str]:
    """Return the lines without what the worker puts before them, each once, cut and printable."""
    lines: dict[str, None] = {}
    for part in (head[:MOST], tail[-MOST:]):
        for line in part.splitlines():
            plain = _STAMP.sub("", _PREFIX.sub("", line[: 4 * LONGEST]))
            lines[one_line(plain, LONGEST)] = None
    return list(lines)
