"""Python's parser is asked with care."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor

import pytest

from flamenco_client.job_types.expressions import parser
from flamenco_client.job_types.expressions.errors import ExpressionRefused


def test_in_many_threads() -> None:
    """Some Pythons mix up their counts when two threads parse at once, and say so; the text is parsed all the same."""
    text = "+".join(f"settings.a{number}" for number in range(50))
    with ThreadPoolExecutor(8) as pool:
        trees = list(pool.map(parser.syntax_tree, [text] * 400))
    assert len({ast.dump(tree) for tree in trees}) == 1


def test_a_parser_that_never_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it can't parse in several tries is refused, not an error of ours."""

    def fail(*_arguments: object, **_more: object) -> ast.Expression:
        raise SystemError("AST constructor recursion depth mismatch (before=51, after=46)")

    monkeypatch.setattr(ast, "parse", fail)
    with pytest.raises(ExpressionRefused):
        parser.syntax_tree("1")
