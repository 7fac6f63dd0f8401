"""Benchmark of tracing 5 000 references in Blender's data, and of its longest slice; floor: a bare loop."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .harness import Limit, Row

PROGRAM = Path(__file__).resolve().parent / "traced_scenes.py"
SLICE_MS = 3.0
"""Intended time of a slice: ``bridge.assets.trace.SLICE_SECONDS``."""
MOST_MS = 4.0
WANTED = {"images": (50.0, Limit.VALUE), "objects": (50.0, Limit.VALUE)}
SCENES = {"images": "5 000 images", "objects": "5 000 images on as many objects and materials"}


def run() -> list[Row]:
    """Run all measurements in a Blender of its own."""
    done = subprocess.run([sys.executable, str(PROGRAM)], check=True, capture_output=True, text=True)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("FIGURES"))
    rows = []
    for scene, title in SCENES.items():
        figures = json.loads(line.removeprefix("FIGURES"))[scene]
        rows += [
            Row(f"{title}: traced at once", figures["whole"], figures["floor"], *WANTED[scene]),
            Row(f"{title}: longest of {figures['steps']} slices", figures["longest"], SLICE_MS, MOST_MS, Limit.VALUE),
            Row(f"{title}: sent to the helper", figures["over"], SLICE_MS, MOST_MS, Limit.VALUE),
        ]
    return rows
