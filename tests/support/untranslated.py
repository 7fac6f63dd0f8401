"""Lists texts without German, and German without a text: ``python tests/support/untranslated.py``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    importlib.import_module("standalone").mount(ROOT)
    messages = importlib.import_module("flamenco_client.tests.support.messages")
    german = importlib.import_module("flamenco_client.translations.german")
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for line in messages.gaps(messages.texts(), german.TEXTS):
        print(line)
