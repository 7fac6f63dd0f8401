"""JSON that was made beforehand, in pieces: making it at once may take longer than Blender may be held up."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any, Final

_TOKEN: Final = uuid.uuid4().hex
"""Stands for such a text while the rest is encoded; nothing else contains it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A value as JSON, ASCII only, which `dumps` puts where the object stands."""

    text: str


def dumps(value: object) -> str:
    """The value as JSON without needless blanks, ASCII only.

    Raises:
        TypeError: It holds something that JSON can't say.
    """
    texts: list[str] = []

    def name(part: object) -> Any:
        if not isinstance(part, Encoded):
            raise TypeError(f"Object of type {type(part).__name__} is not JSON serializable")
        texts.append(part.text)
        return f"{_TOKEN}{len(texts) - 1}"

    line = json.dumps(value, separators=(",", ":"), default=name)
    for index, text in enumerate(texts):
        line = line.replace(f'"{_TOKEN}{index}"', text, 1)
    return line
