"""The test Manager in a process of its own, without checks of its answers, for benchmarks of whole submissions.

``python quick_manager.py STORAGE`` prints its address.
"""

from __future__ import annotations

import contextlib
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent


@contextlib.contextmanager
def quick_manager(storage: Path) -> Iterator[str]:
    """Run a Manager; yield its address."""
    process = subprocess.Popen([sys.executable, __file__, str(storage)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def main() -> None:
    sys.path.insert(0, str(HERE))
    importlib.import_module("submitting").mount()
    from flamenco_client.tests.support.manager import ManagerServer

    with ManagerServer(Path(sys.argv[1]), validate=False) as server:
        print(server.url, flush=True)
        sys.stdin.read()
        while True:
            importlib.import_module("time").sleep(60)


if __name__ == "__main__":
    main()
