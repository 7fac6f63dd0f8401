"""Times in the Manager's formats."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> str:
    """Return the current time in RFC 3339 as Go prints it: up to nine decimals, without trailing zeros."""
    seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
    whole = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{nanoseconds:09d}".rstrip("0").rstrip(".")
    return f"{whole}{fraction}Z"


def log_time() -> str:
    """Return the current time in RFC 3339 with whole seconds, for lines of task logs."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def path_time(moment: str) -> str:
    """Return a time in the form that replaces ``{timestamp}`` in output paths: local, with whole seconds."""
    return datetime.fromtimestamp(parse(moment), UTC).astimezone().strftime("%Y-%m-%d_%H%M%S")


def parse(text: str) -> float:
    """Convert an RFC 3339 time to seconds since the epoch; fractions finer than microseconds are cut.

    Raises:
        ValueError: It is not such a time.
    """
    whole, dot, rest = text.partition(".")
    if dot:
        digits = len(rest) - len(rest.lstrip("0123456789"))
        text = f"{whole}.{rest[: min(digits, 6)]}{rest[digits:]}"
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
