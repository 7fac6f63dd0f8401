"""Safe folder names for the farm: valid on every system, and unique.

When a checkout fails, the Manager deletes the *requested* folder, even if another job uses it; a path like ``.`` or
``..`` would delete all checkouts. So the user's text is always sanitised, a name is never requested twice, and it has
no subfolder: deleting one job must not delete the folder of another.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Lower case only, for case-insensitive file systems; without letters that are easily confused."""
_RANDOM_LETTERS = 10
_PART_BYTES = 60
_FRESH = re.compile(rf".+-\d{{8}}-\d{{6}}-[{_ALPHABET}]{{{_RANDOM_LETTERS}}}", re.ASCII)
_KEPT = frozenset("-_.")
DEVICES = r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])"
"""Pattern for Windows device names, which are reserved with any suffix too."""
_RESERVED = re.compile(rf"{DEVICES}(\.|$)", re.IGNORECASE)


def utc_now() -> datetime:
    """Return the current time in UTC: the default clock."""
    return datetime.now(UTC)


def fresh_name(
    project: str,
    job_name: str,
    *,
    clock: Callable[[], datetime] = utc_now,
    choose: Callable[[str], str] = secrets.choice,
) -> str:
    """Return an unused folder name made of project, job name, time and random letters.

    Args:
        project: The project's name, any text.
        job_name: The job's name as typed, any text.
        clock: Returns the time in UTC.
        choose: Picks one character of a text at random.

    Returns:
        One path component of at most 200 bytes that the Manager and all file systems accept: no separator, no control
        or direction character, no dot or space at the end.
    """
    parts = [safe_part(project), safe_part(job_name) or "job"]
    time = clock().strftime("%Y%m%d-%H%M%S")
    chance = "".join(choose(_ALPHABET) for _ in range(_RANDOM_LETTERS))
    name = "-".join(part for part in (*parts, time, chance) if part)
    return f"_{name}" if _RESERVED.match(name) else name


def is_fresh_name(name: str) -> bool:
    """Return whether a name looks like one from ``fresh_name``."""
    return _FRESH.fullmatch(name) is not None


def safe_part(text: str, limit: int = _PART_BYTES) -> str:
    """Return a text with all but letters, digits, marks and symbols replaced by ``_``; "" if nothing is left.

    Args:
        text: Any text, lone surrogates included.
        limit: Largest size of the result in bytes of UTF-8.
    """
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(character if _harmless(character) else "_" for character in normal)
    short = kept.encode()[:limit].decode(errors="ignore")
    return re.sub(r"_{2,}", "_", re.sub(r"\.{2,}", ".", short)).strip("-_.")


def _harmless(character: str) -> bool:
    """Return whether a character is a letter (L), mark (M), number (N) or pictogram (So), never a separator."""
    category = unicodedata.category(character)
    return character in _KEPT or category[0] in "LMN" or category == "So"


def printable(text: str) -> str:
    """Return a path for messages: bytes that are not UTF-8, which Blender can't draw, become escapes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text  # the same object: there may be a hundred thousand
