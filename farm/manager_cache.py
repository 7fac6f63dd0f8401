"""The last answers of each Manager, on disk, so that the panel is usable before anything was asked."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from . import files
from .errors import FarmError
from .manager_record import ManagerInfo
from .text import revived, say, to_json

SCHEMA = 1
"""Of the files; one of another number is ignored, since a cache can be made again."""
MAX_BYTES = 2 * 1024 * 1024


def path(folder: str | os.PathLike[str], url: str) -> Path:
    """The file for one Manager; the URL is in the name as a hash only."""
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
    return Path(folder) / "managers" / f"{digest[:24]}.json"


def read(folder: str | os.PathLike[str], url: str) -> dict[str, Any] | None:
    """``ManagerInfo.as_message()`` of the last check, or None when there is none that can be used.

    Never raises and never blocks, whatever is on disk.
    """
    try:
        cached = json.loads(files.read(path(folder, url), MAX_BYTES))
        if cached["schema"] != SCHEMA or cached["url"] != url:
            return None
        info = ManagerInfo.from_message({**cached["info"], "warnings": revived(cached["info"]["warnings"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return info.as_message()


def write(folder: str | os.PathLike[str], info: dict[str, Any]) -> None:
    """Keep ``ManagerInfo.as_message()``; another process sees the old file or the new one, nothing between.

    Raises:
        FarmError: it can't be kept; whatever was kept before is still there.
    """
    target = path(folder, info["url"])
    try:
        kept = {**info, "warnings": to_json(info["warnings"])}  # all else is the Manager's, and may be large
        content = json.dumps({"schema": SCHEMA, "url": info["url"], "info": kept}).encode()
    except RecursionError:
        raise FarmError(
            "What the Manager has answered is not kept for later: it is nested too deep.", kind="cache"
        ) from None
    if len(content) > MAX_BYTES:
        limit = f"{MAX_BYTES >> 20} MiB"
        raise FarmError(
            say("What the Manager has answered is too large to be kept: more than {limit}.", limit=limit), kind="cache"
        )
    try:
        files.replace(target, content)
    except OSError as error:
        raise FarmError(
            say(
                "What the Manager has answered is not kept for later: {reason} ({folder}).",
                reason=error.strerror or str(error),
                folder=str(target.parent),
            ),
            kind="cache",
            hint="Make that folder writable.",
            details={"path": str(target)},
        ) from error
