"""News of own jobs: Blender's own report, the panel, and if wanted the desktop; once per event, several together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from ... import state
from .. import user_preferences
from ..runtime import helper_session, redraw
from ..runtime.translation import rpt_

MOST = 20
"""Most events that wait for a look."""
BAD = frozenset({"failed", "task-failed"})
SEVERAL = "{first} (and {count} more)"


def take(events: Sequence[Mapping[str, Any]]) -> None:
    """Keep events for the panel, and tell the artist as the preferences say."""
    view = state.current().jobs
    over = {event["job_id"] for event in events if event["kind"] != "task-failed"}
    kept = [event for event in view.news if event["kind"] != "task-failed" or event["job_id"] not in over]
    view.news = [*kept, *events][-MOST:]
    chosen = user_preferences.stored(bpy.context)
    if chosen is None or not chosen.job_notices:
        return
    _report(events)
    if chosen.desktop_notices:
        body = rpt_(events[0]["text"]) if len(events) == 1 else summary(events)
        arguments = {"title": "Flamenco", "body": body, "sound": chosen.notice_sound}
        helper_session.get().request("notify", arguments, on_error=lambda _error: None)
    redraw.tag()


def summary(events: Sequence[Mapping[str, Any]]) -> str:
    """Return one line about several events, failures first."""
    ordered = sorted(events, key=lambda event: event["kind"] not in BAD)
    first = rpt_(ordered[0]["text"])
    return rpt_(SEVERAL).format(first=first, count=len(events) - 1) if len(events) > 1 else first


def dismiss() -> None:
    """Hide what the panel shows of them."""
    state.current().jobs.news = []
    redraw.tag()


def _report(events: Sequence[Mapping[str, Any]]) -> None:
    if bpy.app.background:
        return
    ops: Any = bpy.ops
    # A report shows only from a running operator; a warning, since an error has a pop-up that takes a click.
    ops.flamenco_client.tell_news(
        "INVOKE_DEFAULT", text=summary(events), bad=any(event["kind"] in BAD for event in events)
    )
