"""Starts the test Manager from the checkout: ``python tests/support/manager --help``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    importlib.import_module("standalone").mount(ROOT)
    raise SystemExit(importlib.import_module("flamenco_client.tests.support.manager.command").main())
