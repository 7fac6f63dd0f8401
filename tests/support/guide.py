"""Python in the documentation, for tests that run it."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
ADDRESS = "http://localhost:8080"
"""Address of the Manager in the documentation."""
INSIDE = "bl_ext.user_default.flamenco_client"
"""Name of the extension in the documentation, in code for Blender."""


def snippets(name: str) -> dict[str, str]:
    """Return the blocks of Python in a document, by the heading above them; it needs one for each block."""
    text = (DOCS / name).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for section in re.split(r"^#+ ", text, flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0]
        for number, code in enumerate(re.findall(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)):
            found[f"{title} {number + 1}" if number else title] = code
    return found
