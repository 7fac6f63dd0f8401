"""The two ways a use-case ends without a result: it could not do its job, or it was told to stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .text import fixed, say


class FarmError(Exception):
    """What went wrong, in words for the artist.

    Attributes:
        message: What happened and where: one sentence, or a few; by ``farm.text.say`` where something is filled in.
        kind: Stable identifier for code, such as ``"refused"``; never shown.
        hint: What to do about it; may be empty.
        details: Further facts, JSON-able: ``url``, ``status``, paths.
    """

    def __init__(
        self, message: str, *, kind: str = "error", hint: str = "", details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.hint = hint
        self.details = dict(details or {})

    @property
    def left_behind(self) -> str:
        """What a submission that failed could not take away again, in words; "" when that is nothing."""
        return _text(self.details.get("left_behind", ""))

    def __str__(self) -> str:
        if not self.hint:
            return self.message
        pattern = "{message} {hint}" if self.message.endswith((".", "!", "?", ":")) else "{message}. {hint}"
        return say(pattern, message=fixed(self.message), hint=fixed(self.hint))

    def as_message(self) -> dict[str, Any]:
        """The error as the worker sends it to Blender."""
        return {"kind": self.kind, "message": self.message, "hint": self.hint, "details": self.details}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> FarmError:
        """The error that ``as_message`` was made from; what is missing is left empty."""
        details = message.get("details")
        return FarmError(
            _text(message.get("message", "")),
            kind=str(message.get("kind", "error")),
            hint=_text(message.get("hint", "")),
            details=details if isinstance(details, Mapping) else None,
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)  # a farm.text.Text stays one


class Cancelled(Exception):
    """The user said stop.

    Attributes:
        message: What is left behind, for example the path of a checkout that no job uses; empty when nothing is.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message
