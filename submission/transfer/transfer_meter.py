"""Counts what a transfer has done, honestly: bytes of files that ended well and of those under way."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from ...core.progress import Progress

_WINDOW = 10.0
"""Seconds over which the rate is taken."""
_SAMPLE = 0.5


class TransferMeter:
    """The numbers of one transfer; what it tells never goes back.

    One thread counts, another may ask.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.files_sent = 0
        """Files whose bytes went over the wire to the end."""
        self.bytes_sent = 0
        self._clock = clock
        self._files_done = 0
        self._files_total = 0
        self._bytes_done = 0
        self._bytes_total = 0
        self._under_way = 0
        self._shown = 0
        self._moved_at = clock()
        self._samples: deque[tuple[float, int]] = deque()
        """Moments, and the bytes that had gone over the wire by then."""

    def expect(self, files: int, size: int) -> None:
        """So many more files and bytes are to come."""
        self._files_total += files
        self._bytes_total += size

    def under_way(self, count: int) -> None:
        """So many bytes of files that have not ended are with the socket."""
        if count != self._under_way:
            self._moved_at = self._clock()
        self._under_way = count

    def begun(self) -> None:
        """Something is sent again after a while in which there was nothing to send."""
        self._moved_at = self._clock()

    @property
    def still_for(self) -> float:
        """Seconds in which no byte moved and no file ended."""
        return self._clock() - self._moved_at

    def ended(self, size: int, *, sent: bool) -> None:
        """A file is on the Manager; ``sent`` by us, or it was there already."""
        self._moved_at = self._clock()
        self._files_done += 1
        self._bytes_done += size
        if sent:
            self.files_sent += 1
            self.bytes_sent += size

    def left_out(self, size: int) -> None:
        """A file is left to someone else who sends it; whether it arrives is seen later."""
        self._files_total -= 1
        self._bytes_total = max(self._bytes_total - size, self._shown)

    def progress(self, text: str = "Sending files") -> Progress:
        """What to tell; bytes never go back, though a file that failed starts again."""
        self._shown = min(max(self._shown, self._bytes_done + self._under_way), self._bytes_total)
        rate = self._rate()
        return Progress(
            "sending",
            self._shown,
            self._bytes_total,
            self._files_done,
            self._files_total,
            text,
            rate=rate,
            seconds_left=(self._bytes_total - self._shown) / rate if rate else None,
        )

    def _rate(self) -> float:
        """Bytes a second that went over the wire lately."""
        now, moved = self._clock(), self.bytes_sent + self._under_way
        samples = self._samples
        if not samples or now - samples[-1][0] >= _SAMPLE:
            samples.append((now, moved))
        while len(samples) > 2 and now - samples[1][0] > _WINDOW:
            samples.popleft()
        begin, before = samples[0]
        return max(0.0, (moved - before) / (now - begin)) if now - begin >= _SAMPLE else 0.0
