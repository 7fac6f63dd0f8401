"""Limits of evaluation: time, size, and the reasons of failures."""

from __future__ import annotations

import timeit
from pathlib import PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest

from flamenco_client.job_types.expressions import (
    Elements,
    ExpressionFailed,
    Reference,
    Scope,
    Unreadable,
    evaluate,
    parse,
)
from flamenco_client.tests.support.expression_world import World

TOO_LARGE = [
    "'a' * 10 ** 10",
    "10 ** 10 * 'a'",
    "9 ** 9 ** 9",
    "2 ** 1025",
    "(-2) ** 4096",
    "10 ** 200 * 10 ** 200",
    "[1] * 1000000",
    "2 * (1, 2)",
    "'a'.ljust(10 ** 9)",
    "'a'.rjust(10 ** 9)",
    "'a'.center(10 ** 9)",
    "'1'.zfill(10 ** 9)",
    "('a' * 16384).replace('a', 'b' * 16384)",
    "('a' * 10000).replace('', 'bb')",
    "('a' * 5000).join(['b', 'c', 'd', 'e', 'f'])",
    "'a' * 16384 + 'b'",
    "f'{1:{10 ** 9}}'",
    "f'{1.0:.{99999}f}'",
    "f\"{'a' * 9000}{'b' * 9000}\"",
    "round(1, -10 ** 9)",
    "round(1, -10 ** 400)",
    "int('9' * 2000)",
    "int('f' * 2000, 16)",
    "('a,' * 5000).split(',')",
    "('a ' * 5000).rsplit()",
    "('a\\n' * 5000).splitlines()",
    "('ß' * 16384).upper()",
    "str(['a' * 16000, 'b' * 16000])",
    "Path('a' * 16000, 'b' * 16000)",
    "Path('a' * 16000) / ('b' * 16000)",
    "Path('a' * 16000).joinpath('b' * 16000)",
    "Path('a/' * 1000).parents",
    "[" + "'a' * 16384, " * 70 + "]",
    "('%(a)s' * 3000) % {'a': 'b' * 16000}",
    "('%999d' * 3000) % 1",
    "('{0}' * 5000).format('b' * 16000)",
    "('{0:999}' * 2000).format(1)",
    "['a' * 16000 for x in 'a' * 1000]",
    "{x: 'a' * 16000 for x in ['b' + y for y in 'abcdefghijklmnop']}",
    "list('a' * 16000)",
    "sorted('a' * 16000)",
    "sum([10 ** 300, 10 ** 308] + [10 ** 308 for x in 'a' * 50])",
]


@pytest.mark.parametrize("text", TOO_LARGE)
def test_a_large_result_is_refused_before_it_is_made(text: str, memory_peak: Any) -> None:
    """Powers, repetition, padding, formats and joins are measured first, so that no large value is created."""
    expression = parse(text)
    with memory_peak(4_000_000), pytest.raises(ExpressionFailed):
        evaluate(expression, Scope())


TOO_SLOW = [
    "[1 for x in 'a' * 16000]",
    "[0 for x in 'a' * 200 for y in 'a' * 200 for z in 'a' * 200]",
    "sum(x < 'b' < 'c' < 'd' < 'e' for x in 'a' * 2000)",
    " and ".join(["[[y for y in 'a' * 100] for x in 'a' * 100]"] * 2),
    "sum(len(sorted('a' * 1000)) for x in 'a' * 500)",
    "+".join(["('a' * 16000).rfind('a' * 2000 + 'b' + 'a' * 2000)"] * 4),
    "('a' * 4000 + 'b' + 'a' * 4000) in ('a' * 16000)",
    "('a' * 8000).rpartition('a' * 4000 + 'b' + 'a' * 3000)",
    "('a' * 8000).rsplit('a' * 4000 + 'b' + 'a' * 3000)",
    "('\\u0161' * 8000).lstrip('\\u0261' * 8000 + '\\u0161')",
    " and ".join(["Path('a/' * 250).parents"] * 40),
]


@pytest.mark.parametrize("text", TOO_SLOW)
def test_work_without_a_large_result_is_limited_too(text: str) -> None:
    """Searching for a text, or listing all parents of a path, can be as much work as creating a very long text."""
    with pytest.raises(ExpressionFailed, match="too much work"):
        evaluate(parse(text), Scope())


