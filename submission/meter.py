"""Counts what a transfer has done, honestly: bytes of files that ended well and of the one under way."""

from __future__ import annotations

from .progress import Progress


class Meter:
    """The numbers of one transfer; what it tells never goes back."""

    def __init__(self) -> None:
        self.files_sent = 0
        """Files whose bytes went over the wire to the end."""
        self.bytes_sent = 0
        self._files_done = 0
        self._files_total = 0
        self._bytes_done = 0
        self._bytes_total = 0
        self._current = 0
        self._shown = 0

    def expect(self, files: int, size: int) -> None:
        """So many files and bytes are still to come."""
        self._files_total = self._files_done + files
        self._bytes_total = max(self._bytes_done + size, self._shown)

    def moved(self, count: int) -> None:
        """So many more bytes of the file under way have gone, or fewer; called from the thread that sends."""
        self._current += count

    def ended(self, size: int, *, sent: bool) -> None:
        """The file under way is on the Manager; ``sent`` by us, or it was there already."""
        self._current = 0
        self._files_done += 1
        self._bytes_done += size
        if sent:
            self.files_sent += 1
            self.bytes_sent += size

    def failed(self) -> None:
        """The file under way has to be sent again, or later."""
        self._current = 0

    def progress(self, text: str = "Sending files") -> Progress:
        """What to tell; bytes never go back, though a file that failed starts again."""
        self._shown = min(max(self._shown, self._bytes_done + self._current), self._bytes_total)
        return Progress("sending", self._shown, self._bytes_total, self._files_done, self._files_total, text)
