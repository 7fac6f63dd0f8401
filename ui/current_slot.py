"""What the slot shows now, and its pop-over with all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import bpy

from .. import state
from ..bridge.jobs import news
from ..bridge.runtime.translation import iface_, n_
from ..bridge.scene import property_groups
from ..bridge.submission import job_files
from ..operators.job_views import FLAMENCO_CLIENT_OT_dismiss_news, FLAMENCO_CLIENT_OT_show_jobs
from ..operators.look import DETAILS
from ..state.background import WorkStatus
from ..submission.checks.job_findings import output_path_of
from . import file_list, question, recovery, slot, submission
from .slot import Button, Slot

MOST = 5
"""Most results that are looked at; hidden ones make room for the next."""


def find(context: bpy.types.Context) -> Slot:
    """Return the slot: a question, a running submission, results, or what a click will do."""
    events = happening(context)
    if not events:
        return _idle(context)
    first = events[0]
    if len(events) == 1 or first.progress is not None:
        return first
    return replace(first, lines=(*first.lines, iface_("There are more results: hide this one to see the next")))


def happening(context: bpy.types.Context) -> list[Slot]:
    """Return a slot for what asks, runs or has ended, what needs the artist first; at most ``MOST``."""
    return list(islice(_happening(context), MOST))


def _happening(context: bpy.types.Context) -> Iterator[Slot]:
    current = state.current()
    view = current.submission
    bad = any(event["kind"] in news.BAD for event in current.jobs.news)
    if view.running:
        yield question.slot(view) if view.asks and not view.cancelling else submission.running(view, context)
    if bad:
        yield _news(current.jobs.news)
    if not view.running and view.status is not WorkStatus.IDLE:
        yield submission.ended(view, context)
    if current.jobs.news and not bad:
        yield _news(current.jobs.news)
    yield from recovery.slots(current.recovery, context)


def _news(events: Sequence[Mapping[str, Any]]) -> Slot:
    """Return the slot of what happened to own jobs, until it is looked at or hidden."""
    bad = [event for event in events if event["kind"] in news.BAD]
    ordered = [*bad, *(event for event in events if event not in bad)]
    texts = [iface_(event["text"]) for event in ordered]
    about = {"job_id": ordered[0]["job_id"]}
    show = Button(FLAMENCO_CLIENT_OT_show_jobs.bl_idname, n_("Show"), "WINDOW", about)
    hide = Button(FLAMENCO_CLIENT_OT_dismiss_news.bl_idname, icon="X")
    return Slot(texts[0], "ERROR" if bad else "CHECKMARK", tuple(texts[1:]), (show,), hide=hide, urgent=bool(bad))


def _idle(context: bpy.types.Context) -> Slot:
    """Return what a click will do: frames, files, output."""
    current = state.current()
    scene = property_groups.current_scene(context)
    spec = current.manager.job_types.get(property_groups.job_properties(scene).job_type)
    path = output_path_of(spec, current.form.values) if spec is not None else ""
    lines = [current.preflight.frames, file_list.summary(job_files.known()), path]
    lines = [line for line in lines if line] or [iface_("Nothing has been submitted yet")]
    return Slot(lines[0], "INFO", tuple(lines[1:]))


class FLAMENCO_CLIENT_PT_details(bpy.types.Panel):
    """The whole text"""

    bl_idname = DETAILS
    bl_label = "Details"
    bl_space_type = "TOPBAR"
    bl_region_type = "HEADER"
    bl_options = {"INSTANCED"}
    bl_ui_units_x = 20

    def draw(self, context: bpy.types.Context) -> None:
        """Draw all that happens, each with its buttons."""
        assert self.layout is not None
        for each in happening(context) or [find(context)]:
            slot.draw_whole(self.layout, each, context)
            for button in each.buttons:
                button.draw(self.layout)


CLASSES = (FLAMENCO_CLIENT_PT_details,)
