"""USD files and the files that they refer to. OpenUSD itself wrote the binary ones in ``usd``."""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.submission.packing.expanders import linked_files, usd_crate, usd_text
from flamenco_client.submission.packing.expanders.expansion import TooLongError
from flamenco_client.submission.packing.expanders.folder_listing import Listings
from flamenco_client.submission.packing.expanders.linked_files import References
from flamenco_client.tests.unit.submission.packing.expanders.conftest import Expand, Write

REAL = Path(__file__).parent / "usd"
HEADER = "#usda 1.0\n"


def text_assets(content: str) -> list[str]:
    file = io.BytesIO(content.encode())
    return [found.decode() for found in usd_text.assets(file, lambda: None)]


def crate(texts: list[bytes], version: tuple[int, int, int] = (0, 8, 0)) -> bytes:
    """Return a binary file with nothing but strings."""
    together = b"".join(text + b"\0" for text in texts)
    if version < (0, 4, 0):
        section = struct.pack("<QQ", len(texts), len(together)) + together
    else:
        length = len(together)
        literals = bytes([0xF0]) + b"\xff" * ((length - 15) // 255) + bytes([(length - 15) % 255]) + together
        packed = b"\0" + literals
        section = struct.pack("<QQQ", len(texts), length, len(packed)) + packed
    start = 88
    head = b"PXR-USDC" + bytes(version) + bytes(5) + struct.pack("<q", start + len(section))
    table = struct.pack("<Q16sqq", 1, b"TOKENS", start, len(section))
    return head.ljust(start, b"\0") + section + table


class TestText:
    """Text files."""

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ("subLayers = [ @./a.usda@, @b c.usda@ ]", ["./a.usda", "b c.usda"]),
            ("references = @@@./at@sign.usd@@@</p>", ["./at@sign.usd"]),
            (r"references = @@@./two\@@@three.usd@@@", ["./two@@@three.usd"]),
            ('doc = "mail me@home.org" asset a = @x.png@', ["x.png"]),
            ("# see @old.png@\nasset a = @x.png@", ["x.png"]),
            ('doc = """one @no.png@\ntwo @no.png@""" asset a = @x.png@', ["x.png"]),
            ("doc = '''one \"@no.png@\ntwo''' asset a = @x.png@", ["x.png"]),
            (r'doc = "quote \" @no.png@" asset a = @x.png@', ["x.png"]),
            ('string templateAssetPath = "./c.###.usd"', ["./c.###.usd"]),
            ('string other = "./c.###.usd"', []),
            ("asset a = @@", []),
            ("asset a = @open.png\nasset b = @x.png@", ["x.png"]),
            (
                "asset[] f = [" + ", ".join(f"@{number}.png@" for number in range(1000)) + "]",
                [f"{n}.png" for n in range(1000)],
            ),
        ],
    )
    def test_assets(self, content: str, expected: list[str]) -> None:
        """Paths are found between @ or @@@, but not in strings and comments."""
        assert text_assets(HEADER + content) == expected

    def test_long_lines(self) -> None:
        """A path is found in a line of any length, wherever the chunks end in which the file is read."""
        for shift in range(4):
            line = "points = [" + "1, " * ((1 << 20) // 3 - 5) + " " * shift + "] @./found here.png@ @and/there.png@"
            assert text_assets(HEADER + line) == ["./found here.png", "and/there.png"]

    def test_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Scanning stops at the maximum size."""
        monkeypatch.setattr(usd_text, "MOST_BYTES", 100)
        with pytest.raises(TooLongError):
            text_assets(HEADER + "@a.png@\n" * 20)

    @given(st.text(alphabet="@\"'#\\\n a", max_size=200))
    def test_any_text(self, content: str) -> None:
        """Scanning ends for any text, and no path has a line break."""
        assert not any("\n" in found for found in text_assets(content))

    @pytest.mark.parametrize("sign", ['\\"', "@@@ \\", '"', "@", "@@@", "'''", "#"])
    def test_unclosed_quotes(self, sign: str) -> None:
        """Scanning a long line of unclosed quotes does not take quadratic time."""
        text_assets('"' + sign * 200_000)


class TestCrate:
    """Binary files."""

    def test_written_by_openusd(self) -> None:
        """The strings of a file that OpenUSD wrote are read."""
        with open(REAL / "root.usdc", "rb") as file:
            found = {*usd_crate.texts(file, 1024, lambda: None)}
        assert {b"./over_usdc.usda", b"./sub/leaf.usdc", b"sub/pay.usda", b"./sub/clip.###.usdc"} <= found
        assert b"prim_number_299" in found

    @pytest.mark.parametrize("version", [(0, 0, 1), (0, 3, 9), (0, 4, 0), (0, 13, 0)])
    def test_versions(self, version: tuple[int, int, int]) -> None:
        """The strings of old, uncompressed files and of newer ones are read; short and long strings are left out."""
        content = crate([b"./a.png", b"abc", b"x" * 2000, b"other text"], version)
        assert [*usd_crate.texts(io.BytesIO(content), 1024, lambda: None)] == [b"./a.png", b"other text"]

    def test_chunks(self) -> None:
        """Strings may be compressed in several chunks."""
        one, other = b"\x70./a.png", b"\x80\0./b.png"
        packed = b"\2" + b"".join(struct.pack("<i", len(chunk)) + chunk for chunk in (one, other))
        assert usd_crate._unpack_chunks(packed, 15, lambda: None) == b"./a.png\0./b.png"

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(st.data())
    def test_damaged(self, data: st.DataObject) -> None:
        """A file that is truncated or changed anywhere is read or rejected with a ValueError."""
        content = bytearray((REAL / "leaf.usdc").read_bytes())
        for _ in range(data.draw(st.integers(1, 8))):
            at = data.draw(st.integers(8, len(content) - 9))
            content[at : at + 8] = data.draw(
                st.sampled_from([bytes(8), b"\xff" * 8, b"\xff" * 7 + b"\x7f", b"\1\2\3\4\5\6\7\x08"])
            )
        content = content[: data.draw(st.integers(0, len(content)))]
        try:
            for _ in usd_crate.texts(io.BytesIO(bytes(content)), 1024, lambda: None):
                pass
        except ValueError:
            pass

    def test_false_size(self) -> None:
        """A small file that claims a large size is rejected before memory is allocated."""
        content = bytearray(crate([b"./a.png" * 10]))
        content[96:104] = struct.pack("<Q", 1 << 40)
        with pytest.raises(TooLongError):
            list(usd_crate.texts(io.BytesIO(content), 1024, lambda: None))

    def test_false_size_of_an_old_file(self) -> None:
        """So is an old file, whose strings are not compressed."""
        content = bytearray(crate([b"./a.png" * 10], (0, 0, 1)))
        content[96:104] = struct.pack("<Q", 1 << 40)
        with pytest.raises(TooLongError):
            list(usd_crate.texts(io.BytesIO(content), 1024, lambda: None))

    @pytest.mark.parametrize(
        ("at", "value", "reason"),
        [
            (0, b"PXR-USDA", "no USD header"),
            (104, struct.pack("<Q", 1 << 20), "longer than their section"),
            (-40, struct.pack("<Q", 1 << 20), "table of contents is too long"),
            (-32, b"STRINGS\0", "no strings"),
        ],
    )
    def test_reason_for_rejecting(self, at: int, value: bytes, reason: str) -> None:
        """The warning about a damaged file says which part of it is invalid."""
        content = bytearray(crate([b"./a.png" * 10]))
        at %= len(content)
        content[at : at + len(value)] = value
        with pytest.raises(ValueError, match=reason):
            list(usd_crate.texts(io.BytesIO(content), 1024, lambda: None))

    def test_no_strings_at_all(self) -> None:
        """A valid file may have none."""
        content = bytearray(crate([b"./a.png"]))
        content[104:112] = bytes(8)
        assert list(usd_crate.texts(io.BytesIO(content), 1024, lambda: None)) == []

    @pytest.mark.parametrize("chunks", [b"\2\1", b"\1" + struct.pack("<i", 9) + b"short", b"\1\xff\xff\xff\xff"])
    def test_truncated_chunks(self, chunks: bytes) -> None:
        """Chunks that end before their size are rejected."""
        with pytest.raises(ValueError, match="ends too early"):
            usd_crate._unpack_chunks(chunks, 100, lambda: None)

    def test_file_that_shrinks(self) -> None:
        """A file that another program truncates while it is read is rejected; reading does not wait for more."""

        class Shrinking(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                return b"" if self.tell() >= 88 else super().read(size)

        with pytest.raises(ValueError, match="ends too early"):
            list(usd_crate.texts(Shrinking(crate([b"./a.png"])), 1024, lambda: None))


class TestFollow:
    """All files that a reference to one USD file needs."""

    def test_all_kinds_of_references(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """Layers, references, payloads, clips, textures and tiles are found in text and binary files."""
        write("p/over_usdc.usda", HEADER)
        write("p/sub/pay.usda", HEADER)
        for name in ("clip.001.usdc", "clip.012.usdc", "clip.x.usdc", "tex/a.exr", "tex/b.hdr", "tex/t.1001.png"):
            write(f"p/sub/{name}", crate([b"nothing of interest"]))
        write("p/sub/leaf.usdc", (REAL / "leaf.usdc").read_bytes())
        root = write("p/root.usdc", (REAL / "root.usdc").read_bytes())
        found = expand(root, spread="usd")
        assert [os.path.relpath(path, tmp_path / "p") for path in found.files] == [
            "root.usdc",
            "over_usdc.usda",
            "sub/leaf.usdc",
            "sub/pay.usda",
            "sub/clip.001.usdc",
            "sub/clip.012.usdc",
            "sub/tex/t.1001.png",
            "sub/tex/a.exr",
            "sub/tex/b.hdr",
        ]
        assert [(lack.path, lack.why) for lack in found.missing] == [
            ("/abs/c.png", "not found; referenced by leaf.usdc")
        ]
        assert set(found.together) == {
            (str(tmp_path / "p"), str(tmp_path / "p/sub")),
            (str(tmp_path / "p/sub"), str(tmp_path / "p/sub/tex")),
        }
        assert found.notices == []

    def test_loops(self, expand: Expand, write: Write) -> None:
        """Files that refer to each other or to themselves are found once."""
        one = write("a.usda", HEADER + "@b.usda@ @a.usda@ @./../x/b.usda@")
        write("b.usda", HEADER + "@./a.usda@ @a.usda@")
        assert [Path(path).name for path in expand(one, spread="usd").files] == ["a.usda", "b.usda"]

    def test_path_syntax(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """Arguments and paths inside packages are removed; URLs and overlong paths are ignored."""
        write("a.usdz", b"PK")
        write("b.usd", crate([b"nothing of interest"]))
        root = write(
            "r.usda",
            HEADER + "@a.usdz[tex/x.png]@ @b.usd:SDF_FORMAT_ARGS:k=v@ @https://example.com/c.usd@ @anon:0x1:d.usd@"
            f" @{'x' * 5000}.usd@ @{tmp_path}/a.usdz@",
        )
        found = expand(root, spread="usd")
        assert [Path(path).name for path in found.files] == ["r.usda", "a.usdz", "b.usd"]
        assert found.missing == []
        assert found.fixed == [(str(root), str(tmp_path / "a.usdz"))]

    def test_missing(self, expand: Expand, write: Write) -> None:
        """A missing file is reported for a path in a text file; in a binary file only if the string has a folder."""
        text = write("a.usda", HEADER + "@gone.png@ @tex/t.<UDIM>.png@")
        binary = write("b.usdc", crate([b"shot.png", b"./tex/gone.exr", b"made from x.exr by me", b"a/b.txt"]))
        assert [Path(lack.path).name for lack in expand(text, spread="usd").missing] == ["gone.png", "t.<UDIM>.png"]
        assert [Path(lack.path).name for lack in expand(binary, spread="usd").missing] == ["gone.exr"]

    @pytest.mark.parametrize(
        "content", [b"PXR-USDC", b"PXR-USDC" + b"\xff" * 200, b"\x7fELF whatever", crate([b"./a.png"])[:-20]]
    )
    def test_invalid_usd(self, expand: Expand, write: Write, content: bytes) -> None:
        """A file that is not valid USD is uploaded anyway, with a warning."""
        found = expand(write("a.usd", content), spread="usd")
        assert len(found.files) == 1
        assert "is not valid USD" in found.notices[0].text

    @pytest.mark.parametrize("name", ["gone.usd", "folder.usd", "pipe.usd", "loop.usd"])
    def test_special_files(self, expand: Expand, tmp_path: Path, name: str) -> None:
        """A missing or special file is returned without a warning, and opening it never blocks."""
        (tmp_path / "folder.usd").mkdir()
        os.mkfifo(tmp_path / "pipe.usd")
        (tmp_path / "loop.usd").symlink_to("loop.usd")
        found = expand(tmp_path / name, spread="usd")
        assert (found.files, found.notices) == ([str(tmp_path / name)], [])

    def test_too_many_files(self, expand: Expand, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        """Following ends at the maximum number of files, with a warning."""
        monkeypatch.setattr(linked_files, "MOST_FILES", 3)
        for number in range(6):
            write(f"{number}.usda", HEADER + f"@{number + 1}.usda@")
        found = expand(write("0.usda", HEADER + "@1.usda@"), spread="usd")
        assert len(found.files) == 4
        assert "refers to more than 3 files" in found.notices[0].text

    def test_too_large_to_scan(self, expand: Expand, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        """For a file that is too large to scan, the references found so far are uploaded, with a warning."""
        monkeypatch.setattr(usd_text, "MOST_BYTES", 40)
        write("a.png")
        found = expand(write("r.usda", HEADER + "@a.png@\n" + "x @b\n" * 20), spread="usd")
        assert [Path(path).name for path in found.files] == ["r.usda", "a.png"]
        assert "too large" in found.notices[0].text

    def test_sequence(self, expand: Expand, write: Write) -> None:
        """Each file of a sequence is followed."""
        for number in (1, 2):
            write(f"c_{number}.usda", HEADER + f"@t{number}.png@")
            write(f"t{number}.png")
        found = expand(write("c_1.usda", HEADER + "@t1.png@"), spread="frames", kind="cache")
        assert sorted(Path(path).name for path in found.files) == ["c_1.usda", "c_2.usda", "t1.png", "t2.png"]

    def test_cancel(self, write: Write) -> None:
        """Following files ends when the user cancels."""
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            References(Listings(), cancel).follow(str(write("a.usda", HEADER)))
