"""``ipc.pipes_windows``, with a stand-in for kernel32: what it makes of what Windows says."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest

from flamenco_client.ipc import pipes_windows as pipes
from flamenco_client.tests.support.waiting import FOR_EVER, at_once

PIPE_NOWAIT = 1
"""From Windows' namedpipeapi.h."""


class Kernel32:
    """A pipe of ``room`` bytes over a real one, as strict as a Windows pipe in no-wait mode may be."""

    def __init__(self) -> None:
        self.room = 100
        self.arrived: int | None = 0
        self.refuses_mode = False
        self.mode = 0
        self.got = b""

    def SetNamedPipeHandleState(self, handle: Any, mode: Any, *_: None) -> int:
        self.mode = mode._obj.value
        return int(not self.refuses_mode)

    def PeekNamedPipe(self, handle: Any, _buffer: None, _size: int, _read: None, there: Any, _left: None) -> int:
        if self.arrived is None:
            return 0
        there._obj.value = self.arrived
        return 1

    def WriteFile(self, handle: Any, data: bytes, size: int, written: Any, _overlapped: None) -> int:
        assert self.mode == PIPE_NOWAIT, "this write would wait"
        if self.room < 0:
            return 0
        written._obj.value = size if size <= self.room else 0
        self.got += data[: written._obj.value]
        self.room -= written._obj.value
        return 1


@pytest.fixture
def kernel32(monkeypatch: pytest.MonkeyPatch) -> Kernel32:
    kernel32 = Kernel32()
    monkeypatch.setattr(pipes, "_kernel32", lambda: kernel32)
    monkeypatch.setattr(pipes, "_handle", ctypes.c_void_p)
    return kernel32


@pytest.fixture
def reading() -> Iterator[int]:
    """A pipe with ten bytes in it."""
    read_end, write_end = os.pipe()
    os.write(write_end, b"0123456789")
    yield read_end
    os.close(read_end)
    os.close(write_end)


def test_a_pipe_that_cannot_be_set_up_is_an_error(kernel32: Kernel32) -> None:
    """Better no helper than one that may block Blender."""
    kernel32.refuses_mode = True

    with pytest.raises(OSError, match="can't be set up"):
        pipes.prepare(3, 4)


def test_only_what_has_arrived_is_read(kernel32: Kernel32, reading: int) -> None:
    """Reading more than the look at the pipe showed would block."""
    assert pipes.read(reading, 100) is None
    kernel32.arrived = 4
    assert pipes.read(reading, 100) == b"0123"
    assert pipes.read(reading, 2) == b"45"
    kernel32.arrived = None
    assert pipes.read(reading, 100) == b""


def test_a_write_offers_smaller_pieces_until_one_fits(kernel32: Kernel32) -> None:
    """A write never waits for a helper that is still starting: a prepared pipe takes all or nothing of a piece."""
    pipes.prepare(3, 4)
    data = bytes(range(250))
    sent = 0

    while written := pipes.write(4, memoryview(data)[sent:]):
        sent += written

    assert kernel32.got == data[:sent]
    assert sent == 100


def test_a_write_to_a_closed_pipe_is_an_error(kernel32: Kernel32) -> None:
    """The helper has died."""
    pipes.prepare(3, 4)
    kernel32.room = -1

    with pytest.raises(BrokenPipeError):
        pipes.write(4, b"x")


@pytest.mark.parametrize("arrived", [5, None])
def test_waiting_ends_when_there_is_something_to_read(kernel32: Kernel32, arrived: int | None) -> None:
    """Also when that is the end."""
    kernel32.arrived = arrived
    with at_once():
        pipes.wait(3, None, FOR_EVER)


def test_waiting_ends_in_time(kernel32: Kernel32) -> None:
    """At the limit, or after a moment when something waits to be written."""
    started = time.monotonic()
    pipes.wait(3, None, 0.1)
    assert time.monotonic() - started >= 0.1

    with at_once():
        pipes.wait(3, 4, FOR_EVER)
