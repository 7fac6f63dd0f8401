"""German, in the style of Blender's own: neutral, without Sie or du; Manager, Job and Worker keep their names."""

from __future__ import annotations

from .buttons import BUTTONS
from .errors import ERRORS
from .faults import FAULTS
from .files import FILES
from .findings import FINDINGS
from .panel import PANEL
from .preferences import PREFERENCES
from .properties import PROPERTIES

PARTS = (BUTTONS, ERRORS, FAULTS, FILES, FINDINGS, PANEL, PREFERENCES, PROPERTIES)

GERMAN: dict[str, str] = {text: german for part in PARTS for text, german in part.items()}
"""English text or pattern -> German."""
