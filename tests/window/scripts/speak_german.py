"""Blender's language is German: what it says of the extension, and what it says again in English."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bpy
import inside

TEXTS = ("Try Again", "{done} of {total}", "No worker is online: the job waits", "Job Name")


def said() -> dict[str, Any]:
    translation = inside.module("bridge.runtime.translation")
    translations: Any = bpy.app.translations
    submit = bpy.ops.flamenco_client.submit_job.get_rna_type()
    return {
        "drawn": [translation.iface_(text) for text in TEXTS],
        "told": translation.rpt_("A search is already running"),
        "button": translations.pgettext_iface(submit.name, submit.translation_context),
        "tip": translations.pgettext_tip(submit.description),
    }


def steps(report: dict[str, Any]) -> inside.Steps:
    inside.show_output_properties()
    view: Any = bpy.context.preferences.view
    report["english"] = said()
    view.language = "de_DE"
    for what in ("interface", "tooltips", "reports"):
        if hasattr(view, f"use_translate_{what}"):
            setattr(view, f"use_translate_{what}", True)
    yield inside.for_seconds(0.5)  # the panel is drawn in German
    report["german"] = said()
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    yield lambda: inside.state().manager.error is not None
    report["helper"] = inside.module("bridge.runtime.translation").rpt_error(inside.state().manager.error)
    yield inside.for_seconds(0.3)  # the panel is drawn with it
    bpy.ops.preferences.addon_disable(module=inside.EXTENSION)
    translations: Any = bpy.app.translations
    report["disabled"] = translations.pgettext_iface("No worker is online: the job waits")
    bpy.ops.preferences.addon_enable(module=inside.EXTENSION)
    report["enabled"] = said()
    view.language = "en_US"
    report["back"] = said()
    yield inside.for_seconds(0.1)


inside.play(steps)
