"""Decompression of LZ4 blocks, which binary USD files contain; output is bounded, whatever the file claims."""

from __future__ import annotations

from collections.abc import Callable

_SHORTEST_MATCH = 4
_LOOK_EVERY = 1 << 16
"""Sequences between two calls of ``look``."""


def unpack(block: bytes, limit: int, look: Callable[[], object] = lambda: None) -> bytes:
    """Decompress one block.

    Args:
        block: The compressed bytes, without a frame around them.
        limit: The maximum size of the output.
        look: Called regularly; may raise to stop.

    Raises:
        ValueError: The block is damaged, or the output is larger than ``limit``.
    """
    out = bytearray()
    try:
        _unpack(block, limit, out, look)
    except IndexError:
        raise ValueError("the block ends too early") from None
    return bytes(out)


def _unpack(block: bytes, limit: int, out: bytearray, look: Callable[[], object]) -> None:
    at = sequences = 0
    while at < len(block):
        sequences += 1
        if sequences % _LOOK_EVERY == 0:
            look()
        token = block[at]
        length, at = _length(block, at + 1, token >> 4)
        if at + length > len(block) or len(out) + length > limit:
            raise ValueError("too many literals")
        out += block[at : at + length]
        at += length
        if at == len(block):  # the last sequence has no match
            return
        offset = block[at] | block[at + 1] << 8
        length, at = _length(block, at + 2, token & 15)
        length += _SHORTEST_MATCH
        start = len(out) - offset
        if offset == 0 or start < 0 or len(out) + length > limit:
            raise ValueError("a match outside of the output")
        if offset >= length:
            out += out[start : start + length]
        else:  # the match overlaps its own output
            out += (out[start:] * (length // offset + 1))[:length]


def _length(block: bytes, at: int, length: int) -> tuple[int, int]:
    """Return a length, which continues in whole bytes if its four bits are 15, and the position after it."""
    if length == 15:
        while True:
            more = block[at]
            at += 1
            length += more
            if more != 255:
                break
    return length, at
