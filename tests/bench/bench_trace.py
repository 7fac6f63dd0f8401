"""Finding 5 000 references in Blender's data, against a bare loop over it; and for how long Blender is held up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .harness import Limit, Row

PROGRAM = Path(__file__).resolve().parent / "traced_scenes.py"
SLICE_MS = 3.0
"""What a slice is meant to take: ``bridge.assets.trace.SLICE_SECONDS``."""
MOST_MS = 4.0
WANTED = {"images": (50.0, Limit.VALUE), "objects": (50.0, Limit.VALUE)}
SCENES = {"images": "5 000 images", "objects": "5 000 images on as many objects and materials"}


def run() -> list[Row]:
    """Measure in a Blender of its own."""
    done = subprocess.run([sys.executable, str(PROGRAM)], check=True, capture_output=True, text=True)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("FIGURES"))
    rows = []
    for scene, title in SCENES.items():
        figures = json.loads(line.removeprefix("FIGURES"))[scene]
        rows += [
            Row(f"{title}: traced at once", figures["whole"], figures["floor"], *WANTED[scene]),
            Row(f"{title}: longest of {figures['steps']} slices", figures["longest"], SLICE_MS, MOST_MS, Limit.VALUE),
            Row(f"{title}: handed over", figures["over"], SLICE_MS, MOST_MS, Limit.VALUE),
        ]
    return rows
