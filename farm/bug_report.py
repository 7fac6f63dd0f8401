"""The text for a bug report, in English: versions, the last error, the end of the log; no names and no secrets."""

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
"""Characters of a name that is too common a piece of words to be taken out."""


def masked(text: str) -> str:
    """A text without what looks like a password or a key. No message of ours holds one; those of libraries might."""
    return _SECRET.sub(lambda match: f"{match[1]}{match[2]}(hidden)" if match[1] else "(hidden)", text)


def facts(extension: str, blender: str, manager: str, *, online: bool, shaman: bool | None) -> dict[str, str]:
    """What a report begins with.

    Args:
        extension: Version of the extension.
        blender: That of Blender, with build and platform.
        manager: That of the Manager, "" if none has been heard of.
        online: Whether Blender may go online.
        shaman: Whether the Manager takes files by Shaman, None if that is not known.
    """
    return {
        "Extension": extension,
        "Blender": blender,
        "Online access": "allowed" if online else "not allowed",
        "Manager": manager,
        "Storage": "" if shaman is None else "Shaman" if shaman else "shared folder",
    }


def compose(facts: Mapping[str, str], error: Mapping[str, Any] | None, log_text: str) -> str:
    """The report, as text.

    Args:
        facts: What is told first, in order.
        error: The last error, as ``FarmError.as_message`` gives it.
        log_text: The end of the log.
    """
    lines = ["Flamenco Client, report", *(f"{name}: {value}" for name, value in facts.items() if value)]
    if error:
        lines += ["", f"Last error: {error.get('kind', '')}", str(error.get("message", "")), str(error.get("hint", ""))]
        details = error.get("details")
        told = [
            f"{name}: {details[name]}" for name in ("status", "error") if isinstance(details, dict) and name in details
        ]
        lines += told
    lines += ["", "End of the log:", *log_text.splitlines()[-_MOST_LINES:]]
    return masked("\n".join(lines)) + "\n"


def anonymous(text: str, *, home: str, names: Mapping[str, str]) -> str:
    """A text without the home folder and the names of this user, computer and Manager.

    Args:
        text: Anything.
        home: The home folder.
        names: What stands in place of each name.
    """
    for form in _forms(home):
        text = re.sub(re.escape(form) + r"(?![\w.-])", "~", text, flags=re.IGNORECASE if os.name == "nt" else 0)
    for name, stands_for in names.items():
        if len(name) >= _SHORT:
            text = re.sub(rf"(?<![\w]){re.escape(name)}(?![\w])", stands_for, text, flags=re.IGNORECASE)
    return text


def names_here(hosts: Iterable[str]) -> dict[str, str]:
    """The names that a report does not tell; ``hosts`` are those of Managers, but for this machine itself."""
    found = {}
    with contextlib.suppress(OSError, KeyError, ImportError):  # no name for this user id
        found[getpass.getuser()] = "<user>"
    found[platform.node()] = "<computer>"
    here = {"localhost", "127.0.0.1", "::1"}
    found |= {host: "<manager>" for host in hosts if host and host not in here}
    return {name: stands_for for name, stands_for in found.items() if name}


def _forms(home: str) -> list[str]:
    """The ways in which a path may be written: as it is, as in JSON or repr, with slashes."""
    plain = home.rstrip("/\\")
    if len(plain) < _SHORT:
        return []
    return sorted({plain, plain.replace("\\", "\\\\"), plain.replace("\\", "/")}, key=len, reverse=True)
