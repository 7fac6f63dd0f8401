"""Last-rendered images: small JPEG test cards in the Manager's sizes.

A real Manager scales the worker's image. This one draws flat 8x8 blocks with colours derived from the image's bytes, so
that each image looks different without an imaging library.
"""

from __future__ import annotations

import functools
import hashlib
import struct

SIZES = {
    "last-rendered.jpg": (1920, 1080),
    "last-rendered-small.jpg": (600, 338),
    "last-rendered-tiny.jpg": (200, 112),
}

# Code lengths: the DC table has a plain 4-bit code for each category, the AC table has only "end of block".
_DC_LENGTHS = bytes([0, 0, 0, 12, *[0] * 12])
_AC_LENGTHS = bytes([1, *[0] * 15])


def cards(image: bytes) -> dict[str, bytes]:
    """Return the three images by file name."""
    seed = hashlib.sha256(image).digest()
    return {name: _card(width, height, seed[:3]) for name, (width, height) in SIZES.items()}


@functools.lru_cache(maxsize=32)
def _card(width: int, height: int, seed: bytes) -> bytes:
    """Encode a baseline grey JPEG with one flat value per block."""
    columns, rows = (width + 7) // 8, (height + 7) // 8
    bits: list[str] = []
    before = 0
    for row in range(rows):
        for column in range(columns):
            band = (column * 8 // columns) * (1 + seed[0] % 5) + (row * 8 // rows) * (1 + seed[1] % 5)
            value = (band * 4 + seed[2]) % 64 - 32
            bits.append(_dc_code(value - before) + "0")
            before = value
    return _segments(width, height) + _pack("".join(bits)) + b"\xff\xd9"


def _dc_code(difference: int) -> str:
    size = abs(difference).bit_length()
    code = format(size, "04b")
    if not size:
        return code
    shown = difference if difference > 0 else difference + (1 << size) - 1
    return code + format(shown, f"0{size}b")


def _pack(bits: str) -> bytes:
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _segments(width: int, height: int) -> bytes:
    quantisation = bytes([0, 32, *[1] * 63])
    frame = struct.pack(">BHHB", 8, height, width, 1) + bytes([1, 0x11, 0])
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + _segment(0xDB, quantisation)
        + _segment(0xC0, frame)
        + _segment(0xC4, b"\x00" + _DC_LENGTHS + bytes(range(12)))
        + _segment(0xC4, b"\x10" + _AC_LENGTHS + b"\x00")
        + _segment(0xDA, bytes([1, 1, 0x00, 0, 63, 0]))
    )
