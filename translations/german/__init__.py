"""German, in the style of Blender's own: neutral, without Sie or du; Manager, Job and Worker keep their names."""

from __future__ import annotations

from .buttons import BUTTONS
from .errors import ERRORS
from .expressions import EXPRESSIONS
from .faults import FAULTS
from .files import FILES
from .findings import FINDINGS
from .frames import FRAMES
from .job_reasons import JOB_REASONS
from .job_types import JOB_TYPES
from .jobs import JOBS
from .network import NETWORK
from .panel import PANEL
from .plan import PLAN
from .preferences import PREFERENCES
from .properties import PROPERTIES
from .scene import SCENE
from .second_blender import SECOND_BLENDER
from .sending import SENDING
from .tracing import TRACING

PARTS = (
    BUTTONS,
    ERRORS,
    EXPRESSIONS,
    FAULTS,
    FILES,
    FINDINGS,
    FRAMES,
    JOBS,
    JOB_REASONS,
    JOB_TYPES,
    NETWORK,
    PANEL,
    PLAN,
    PREFERENCES,
    PROPERTIES,
    SCENE,
    SECOND_BLENDER,
    SENDING,
    TRACING,
)


TEXTS: dict[str, str] = {text: german for part in PARTS for text, german in part.items()}
"""English text or pattern -> German."""

GERMAN: dict[str, str] = {
    # A text that follows a colon may also start a sentence.
    **{
        text[:1].upper() + text[1:]: german[:1].upper() + german[1:]
        for text, german in TEXTS.items()
        if text.endswith((".", "{said}"))
    },
    **TEXTS,
}
"""All translations for Blender."""
