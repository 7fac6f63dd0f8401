"""Run the benchmarks of this folder and print one table: ``python tests/bench [NAME ...] [--scale 0.1]``.

The exit code says whether the benchmarks ran, not whether they are within their limits: machines differ.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
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
    names = [path.stem.removeprefix("bench_") for path in sorted(HERE.glob("bench_*.py"))]
    parser = argparse.ArgumentParser(description="Compare the extension with floors measured in the same run.")
    parser.add_argument("names", nargs="*", choices=[*names, []], metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--scale", type=float, default=1.0, help="factor for benchmarks of many bytes, for a quick run")
    parser.add_argument("--window", metavar="PATH", help="desktop Blender, for benchmarks that need one")
    options = parser.parse_args()
    if options.window:
        os.environ["FLAMENCO_CLIENT_BLENDER"] = str(Path(options.window).resolve())
    _mount()
    harness = importlib.import_module("flamenco_client.tests.bench.harness")
    rows = []
    harness.set_scale(options.scale)
    for name in options.names or names:
        print(f"-- {name}", flush=True)
        rows += importlib.import_module(f"flamenco_client.tests.bench.bench_{name}").run()
    print(harness.table(rows))
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
