"""Times as the Manager writes them."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> str:
    """Time of day in RFC 3339 with up to nine fractional digits, without trailing zeros, as Go prints it."""
    seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
    whole = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{nanoseconds:09d}".rstrip("0").rstrip(".")
    return f"{whole}{fraction}Z"


def log_time() -> str:
    """Time of day in RFC 3339 with whole seconds, for lines of task logs."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def path_time() -> str:
    """Local time of day in the form that replaces ``{timestamp}`` in output paths."""
    return datetime.now().astimezone().strftime("%Y-%m-%d_%H%M%S")


def parse(text: str) -> float:
    """Seconds since the epoch of an RFC 3339 time; fractions finer than microseconds are cut.

    Raises:
        ValueError: It is none.
    """
    whole, dot, rest = text.partition(".")
    if dot:
        digits = len(rest) - len(rest.lstrip("0123456789"))
        text = f"{whole}.{rest[: min(digits, 6)]}{rest[digits:]}"
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
