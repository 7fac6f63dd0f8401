"""OSL shaders and MaterialX documents, and the files that they refer to."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.submission import shader_text
from flamenco_client.submission.packing.expanders import materialx, osl
from flamenco_client.submission.packing.expanders.expansion import TooLongError
from flamenco_client.submission.packing.expanders.folder_listing import Listings
from flamenco_client.submission.packing.expanders.linked_files import References
from flamenco_client.tests.unit.submission.packing.expanders.conftest import Expand, Write

NESTED = """<?xml version="1.0"?><materialx fileprefix="tex/">
<nodegraph fileprefix="deep/"><input type="filename" value="a.png"/></nodegraph>
<input type="filename" value="b.png"/></materialx>"""


def includes(content: str) -> list[tuple[str, bool]]:
    return list(osl.paths(io.BytesIO(content.encode()), lambda: None))


def documents(content: str) -> list[str]:
    return [path for path, _ in materialx.paths(io.BytesIO(content.encode()), lambda: None)]


class TestIncludes:
    """The files that a shader includes."""

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ('#include "a.h"\n#  include\t"sub/b c.h"', [("a.h", True), ("sub/b c.h", True)]),
            ("#include <mine.h>", [("mine.h", False)]),
            ('#include "stdosl.h"\n#include "node_color.h"', [("stdosl.h", False), ("node_color.h", False)]),
            ('// #include "a.h"\n/* \n#include "b.h"\n*/\n#include "c//d.h" // really', [("c//d.h", True)]),
            ('shader s(string a = "/* ") {}\n#include "a.h"\n/* open\n#include "b.h"', [("a.h", True)]),
            ('printf("#include \\"a.h\\""); x #include "b.h"', []),
            ('x = texture("/show/a.exr", u, v) // "/b.exr"', [("/show/a.exr", False)]),
            ('y = "C:/show/a.exr" + "rel/b.png" + "/no/extension"', [("C:/show/a.exr", False)]),
            ("shader plain(output color Out = 0.5) {}", []),
            ("", []),
        ],
    )
    def test_includes(self, content: str, expected: list[tuple[str, bool]]) -> None:
        """Includes are found, and whether they must be in the shader's own folder: Blender's header files need not."""
        assert includes(content) == expected

    def test_nested_includes(self, expand: Expand, write: Write) -> None:
        """Includes of an included file are found from its own folder, whatever its extension; loops end."""
        shader = write("sh/a.osl", '#include "inc/b.h"\n')
        chain = [write("sh/inc/b.h", '#include "../c.inc"'), write("sh/c.inc", '#include "a.osl"\n#include <d.h>')]
        write("sh/d.h")
        found = expand(shader)
        assert found.files == [str(shader), *map(str, chain), str(shader.with_name("d.h"))]
        assert found.missing == []

    def test_missing_include(self, expand: Expand, write: Write) -> None:
        """A missing include is reported with the file that includes it, except Blender's own header files."""
        shader = write("sh/a.osl", '#include "gone.h"\n#include "stdosl.h"\n#include <sys.h>')
        (lacking,) = expand(shader).missing
        assert lacking.path == str(shader.with_name("gone.h"))
        assert lacking.why == "not found; referenced by a.osl"

    def test_folders_stay_together(self, expand: Expand, write: Write) -> None:
        """The folders of a shader and its include keep their relative path."""
        shader = write("sh/a.osl", '#include "../lib/b.h"')
        write("lib/b.h")
        assert expand(shader).together == [(str(shader.parent), str(shader.parent.parent / "lib"))]

    def test_absolute_include(self, expand: Expand, write: Write) -> None:
        """An absolute include is uploaded and reported, because it cannot be rewritten."""
        header = write("lib/b.h")
        shader = write("sh/a.osl", f'#include "{header}"')
        found = expand(shader)
        assert found.files == [str(shader), str(header)]
        assert found.fixed == [(str(shader), str(header))]

    def test_absolute_texture(self, expand: Expand, write: Write) -> None:
        """A constant that is the absolute path of a file is uploaded and reported; one without a file is a remark."""
        texture = write("tex/a.exr")
        shader = write("sh/a.osl", f'texture("{texture}", u, v); texture("/gone/b.exr", u, v)')
        found = expand(shader)
        assert (found.files, found.fixed) == ([str(shader), str(texture)], [(str(shader), str(texture))])
        assert [(notice.id, str(notice.severity)) for notice in found.notices] == [("shader-paths", "remark")]
        assert "/gone/b.exr" in found.notices[0].text

    @pytest.mark.parametrize("part", ['"\\', '"', "/*", "#include ", "\\", "\t", '"/a.b'])
    def test_source_is_read_once(self, part: str) -> None:
        """Ten times the text takes about ten times as long, whatever is in it."""

        def seconds(size: int) -> float:
            began = time.thread_time()
            includes(part * (size // len(part)))
            return time.thread_time() - began

        seconds(20_000)
        assert seconds(200_000) < 100 * max(seconds(20_000), 0.001)

    def test_too_large_shader(self, expand: Expand, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file that is too large for a shader is uploaded but not scanned, with a warning."""
        monkeypatch.setattr(shader_text, "MOST_BYTES", 10)
        found = expand(write("a.osl", '#include "b.h"'))
        assert len(found.files) == len(found.notices) == 1

    def test_compiled_shader_is_not_scanned(self, expand: Expand, write: Write) -> None:
        """A compiled shader is not scanned: its includes are compiled in."""
        assert expand(write("a.oso", '#include "b.h"')).missing == []


class TestMaterialX:
    """The files that a MaterialX document refers to."""

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ('<input name="file" type="filename" value="a.png"/>', ["a.png"]),
            ("<input value='a &amp; b.&lt;UDIM&gt;.png' type='filename' />", ["a & b.<UDIM>.png"]),
            ('<input type="filename" value="a.<UDIM>.png"/>', ["a.<UDIM>.png"]),
            ('<input type="float" value="0.5"/><input type="filename" value=""/>', []),
            ('<xi:include href="lib/b.mtlx"/>', ["lib/b.mtlx"]),
            ('<implementation name="i" file="code/x.osl"/>', ["code/x.osl"]),
            ('<!-- <input type="filename" value="no.png"/> --><input type="filename" value="a.png"/>', ["a.png"]),
            (NESTED, ["deep/a.png", "tex/b.png"]),
            ("</a></b><<>", []),
            ("", []),
        ],
    )
    def test_references(self, content: str, expected: list[str]) -> None:
        """Textures with the prefix of their parents, includes and shader code are found, but not in comments."""
        assert documents(content) == expected

    @pytest.mark.parametrize(
        ("begin", "part"), [("<", "a"), ("<a ", "b "), ("<a ", "b= "), ("", '<a "'), ("", "<a b='"), ("<a", " ")]
    )
    def test_document_is_read_once(self, begin: str, part: str) -> None:
        """Ten times the text takes about ten times as long, whatever is in it."""

        def seconds(size: int) -> float:
            began = time.thread_time()
            documents(begin + part * (size // len(part)))
            return time.thread_time() - began

        seconds(20_000)
        assert seconds(200_000) < 100 * max(seconds(20_000), 0.001)

    def test_document_in_a_usd_file(self, expand: Expand, write: Write) -> None:
        """Textures and tiles of a document that a USD file refers to are found."""
        stage = write("set.usda", "#usda 1.0\nreferences = @./looks/a.mtlx@</MaterialX>")
        look = write("looks/a.mtlx", '<input type="filename" value="../tex/a.&lt;UDIM&gt;.png"/>')
        tiles = [write(f"tex/a.{number}.png") for number in (1001, 1002)]
        found = expand(stage, spread="usd")
        assert found.files == [str(stage), str(look), *map(str, tiles)]
        assert found.missing == []

    def test_too_large_document(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file that is too large for a document is not scanned."""
        monkeypatch.setattr(materialx, "MOST_BYTES", 10)
        with pytest.raises(TooLongError):
            documents('<input type="filename" value="a.png"/>')


def test_cancel(write: Write) -> None:
    """Following files ends when the user cancels."""
    for name in ("a.osl", "a.mtlx"):
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            References(Listings(), cancel).follow(str(write(name)))


def test_computed_path(expand: Expand, write: Write) -> None:
    """A path that a USD file computes from variables causes a warning and does not count as missing."""
    found = expand(write("a.usda", '#usda 1.0\nreferences = @`"./${SHOT}.usd"`@'), spread="usd")
    assert found.missing == []
    (notice,) = found.notices
    assert '"./${SHOT}.usd"' in notice.text


def test_missing_shader(expand: Expand, tmp_path: Path) -> None:
    """A missing shader is returned as a file: it is reported when it is added to the pack."""
    assert expand(tmp_path / "gone.osl").files == [str(tmp_path / "gone.osl")]
