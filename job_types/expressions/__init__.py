"""The Python expressions of job types, run without trusting whoever wrote them.

A job type may carry an expression for a setting's value, such as ``f'{C.scene.frame_start}-{C.scene.frame_end}'``. It
comes from whatever answers on the Manager's URL. So nothing of Python runs it: ``parse`` compiles the few constructs
that job types need and refuses all others, and ``evaluate`` computes from plain values alone, in bounded time and size.

The values of Blender that an expression wants are listed in ``Expression.chains``. Whoever has ``bpy`` reads just those
and hands them over in a ``Scope``.
"""

from __future__ import annotations

from .compiler import CONTEXT, Expression, parse
from .errors import ExpressionFailed, ExpressionRefused
from .evaluation import evaluate
from .scope import Plain, Scope, Unreadable

__all__ = [
    "CONTEXT",
    "Expression",
    "ExpressionFailed",
    "ExpressionRefused",
    "Plain",
    "Scope",
    "Unreadable",
    "evaluate",
    "parse",
]
