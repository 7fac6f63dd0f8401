"""The extension's texts as its source has them: what a translation has to know."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Collection, Iterator

from flamenco_client.tests.support.source import FILES, ring, tree

DRAWING = {"ui", "operators", "preferences", "properties", "bridge"}
"""Rings whose texts the user sees; what a second Blender (``background``) does is seen by nobody."""

FINDINGS = {"submission/findings.py", "submission/farm_findings.py", "submission/project.py"}
"""Modules that are made of patterns for the panel."""

PURE = {"farm", "submission", "session", "worker"}
"""Rings whose fixed texts reach the user through errors and progress."""

SENTENCES = {"farm/answers.py", "farm/explain.py", "farm/no_answer.py", "farm/url.py"}
"""Modules whose hints are complete sentences."""

PROBLEMS = {"submission/settings.py"}
"""Modules that say what is wrong with a value; what ends up in the middle of another text is not looked up."""

SAID_BY = {"FarmError", "FrameRangeError", "Cancelled", "Progress"}
"""What carries texts out of the pure rings; with a constant they can be looked up."""

WORDED = {"name", "description", "text", "placeholder", "bl_label", "hint", "message"}
"""Keywords and names that hold a text, also of one word."""

UNITS = {" min", " h "}

SCRIPTS = {"KeyError", "ValueError", "TypeError"}
"""What scripts get; they read English."""

TRANSLATING = {"mark", "drawn", "told", "word"}

READS_LIKE_TEXT = re.compile(r"[A-Za-z][a-z']+[,:;]? [a-z({\"]?[A-Za-z{]|[a-z] \{|\} [a-z]")
"""Two words, or a word beside something that is filled in."""

NOT_SHOWN = {
    "a turn of the pump failed",  # the log
    "Error: ",  # what Blender puts before a reason
    "Untitled",  # the name of a job, which is the artist's
    "http://flamenco.local:8080",
}


def texts() -> dict[str, str]:
    """Return all texts that need a translation, each with the place where it is first found."""
    found: dict[str, str] = {}
    for name in FILES:
        for line, text in _texts_of(name):
            if text.strip() and text not in NOT_SHOWN:
                found.setdefault(text, f"{name}:{line}")
    return found


def pieced_together() -> list[str]:
    """Return the f-strings with words in them where texts are drawn: nobody can translate those."""
    return [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name in FILES
        if ring(name) in DRAWING
        for node in ast.walk(tree(name))
        if isinstance(node, ast.JoinedStr)
        and id(node) not in _for_scripts(tree(name))
        and any(re.search(r"[a-z]{2} | [a-z]{2}", text) for text in _constants(node) if text not in UNITS)
    ]


def _for_scripts(whole: ast.Module) -> set[int]:
    """Return the nodes below ``raise ValueError(...)`` and the like."""
    raised = (node.exc for node in ast.walk(whole) if isinstance(node, ast.Raise))
    calls = (call for call in raised if isinstance(call, ast.Call) and ast.unparse(call.func) in SCRIPTS)
    return {id(node) for call in calls for node in ast.walk(call)}


def fields(pattern: str) -> set[str]:
    """Return what is filled into a pattern."""
    return set(re.findall(r"\{[^{}]*\}", pattern))


def _texts_of(name: str) -> Iterator[tuple[int, str]]:
    whole = tree(name)
    if ring(name) in DRAWING:
        yield from _of_classes(whole)
        yield from _of_keywords(whole)
        yield from _of_translated(whole)
        yield from _that_read_like_text(whole)
    elif name in FINDINGS:
        yield from _of_translated(whole)
        yield from _that_read_like_text(whole)
    if name in SENTENCES:
        yield from ((line, text) for line, text in _that_read_like_text(whole) if text.endswith("."))
    if name in PROBLEMS:
        yield from _that_are_given_back(whole)
    if ring(name) in PURE:
        yield from _of_carriers(whole)
        if name not in FINDINGS:  # where a function of this name takes a finding's kind first
            yield from _of_translated(whole, {"say"})


def _of_classes(whole: ast.Module) -> Iterator[tuple[int, str]]:
    """Tool-tips of operators and panels are their docstrings, as Blender cleans them."""
    for node in ast.walk(whole):
        if not isinstance(node, ast.ClassDef):
            continue
        if re.match(r"FLAMENCO_CLIENT_(OT|PT)_", node.name):
            yield node.lineno, inspect.cleandoc(ast.get_docstring(node) or "")
        for statement in node.body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "bl_label":
                yield from ((node.lineno, text) for text in _constants(statement.value))


def _of_keywords(whole: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(whole):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in WORDED:
                    yield from ((node.lineno, text) for text in _results(keyword.value))


def _of_translated(whole: ast.Module, by: Collection[str] = frozenset(TRANSLATING)) -> Iterator[tuple[int, str]]:
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in by and node.args:
            yield from ((node.lineno, text) for text in _results(node.args[0]))


def _of_carriers(whole: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in SAID_BY | {"progress"}:
            said = [keyword.value for keyword in node.keywords if keyword.arg in WORDED]
            said += node.args[5:] if ast.unparse(node.func) == "Progress" else node.args[:1]
            for value in said:
                yield from ((node.lineno, text) for text in _results(value))


def _that_are_given_back(whole: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(whole):
        if isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.Constant):
            text = node.value.value
            if isinstance(text, str) and READS_LIKE_TEXT.search(text):
                yield node.lineno, text


def _that_read_like_text(whole: ast.Module) -> Iterator[tuple[int, str]]:
    prose = {id(node.value) for node in ast.walk(whole) if isinstance(node, ast.Expr)}
    prose |= {id(part) for node in ast.walk(whole) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(whole):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in prose else None
        if isinstance(text, str) and READS_LIKE_TEXT.search(text):
            yield getattr(node, "lineno", 0), text


def _results(value: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression can be: a constant, or the branches of a choice."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*_results(value.body), *_results(value.orelse))
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _results(part)


def _constants(node: ast.AST) -> Iterator[str]:
    return (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))
