"""Collector of the extension's texts from its source, for the translations."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache

from flamenco_client.tests.support.source import FILES, layer, tree

DRAWING = {"ui", "operators", "preferences", "properties", "bridge"}
"""Layers with texts for the user; a second Blender (``background_blender``) shows none."""

PURE = {"core", "farm", "job_types", "submission", "jobs", "ipc", "helper"}
"""Layers whose texts reach the user in errors, progress, findings, notices and reasons."""

CARRIERS = {"FarmError", "FrameRangeError", "Cancelled", "Progress"}
"""Calls that carry texts out of the pure layers, also single words."""

WORDED = {"name", "description", "text", "placeholder", "bl_label", "hint", "message"}
"""Keywords and names with a text, also a single word."""

WORDLESS = {" min", " h ", "Basic "}
"""Units, and a term of HTTP."""

NOT_FOR_ARTISTS = {
    *("farm/bug_report.py", "submission/local_files/checksum_cache.py", "submission/snapshot_fields.py"),
    *("submission/file_report/report_writer.py", "submission/snapshot.py", "helper/log.py"),
    "helper/desktop_notice.py",
}
"""Modules whose texts are for programmers and for error analysis only."""

FOR_SCRIPTS = {
    *("KeyError", "ValueError", "TypeError", "LookupError", "ImportError", "OSError", "RuntimeError"),
    *("SnapshotError", "BadMessageError"),
}
"""Calls for scripts and the log, which are in English."""

NO_TEXT = re.compile(r"(re|_log|log|logging)\.\w+|print|add_argument|_seen")
"""Calls with texts for the log or for a machine."""

TRANSLATING = {"n_", "iface_", "rpt_", "translate", "say", "fixed"}

READS_LIKE_TEXT = re.compile(r"[A-Za-z][a-z']*[,:;]? [a-z({\"]?[A-Za-z{]|[a-z] \{|\} [a-z]")
"""Two words, or a word beside a placeholder."""

NOT_SHOWN = {
    "work in the background failed",  # the log
    "a turn of the timer failed",  # the log
    "the files of the job could not be found",  # the log
    "the copy was written in spite of an error",  # the log
    "Error: ",  # Blender's prefix of a reason
    "Untitled",  # the name of a job, which the artist can change
    "http://flamenco.local:8080",
    "*.mov; cache/",  # an example of patterns
    "last used",  # the value of an enum
    "not known",
    "Requested by {user} in Blender",
    "Requested in Blender",  # written into the job's activity, for everybody on the farm
    "the helper process has closed the pipe",  # caught where it is raised
}


@cache
def texts() -> dict[str, str]:
    """Return all texts that need a translation, each with its first place."""
    found: dict[str, str] = {}
    for name in sorted(set(FILES) - NOT_FOR_ARTISTS):
        for line, text in _texts_of(name):
            if has_words(text) and text not in NOT_SHOWN:
                found.setdefault(text, f"{name}:{line}")
    return found


def gaps(found: Mapping[str, str], translated: Mapping[str, str]) -> list[str]:
    """Return a line for each text without a translation, with its place, and for each translation without a text."""
    return [
        *(f"{place}: no German for {text!r}" for text, place in found.items() if text not in translated),
        *(f"translations/german: no text for {text!r}" for text in translated if text not in found),
    ]


def has_words(pattern: str) -> bool:
    """Return whether a pattern has words besides its placeholders."""
    return re.search(r"[A-Za-z]", re.sub(r"\{[^{}]*\}", "", pattern)) is not None


def pieced_together() -> list[str]:
    """Return f-strings and sums with words among the texts for the user: these cannot be translated."""
    return [
        f"{name}:{getattr(node, 'lineno', 0)} {ast.unparse(node)}"
        for name in FILES
        if layer(name) in DRAWING | PURE and name not in NOT_FOR_ARTISTS
        for node in ast.walk(tree(name))
        if isinstance(node, ast.JoinedStr | ast.BinOp)
        and id(node) not in _for_others(tree(name))
        and any(re.search(r"[a-z]{2} | [a-z]{2}", text) for text in _pieces(node) if text not in WORDLESS)
    ]


def patterns() -> dict[str, str]:
    """Return the patterns of ``say`` with their places: they must pass through JSON."""
    found = {}
    for name in FILES:
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "say" and node.args:
                found.update(dict.fromkeys(_results(node.args[0]), f"{name}:{node.lineno}"))
    return found


def _pieces(node: ast.JoinedStr | ast.BinOp) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        return _constants(node)
    sides = (node.left, node.right) if isinstance(node.op, ast.Add | ast.Mod) else ()
    return (side.value for side in sides if isinstance(side, ast.Constant) and isinstance(side.value, str))


def _for_others(whole: ast.Module) -> set[int]:
    """Return the nodes with texts for scripts, the log or a machine, such as ``raise ValueError(...)``."""
    raised = (node.exc for node in ast.walk(whole) if isinstance(node, ast.Raise))
    calls = [call for call in raised if isinstance(call, ast.Call) and ast.unparse(call.func) in FOR_SCRIPTS]
    calls += [
        node for node in ast.walk(whole) if isinstance(node, ast.Call) and NO_TEXT.fullmatch(ast.unparse(node.func))
    ]
    said = {id(node) for call in calls for inner in ast.walk(call) if _is_said(inner) for node in ast.walk(inner)}
    return {id(node) for call in calls for node in ast.walk(call)} - said


def _is_said(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in TRANSLATING


def fields(pattern: str) -> set[str]:
    """Return the placeholders of a pattern."""
    return set(re.findall(r"\{[^{}]*\}", pattern))


def _texts_of(name: str) -> Iterator[tuple[int, str]]:
    whole = tree(name)
    if layer(name) in DRAWING:
        yield from _of_classes(whole)
        yield from _of_keywords(whole)
    if layer(name) in PURE:
        yield from _of_carriers(whole)
    if layer(name) in DRAWING | PURE:
        yield from _of_translated(whole)
        yield from _that_read_like_text(whole, set() if layer(name) in DRAWING else _for_others(whole))


def _of_classes(whole: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the tool-tips of operators and panels: their docstrings as Blender cleans them."""
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


def _of_translated(whole: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in TRANSLATING and node.args:
            yield from ((node.lineno, text) for text in _results(node.args[0]))


def _of_carriers(whole: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in CARRIERS | {"progress"}:
            said = [keyword.value for keyword in node.keywords if keyword.arg in WORDED]
            said += node.args[5:] if ast.unparse(node.func) == "Progress" else node.args[:1]
            for value in said:
                yield from ((node.lineno, text) for text in _results(value))


def _that_read_like_text(whole: ast.Module, others: set[int]) -> Iterator[tuple[int, str]]:
    prose = {id(node.value) for node in ast.walk(whole) if isinstance(node, ast.Expr)}
    prose |= {id(part) for node in ast.walk(whole) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    prose |= others
    for node in ast.walk(whole):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in prose else None
        if isinstance(text, str) and READS_LIKE_TEXT.search(text):
            yield getattr(node, "lineno", 0), text


def _results(value: ast.expr) -> Iterator[str]:
    """Yield the possible texts of an expression: a constant, or the branches of a conditional."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*_results(value.body), *_results(value.orelse))
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _results(part)


def _constants(node: ast.AST) -> Iterator[str]:
    return (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))
