"""build.py test --coverage: which lines of the product run in the tests, with the processes that they start."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import coverage

from . import archive, manifest
from .console import step

_FOLDER = Path("build", "reports", "coverage")
_CORE = "sysmon" if sys.version_info >= (3, 12) else "ctrace"
_LEAST = 10


def command(root: Path) -> list[str]:
    """Return the arguments for Python that measure what follows; forget what was measured before."""
    folder = root / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Absolute paths: the helper and the second Blender run elsewhere. The zip's modules are those of the checkout.
    (folder / "settings.ini").write_text(
        f"[run]\ncore = {_CORE}\nparallel = true\npatch = subprocess, _exit\ndata_file = {folder / 'data'}\n"
        f"disable_warnings = no-data-collected\ninclude = {root}/*, */user_default/flamenco_client/*\n"
        f"omit = {', '.join(f'{root}/{part}/*' for part in ('build', 'tests', 'tools'))}\n"
        f"[paths]\nproduct =\n    {root}\n    */user_default/flamenco_client\n",
        encoding="utf-8",
    )
    return ["-m", "coverage", "run", f"--rcfile={folder / 'settings.ini'}"]


def report(root: Path) -> None:
    """Print the figure for the product and its least covered modules; write all of them beside the tests' reports."""
    measured = coverage.Coverage(config_file=str(root / _FOLDER / "settings.ini"))
    measured.combine([str(root / _FOLDER)])
    modules = [name for name in archive.files(root, manifest.read(root)) if name.endswith(".py")]
    measured.get_data().touch_files([str(root / name) for name in modules])  # what never ran counts too
    lines = {name: measured.analysis2(str(root / name))[1::2] for name in modules}
    table = {name: {"lines": len(all_of), "missing": len(missing)} for name, (all_of, missing) in lines.items()}
    target = root / _FOLDER.with_suffix(".json")
    target.write_text(json.dumps(table, indent=1), encoding="utf-8")
    least = sorted(table, key=lambda name: _share(table[name]))[:_LEAST]
    step(f"coverage of the product: {_share(_total(table)):.1f} % of lines; {target.relative_to(root)} has each module")
    print("".join(f"{_share(table[name]):6.1f} %  {name}\n" for name in least), end="", flush=True)


def _total(table: dict[str, dict[str, int]]) -> dict[str, int]:
    return {what: sum(counts[what] for counts in table.values()) for what in ("lines", "missing")}


def _share(counts: dict[str, int]) -> float:
    return 100.0 * (1 - counts["missing"] / counts["lines"]) if counts["lines"] else 100.0
