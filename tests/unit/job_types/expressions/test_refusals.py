"""Refused expressions: nothing of them runs, and the reason names the construct."""

from __future__ import annotations

import pytest

from flamenco_client.job_types.expressions import ExpressionRefused, parse

REFUSED = {
    "__import__('os').popen('id').read()": "__import__",
    "__import__('os')": "__import__",
    "open('/etc/hostname')": "open",
    "eval('1')": "eval",
    "exec('1')": "exec",
    "getattr(C, 'scene')": "getattr",
    "print(1)": "print",
    "str(().__class__.__base__.__subclasses__())": "private|__",
    "C.__class__": "__class__",
    "C.scene._x": "_x",
    "C.scene.__dict__.x": "__dict__",
    "settings.__class__": "__class__",
    "jobname.__class__": "__class__",
    "''.__class__()": "__class__",
    "'{0.__class__}'.format(C)": "format",
    "'{x}'.format_map(settings)": "format_map",
    "'x'.encode()": "encode",
    "str(bpy.ops.wm.quit_blender())": r"bpy\.ops",
    "bpy.app.binary_path": r"bpy\.app",
    "bpy.types.Scene": r"bpy\.types",
    "bpy.utils.script_paths()": r"bpy\.utils",
    "bpy.path.abspath": r"bpy\.path",
    "bpy.path.native_pathsep('x')": r"bpy\.path",
    "bpy.path.clean_name": r"bpy\.path",
    "bpy": "bpy",
    "C": "C",
    "bpy.data": r"bpy\.data",
    "bpy.context": "C",
    "settings": "settings",
    "C.window_manager.clipboard": r"C\.window_manager",
    "bpy.context.window_manager.clipboard": r"C\.window_manager",
    "C.preferences.system.author": r"C\.preferences",
    "Path": "Path",
    "Path.home()": "Path",
    "Path.cwd()": "Path",
    "Path('/tmp/x').write_text('owned')": "write_text",
    "Path('/tmp/x').read_text()": "read_text",
    "Path('/tmp/x').exists()": "exists",
    "Path('/tmp/x').resolve()": "resolve",
    "Path('/tmp/x').expanduser()": "expanduser",
    "Path('/tmp/x').unlink()": "unlink",
    "Path('x').nothing": "nothing",
    "str": "str",
    "unknown": "unknown",
    "os.environ": "environ",
    "[x for x in iter(int, 1)]": "iter",
    "(x for x in 'ab')": "comprehension",
    "len(x for x in [1])": "comprehension",
    "str(x for x in [1])": "comprehension",
    "[x async for x in 'ab']": "async",
    "[C for C in 'ab']": "C must not be a variable",
    "[len('a') for len in 'ab']": "len must not be a variable",
    "[x for x.y in 'ab']": "variable",
    "[a for a, *b in ['ab']]": "variable",
    "[v.__class__ for v in C.scene.view_layers]": "__class__",
    "[v for v in bpy.ops.wm]": r"bpy\.ops",
    "[v for v in C.window_manager.windows]": r"C\.window_manager",
    "[v for v in C]": "C alone",
    "[1" + " for x in 'ab'" * 4 + "]": "loops",
    "C.scene.view_layers[0].__class__": "__class__",
    "C.scene.get('a').__class__": "__class__",
    "C.scene.get(jobname)": "get",
    "C.scene.items()": "items",
    "C['scene']": "must not be read",
    "bpy['data']": "bpy",
    "bpy.context['scene']": "C",
    "bpy.app['version']": "bpy.app",
    "bpy.app": "bpy.app",
    "bpy.app.handlers": r"bpy\.app\.handlers",
    "bpy.app.binary_path[0]": r"bpy\.app",
    "C" + ".x" * 60: "steps|C",
    "C.scene" + ".x" * 60: "steps",
    "'{0[0]}'.format(jobname)": "format",
    "'{a.b}'.format(a=1)": "format",
    "sorted([1], key=len)": "keyword",
    "'a'.join(['b'], x=1)": "keyword",
    "(lambda: 'x')()": "name",
    "lambda: 'x'": "lambda",
    "(x := 1)": ":=",
    "max(*[1, 2])": "star",
    "{**{}}": "star",
    "min(1, 2, key=str)": "keyword",
    "last_n_dir_parts(1, path='x')": "keyword",
    "(yield)": "yield",
    "await x": "await",
    "b'bytes'": "bytes",
    "1j": "complex",
    "...": "ellipsis",
    "1 << 2": "LShift",
    "~1": "Invert",
    "1 @ 2": "MatMult",
    "f'{1:1000000000}'": "format",
    "f'{1:.99999}'": "format",
    "import os": "Python expression",
    "x = 1": "Python expression",
    "1; 2": "Python expression",
    "": "Python expression",
    "   ": "Python expression",
    "(": "Python expression",
    "f'{'": "Python expression",
    "ｏpen('x')": "open",  # Python treats full-width letters as plain ones
    "C.__ｃlass__": "__class__",
}


@pytest.mark.parametrize(("text", "named"), REFUSED.items(), ids=range(len(REFUSED)))
def test_forbidden_constructs_are_refused_by_name(text: str, named: str) -> None:
    """Imports, private attributes, operators of Blender, file access and loops are refused by the compiler."""
    with pytest.raises(ExpressionRefused, match=named):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1000 + "1" + ")" * 1000,
        "(" * 51 + "1" + ")" * 51,
        "[" * 90 + "]" * 90,
        "-" * 4090 + "1",
        "not " * 1000 + "1",
        "1" + "+1" * 2000,
        "1 if 1 else " * 300 + "1",
        "jobname" + ".lower()" * 200,
        "[" + "1," * 2000 + "]",
        "'a'" + " 'a'" * 2000,
        "f'{" * 60 + "1" + "}'" * 60,
        "9" * 4096,
        "1" * 5000,
        "\0",
        "\ud800",
        "'\ud800'",
        "a\0b",
    ],
    ids=range(17),
)
def test_texts_that_could_crash_the_parser_are_refused(text: str) -> None:
    """Length, nesting and number of parts are checked before recursive code reads them."""
    with pytest.raises(ExpressionRefused):
        parse(text)


@pytest.mark.parametrize("value", [None, 1, True, [], {}, b"1"])
def test_only_text_is_an_expression(value: object) -> None:
    """A Manager may send anything as ``eval``."""
    with pytest.raises(ExpressionRefused, match="not text"):
        parse(value)
