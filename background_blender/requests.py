"""What a second Blender is asked, and how it answers: one file after another, each with an answer of its own.

The request is a JSON file: ``{"files": [...]}``, each with

- ``source``: the .blend to open, a copy that lies among its libraries; ``target``: where to save the result;
- ``original``: where the artist's file lies, which relative paths in it start from;
- ``render``: property of a scene's render settings to value, for every scene;
- ``paths``: ``[{"written", "path", "new", "derived"}]``: what stands in the file, the absolute path that it means, what
  to put; ``derived``: it may stand there only as a part of another one, which lies in the same folder or above;
- ``packed``: ``[{"library", "written", "path", "new", "own", "derived"}]``: the same for data that is packed from a
  library, which lies at an absolute path; ``own``: this file has it, where it is not there that has to be told;
- ``libraries``: ``[{"path", "new"}]``: the same for libraries that it may refer to in a way that nobody knows;
- ``answer``: the file that gets ``{"left", "lost_libraries"}`` (see ``changes``), or ``{"error": text}``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from .rewrite_blend import change


def answer_all(request_path: str) -> None:
    """Do what the request says; a file that can't be changed does not keep the others from it."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    for file in request["files"]:
        _answer(file["answer"], _change(file))


def _change(file: dict[str, Any]) -> dict[str, Any]:
    try:
        return change(file)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return {"error": " ".join(str(error).removeprefix("Error: ").split()) or type(error).__name__}


def _answer(place: str, answer: dict[str, Any]) -> None:
    draft = f"{place}.part"
    Path(draft).write_text(json.dumps(answer), encoding="utf-8")
    os.replace(draft, place)
