"""Reasons that logs show, each with a log made for it, and what healthy logs do not show."""

from __future__ import annotations

import re

import pytest

from flamenco_client.core.finding import Severity
from flamenco_client.jobs.logs import log_patterns, log_report
from flamenco_client.tests.support.source import ROOT

COMMAND = """2026-03-01T10:00:00Z Task assigned to worker box-1 (4f)
2026-03-01T10:00:00Z task changed status queued -> active
going to run:

    /usr/bin/blender -b -y /farm/jobs/shot/shot.blend --render-output '/farm/render/shot/######' --render-frame 7

"""
FAILED = "Failed: command exited abnormally with code 1\n2026-03-01T10:00:09Z task changed status active -> failed\n"
LINES = {
    "newer-blender": (
        "Error: Cannot read blend file '/farm/s.blend', incomplete header, may be from a newer version of Blender"
    ),
    "blend-gone": 'Error: Cannot read file "/farm/jobs/shot/shot.blend": No such file or directory',
    "blend-broken": "Error: Failed to read blend file '/farm/s.blend': Missing DNA block",
    "no-camera": "Error: Cannot render, no camera",
    "out-of-vram": "Error: System is out of GPU memory",
    "out-of-vram-metal": "Execution failed: Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)",
    "out-of-memory": "Calloc returns null: len=2147483648 in image, total 17179869184",
    "no-gpu": "Found no Cycles device of the type OPTIX",
    "name-too-long": "Error: Render error (File name too long) cannot save: '/farm/render/" + "x" * 60 + "/000007.png'",
    "disk-full": "OSError: [Errno 28] No space left on device: '/farm/cache'",
    "not-writable": "Error: Render error (Permission denied) cannot save: '/farm/render/000007.png'",
    "unknown-variable": "Error: Unknown variable: 'shot'",
    "no-ffmpeg": (
        'Failed: frames-to-video: parameter "exe" has invalid value ffmpeg: exec: "ffmpeg": executable file not found'
    ),
    "no-blender": 'exec: "blender": executable file not found in $PATH',
    "library-file-missing": "Error: Could not open volume '/farm/jobs/shot/smoke.vdb'",
    "timeout": "Task timed out on worker box-1",
    "blocklisted": "Worker box-1 got blocklisted for tasks of type blender",
    "crash": "Writing: /tmp/shot.crash.txt",
    "newer-blender-loss": "File saved by newer Blender (5.2), expect loss of data",
    "library-missing": "Warning: Unable to open '/farm/jobs/shot/rock.blend': No such file or directory",
    "data-missing": "Warning: 1 libraries and 3 linked data-blocks are missing (including 0 ObjectData and 0 Proxies)",
    "unknown-scene": "Can't find scene: 'Nope' in file: '/farm/jobs/shot/shot.blend'",
    "skipped": 'Skipping existing frame "/farm/render/000007.png"',
    "script-error": "ModuleNotFoundError: No module named 'studio_tools'",
}


def _log(line: str) -> str:
    return f"{COMMAND}pid=42 > Blender 4.5.2\npid=42 > {line}\npid=42 > \npid=42 > Blender quit\n{FAILED}"


@pytest.mark.parametrize("pattern", log_patterns.PATTERNS, ids=lambda pattern: pattern.id)
def test_each_pattern(pattern: log_patterns.LogPattern) -> None:
    """Every reason of the table is read from its line, with the line beside it."""
    found = log_report.read(_log(LINES[pattern.id]), "")

    assert [finding.id for finding in found] == [pattern.id]
    assert found[0].severity is pattern.severity
    assert LINES[pattern.id].startswith(found[0].about[:250])
    assert "{" not in found[0].text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("shot.blend: File saved by a newer version of Blender (9.0), Blender 9.0 or later is needed", "newer-blender"),
        ("Failed allocate render result, out of memory", "out-of-memory"),
        ("Error: Could not allocate shadow atlas. Most likely out of GPU memory.", "out-of-vram"),
        ("Unable to allocate vertex buffer. Most likely an out of memory issue.", "out-of-vram"),
        ("Failed to create HIP context (Unknown HIP error value)", "no-gpu"),
        ("Failed to load OptiX kernel from 'x.ptx' (OPTIX_ERROR_INVALID_PTX)", "no-gpu"),
        ("Cannot find lib '/farm/rock.blend'", "library-missing"),
        ('skipping existing frame "/farm/1.png"', "skipped"),
        ("Info: No frames rendered, skipped to not overwrite", "skipped"),
        ("Unknown variable 'shot'", "unknown-variable"),
    ],
)
def test_words_of_other_versions(line: str, reason: str) -> None:
    """Messages as the libraries of 4.2 to 5.3 have them, where they differ from the examples above."""
    assert [finding.id for finding in log_report.read(_log(line), "")] == [reason]


