"""Words and icons of statuses, and short texts of times."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ...bridge.runtime.translation import iface_, n_
from .. import wrapped_text

JOB_ICONS: Mapping[str, str] = {
    "active": "PLAY",
    "canceled": "CANCEL",
    "completed": "CHECKMARK",
    "failed": "ERROR",
    "paused": "PAUSE",
    "pause-requested": "PAUSE",
    "queued": "SORTTIME",
    "cancel-requested": "CANCEL",
    "requeueing": "FILE_REFRESH",
    "under-construction": "TOOL_SETTINGS",
    "soft-failed": "ERROR",
}
UNKNOWN = "QUESTION"
WORDS: Mapping[str, str] = {
    "active": n_("rendering"),
    "canceled": n_("cancelled"),
    "completed": n_("completed"),
    "failed": n_("failed"),
    "paused": n_("paused"),
    "pause-requested": n_("being paused"),
    "queued": n_("queued"),
    "cancel-requested": n_("being cancelled"),
    "requeueing": n_("being queued"),
    "under-construction": n_("being made"),
    "soft-failed": n_("failed, tried again"),
}
TASK_WORDS: Mapping[str, str] = {**WORDS, "active": n_("at work")}
WORKER_WORDS: Mapping[str, str] = {
    "awake": n_("awake"),
    "asleep": n_("asleep"),
    "offline": n_("offline"),
    "error": n_("in error"),
    "starting": n_("starting"),
    "testing": n_("testing"),
    "restart": n_("restarting"),
}
DAY = 86400.0


def icon(status: str) -> Any:
    """Return the icon of a status of a job or task."""
    return JOB_ICONS.get(status, UNKNOWN)


def word(status: str, words: Mapping[str, str] = WORDS) -> str:
    """Return the word of a status; an unknown one as the Manager writes it."""
    return iface_(words[status]) if status in words else status


def ago(moment: float) -> str:
    """Return a short time: "14:02" today, else a date; "" = unknown."""
    if not moment:
        return ""
    local = time.localtime(moment)
    pattern = "%H:%M" if time.time() - moment < DAY / 2 else "%m-%d %H:%M"
    return time.strftime(pattern, local)


def state_of(row: Mapping[str, Any]) -> str:
    """Return the one short value of a job's row: time left, failures, or its status."""
    if row["deleting"]:
        return iface_("being deleted")
    if row["failed"] and row["status"] != "completed":
        return iface_("{count} failed").format(count=row["failed"])
    if row["left"]:
        return iface_("{time} left").format(time=wrapped_text.duration(row["left"]))
    return word(row["status"])


def fraction(row: Mapping[str, Any]) -> float:
    """Return the progress of a job from 0 to 1; a completed one is whole."""
    if row["status"] == "completed":
        return 1.0
    return min(1.0, row["steps_done"] / row["steps_total"]) if row["steps_total"] else 0.0


def steps(row: Mapping[str, Any]) -> str:
    """Return "12/250", "" if the steps are not known."""
    return f"{row['steps_done']}/{row['steps_total']}" if row["steps_total"] else ""