def test_comparing_deep_paths_is_fast() -> None:
    """Deep paths are compared by their parts, not by all parents of both."""
    deep = "a/" * 8000
    scope = Scope(settings={"one": deep + "b", "other": deep + "c"})

    def takes(text: str) -> float:
        return min(timeit.repeat(lambda: evaluate(parse(text), scope), number=1, repeat=7))

    made = takes("Path(settings.one) == Path(settings.other)")
    assert takes("Path(settings.one).is_relative_to(settings.other)") < 20 * made
    assert takes("len(Path(settings.one).relative_to(settings.one).parts)") < 20 * made


def test_relative_to_ignores_case_on_windows() -> None:
    """A relative path keeps its spelling; an empty path never removes a drive or root."""
    scope = Scope(flavour=PureWindowsPath)
    assert str(evaluate(parse("Path('S:/Film/Shot/a.blend').relative_to('s:\\\\film')"), scope)) == "Shot\\a.blend"
    assert evaluate(parse("Path('S:/Film').is_relative_to('T:/')"), scope) is False
    assert evaluate(parse("Path('/a').is_relative_to('')"), Scope()) is False


def test_reason_is_shortened() -> None:
    """Python's message may quote a whole value, which is too long for a panel."""
    with pytest.raises(ExpressionFailed) as failed:
        evaluate(parse("int('x' * 1000)"), Scope())
    assert len(str(failed.value)) <= 200


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("'a' + 1", "TypeError"),
        ("{}['x']", "KeyError"),
        ("[1][5]", "IndexError"),
        ("int('x')", "ValueError"),
        ("{[]}", "TypeError"),
        ("(-8) ** 0.5", "complex"),
        ("1e308 * 10.0 ** 308", None),
        ("10.0 ** 400", "OverflowError"),
        ("'%1000000000d' % 1", "format asks"),
        ("'%.99999f' % 1", "format asks"),
        ("'%*d' % (5, 1)", "format"),
        ("'%((a))s' % {'(a)': 1}", "format"),
        ("'%b' % 1", "format"),
        ("'%d %d' % (1,)", "not enough"),
        ("'%d' % (1, 2)", "not all"),
        ("'%(a)d' % 1", "mapping"),
        ("'{:1000000000}'.format(1)", "format asks"),
        ("'{:{}}'.format(1, 10 ** 9)", "format asks"),
        ("('{0.' + 'real}').format(1)", "must not read 0.real"),
        ("('{0' + '[0]}').format('a')", r"must not read 0\[0\]"),
        ("'{} {0}'.format(1)", "automatic"),
        ("'{:{:{}}}'.format(1, 2, 3)", "recursion"),
        ("sum([[1], [2]], [])", "needs numbers"),
        ("bpy.path.clean_name('a', replace='..')", "single character"),
        ("[x for x in 5]", "iterable"),
        ("[a for a, b in [(1, 2, 3)]]", "argument"),
        ("C.scene.camera", "could not be read"),
        ("(1).lower()", "int has no method"),
        ("'a'.joinpath('b')", "str has no method"),
        ("jobname.name", "str has no attribute"),
        ("Path(1)", "path must be text"),
        ("Path('a').with_name('')", "ValueError"),
        ("Path('/a').relative_to('/b')", "not inside"),
        ("abspath(None)", "path must be text"),
        ("last_n_dir_parts('1')", "whole number"),
        ("last_n_dir_parts(True)", "whole number"),
        ("C.scene.nothing", "could not be read from Blender"),
        ("settings.nothing", "not a setting"),
    ],
)
def test_an_expression_without_a_value_says_why(text: str, reason: str | None) -> None:
    """Python's errors become ExpressionFailed, with a reason for the artist."""
    if reason is None:
        assert evaluate(parse(text), Scope()) == float("inf")
        return
    with pytest.raises(ExpressionFailed, match=reason):
        evaluate(parse(text), Scope())


def test_only_plain_values_can_be_read() -> None:
    """Other objects in the scope are refused, so that no method of them can be called."""
    for given in (SimpleNamespace(), object(), type("Text", (str,), {})("x"), [[1]], [object()], b"x", "x" * 20_000):
        with pytest.raises(ExpressionFailed, match=r"C\.scene\.x|more than"):
            evaluate(parse("C.scene.x"), Scope({"C.scene.x": given}))
        with pytest.raises(ExpressionFailed, match=r"settings\.x|more than"):
            evaluate(parse("settings.x"), Scope(settings={"x": given}))


