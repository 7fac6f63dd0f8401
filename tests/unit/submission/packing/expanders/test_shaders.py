"""OSL shaders and MaterialX documents, and what they refer to."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
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
    """What the text of a shader includes."""

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ('#include "a.h"\n#  include\t"sub/b c.h"', [("a.h", True), ("sub/b c.h", True)]),
            ("#include <mine.h>", [("mine.h", False)]),
            ('#include "stdosl.h"\n#include "node_color.h"', [("stdosl.h", False), ("node_color.h", False)]),
            ('// #include "a.h"\n/* \n#include "b.h"\n*/\n#include "c//d.h" // really', [("c//d.h", True)]),
            ('shader s(string a = "/* ") {}\n#include "a.h"\n/* open\n#include "b.h"', [("a.h", True)]),
            ('printf("#include \\"a.h\\""); x #include "b.h"', []),
            ("shader plain(output color Out = 0.5) {}", []),
            ("", []),
        ],
    )
    def test_found(self, content: str, expected: list[tuple[str, bool]]) -> None:
        """Includes that count, and whether they have to lie beside the shader: Blender's own need not."""
        assert includes(content) == expected

    def test_a_chain(self, expand: Expand, write: Write) -> None:
        """What an included file includes goes along, whatever its name, from its own folder; circles end."""
        shader = write("sh/a.osl", '#include "inc/b.h"\n')
        chain = [write("sh/inc/b.h", '#include "../c.inc"'), write("sh/c.inc", '#include "a.osl"\n#include <d.h>')]
        write("sh/d.h")
        found = expand(shader)
        assert found.files == [str(shader), *map(str, chain), str(shader.with_name("d.h"))]
        assert found.lacking == []

    def test_missing(self, expand: Expand, write: Write) -> None:
        """An include that is not there is told, with the file that includes it; Blender's own are not."""
        shader = write("sh/a.osl", '#include "gone.h"\n#include "stdosl.h"\n#include <sys.h>')
        (lacking,) = expand(shader).lacking
        assert lacking.path == str(shader.with_name("gone.h"))
        assert lacking.why == "not found; a.osl refers to it"

    def test_folders_stay_together(self, expand: Expand, write: Write) -> None:
        """Outside of a project the folders of shader and include keep their places to each other."""
        shader = write("sh/a.osl", '#include "../lib/b.h"')
        write("lib/b.h")
        assert expand(shader).together == [(str(shader.parent), str(shader.parent.parent / "lib"))]

    def test_absolute(self, expand: Expand, write: Write) -> None:
        """An absolute include is sent, and told: nobody can rewrite it."""
        header = write("lib/b.h")
        shader = write("sh/a.osl", f'#include "{header}"')
        found = expand(shader)
        assert found.files == [str(shader), str(header)]
        assert found.fixed == [(str(shader), str(header))]

    def test_too_long(self, expand: Expand, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is longer than any shader is sent and not looked through; that is told."""
        monkeypatch.setattr(osl, "MOST_BYTES", 10)
        found = expand(write("a.osl", '#include "b.h"'))
        assert len(found.files) == len(found.notices) == 1

    def test_compiled_ones_are_not_read(self, expand: Expand, write: Write) -> None:
        """A compiled shader has its includes in it."""
        assert expand(write("a.oso", '#include "b.h"')).lacking == []


class TestMaterialX:
    """What a MaterialX document names."""

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
    def test_found(self, content: str, expected: list[str]) -> None:
        """Textures with the prefix of their surroundings, includes, code of shaders; nothing that is commented out."""
        assert documents(content) == expected

    def test_from_usd(self, expand: Expand, write: Write) -> None:
        """A USD file that refers to a document brings along its textures, tiles among them."""
        stage = write("set.usda", "#usda 1.0\nreferences = @./looks/a.mtlx@</MaterialX>")
        look = write("looks/a.mtlx", '<input type="filename" value="../tex/a.&lt;UDIM&gt;.png"/>')
        tiles = [write(f"tex/a.{number}.png") for number in (1001, 1002)]
        found = expand(stage, spread="usd")
        assert found.files == [str(stage), str(look), *map(str, tiles)]
        assert found.lacking == []

    def test_too_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is longer than any document is not looked through."""
        monkeypatch.setattr(materialx, "MOST_BYTES", 10)
        with pytest.raises(TooLongError):
            documents('<input type="filename" value="a.png"/>')


def test_stopped(write: Write) -> None:
    """The user may say stop at any time."""
    for name in ("a.osl", "a.mtlx"):
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            References(Listings(), cancel).follow(str(write(name)))


def test_computed_paths_are_told(expand: Expand, write: Write) -> None:
    """A USD file may compute a path from variables: what that leads to is not known, which is told, not missed."""
    found = expand(write("a.usda", '#usda 1.0\nreferences = @`"./${SHOT}.usd"`@'), spread="usd")
    assert found.lacking == []
    (notice,) = found.notices
    assert '"./${SHOT}.usd"' in notice


def test_unreadable(expand: Expand, tmp_path: Path) -> None:
    """A shader that is not there is left to who sends it."""
    assert expand(tmp_path / "gone.osl").files == [str(tmp_path / "gone.osl")]
