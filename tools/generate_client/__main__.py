"""Command line: ``python tools/generate_client [--check]``, or ``python -m tools.generate_client``."""

from __future__ import annotations

import sys
from pathlib import Path

if not __package__:  # started by its path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    __package__ = "tools.generate_client"  # what -m would have set
    __import__(__package__)

from .command import main

sys.exit(main(sys.argv[1:]))
