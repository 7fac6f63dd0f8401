"""Transfer meter: counts uploaded files and bytes, including those in progress."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from ...core.progress import Phase, Progress

_WINDOW = 10.0
"""Seconds over which the rate is measured."""
_SAMPLE = 0.5


class TransferMeter:
    """Progress of one transfer, which never decreases.

    One thread counts, another may read.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.files_sent = 0
        """Number of files uploaded completely."""
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
        """Times, and the bytes uploaded by then."""

    def expect(self, files: int, size: int) -> None:
        """Add files and bytes to the total."""
        self._files_total += files
        self._bytes_total += size

    def under_way(self, count: int) -> None:
        """Set the number of bytes sent of unfinished files."""
        if count != self._under_way:
            self._moved_at = self._clock()
        self._under_way = count

    def begun(self) -> None:
        """Restart the measurement of silence, after a time without uploads."""
        self._moved_at = self._clock()

    @property
    def still_for(self) -> float:
        """Seconds since the last byte was sent or the last file ended."""
        return self._clock() - self._moved_at

    def ended(self, size: int, *, sent: bool) -> None:
        """Count a file as stored; ``sent`` = it was uploaded, not there already."""
        self._moved_at = self._clock()
        self._files_done += 1
        self._bytes_done += size
        if sent:
            self.files_sent += 1
            self.bytes_sent += size

    def left_out(self, size: int) -> None:
        """Remove a file from the total, because it is uploaded later or by another client."""
        self._files_total -= 1
        self._bytes_total = max(self._bytes_total - size, self._shown)

    def progress(self, text: str = "Uploading files") -> Progress:
        """Return the progress; bytes never decrease, though a failed file starts again."""
        self._shown = min(max(self._shown, self._bytes_done + self._under_way), self._bytes_total)
        rate = self._rate()
        return Progress(
            Phase.SENDING,
            self._shown,
            self._bytes_total,
            self._files_done,
            self._files_total,
            text,
            rate=rate,
            seconds_left=(self._bytes_total - self._shown) / rate if rate else None,
        )

    def _rate(self) -> float:
        """Return the recent rate in bytes per second."""
        now, moved = self._clock(), self.bytes_sent + self._under_way
        samples = self._samples
        if not samples or now - samples[-1][0] >= _SAMPLE:
            samples.append((now, moved))
        while len(samples) > 2 and now - samples[1][0] > _WINDOW:
            samples.popleft()
        begin, before = samples[0]
        return max(0.0, (moved - before) / (now - begin)) if now - begin >= _SAMPLE else 0.0
