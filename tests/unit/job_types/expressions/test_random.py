"""Random expressions of allowed and hostile parts: none escapes."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flamenco_client.job_types.expressions import ExpressionFailed, ExpressionRefused, evaluate, limits, parse
from flamenco_client.tests.support.expression_world import IN_USE, World

pytestmark = pytest.mark.slow

FORBIDDEN = [(builtins, "open"), (builtins, "eval"), (builtins, "exec"), (builtins, "input"), (builtins, "print")]
FORBIDDEN += [(io, "open"), (os, "open"), (os, "stat"), (os, "getcwd"), (os, "listdir"), (os, "system")]

PERMITTED = [
    "1", "0", "-7", "2.5", "True", "None", "'a'", "'//x/../y'", "''", "'#ß{}%s'", "jobname", "settings.word",
    "settings.zero", "settings.empty", "settings.render_output_root", "settings.missing", "C.scene.name",
    "C.scene.frame_start", "C.scene.frame_end", "bpy.data.filepath", "C.scene.render.fps_base", "Path()",
    "Path('/a/b.c')", "10 ** 9", "'a' * 9999", "C.scene.camera", "C.scene.world", "bpy.data.scenes",
    "C.scene.view_layers", "C.scene.view_layers[0].name", "C.scene.get('shot')", "bpy.app.version", "x", "x.name",
]  # fmt: skip
HOSTILE = [
    "__import__('os')", "().__class__", "C.__init__", "bpy.ops.wm", "open('/etc/passwd')", "[x for x in 'ab']",
    "(lambda: 1)", "(y := 1)", "'{0.__class__}'.format(C)", "9 ** 9 ** 9", "'a' * 10 ** 9", "f'{1:999999999}'",
    "Path('x').write_text('y')", "Path.home()", "str.__subclasses__()", "print", "C", "settings", "...", "b'x'",
    "[1 for a in 'a' * 9999 for b in 'a' * 9999]", "('%999d' * 9999) % 1", "[x.__class__ for x in 'a']",
    "globals()", "1 << 999999", "*(1, 2)", "bpy.app.handlers", "type('x')", "getattr", "exec('1')", "9e999", "1j",
]  # fmt: skip
SHAPES = [
    "{} + {}", "{} * {}", "{} - {}", "{} / {}", "{} ** {}", "{} // {}", "{} % {}", "{} < {}", "{} in {}", "{} == {}",
    "{} and {}", "{} or {}", "not {}", "-{}", "({})", "[{}, {}]", "({}, {})", "{{{}, {}}}", "{{{}: {}}}", "{}[{}]",
    "{}[{}:]", "{} if {} else {}", "str({})", "int({})", "float({})", "len({})", "round({}, {})", "min({}, {})",
    "max({})", "Path({}, {})", "abspath({})", "last_n_dir_parts({}, {})", "bpy.path.basename({})",
    "bpy.path.abspath({})", "({}).lower()", "({}).replace({}, {})", "({}).join({})", "({}).zfill({})",
    "({}).split({})", "({}).ljust({}, {})", "({}).startswith({})", "({}).parent", "({}).name", "({}).parents[{}]",
    "({}).with_suffix({})", "({}).joinpath({})", "({}).relative_to({})", "({}).as_posix()", "({}).count({})",
    "[{} for x in {} if {}]", "{{x: {} for x in {}}}", "sum({} for x in {})", "any([{}, {}])", "sorted({})",
    "bool({})", "abs({})", "({}) % ({})", "'%s|%5d' % ({}, {})", "'{{}}{{:>9}}'.format({}, {})", "({}).format({})",
    "bpy.path.clean_name({})", "bpy.path.ensure_ext({}, {})", "{} is {}", "{}.get('shot', {})", "list({})",
    "f'{{{}}}'", "f'{{{}!r}}'", "f'{{{}:{{{}}}}}'", "({}).__class__", "({}).upper()", "{}({})",
]  # fmt: skip


def _filled(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(SHAPES).flatmap(
        lambda shape: st.lists(parts, min_size=3, max_size=3).map(lambda values: shape.format(*values))
    )


def expressions(leaves: list[str]) -> st.SearchStrategy[str]:
    return st.recursive(st.sampled_from(leaves), _filled, max_leaves=12)


@contextmanager
def world_untouched() -> Generator[None, None, None]:
    """Make each access to the system raise an error of its own."""

    def forbidden(*arguments: Any, **keywords: Any) -> Any:
        raise AssertionError(f"called with {arguments}")

    with pytest.MonkeyPatch.context() as patch:
        for module, name in FORBIDDEN:
            patch.setattr(module, name, forbidden)
        yield


def interpreted(text: str) -> tuple[bool, Any]:
    """Return whether there is a value, and the value; errors other than the two of expressions are raised."""
    try:
        expression = parse(text)
    except ExpressionRefused:
        return False, None
    scope = World().scope(expression)
    with world_untouched():
        try:
            return True, evaluate(expression, scope)
        except ExpressionFailed:
            return False, None


def is_small(value: Any) -> bool:
    if isinstance(value, str | PurePath):
        return len(str(value)) <= limits.MAX_TEXT
    if type(value) in (bool, float, type(None)):
        return True
    if type(value) is int:
        return value.bit_length() <= limits.MAX_BITS
    if type(value) is dict:
        value = [*value.keys(), *value.values()]
    assert type(value) in (list, tuple, set, frozenset)
    return len(value) <= 2 * limits.MAX_ITEMS and all(is_small(item) for item in value)


@given(expressions(PERMITTED + HOSTILE))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_mixture_of_allowed_and_hostile_parts_escapes(text: str) -> None:
    """There are only the two errors of expressions and small plain values, and no access to the system."""
    has_value, value = interpreted(text)
    assert not has_value or is_small(value)


@given(expressions(PERMITTED))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_value_is_pythons(text: str) -> None:
    """The interpreter may refuse more than Python, but it never gives another value."""
    has_value, value = interpreted(text)
    if has_value:
        python = World().python(text)
        assert type(value) is type(python)
        assert value == python or repr(value) == repr(python)


@given(st.text(max_size=200) | st.text("()[]{}'\"f:!=.,*_ Cbpy19\\\n", max_size=200))
@example("f'{C!r:{1}}'")
@example("f'''{\n1}'''")
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """Any text that a Manager sends as an expression is parsed or refused."""
    has_value, value = interpreted(text)
    assert not has_value or is_small(value)


@given(st.sampled_from(sorted(IN_USE.values())), st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_expression_is_refused_or_fails(text: str, data: st.DataObject) -> None:
    """A cut or spliced expression gives a value or one of the two errors of expressions."""
    other = data.draw(st.sampled_from(sorted(IN_USE.values()) + HOSTILE))
    cut = data.draw(st.integers(0, len(text)))
    resume = data.draw(st.integers(0, len(other)))
    has_value, value = interpreted(text[:cut] + other[resume:])
    assert not has_value or is_small(value)
