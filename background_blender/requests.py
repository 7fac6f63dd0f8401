"""Requests to the second Blender and its answers: one answer for each file.

The request is a JSON file: ``{"files": [...]}``, each with

- ``source``: the .blend to open, a copy whose libraries resolve; ``target``: where to save the result;
- ``original``: the path of the artist's file, from which relative paths resolve;
- ``render``: render settings to change in every scene;
- ``paths``: ``[{"written", "path", "new", "derived"}]``: the path in the file, the absolute path that it means, and the
  new path; ``derived``: the file may contain it only as part of another path in the same folder or above;
- ``packed``: ``[{"library", "written", "path", "new", "own", "derived"}]``: the same for data packed from a library
  with an absolute path; ``own``: this file contains the data, so that a path that is not found has to be reported;
- ``images``: ``[{"name", "pixels", ...}]``: images whose pixels are to be packed, see ``snapshot.UnsavedImage``;
- ``libraries``: ``[{"path", "new"}]``: the same for libraries whose path in the file is not known;
- ``answer``: the file for the answer: ``{"left", "lost_libraries"}`` (see ``rewrite_blend``), or ``{"error": text}``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from .rewrite_blend import change


def answer_all(request_path: str) -> None:
    """Answer a request; an error in one file does not stop the others."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    for file in request["files"]:
        _answer(file["answer"], _change(file))


def _change(file: dict[str, Any]) -> dict[str, Any]:
    try:
        return change(file)
    except Exception as error:  # noqa: BLE001 - any error becomes the answer
        return {"error": " ".join(str(error).removeprefix("Error: ").split()) or type(error).__name__}


def _answer(place: str, answer: dict[str, Any]) -> None:
    draft = f"{place}.part"
    Path(draft).write_text(json.dumps(answer), encoding="utf-8")
    os.replace(draft, place)
