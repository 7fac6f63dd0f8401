"""What a lively toy worker plays: logs of Blender's shape, frames on disk, and ways to fail chosen by a job's name."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HASHES = re.compile(r"#+")
NAMED = re.compile(r"\d+")


@dataclass(frozen=True)
class Play:
    """How one task goes; ``{path}`` is the file of the frame."""

    begin: str = ""
    """Lines while Blender loads the file."""
    frame: str = "Saved: '{path}'"
    end: str = ""
    """Lines at the end."""
    code: int = 0
    """How Blender exits; not 0: the task fails."""
    writes: str = "whole"
    """Frames on disk: "whole", "empty", "cut" or "none"."""


GOOD = Play()
PLAYS: Mapping[str, Play] = {
    "newer-blender": Play(
        "Error: Cannot read blend file 'x.blend', incomplete header, may be from a newer version of Blender",
        code=1,
        writes="none",
    ),
    "blend-gone": Play('Error: Cannot read file "/farm/x.blend": No such file or directory', code=1, writes="none"),
    "no-camera": Play(end="Error: Cannot render, no camera", code=1, writes="none"),
    "out-of-vram": Play(end="Error: System is out of GPU memory", code=1, writes="none"),
    "out-of-memory": Play(end="Calloc returns null: len=98304 in image, total 17179869184", code=1, writes="none"),
    "not-writable": Play(end="Error: Render error (Permission denied) cannot save: '{path}'", code=1, writes="none"),
    "killed": Play(code=-1, writes="none"),
    "crash": Play(end="Writing: /tmp/x.crash.txt", code=11, writes="none"),
    "script-error": Play("Traceback (most recent call last):\nModuleNotFoundError: No module named 'studio_tools'"),
    "library-missing": Play("Warning: Unable to open '/farm/rock.blend': No such file or directory"),
    "unknown-scene": Play("Can't find scene: 'Nope' in file: '/farm/x.blend'"),
    "frames-exist": Play(frame='Skipping existing frame "{path}"', writes="none"),
    "disk-full": Play(writes="empty"),
    "cut-off": Play(writes="cut"),
    "odd-failure": Play(end="Exotic device 7 caught fire", code=3, writes="none"),
}
"""By a word in the job's name, which is a part of its output path."""


def of(task: Mapping[str, Any]) -> Play:
    """Return how a task goes."""
    text = str(task["commands"])
    return next((play for word, play in PLAYS.items() if word in text), GOOD)


def frames(task: Mapping[str, Any]) -> list[int]:
    """Return the frames of a render task, by its name."""
    found: list[int] = []
    for part in task["name"].removeprefix("render-").split(","):
        ends = [int(number) for number in NAMED.findall(part)]
        found += range(ends[0], ends[-1] + 1) if ends else []
    return found


def output(task: Mapping[str, Any], frame: int) -> Path | None:
    """Return the file of a frame; None if the task renders none."""
    arguments = task["commands"][0]["parameters"].get("args", []) if task["commands"] else []
    if "--render-output" not in arguments:
        return None
    pattern = arguments[arguments.index("--render-output") + 1]
    return Path(HASHES.sub(lambda found: str(frame).zfill(len(found[0])), pattern) + ".png")


def write(play: Play, path: Path, frame: int) -> None:
    """Write the file of a frame as the play says, unless it exists."""
    if play.writes == "none" or path.exists():
        return
    content = {"whole": picture(frame), "empty": b"", "cut": picture(frame)[:60]}[play.writes]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def picture(frame: int, width: int = 160, height: int = 90) -> bytes:
    """Return a small PNG with a bar that moves from frame to frame."""
    bar = frame * 8 % width
    colours = [(30, 60 + 3 * row // 2, 90) for row in range(height)]
    bright = b"\xff\xc0\x40" * 8
    rows = b"".join(b"\0" + bytes(dark) * bar + bright + bytes(dark) * max(0, width - bar - 8) for dark in colours)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def log(text: str) -> str:
    """Return lines as a worker writes Blender's output."""
    return "".join(f"pid=4711 > {line}\n" for line in text.splitlines())
