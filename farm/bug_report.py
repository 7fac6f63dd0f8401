"""Bug reports: versions, the last error and the end of the log, in English, without names and secrets."""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

_SECRET: Final = re.compile(
    r"(?i)((?:proxy-)?authorization|cookie|password|passwd|secret|token|api[-_]?key)(['\"]?\s*[:=]\s*)[^\n]*"
    r"|\b(basic|bearer)\s+[\w+/=.~-]{4,}"
    r"|(?<=://)[^/\s@]+@"
)
_MOST_LINES = 150
_SHORT = 3
"""Fewest characters of a name that is replaced; shorter ones occur inside ordinary words."""


def masked(text: str) -> str:
    """Return a text with everything like a password or key hidden: messages of libraries might contain one."""
    return _SECRET.sub(lambda match: f"{match[1]}{match[2]}(hidden)" if match[1] else "(hidden)", text)


def facts(extension: str, blender: str, manager: str, *, online: bool, shaman: bool | None) -> dict[str, str]:
    """Return the facts at the top of a report.

    Args:
        extension: Version of the extension.
        blender: Version of Blender, with build and platform.
        manager: Version of the Manager; "" if not known.
        online: Whether Blender may go online.
        shaman: Whether the Manager uses Shaman; None if not known.
    """
    return {
        "Extension": extension,
        "Blender": blender,
        "Online access": "allowed" if online else "not allowed",
        "Manager": manager,
        "Storage": "" if shaman is None else "Shaman" if shaman else "shared folder",
    }


def compose(facts: Mapping[str, str], error: Mapping[str, Any] | None, log_text: str) -> str:
    """Return the report as text.

    Args:
        facts: The facts at the top, in order.
        error: The last error, from ``FarmError.as_message``.
        log_text: The end of the log.
    """
    lines = ["Flamenco Client, report", *(f"{name}: {value}" for name, value in facts.items() if value)]
    if error:
        lines += ["", f"Last error: {error.get('kind', '')}", str(error.get("message", "")), str(error.get("hint", ""))]
        details = error.get("details")
        lines += [
            f"{name}: {details[name]}" for name in ("status", "error") if isinstance(details, dict) and name in details
        ]
    lines += ["", "End of the log:", *log_text.splitlines()[-_MOST_LINES:]]
    return masked("\n".join(lines)) + "\n"


def anonymous(text: str, *, home: str, names: Mapping[str, str]) -> str:
    """Return a text without the home folder and the names of this user, computer and Manager.

    Args:
        text: Any text.
        home: The home folder.
        names: The replacement for each name.
    """
    for form in _forms(home):
        text = re.sub(re.escape(form) + r"(?![\w.-])", "~", text, flags=re.IGNORECASE if os.name == "nt" else 0)
    for name, replacement in names.items():
        if len(name) >= _SHORT:
            text = re.sub(rf"(?<![\w]){re.escape(name)}(?![\w])", replacement, text, flags=re.IGNORECASE)
    return text


def names_here(hosts: Iterable[str]) -> dict[str, str]:
    """Return the names that a report conceals, with replacements; ``hosts`` are those of the Managers."""
    found = {}
    with contextlib.suppress(OSError, KeyError, ImportError):  # this user id has no name
        found[getpass.getuser()] = "<user>"
    found[platform.node()] = "<computer>"
    here = {"localhost", "127.0.0.1", "::1"}
    found |= {host: "<manager>" for host in hosts if host and host not in here}
    return {name: replacement for name, replacement in found.items() if name}


def _forms(home: str) -> list[str]:
    """Return the spellings of a path in a report: as it is, escaped as in JSON or repr, with slashes."""
    plain = home.rstrip("/\\")
    if len(plain) < _SHORT:
        return []
    return sorted({plain, plain.replace("\\", "\\\\"), plain.replace("\\", "/")}, key=len, reverse=True)
