"""A hostile job type, whose expressions must never be run."""

from __future__ import annotations

from typing import Any

_EXPRESSIONS: dict[str, tuple[str, str]] = {
    "import": ("string", "__import__('os').popen('id').read()"),
    "open": ("string", "open('/etc/hostname').read()"),
    "dunder": ("string", "str(().__class__.__base__.__subclasses__())"),
    "ops": ("string", "str(bpy.ops.wm.quit_blender())"),
    "endless": ("string", "str([number for number in iter(int, 1)])"),
    "huge_text": ("string", "'a' * 10 ** 10"),
    "huge_number": ("int32", "9 ** 9 ** 9"),
    "deep": ("int32", "(" * 5000 + "1" + ")" * 5000),
    "function": ("string", "(lambda: 'x')()"),
    "format_attribute": ("string", "'{0.__class__}'.format(C)"),
    "format_width": ("string", "f'{1:1000000000}'"),
    "walrus": ("int32", "(x := 1)"),
    "write": ("string", "Path('/tmp/x').write_text('owned')"),
    "harmless": ("string", "f'{C.scene.frame_start}'"),
}

HOSTILE: tuple[dict[str, Any], ...] = (
    {
        "name": "hostile-eval",
        "label": "Hostile Eval",
        "settings": [
            {"key": key, "type": kind, "eval": expression} for key, (kind, expression) in _EXPRESSIONS.items()
        ],
    },
)
