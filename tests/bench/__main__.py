"""Run every benchmark of this folder and print one table: ``python tests/bench``.

The exit code tells whether the benchmarks ran, not whether the figures please: machines differ.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def _mount() -> None:
    spec = importlib.util.spec_from_file_location("standalone", ROOT / "standalone.py")
    assert spec is not None
    assert spec.loader is not None
    standalone = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(standalone)
    standalone.mount(ROOT)


def main() -> int:
    _mount()
    harness = importlib.import_module("flamenco_client.tests.bench.harness")
    rows = []
    for path in sorted(HERE.glob("bench_*.py")):
        print(f"-- {path.name}", flush=True)
        rows += importlib.import_module(f"flamenco_client.tests.bench.{path.stem}").run()
    print(harness.table(rows))
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
