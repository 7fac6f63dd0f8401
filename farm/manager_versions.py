"""What a Manager's version means for this client."""

from __future__ import annotations

import re
from typing import Final

from ..core.text import say

OLDEST: Final = (3, 6)
NEWEST: Final = (3, 9)
"""The versions that the client was made for."""
SETS_OUTPUT_FLAGS: Final = (3, 9)
"""From here on the job script itself has workers add file extensions, and neither overwrite nor leave placeholders."""


def number(version: str) -> tuple[int, int] | None:
    """Return major and minor number of a version such as ``3.9-beta1``, None when it has none."""
    found = re.match(r"v?(\d{1,4})\.(\d{1,4})", version)
    return (int(found[1]), int(found[2])) if found else None


def is_supported(version: str) -> bool:
    """Whether this client was made for that version."""
    found = number(version)
    return found is not None and OLDEST <= found <= NEWEST


def wants_output_flags(version: str) -> bool:
    """Whether the .blend itself has to carry the output flags; a version without a number is taken for a new one."""
    found = number(version)
    return found is not None and found < SETS_OUTPUT_FLAGS


def span() -> str:
    """The versions that the client was made for, as in "3.6 to 3.9"."""
    return say("{oldest} to {newest}", oldest="{}.{}".format(*OLDEST), newest="{}.{}".format(*NEWEST))
