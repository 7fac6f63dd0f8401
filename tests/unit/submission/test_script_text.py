"""What the text of a script says about the modules, paths and driver functions that it needs."""

from __future__ import annotations

import time

import pytest

from flamenco_client.submission.script_text import Import, driver_functions, imports, relative_paths


@pytest.mark.parametrize(
    ("line", "needed", "possible"),
    [
        ("import studio", ["studio"], []),
        ("import studio.rig as rig, tools # both", ["studio.rig", "tools"], []),
        ("from studio.rig import ik, fk as legs", ["studio.rig"], ["studio.rig.ik", "studio.rig.fk"]),
        ("from studio import (\n    ik,\n)", ["studio"], []),
        ("from . import near", [], [".near"]),
        ("from ..up import one", ["..up"], ["..up.one"]),
        ("try:\n    import fast\nexcept ImportError: pass", [], ["fast"]),
        ("import of files and folders", [], []),
        ("# import nothing", [], []),
        ('"""Use it so:\n\nimport studio\n"""\nimport tools', ["tools"], ["studio"]),
        ("important = 1\nfrom_here = 2", [], []),
    ],
)
def test_imports(line: str, needed: list[str], possible: list[str]) -> None:
    """An import at the start of a line is needed; one in a function or `try` and a name from a module may be."""
    found = list(imports(line))
    assert [each.module for each in found if each.is_needed] == needed
    assert [each.module for each in found if not each.is_needed] == possible
    assert Import("studio.rig.ik").top == "studio"


def test_paths() -> None:
    """Only constant paths relative to the .blend are taken."""
    text = "open(bpy.path.abspath('//table.csv'))\nsys.path.append(\"//scripts\")\nopen('/etc/passwd')\nopen('// \\\n')"
    assert relative_paths(text) == ("//table.csv", "//scripts")


@pytest.mark.parametrize(
    "line",
    [
        "bpy.app.driver_namespace['wave'] = lambda x: x",
        "def wave(x): pass\nfor each in (wave,):\n    bpy.app.driver_namespace[each.__name__] = each",
        "names = bpy.app.driver_namespace\nnames['wave'] = tools.wave",
        "bpy.app.driver_namespace.update(wave=tools.wave)",
        "wave = tools.wave\nbpy.app.driver_namespace |= {wave.__name__: wave}",
    ],
)
def test_driver_functions(line: str) -> None:
    """A script that has to do with drivers may define what it names, in whatever way it does so."""
    assert "wave" in driver_functions(line)
    assert "wav" not in driver_functions(line)


def test_script_without_driver_functions() -> None:
    """What other scripts define is not for drivers."""
    assert driver_functions("def one(): pass") == frozenset()


@pytest.mark.parametrize(
    ("begin", "part"),
    [
        ("", "import a, "),
        ("import a", " "),
        ("import a", ", "),
        ("from ", "."),
        ("from ", " "),
        ("from a", "\t"),
        ("from a import ", "b, "),
        ("", "'//"),
        ("", "driver_namespace "),
        ("", "\t "),
        ("", "wave"),
        ("", "a'"),
        ("", '"""\nimport a\n'),
    ],
)
def test_hostile_texts(begin: str, part: str) -> None:
    """Reading takes time in proportion to the text, whatever is in it."""

    def seconds(size: int) -> float:
        text = begin + part * (size // len(part))
        began = time.thread_time()
        list(imports(text)), relative_paths(text), driver_functions(text)
        return time.thread_time() - began

    def quickest(size: int) -> float:
        return min(seconds(size) for _ in range(3))  # what else runs makes single times longer

    assert quickest(200_000) < 100 * max(quickest(20_000), 0.001)
