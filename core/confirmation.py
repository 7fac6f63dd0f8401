"""The artist's word, for which a submission waits without losing what it holds."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import ErrorKind, FarmError

if TYPE_CHECKING:
    from .cancel import CancelToken

GO_ON = "go_on"
"""Key of an answer that lets the submission go on."""


class UserConfirmation:
    """A word that one thread gives and another waits for; given once, never taken back."""

    def __init__(self) -> None:
        self._changed = threading.Event()
        self._go_on = False
        self._nobody = False

    @property
    def given(self) -> bool:
        """Whether the artist has said "go on"."""
        return self._go_on

    def answer(self, answer: Mapping[str, Any]) -> None:
        """Take an answer of the artist; one that does not say "go on" is passed over, since stopping is a cancel."""
        if answer.get(GO_ON) is True:
            self._go_on = True
            self._changed.set()

    def leave(self) -> None:
        """Nobody is there any more who could say a word."""
        self._nobody = True
        self._changed.set()

    def wait(self, cancel: CancelToken) -> None:
        """Wait for the word, for as long as it takes.

        Raises:
            Cancelled: The user said stop, or Blender was closed.
            FarmError: Nobody is there any more to say it.
        """
        take_back = cancel.on_cancel(self._changed.set)
        try:
            self._changed.wait()
        finally:
            take_back()
        cancel.check()
        if self._nobody and not self._go_on:
            raise FarmError(
                "Blender was closed before you had said whether these files are to be sent.",
                kind=ErrorKind.UNSEEN,
                hint="Nothing was sent. Submit again.",
            )