def test_every_line_has_a_pattern() -> None:
    """The table and its examples have the same entries, and each says how it is known."""
    assert set(LINES) == {pattern.id for pattern in log_patterns.PATTERNS}
    assert {pattern.verified for pattern in log_patterns.PATTERNS} <= {"recording", "libraries", "no"}


@pytest.mark.parametrize("version", ["4.2.23", "4.5.15", "5.3.0"])
def test_a_healthy_log(version: str) -> None:
    """Progress, saved frames and names that look like trouble are no trouble."""
    log = f"""{COMMAND}pid=42 > Blender {version}
pid=42 > Read blend: "/farm/jobs/error_handling/shot.blend"
pid=42 > Fra:7 Mem:10.13M (Peak 10.23M) | Time:00:00.02 | Scene, ViewLayer | Sample 1/128
pid=42 > Saved: '/farm/render/no space/000007.png'
pid=42 > Time: 00:00.39 (Saving: 00:00.37)
pid=42 > Blender quit
2026-03-01T10:00:09Z task changed status active -> completed
"""
    assert log_report.read(log, log[-2048:]) == []


def test_a_signal() -> None:
    """Nothing but the command line and a negative code: it was killed; with any output, only the code is known."""
    code = "Failed: command exited abnormally with code -1\n"
    assert [finding.id for finding in log_report.read(COMMAND, COMMAND + code)] == ["killed"]
    assert log_report.read(COMMAND, COMMAND + "pid=1 > Fra:1 Mem:1M\n" + code) == []


def test_errors_come_first_and_once() -> None:
    """Head and tail overlap; a reason is reported once, before what is only a warning."""
    log = _log(f"{LINES['library-missing']}\npid=42 > {LINES['no-camera']}\npid=42 > {LINES['no-camera']}")
    assert [finding.id for finding in log_report.read(log, log)] == ["no-camera", "library-missing"]
    assert log_report.read(log, log)[0].severity is Severity.ERROR


def test_the_last_telling_line() -> None:
    """What is not recognised shows the last line that is no progress and no bookkeeping."""
    assert (
        log_report.last_telling_line(_log("Exotic device 7 burst into flames")) == "Exotic device 7 burst into flames"
    )
    assert log_report.last_telling_line(COMMAND + FAILED) == "command exited abnormally with code 1"
    assert log_report.last_telling_line("") == ""


def test_the_guide_lists_each() -> None:
    """Scripts and readers find every reason in the user guide, and none there that is gone."""
    guide = (ROOT / "docs" / "user_guide.md").read_text(encoding="utf-8")
    table = guide[guide.index("| id | reason |") :].partition("\n\n")[0]
    told = {name for line in table.splitlines()[2:] for name in re.findall("`([a-z-]+)`", line)}
    assert told == {pattern.id for pattern in log_patterns.PATTERNS} | {"killed", "no-preview"}


def test_hostile_logs() -> None:
    """Megabytes without a line break, control characters and braces are cut and harmless."""
    found = log_report.read("x" * 10**6 + "\x1b[2J\x00", "Can't find scene: '{0.__class__}'\n" + "\n" * 100_000)
    assert all(len(finding.about) <= log_report.LONGEST and finding.about.isprintable() for finding in found)
    assert "{0.__class__}" in log_report.read("Can't find scene: '{0.__class__}'", "")[0].text
