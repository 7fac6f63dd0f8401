"""Writers of small files in formats that Blender reads."""

from __future__ import annotations

import struct
import wave
import zlib
from collections.abc import Iterable
from pathlib import Path


def png(path: Path, colour: tuple[int, int, int] = (120, 90, 60), size: int = 4) -> Path:
    """Write an image of one colour."""
    row = b"\0" + bytes(colour) * size
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * size)),
        (b"IEND", b""),
    ]
    packed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return binary(path, b"\x89PNG\r\n\x1a\n" + b"".join(packed))


def pngs(folder: Path, pattern: str, numbers: Iterable[int]) -> None:
    """Write a sequence; ``pattern`` is for `str.format`, every frame has a colour of its own."""
    for number in numbers:
        png(folder / pattern.format(number), ((number * 37) % 256, (number * 91) % 256, 80))


def wav(path: Path) -> Path:
    """Write a tenth of a second of silence."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 800)
    return path


def text(path: Path, content: str) -> Path:
    """Write a text file."""
    return binary(path, content.encode())


def binary(path: Path, content: bytes = b"dummy") -> Path:
    """Write bytes; any content is enough where Blender does not read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


OBJ = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
PLY = (
    "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
    "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"
)
STL = (
    "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid a\n"
)
CSV = "x,y\n1,2\n3,4\n"
IES = "IESNA:LM-63-2002\n[TEST] none\nTILT=NONE\n1 1000 1 3 1 1 2 0.1 0.1 0\n1 1 10\n0 45 90\n0\n1000 800 200\n"
OSL = "shader plain(output color Out = 0.5) { Out = color(0.2, 0.4, 0.6); }\n"
USDA = """#usda 1.0
(
    defaultPrim = "World"
    upAxis = "Z"
)
def Xform "World"
{{
    def "Part" ( references = @{reference}@ ) {{}}
    def Material "Look"
    {{
        token outputs:surface.connect = </World/Look/Surface.outputs:surface>
        def Shader "Surface"
        {{
            uniform token info:id = "UsdPreviewSurface"
            color3f inputs:diffuseColor.connect = </World/Look/Picture.outputs:rgb>
            token outputs:surface
        }}
        def Shader "Picture"
        {{
            uniform token info:id = "UsdUVTexture"
            asset inputs:file = @{texture}@
            float3 outputs:rgb
        }}
    }}
}}
"""
USDA_PART = """#usda 1.0
( defaultPrim = "Part" )
def Mesh "Part"
{
    int[] faceVertexCounts = [3]
    int[] faceVertexIndices = [0, 1, 2]
    point3f[] points = [(0, 0, 0), (1, 0, 0), (0, 1, 0)]
}
"""