def test_data_of_blender_is_no_value() -> None:
    """An object or a collection has only its truth, and its address reaches no text."""
    given: dict[str, Any] = {"C.scene.camera": Reference("Object", 4711), "bpy.data.scenes": Elements("collection", 2)}
    given["bpy.data.scenes[...]"] = (Reference("Scene", 1), Reference("Scene", 2))
    for text in (
        "C.scene.camera",
        "bpy.data.scenes",
        "str(C.scene.camera)",
        "f'{C.scene.camera}'",
        "'%s' % C.scene.camera",
        "'{}'.format(C.scene.camera)",
        "[C.scene.camera]",
        "{C.scene.camera: 1}",
        "C.scene.camera and C.scene.camera",
        "[s for s in bpy.data.scenes]",
        "sorted(bpy.data.scenes)",
        "max(s for s in bpy.data.scenes)",
        "[a for a, b in bpy.data.scenes]",
    ):
        with pytest.raises(ExpressionFailed, match="not a plain value"):
            evaluate(parse(text), Scope(given))
    assert evaluate(parse("[1 if s else 0 for s in bpy.data.scenes]"), Scope(given)) == [1, 1]


def test_each_element_has_its_own_reason() -> None:
    """An element that cannot be read is an error only where its value is needed."""
    scope = Scope(
        {
            "C.scene.x": Elements("collection", 2),
            "C.scene.x[...].name": ("a", Unreadable("it is gone")),
            "C.scene.x[...].use": (True, False),
        }
    )
    assert evaluate(parse("[v.name for v in C.scene.x if v.use]"), scope) == ["a"]
    with pytest.raises(ExpressionFailed, match="it is gone"):
        evaluate(parse("[v.name for v in C.scene.x]"), scope)


def test_plain_containers_of_blender_can_be_read() -> None:
    """Vectors are tuples, sets of flags are sets."""
    scope = Scope({"C.scene.v": (1.0, 2.0), "C.scene.v[1]": 2.0, "C.scene.f": {"A", "B"}})
    assert evaluate(parse("C.scene.v[1] + C.scene.v[0 + 0] if 'A' in C.scene.f else 0"), scope) == 3.0


def test_unreadable_value_gives_its_reason() -> None:
    """The error has the reason why Blender's attribute could not be read."""
    with pytest.raises(ExpressionFailed, match=r"C\.scene\.x: Scene has no attribute x"):
        evaluate(parse("C.scene.x"), Scope({"C.scene.x": Unreadable("Scene has no attribute x")}))


def test_windows_paths_follow_windows_rules() -> None:
    """On Windows both slashes separate, drives stay, and ``//`` is the folder of the .blend."""
    scope = Scope(jobname="j", blend_path="S:\\film\\shots\\a.blend", flavour=PureWindowsPath)

    def value(text: str) -> str:
        return str(evaluate(parse(text), scope))

    assert value("abspath('//..\\\\out/x')") == "S:\\film\\out\\x"
    assert value("Path(abspath('T:/out'), last_n_dir_parts(9), jobname)") == "T:\\out\\film\\shots\\j"
    assert value("bpy.path.basename('C:\\\\a\\\\b.png')") == "b.png"
    assert value("Path('//server/share/x').name") == "x"


def test_an_unsaved_file_has_no_folder() -> None:
    """For an unsaved file ``//`` gives a relative path, which the caller can refuse."""
    world = World(blend="")
    assert str(world.interpreted("abspath('//x')")) == "x"
    assert str(world.interpreted("last_n_dir_parts(3)")) == "."


def test_a_scope_is_not_changed_by_an_evaluation() -> None:
    """The same scope can be used for many expressions."""
    values = {"C.scene.v": [3, 1]}
    scope = Scope(values)
    assert evaluate(parse("C.scene.v + [2]"), scope) == [3, 1, 2]
    assert values == {"C.scene.v": [3, 1]}


def test_a_thousand_elements_are_within_the_budget() -> None:
    """The names of the elements that are used: as much as the bridge reads."""
    layers = "C.scene.view_layers"
    names = tuple(f"layer {number}" for number in range(1000))
    values = {layers: Elements("collection", 1000), f"{layers}[...].name": names, f"{layers}[...].use": (True,) * 1000}
    text = f"[v.name for v in {layers} if v.use]"
    assert evaluate(parse(text), Scope(values)) == list(names)
