"""Starts the test Manager from the checkout: ``python tests/support/manager --help``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    import standalone

    standalone.mount(ROOT)
    from flamenco_client.tests.support.manager.command import main

    raise SystemExit(main())
