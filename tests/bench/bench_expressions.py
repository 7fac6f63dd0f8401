"""Benchmark of a job type's expressions and settings; floor: Python's own ``eval`` of the same expressions.

They run on Blender's main thread, which the extension may not block for more than 4 ms.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from flamenco_client.job_types import job_type, setting_values
from flamenco_client.job_types.expressions import Expression, ExpressionFailed, Scope, evaluate, parse
from flamenco_client.tests.support.expression_world import BLEND, IN_USE, World

from .harness import Limit, Row, median_ms, medians_ms

FRAME_MS = 4.0

HOSTILE = (
    "[" + "'a' * 16000, " * 12 + "]",
    "Path('a/' * 8000)" + ".parent" * 12,
    "('a' * 16000)" + ".replace('a', 'b')" * 10,
    "('a' * 8000).replace('a' * 4000 + 'b', '').count('a' * 4000 + 'b')",
    "Path('" + "a/" * 250 + "').parents",
    "1000 ** 100" + " * 7" * 40,
    "abspath('a/../' * 3000)",
    "last_n_dir_parts(1, 'a/' * 8000)",
    "1" + " + 1" * 90,
    "('a' * 16000).rfind('a' * 40 + 'b' + 'a' * 40)",
    "Path('a/' * 8000).is_relative_to('a/' * 7999 + 'b')",
)
"""Allowed expressions that do as much work as the limits permit."""

RAW: list[dict[str, Any]] = [
    {"key": "frames", "type": "string", "eval": IN_USE[1], "evalInfo": {"showLinkButton": True}},
    {"key": "chunk_size", "type": "int32", "default": 1},
    {"key": "render_output_root", "type": "string", "subtype": "dir_path", "required": True},
    {"key": "add_path_components", "type": "int32", "default": 0, "propargs": {"min": 0, "max": 32}},
    {"key": "render_output_path", "type": "string", "subtype": "file_path", "editable": False, "eval": IN_USE[2]},
    {"key": "blendfile", "type": "string", "required": True, "visible": "web"},
    {"key": "fps", "type": "float", "eval": IN_USE[4], "visible": "hidden"},
    {"key": "format", "type": "string", "eval": IN_USE[5], "visible": "web"},
    {"key": "image_file_extension", "type": "string", "eval": IN_USE[6], "visible": "hidden"},
    {"key": "has_previews", "type": "bool", "eval": IN_USE[7], "visible": "hidden"},
    {"key": "scene", "type": "string", "eval": IN_USE[8], "visible": "web"},
]
"""A render job type like the one that Managers ship."""


def run() -> list[Row]:
    """Measure parsing and evaluation."""
    return [*_in_use(), _hostile(), *_job_type()]


def _in_use() -> list[Row]:
    world = World()
    names = world.names()
    texts = list(IN_USE.values())
    parsed = [parse(text) for text in texts]
    scopes = [world.scope(expression) for expression in parsed]
    codes = [compile(text, "eval", "eval") for text in texts]
    computed, python, first, python_first = medians_ms(
        [
            lambda: [evaluate(expression, scope) for expression, scope in zip(parsed, scopes, strict=True)],
            lambda: [eval(code, names) for code in codes],
            lambda: [evaluate(parse(text), scope) for text, scope in zip(texts, scopes, strict=True)],
            lambda: [eval(text, names) for text in texts],
        ],
        repeat=51,
    )
    count = len(texts)
    return [
        Row(f"expression, parsed and evaluated (mean of {count})", first / count, python_first / count, 5),
        Row(f"expression, evaluated again (mean of {count})", computed / count, python / count, 5),
    ]


def _hostile() -> Row:
    scope = Scope(flavour=PurePosixPath)
    names = World().names()
    times = []
    for text in HOSTILE:
        expression, code = parse(text), compile(text, "hostile", "eval")
        times.append((median_ms(partial(_attempt, expression, scope)), median_ms(partial(eval, code, names))))
    measured, floor = max(times)
    return Row("expression, the slowest allowed one", measured, floor, FRAME_MS, Limit.VALUE)


def _attempt(expression: Expression, scope: Scope) -> Any:
    try:
        return evaluate(expression, scope)
    except ExpressionFailed:
        return None


def _job_type() -> list[Row]:
    raw = {"name": "render", "label": "Render", "etag": "1", "settings": RAW}
    text = json.dumps(raw)
    spec = job_type.parse(raw)
    assert spec is not None
    world = World()
    scope = Scope({chain: world.read(chain) for chain in setting_values.needed_chains(spec)}, "shot", blend_path=BLEND)
    names = world.names()
    codes = [compile(str(setting["eval"]), "eval", "eval") for setting in RAW if "eval" in setting]
    read, loaded, computed, python = medians_ms(
        [
            lambda: job_type.parse(raw),
            lambda: json.loads(text),
            lambda: setting_values.compute(spec, {"render_output_root": "/out"}, {}, scope),
            lambda: [eval(code, names) for code in codes],
        ],
        repeat=51,
    )
    return [
        Row("render job type parsed (floor: its json.loads)", read, loaded, FRAME_MS, Limit.VALUE),
        Row("all its settings computed (floor: bare eval)", computed, python, FRAME_MS, Limit.VALUE),
    ]
