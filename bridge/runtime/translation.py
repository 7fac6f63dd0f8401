"""Translation of the texts that are drawn and reported.

Texts without a translation stay as they are. Blender itself translates static texts (labels, names, tooltips).
Everything else is a pattern for ``str.format`` that is translated before values are filled in.
"""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import Cancelled, FarmError
from ...core.text import Text
from ...translations.german import GERMAN

CONTEXTS = ("*", "Operator")
"""Contexts of texts; labels of operators have their own."""

_translations: Any = bpy.app.translations  # its functions have no result in the stubs


def register() -> None:
    """Register the translations, which Blender uses after its own."""
    _translations.register(
        __name__, {"de": {(context, text): german for text, german in GERMAN.items() for context in CONTEXTS}}
    )


def unregister() -> None:
    """Unregister the translations."""
    _translations.unregister(__name__)


def n_(text: str) -> str:
    """Return the text unchanged; marks a text that is translated when it is drawn."""
    return text


def iface_(text: str) -> str:
    """Return a text or pattern in the language of the interface, also one filled in by ``core.text.say``."""
    if isinstance(text, Text):
        return text.translated(iface_)
    return str(_translations.pgettext_iface(text)) if text else ""


def rpt_(text: str) -> str:
    """Return a text or pattern in the language of reports, also one filled in by ``core.text.say``."""
    if isinstance(text, Text):
        return text.translated(rpt_)
    return str(_translations.pgettext_rpt(text)) if text else ""


def rpt_error(error: FarmError | Cancelled) -> str:
    """Return message and hint of an error, and what remains after it, in one line."""
    left = error.left_behind if isinstance(error, FarmError) else ""
    return " ".join(filter(None, (rpt_(str(error)), rpt_(left))))
