"""The user's confirmation, for which a submission waits while it keeps its files open."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import ErrorKind, FarmError

if TYPE_CHECKING:
    from .cancel import CancelToken

GO_ON = "go_on"
"""Key of an answer that continues the submission."""


class UserConfirmation:
    """A confirmation that one thread gives and another waits for; given once, never withdrawn."""

    def __init__(self) -> None:
        self._changed = threading.Event()
        self._go_on = False
        self._abandoned = False

    @property
    def given(self) -> bool:
        """Whether the user has confirmed."""
        return self._go_on

    def answer(self, answer: Mapping[str, Any]) -> None:
        """Take the user's answer; ignore it unless it confirms: stopping is done by cancelling."""
        if answer.get(GO_ON) is True:
            self._go_on = True
            self._changed.set()

    def leave(self) -> None:
        """Release the waiting submission: no one is left to answer."""
        self._abandoned = True
        self._changed.set()

    def wait(self, cancel: CancelToken) -> None:
        """Wait for the confirmation, without a time limit.

        Raises:
            Cancelled: The user cancelled, or Blender was closed.
            FarmError: No one is left to confirm.
        """
        remove_callback = cancel.on_cancel(self._changed.set)
        try:
            self._changed.wait()
        finally:
            remove_callback()
        cancel.check()
        if self._abandoned and not self._go_on:
            raise FarmError(
                "Blender was closed before you confirmed these files.",
                kind=ErrorKind.UNSEEN,
                hint="Nothing was uploaded. Submit again.",
            )
