"""Buttons that can't be pressed say why."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

OPERATORS = Path(__file__).resolve().parents[3] / "operators"


@pytest.mark.parametrize("path", sorted(OPERATORS.glob("*.py")), ids=lambda path: path.name)
def test_every_poll_says_why(path: Path) -> None:
    """A ``poll`` that can refuse sets the message that Blender shows below the tool-tip, or leaves that to another."""
    polls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name == "poll"
    ]
    texts = {node.lineno: ast.unparse(node) for node in polls}
    assert [line for line, text in texts.items() if "poll_message_set(" not in text and ".poll(" not in text] == []
