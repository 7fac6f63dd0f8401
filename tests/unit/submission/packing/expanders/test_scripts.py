"""Scripts that workers run: their modules are sent, and what is not known is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.finding import Finding
from flamenco_client.submission.packing.expanders.scripts import Script, findings, script


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A .blend with scripts, a module and a package beside it."""
    files = {
        "shot.blend": "",
        "scripts/setup.py": "",
        "scripts/tools.py": "import deep\nimport numpy\n",
        "scripts/deep.py": "import tools\n",
        "studio/__init__.py": "from . import rig\n",
        "studio/rig.py": "",
        "studio/unused.py": "",
        "table.csv": "1,2",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def found(beside: Path, *needs: str, place: str = "scripts/setup.py") -> tuple[list[str], list[str]]:
    """Return the files that are sent, and the modules that were not found."""
    read = script("setup.py", str(beside / place), str(beside / "shot.blend"), "\n".join(needs), CancelToken())
    return [Path(file).relative_to(beside).as_posix() for file in read.files], [each.module for each in read.lacks]


def test_modules_beside_the_script(beside: Path) -> None:
    """A module is sent with all that it imports, each once; Blender's own modules in it are no matter."""
    assert found(beside, "import tools") == (["scripts/tools.py", "scripts/deep.py"], [])


def test_a_package_beside_the_blend(beside: Path) -> None:
    """Of a package, what is imported is sent."""
    assert found(beside, "import studio") == (["studio/__init__.py", "studio/rig.py"], [])


def test_a_text_in_the_blend(beside: Path) -> None:
    """A text without a file finds modules in folders beside the .blend, and the files that it names are sent."""
    assert found(beside, "import gone", place="shot.blend") == ([], ["gone"])
    assert found(beside, "import tools", place="shot.blend") == (["scripts/tools.py", "scripts/deep.py"], [])
    files, lacks = found(beside, "import tools", "//scripts", "//table.csv", "//gone.csv", place="shot.blend")
    assert (files, lacks) == (["table.csv", "scripts/tools.py", "scripts/deep.py"], [])


def reported(*scripts: Script) -> dict[str, Finding]:
    return {f"{each.id} {each.severity}": each for each in findings(scripts)}


def test_one_line_for_all_scripts(beside: Path) -> None:
    """One remark names the scripts, one warning the modules that they need, and one remark those that they may need."""
    assert reported() == {}
    lines = "import tools\nimport gone\nperhaps gone.part\nperhaps fast"
    both = [
        script(name, str(beside / "scripts/setup.py"), str(beside / "shot.blend"), lines, CancelToken())
        for name in "ab"
    ]
    told = reported(*both)
    assert set(told) == {"script remark", "script-modules warning", "script-modules remark"}
    assert "a, b" in told["script remark"].text
    assert "gone" in told["script-modules warning"].text
    assert "fast" in told["script-modules remark"].text
    assert "gone" not in told["script-modules remark"].text


def test_files_that_do_not_exist(beside: Path) -> None:
    """A complete path of a file that does not exist is a warning, with its script; one that is filled in is not."""
    lines = "//gone.csv\n//table.csv\n//scripts\n//renders\n//{shot}.csv\n//%s.csv"
    read = script("setup.py", str(beside / "shot.blend"), str(beside / "shot.blend"), lines, CancelToken())
    assert read.gone == ("//gone.csv",)
    assert "//gone.csv (setup.py)" in reported(read)["script-files warning"].text


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", ".", "a..b", "nul\0l"])
def test_hostile_names(beside: Path, name: str) -> None:
    """What is no name of a module finds nothing."""
    assert found(beside, f"import {name}")[0] == []
