"""build.py test: each part of the tests in a pytest of its own, and one sum at the end.

The parts cannot share a process: tests/unit holds that no bpy is loaded, tests/blender loads one for good. Each part is
spread over several processes (pytest-xdist).
"""

from __future__ import annotations

import itertools
import operator
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from . import coverage_report, environment, manifest, wheels
from .console import fail, step

ROOT = environment.ROOT
DESKTOP = "FLAMENCO_CLIENT_BLENDER"
"""Environment variable that tells tests/window which desktop Blender to start."""

QUICK = ["-m", "not slow"]
"""Arguments for pytest that leave out what takes long."""

_PARTS = ("unit", "blender", "window")
_NOTHING_COLLECTED = 5

_SPREAD = {
    "unit": (3, 12, "worksteal"),  # they mostly wait, for sockets and processes
    "corpus": (1, 4, "load"),
    "blender": (1, 4, "loadfile"),  # they mostly compute; what a file's tests share is made once
}
"""For each part: processes a core, processes at most, and how pytest-xdist deals out the tests.

On Windows a part stays in one process: tests marked ``alone`` could not hold back the others.
"""

_ONE_PROCESS = {"-s", "--capture", "--pdb", "--trace", "--numprocesses", "--dist"}
"""Options of pytest that need the tests in its own process, or say themselves how they are spread; so does -n."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one or more pytest runs counted."""

    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*map(operator.add, astuple(self), astuple(other)))

    @property
    def text(self) -> str:
        errors = "error" if self.errors == 1 else "errors"
        counts = {"failed": self.failed, "passed": self.passed, "skipped": self.skipped, errors: self.errors}
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no tests ran"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one part ended."""

    tally: Tally
    code: int

    @property
    def is_good(self) -> bool:
        """An empty selection in one part is fine (`-- -k NAME`); the sum is checked for emptiness."""
        return self.code in (0, _NOTHING_COLLECTED) and not self.tally.failed and not self.tally.errors


def run(extra: list[str], *, window: str | None, coverage: bool = False) -> int:
    """Run the parts; return 0 only if tests ran and every part passed.

    Args:
        extra: arguments for pytest. Paths below tests/ choose parts, everything else goes to every part.
        window: path of a desktop Blender; None leaves out tests/window.
        coverage: whether to report which lines of the product ran.
    """
    if window is not None and not Path(window).is_file():
        fail(f"--window: there is no file {window}")
        return 2
    corpus = corpus_of(extra)
    if corpus is not None and not Path(corpus).is_dir():
        fail(f"--corpus: there is no folder {corpus}")
        return 2
    if corpus is not None:
        extra = [*extra, f"--corpus={os.path.abspath(corpus)}"]  # the last one counts; pytest runs in the checkout
    wheels.ensure(ROOT, manifest.read(ROOT).wheels)  # the tests open no connection beyond loopback
    surroundings = dict(os.environ)
    surroundings.pop(DESKTOP, None)
    if window is not None:
        surroundings[DESKTOP] = str(Path(window).resolve())
    # One compilation for all processes, in this run and the next, also where no bytecode is to lie beside the code.
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    surroundings["PYTHONPYCACHEPREFIX"] = str(ROOT / "build" / "bytecode")
    runner = coverage_report.command(ROOT) if coverage else []
    measured = ["-W", "default"] if coverage else []  # measuring delays ends of threads and processes: no error then
    begin = time.monotonic()
    outcomes = []
    for part, arguments in plan(extra, with_window=window is not None).items():
        spreading = spread(part, arguments, _cores())
        step(f"tests/{part}" + (f" in {spreading[1]} processes" if spreading else ""))
        outcomes.append(_pytest(part, runner, [*spreading, *measured, *arguments], surroundings))
    if window is None and corpus is None:
        step("tests/window did not run: they need a desktop Blender (build.py test --window PATH)")
    if coverage:
        coverage_report.report(ROOT)
    code, line = verdict(outcomes, time.monotonic() - begin)
    print(line, flush=True)
    return code


def plan(extra: list[str], *, with_window: bool) -> dict[str, list[str]]:
    """Return pytest's arguments for each part that is to run.

    >>> plan(["tests/unit/farm", "-x"], with_window=False)
    {'unit': ['tests/unit/farm', '-x']}
    """
    if corpus_of(extra) is not None:
        return {"corpus": ["tests/corpus", *extra]}
    parts = [part for part in _PARTS if part != "window" or with_window]
    chosen = {part: [argument for argument in extra if _is_below(argument, part)] for part in _PARTS}
    others = [argument for argument in extra if not any(_is_below(argument, part) for part in _PARTS)]
    if any(chosen.values()):
        return {part: chosen[part] + others for part in parts if chosen[part]}
    return {part: [f"tests/{part}", *others] for part in parts}


def corpus_of(extra: list[str]) -> str | None:
    """Return the folder whose .blend files are to be compared with Blender's own list, instead of all other tests.

    >>> corpus_of(["-x", "--corpus=/films"])
    '/films'
    """
    for argument, value in itertools.zip_longest(extra, extra[1:], fillvalue=""):
        if argument == "--corpus":
            return value
        if argument.startswith("--corpus="):
            return argument.partition("=")[2]
    return None


def spread(part: str, arguments: list[str], cores: int) -> list[str]:
    """Return the arguments that spread a part over processes; none where it is to stay in pytest's own.

    >>> spread("unit", ["tests/unit"], 2)
    ['-n', '6', '--dist', 'worksteal']
    """
    options = {argument.partition("=")[0] for argument in arguments if argument.startswith("-")}
    said = options & _ONE_PROCESS or any(option.startswith("-n") for option in options)
    paths = [argument for argument in arguments if _is_below(argument, part)]
    is_one_file = len(paths) == 1 and ".py" in paths[0]
    if said or is_one_file or part not in _SPREAD or sys.platform == "win32":
        return []
    a_core, most, how = _SPREAD[part]
    return ["-n", str(min(a_core * cores, most)), "--dist", how]


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def verdict(outcomes: list[Outcome], seconds: float) -> tuple[int, str]:
    """Return the exit code and the last line, in pytest's form."""
    total = sum((outcome.tally for outcome in outcomes), Tally())
    ran = total.passed + total.failed + total.errors
    broken = [outcome for outcome in outcomes if not outcome.is_good]
    text = total.text
    if broken and not total.failed and not total.errors:
        text += ", a run broke off"
    code = 1 if broken else 0 if ran else _NOTHING_COLLECTED
    return code, f" {text} in {seconds:.2f}s ".center(80, "=")


def read_report(path: Path) -> Tally:
    """Count what a JUnit report of pytest says; nothing if it is not there (pytest died)."""
    try:
        suites = ET.parse(path).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    except (OSError, ET.ParseError):
        return Tally()
    total = Tally()
    for suite in suites:
        count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        passed = count["tests"] - count["failures"] - count["errors"] - count["skipped"]
        total += Tally(passed, count["failures"], count["errors"], count["skipped"])
    return total


def _is_below(argument: str, part: str) -> bool:
    folder = f"tests/{part}"
    plain = argument.replace(os.sep, "/").removeprefix("./")
    return plain == folder or plain.startswith(f"{folder}/")


def _pytest(part: str, runner: list[str], arguments: list[str], surroundings: Mapping[str, str]) -> Outcome:
    report = ROOT / "build" / "reports" / f"{part}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, *runner, "-m", "pytest", f"--junitxml={report}", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode
    return Outcome(read_report(report), code)
