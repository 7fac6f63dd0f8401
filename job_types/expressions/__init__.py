"""Expressions of job types, evaluated without trusting their author.

A job type may have an expression for a setting's value, such as ``f'{C.scene.frame_start}-{C.scene.frame_end}'``. Any
server at the Manager's URL can send it, so that Python does not run it: ``parse`` compiles the few constructs that job
types need and refuses all others, and ``evaluate`` computes from plain values alone, in limited time and size.

``Expression.chains`` lists the values of Blender that an expression reads. Code with ``bpy`` reads just those and
passes them on in a ``Scope``.
"""

from __future__ import annotations

from .compiler import Expression, parse
from .errors import ExpressionFailed, ExpressionRefused
from .evaluation import evaluate
from .places import APP, CONTEXT
from .scope import Elements, Plain, Reference, Scope, Unreadable

__all__ = [
    "APP",
    "CONTEXT",
    "Elements",
    "Expression",
    "ExpressionFailed",
    "ExpressionRefused",
    "Plain",
    "Reference",
    "Scope",
    "Unreadable",
    "evaluate",
    "parse",
]
