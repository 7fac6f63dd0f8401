"""Use of Python's parser."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor

import pytest

from flamenco_client.job_types.expressions import parser
from flamenco_client.job_types.expressions.errors import ExpressionRefused


def test_threads_can_parse_at_the_same_time() -> None:
    """Parsing in many threads succeeds, although some versions of Python raise a SystemError at times."""
    text = "+".join(f"settings.a{number}" for number in range(50))
    with ThreadPoolExecutor(8) as pool:
        trees = list(pool.map(parser.syntax_tree, [text] * 400))
    assert len({ast.dump(tree) for tree in trees}) == 1


def test_text_that_python_never_parses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that Python cannot parse in several attempts is refused, without another error."""

    def fail(*_arguments: object, **_more: object) -> ast.Expression:
        raise SystemError("AST constructor recursion depth mismatch (before=51, after=46)")

    monkeypatch.setattr(ast, "parse", fail)
    with pytest.raises(ExpressionRefused):
        parser.syntax_tree("1")
