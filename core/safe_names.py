"""Names for folders on the farm: harmless on every system, and never the same twice.

When a checkout fails, the Manager deletes the folder of the path that was *asked for*, whoever it belongs to; a path
like ``.`` or ``..`` would take all checkouts with it. So a name is never taken over from the artist as it is, never
asked for twice, and always one folder deep: below another job's folder it would go when that job is deleted.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Lower case only, for file systems that know no other; nothing that looks like something else."""
_RANDOM_LETTERS = 10
_PART_BYTES = 60
_FRESH = re.compile(rf".+-\d{{8}}-\d{{6}}-[{_ALPHABET}]{{{_RANDOM_LETTERS}}}", re.ASCII)
_KEPT = frozenset("-_.")
DEVICES = r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])"
"""Names of devices on Windows, whatever follows a dot: a pattern."""
_RESERVED = re.compile(rf"{DEVICES}(\.|$)", re.IGNORECASE)


def utc_now() -> datetime:
    """The clock that is used unless a caller brings another."""
    return datetime.now(UTC)


def fresh_name(
    project: str,
    job_name: str,
    *,
    clock: Callable[[], datetime] = utc_now,
    choose: Callable[[str], str] = secrets.choice,
) -> str:
    """A folder name that no one has used: project, job name, time and chance, for people and for uniqueness.

    Args:
        project: The project's name, may be anything.
        job_name: The job's name as typed, may be anything.
        clock: Tells the time, in UTC.
        choose: Picks one character of a text at random.

    Returns:
        One path component of at most 200 bytes: no separator, no control or direction character, nothing that the
        Manager or any file system refuses, not ending in a dot or blank.
    """
    parts = [safe_part(project), safe_part(job_name) or "job"]
    time = clock().strftime("%Y%m%d-%H%M%S")
    chance = "".join(choose(_ALPHABET) for _ in range(_RANDOM_LETTERS))
    name = "-".join(part for part in (*parts, time, chance) if part)
    return f"_{name}" if _RESERVED.match(name) else name


def is_fresh_name(name: str) -> bool:
    """Whether a name looks like one that ``fresh_name`` made."""
    return _FRESH.fullmatch(name) is not None


def safe_part(text: str, limit: int = _PART_BYTES) -> str:
    """The letters, digits, marks and symbols of a text, everything else as ``_``; "" when nothing is left.

    Args:
        text: Anything, lone surrogates included.
        limit: The most bytes of UTF-8 that the answer may have.
    """
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(character if _harmless(character) else "_" for character in normal)
    short = kept.encode()[:limit].decode(errors="ignore")
    return re.sub(r"_{2,}", "_", re.sub(r"\.{2,}", ".", short)).strip("-_.")


def _harmless(character: str) -> bool:
    """Letters (L), marks (M), numbers (N) and pictures (So): no separator, quote or control sign is among them."""
    category = unicodedata.category(character)
    return character in _KEPT or category[0] in "LMN" or category == "So"


def printable(text: str) -> str:
    """A path for messages: bytes that are no UTF-8, which Blender's interface refuses, become escapes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text  # the same object: there may be a hundred thousand
