"""Texts from a Manager, shortened to one line of the interface."""

from __future__ import annotations

from typing import Any, Final

MAX_LABEL: Final = 120
MAX_DESCRIPTION: Final = 1000


def one_line(value: Any, length: int = MAX_LABEL) -> str:
    """Return a text or number as one printable line of at most ``length`` characters; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    line = " ".join("".join(_printable(character) for character in str(value)[: 2 * length]).split())
    return line if len(line) <= length else line[: length - 3].rstrip() + "..."


def words_of_key(key: str) -> str:
    """Return a key as a label: ``chunk_size`` becomes "Chunk Size", a key without words "Unnamed"."""
    words = one_line(key.replace("_", " ").replace("-", " ")).split(" ")
    return " ".join(word[:1].upper() + word[1:] for word in words) or "Unnamed"


def _printable(character: str) -> str:
    return character if character.isprintable() else " "
