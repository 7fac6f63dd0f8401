"""What lines of a task's log mean: a table of patterns, each with what happened and what to do.

Words differ between versions of Blender, so case is ignored. ``verified`` says how a pattern is known: "recording" =
seen in the log of a real worker; "libraries" = the words are among the message texts of Blender's libraries; "no" =
neither, so it is by the documentation of the driver or program alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...core.finding import Severity


@dataclass(frozen=True, slots=True)
class LogPattern:
    """One kind of line. Named groups of the pattern are filled into the text."""

    id: str
    pattern: re.Pattern[str]
    severity: Severity
    text: str
    """What happened, and what to do."""
    verified: str


def _seen(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _error(name: str, pattern: re.Pattern[str], text: str, verified: str) -> LogPattern:
    return LogPattern(name, pattern, Severity.ERROR, text, verified)


def _warning(name: str, pattern: re.Pattern[str], text: str, verified: str) -> LogPattern:
    return LogPattern(name, pattern, Severity.WARNING, text, verified)


PATTERNS: Final[Sequence[LogPattern]] = (
    _error(
        "newer-blender",
        _seen(
            r"cannot read blend file '[^']*', incomplete header, may be from a newer version of Blender"
            r"|saved by a newer version(?: of Blender)?\b"
        ),
        "The file was saved by a newer Blender than the worker's: update Blender on the workers.",
        "recording",
    ),
    _error(
        "blend-gone",
        _seen(r'cannot read file "(?P<path>[^"]*\.blend[^"]*)": no such file or directory'),
        "The .blend file is not where the worker looks for it: {path}. Submit the job again.",
        "recording",
    ),
    _error(
        "blend-broken",
        _seen(r"failed to read blend file '(?P<path>[^']*)': |file format is not supported in file"),
        "The .blend file is damaged on the farm: save it, and submit the job again.",
        "recording",
    ),
    _error(
        "no-camera",
        _seen(r"cannot render, no camera"),
        "The scene has no camera: set one, and submit the job again.",
        "recording",
    ),
    _error(
        "out-of-vram",
        _seen(
            r"system is out of GPU (?:and shared host )?memory|out of GPU memory|CUDA_ERROR_OUT_OF_MEMORY"
            r"|unable to allocate [^\n]* most likely an out of memory issue|(?:CUDA|HIP) error: out of memory"
            r"|out of memory in cuMemAlloc|OPTIX_ERROR_(?:DEVICE|HOST)_OUT_OF_MEMORY"
            r"|hipErrorOutOfMemory"
        ),
        "The graphics card of the worker ran out of memory: simplify the scene, or render on the CPU.",
        "libraries",
    ),
    _error(
        "out-of-vram-metal",
        _seen(r"insufficient memory \(?0*8|kIOGPUCommandBufferCallbackErrorOutOfMemory"),
        "The graphics card of the worker ran out of memory: simplify the scene, or render on the CPU.",
        "no",
    ),
    _error(
        "out-of-memory",
        _seen(
            r"\b(?:malloc|calloc|mallocN|callocN)\b[^\n]*returns? null|failed allocate render result|std::bad_alloc"
            r"|cannot allocate memory|oom-kill|memoryerror"
        ),
        "The worker ran out of memory: simplify the scene, or give the job a tag of workers with more memory.",
        "libraries",
    ),
    _error(
        "no-gpu",
        _seen(
            r"no compute device selected|no GPU device|found no cycles device"
            r"|failed to (?:create|initialize|load) (?:CUDA|OptiX|HIP|Metal|oneAPI)\b"
        ),
        "The worker found no graphics card to render with: render on the CPU, or use a tag of workers that have one.",
        "libraries",
    ),
    _error(
        "name-too-long",
        _seen(r"\(?file name too long\)?"),
        "The output path is too long for the worker's disk: use a shorter job name or output folder.",
        "recording",
    ),
    _error(
        "disk-full",
        _seen(r"no space left on device|disk quota exceeded"),
        "The disk with the output is full: free some space, then requeue the failed tasks.",
        "recording",
    ),
    _error(
        "not-writable",
        _seen(r"render error \((?P<reason>[^)]*)\) cannot save: '(?P<path>[^']*)'"),
        "The worker cannot write {path} ({reason}): check the output folder on the workers.",
        "recording",
    ),
    _error(
        "unknown-variable",
        _seen(r"unknown variable|undefined variable in (?:path )?template"),
        "The output path has braces that Blender takes for a variable: take them out of the job name or folder.",
        "libraries",
    ),
    _error(
        "no-ffmpeg",
        _seen(r'frames-to-video: [^\n]*ffmpeg|exec: "ffmpeg[^"]*": executable file not found'),
        "The worker has no ffmpeg for the preview video; the frames are not affected: install ffmpeg on the workers.",
        "recording",
    ),
    _error(
        "no-blender",
        _seen(
            r'exec: "[^"]*blender[^"]*": (?:executable file not found|no such file)'
            r"|fork/exec [^\n]*blender[^\n]*: no such file"
        ),
        "The worker did not find Blender: install it there, or set its path in the Manager's variables.",
        "no",
    ),
    _error(
        "library-file-missing",
        _seen(r"(?:error|fatal)[^\n]*: (?:could|can)(?:not| not)[^\n]*(?:open|find|load) [^\n]*'(?P<path>[^']+)'"),
        "The worker could not open a file that the job needs: {path}.",
        "no",
    ),
    _error(
        "timeout",
        _seen(r"task timed out|timeout of [^\n]* exceeded|last touched [^\n]* timed? ?out"),
        "The worker did not report for too long, and the Manager gave up: check the worker, then requeue the task.",
        "no",
    ),
    _error(
        "blocklisted",
        _seen(r"worker [^\n]* (?:was |got )?blocklisted|adding worker to (?:the )?block ?list"),
        "The worker failed too often and is on the job's blocklist: check it, then unblock it.",
        "no",
    ),
    _error(
        "crash",
        _seen(r"blender crash|segmentation fault|EXCEPTION_ACCESS_VIOLATION|writing: [^\n]*\.crash\.txt"),
        "Blender crashed on the worker: try another version of Blender there, or another worker.",
        "libraries",
    ),
    _warning(
        "newer-blender-loss",
        _seen(r"(?:saved|written) by newer Blender[^\n]*expect loss of data"),
        "The file was saved by a newer Blender than the worker's, so parts may be missing: update Blender there.",
        "libraries",
    ),
    _warning(
        "library-missing",
        _seen(r"warning: unable to open '(?P<path>[^']*)': no such file|cannot find lib '(?P<lib>[^']*)'"),
        "A linked library was missing on the worker, so what it has was not rendered. Submit the job again.",
        "recording",
    ),
    _warning(
        "data-missing",
        _seen(r"\d+ libraries and \d+ linked data-blocks are missing"),
        "Linked data was missing on the worker, so what it has was not rendered. Submit the job again.",
        "recording",
    ),
    _warning(
        "unknown-scene",
        _seen(r"can'?t find scene: '(?P<scene>[^']*)'"),
        'The file has no scene "{scene}", so the worker rendered another one. Submit the job again.',
        "recording",
    ),
    _warning(
        "skipped",
        _seen(r"skipping existing frame|skipped to not overwrite"),
        "Frames that existed already were not rendered again: move them away, then requeue the tasks.",
        "recording",
    ),
    _warning(
        "script-error",
        _seen(r"(?P<error>(?:\w+\.)*\w*(?:Error|Exception)): (?P<reason>[^\n]{0,200})"),
        "A Python script failed on the worker ({error}), so the frames may be wrong. See the log.",
        "recording",
    ),
)
"""The most telling first: only the first one of a kind of trouble is reported."""

CODE: Final = re.compile(r"command exited abnormally with code (-?\d+)")
KILLED = "Blender was ended by a signal before it rendered anything: the worker may have run out of memory."
COVERED: Final = {"data-missing": "library-missing", "not-writable": "name-too-long"}
"""Pattern -> the one that says the same more precisely."""
