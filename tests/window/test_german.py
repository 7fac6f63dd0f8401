"""A desktop Blender set to German, which has the languages that the bpy module lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flamenco_client.translations.german import GERMAN

NOWHERE = "http://127.0.0.1:9"


def test_german_comes_and_goes(play: Callable[..., Any]) -> None:
    """Texts, buttons and tool-tips follow Blender's language; a disabled extension leaves none behind."""
    seen = play("speak_german.py", manager_url=NOWHERE).report

    texts = ["Try Again", "{done} of {total}", "No worker is online: the job waits", "Job Name"]
    tip = "Upload the file with everything it needs, and create a job on the farm"
    english = {"drawn": texts, "told": "A search is already running", "button": "Submit to Farm", "tip": tip}
    german = {
        "drawn": [GERMAN[text] for text in texts],
        "told": GERMAN["A search is already running"],
        "button": GERMAN["Submit to Farm"],
        "tip": GERMAN[tip],
    }
    assert seen["english"] == english
    assert seen["german"] == german
    assert seen["helper"].startswith("Unter 127.0.0.1:9 antwortet nichts: Die Verbindung wurde abgelehnt.")
    assert seen["disabled"] == "No worker is online: the job waits"
    assert seen["enabled"] == german
    assert seen["back"] == english
