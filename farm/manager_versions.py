"""Versions of Managers: which are supported, and which need output flags in the .blend."""

from __future__ import annotations

import re
from typing import Final

from ..core.text import say

OLDEST: Final = (3, 6)
NEWEST: Final = (3, 9)
"""The range of supported versions."""
SETS_OUTPUT_FLAGS: Final = (3, 9)
"""First version whose job script makes workers add file extensions, and neither overwrite nor create placeholders."""


def number(version: str) -> tuple[int, int] | None:
    """Return the major and minor number of a version such as ``3.9-beta1``, None if it has none."""
    found = re.match(r"v?(\d{1,4})\.(\d{1,4})", version)
    return (int(found[1]), int(found[2])) if found else None


def is_supported(version: str) -> bool:
    """Return whether this client supports a version."""
    found = number(version)
    return found is not None and OLDEST <= found <= NEWEST


def wants_output_flags(version: str) -> bool:
    """Return whether the .blend itself must set the output flags; a version without a number counts as new."""
    found = number(version)
    return found is not None and found < SETS_OUTPUT_FLAGS


def span() -> str:
    """Return the supported versions, as in "3.6 to 3.9"."""
    return say("{oldest} to {newest}", oldest="{}.{}".format(*OLDEST), newest="{}.{}".format(*NEWEST))
