"""Words in the language of the user: what is drawn, and what is reported.

Texts without a translation stay as they are. Static texts that Blender draws by itself (labels, names, tool-tips) need
none of this. Everything else is a pattern for ``str.format`` that is translated first and filled in then.
"""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import Cancelled, FarmError
from ...core.text import Text
from ...translations.german import GERMAN

CONTEXTS = ("*", "Operator")
"""Blender looks up labels of operators in one of their own."""

_translations: Any = bpy.app.translations  # its functions have no result in the stubs


def register() -> None:
    """Give Blender the translations; it asks for them when its own have none."""
    _translations.register(
        __name__, {"de": {(context, text): german for text, german in GERMAN.items() for context in CONTEXTS}}
    )


def unregister() -> None:
    """Take them away again."""
    _translations.unregister(__name__)


def n_(text: str) -> str:
    """Return the text as it is; marks one that is translated where it is drawn."""
    return text


def iface_(text: str) -> str:
    """Return a text or pattern in the language of the interface; what was filled in by ``core.text.say``, too."""
    if isinstance(text, Text):
        return text.translated(iface_)
    return str(_translations.pgettext_iface(text)) if text else ""


def rpt_(text: str) -> str:
    """Return a text or pattern in the language of reports; what was filled in by ``core.text.say``, too."""
    if isinstance(text, Text):
        return text.translated(rpt_)
    return str(_translations.pgettext_rpt(text)) if text else ""


def rpt_error(error: FarmError | Cancelled) -> str:
    """Return message and hint of an error, and what it left behind, in one line."""
    left = error.left_behind if isinstance(error, FarmError) else ""
    return " ".join(filter(None, (rpt_(str(error)), rpt_(left))))
