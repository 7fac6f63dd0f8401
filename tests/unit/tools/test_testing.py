"""What build.py test runs, and how it sums up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flamenco_client.tools.testing import Outcome, Tally, plan, read_report, spread, verdict

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.5"></testsuite></testsuites>
"""


@pytest.mark.parametrize(
    ("extra", "with_window", "wanted"),
    [
        ([], False, {"unit": ["tests/unit"], "blender": ["tests/blender"]}),
        ([], True, {"unit": ["tests/unit"], "blender": ["tests/blender"], "window": ["tests/window"]}),
        (["-x"], False, {"unit": ["tests/unit", "-x"], "blender": ["tests/blender", "-x"]}),
        (["tests/unit/farm", "-x"], True, {"unit": ["tests/unit/farm", "-x"]}),
        (["./tests/blender/test_a.py::test_b"], False, {"blender": ["./tests/blender/test_a.py::test_b"]}),
        (["tests/units"], False, {"unit": ["tests/unit", "tests/units"], "blender": ["tests/blender", "tests/units"]}),
        (["tests/window"], False, {}),
        (["--corpus", "/films", "-x"], True, {"corpus": ["tests/corpus", "--corpus", "/films", "-x"]}),
        (["--corpus=/films"], False, {"corpus": ["tests/corpus", "--corpus=/films"]}),
    ],
)
def test_plan(extra: list[str], with_window: bool, wanted: dict[str, list[str]]) -> None:
    """Paths choose parts, options go to each part, the window part needs a window; a corpus leaves out all others."""
    assert plan(extra, with_window=with_window) == wanted


@pytest.mark.skipif(sys.platform == "win32", reason="one process")
@pytest.mark.parametrize(
    ("part", "arguments", "cores", "wanted"),
    [
        ("unit", ["tests/unit"], 2, "-n 6 --dist worksteal"),
        ("unit", ["tests/unit/farm", "-x"], 1, "-n 3 --dist worksteal"),
        ("unit", ["tests/unit"], 64, "-n 12 --dist worksteal"),
        ("blender", ["tests/blender", "-k", "submit"], 2, "-n 2 --dist loadfile"),
        ("window", ["tests/window"], 2, ""),
        ("corpus", ["tests/corpus", "--corpus=/films"], 2, "-n 2 --dist load"),
        ("unit", ["tests/unit/farm/test_discovery.py", "-x"], 2, ""),
        ("unit", ["tests/unit/farm/test_discovery.py", "tests/unit/core"], 2, "-n 6 --dist worksteal"),
        *(
            ("unit", ["tests/unit", option], 2, "")
            for option in ("-s", "--capture=no", "--pdb", "-n4", "--numprocesses=4")
        ),
        ("unit", ["tests/unit", "-n", "0"], 2, ""),
    ],
)
def test_a_part_is_spread_over_processes(part: str, arguments: list[str], cores: int, wanted: str) -> None:
    """As many as the part can use; one where a single file, a debugger or the developer asks for it."""
    assert " ".join(spread(part, arguments, cores)) == wanted


@pytest.mark.parametrize(
    ("outcomes", "code", "text"),
    [
        ([Outcome(Tally(passed=3), 0), Outcome(Tally(passed=2, skipped=1), 0)], 0, "5 passed, 1 skipped in 1.50s"),
        ([Outcome(Tally(passed=3), 0), Outcome(Tally(), 5)], 0, "3 passed in"),
        ([Outcome(Tally(passed=3, failed=1), 1), Outcome(Tally(passed=1), 0)], 1, "1 failed, 4 passed in"),
        ([Outcome(Tally(passed=3), 0), Outcome(Tally(errors=2), 1)], 1, "3 passed, 2 errors in"),
        ([Outcome(Tally(), 5), Outcome(Tally(), 5)], 5, "no tests ran in"),
        ([Outcome(Tally(skipped=4), 0)], 5, "4 skipped in"),
        ([], 5, "no tests ran in"),
        ([Outcome(Tally(passed=3), 0), Outcome(Tally(), -11)], 1, "3 passed, a run broke off in"),
        ([Outcome(Tally(passed=3), -11)], 1, "3 passed, a run broke off in"),
    ],
)
def test_verdict(outcomes: list[Outcome], code: int, text: str) -> None:
    """Good only if tests ran, all passed, and no run broke off; a crash at exit after green tests counts, too."""
    result, line = verdict(outcomes, 1.5)

    assert result == code
    assert f" {text}" in line
    assert line.startswith("=")


def test_reports_are_counted(tmp_path: Path) -> None:
    """Passed is what is left of all; a missing or cut-off report counts nothing."""
    report = tmp_path / "report.xml"

    assert read_report(report) == Tally()
    report.write_text(REPORT)
    assert read_report(report) == Tally(passed=4, failed=2, errors=1, skipped=3)
    report.write_text(REPORT[:100])
    assert read_report(report) == Tally()
