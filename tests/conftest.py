"""Mounts the checkout as ``flamenco_client`` for every test."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _load_standalone() -> None:
    spec = importlib.util.spec_from_file_location("standalone", ROOT / "standalone.py")
    assert spec is not None
    assert spec.loader is not None
    standalone = importlib.util.module_from_spec(spec)
    sys.modules["standalone"] = standalone
    spec.loader.exec_module(standalone)
    standalone.mount(ROOT)


_load_standalone()
