"""The slot of the question about the files of a submission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import bpy

from .. import state
from ..bridge.runtime.translation import iface_, n_
from ..bridge.submission import job_files
from ..core.progress import Phase
from ..operators.files import FLAMENCO_CLIENT_OT_continue_submission
from ..operators.submit import FLAMENCO_CLIENT_OT_cancel_submission
from ..state.submission import FilesView, SubmissionView
from . import file_list, submission
from .slot import Button, Slot, count_of, draw_whole

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

WIDTH = 420
"""Of the dialog, in pixels at a scale of 1."""

QUESTIONS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "missing": (
        ("1 file is missing", "{count} files are missing"),
        ("Continue submits the job without it", "Continue submits the job without them"),
    ),
    "unreadable": (
        ("1 file is unreadable", "{count} files are unreadable"),
        ("Continue submits the job without it", "Continue submits the job without them"),
    ),
    "changed": (
        ("1 file changed while it was read", "{count} files changed while they were read"),
        ("Continue uploads its new content", "Continue uploads their new content"),
    ),
    "elsewhere": (
        ("1 file is not on the farm's storage", "{count} files are not on the farm's storage"),
        (
            "Continue submits the job, but workers may not find the file",
            "Continue submits the job, but workers may not find the files",
        ),
    ),
    "large": (
        ("1 file is large", "{count} files are large"),
        ("Continue uploads it anyway", "Continue uploads them anyway"),
    ),
    "outside": (
        ("1 file is outside the project", "{count} files are outside the project"),
        ("Continue uploads it as well", "Continue uploads them as well"),
    ),
    "unsaved": (
        2 * ("Unsaved changes of images cannot be sent",),
        2 * ("Continue renders them as they were last saved",),
    ),
    "remarks": (2 * ("The job may not render as expected",), 2 * ("See the remarks below the list",)),
}
"""Problem, and what Continue does, each for one file and for several."""
NAMES = 3
"""Most missing files that the question names; the list in the sub-panel has all."""
FOLDERS = 5
"""Most folders outside of the project that the question names."""
CONTINUE = Button(FLAMENCO_CLIENT_OT_continue_submission.bl_idname, icon="CHECKMARK")
CANCEL = Button(FLAMENCO_CLIENT_OT_cancel_submission.bl_idname, n_("Cancel"), "CANCEL")


def slot(view: SubmissionView) -> Slot:
    """Return the slot: what is asked, what Continue does, and both buttons."""
    known = job_files.known()
    lines = []
    for key in (key for key in QUESTIONS if key in view.asks):
        pattern, consequence = QUESTIONS[key]
        lines += [_what(key, known, pattern), iface_(consequence[known.count(key) != 1])]
        if key == "outside":
            lines += known.report.get("outside_folders", ())[:FOLDERS]
    lines += _numbers(view, known)
    return Slot(lines[0], "ERROR", tuple(lines[1:]), (CONTINUE, CANCEL), urgent=True)


def _what(key: str, known: FilesView, pattern: tuple[str, str]) -> str:
    """Return "1 file is missing: rock.png"."""
    names = [
        str(entry["path"]).replace("\\", "/").rpartition("/")[2] for entry in known.entries if key in entry["states"]
    ]
    text = count_of(*pattern, known.count(key))
    shown = ", ".join(names[:NAMES])
    return f"{text}: {shown}{' ...' if len(names) > NAMES else ''}" if names else text


def _numbers(view: SubmissionView, known: FilesView) -> list[str]:
    """Return how far reading the files has come, or what is new to the farm."""
    if view.progress is not None and view.progress.phase is Phase.HASHING:
        return [f"{iface_(view.progress.text)} ({submission.numbers(view)})"]
    if not known.report.get("new_is_known"):
        return []
    new = known.report["counts"].get("new", {"files": 0, "bytes": 0})
    if not new["files"]:
        return [iface_("All files are already on the farm")]
    return [iface_("New to the farm: {files}").format(files=file_list.amount(new["files"], new["bytes"]))]


class FLAMENCO_CLIENT_OT_show_question(bpy.types.Operator):
    """Ask whether the job is submitted in spite of what is missing"""

    bl_idname = "flamenco_client.show_question"
    bl_label = "Submit to Flamenco"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Return whether a submission asks."""
        return bool(state.current().submission.asks)

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Open the dialog; dismissed, the question stays in the panel."""
        assert context.window_manager is not None
        dialog: Any = context.window_manager.invoke_props_dialog
        answer: set[OperatorReturnItems] = dialog(self, width=WIDTH, confirm_text="Continue", cancel_default=True)
        return answer

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the question."""
        assert self.layout is not None
        draw_whole(self.layout, slot(state.current().submission), context)

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Continue."""
        ops: Any = bpy.ops
        answer: set[OperatorReturnItems] = ops.flamenco_client.continue_submission()
        return answer


CLASSES = (FLAMENCO_CLIENT_OT_show_question,)
