"""Parser of the JSON in answers; the values can always be shown, stored and sent."""

from __future__ import annotations

import json
import re
from typing import Any

MOST_VALUES = 4_000_000
"""Values of the largest answer: 100 000 jobs with their settings have as many. Each takes more memory than its text."""
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(body: bytes) -> Any:
    """Parse the body of an answer.

    Half a surrogate pair, which JSON allows but UTF-8 does not, becomes U+FFFD, as a Manager reads it.

    Raises:
        ValueError: It is not JSON, not UTF-8, nested too deeply, or has more values than any answer needs.
    """
    if body.count(b",") > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES} values")
    try:
        value = json.loads(body.decode("utf-8-sig"))
        return _whole(value) if _HALF.search(body) else value
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return {_whole(key): _whole(item) for key, item in value.items()} if isinstance(value, dict) else value
