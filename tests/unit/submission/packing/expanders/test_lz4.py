"""Decompression of LZ4 blocks."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.submission.packing.expanders.lz4 import unpack


def sequence(literals: bytes, offset: int = 0, match: int = 0) -> bytes:
    """Return one sequence of the format: literals, then a match of ``match`` bytes unless it is the last one."""

    def more(length: int) -> bytes:
        return b"" if length < 15 else b"\xff" * ((length - 15) // 255) + bytes([(length - 15) % 255])

    extra = max(0, match - 4)
    token = min(len(literals), 15) << 4 | min(extra, 15)
    end = offset.to_bytes(2, "little") + more(extra) if match else b""
    return bytes([token]) + more(len(literals)) + literals + end


@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=600), st.integers(1, 700), st.integers(4, 900)), max_size=6),
    st.binary(max_size=400),
)
def test_decompression(parts: list[tuple[bytes, int, int]], last: bytes) -> None:
    """Literals and matches, also those that overlap their own output, are decompressed as the format says."""
    expected, packed = b"", b""
    for literals, wanted, match in parts:
        expected += literals
        offset = min(wanted, len(expected))
        packed += sequence(literals, offset, match)
        for _ in range(match):
            expected += expected[-offset : len(expected) - offset + 1]
    packed += sequence(last)
    assert unpack(packed, len(expected) + len(last)) == expected + last
    if expected + last:
        with pytest.raises(ValueError):
            unpack(packed, len(expected) + len(last) - 1)


@given(st.binary(max_size=300), st.integers(0, 4096))
def test_any_bytes(block: bytes, limit: int) -> None:
    """Any bytes are decompressed or rejected, and the output never exceeds the limit."""
    with contextlib.suppress(ValueError):
        assert len(unpack(block, limit)) <= limit


def test_decompression_bomb() -> None:
    """A block that would exceed the limit is rejected before it is decompressed."""
    with pytest.raises(ValueError):
        unpack(sequence(b"x", 1, 10_000_000), 1 << 20)


def test_cancel() -> None:
    """Decompression of a long block ends when the user cancels."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        unpack(sequence(b"a", 1, 4) * 100_000, 1 << 20, cancel.check)
