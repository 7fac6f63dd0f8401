"""Expressions of existing job types give Python's own result."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest

from flamenco_client.job_types.expressions import parse
from flamenco_client.tests.support.expression_world import IN_USE, World

WORLDS = {
    "usual": World(),
    "never saved": World(blend=""),
    "on the farm": World(blend="/mnt/shared/flamenco/jobs/a/b.blend"),
    "in the root": World(blend="/b.blend"),
    "stable folder": World(settings={"stable_directory": True, "add_path_components": 99}),
    "no components": World(settings={"add_path_components": 0, "render_output_root": "/out/./x/../y/"}),
    "negative components": World(settings={"add_path_components": -2, "render_output_root": "relative/../x"}),
    "nothing given": World(jobname="", settings={"render_output_root": "", "playblast_output_root": ""}),
    "video": World(file_format="FFMPEG", use_preview=False),
    "odd name": World(jobname="a'b\"{c}\\n/../x"),
}

PIECES = [
    "1 + 2 * 3 - 4 / 5",
    "7 // 2 + -7 % 3",
    "2 ** 10 + 2 ** -1",
    "1 < 2 <= 2 != 3 > 0 >= 0",
    "1 < 2 > 5 < 1 / 0",
    "1 == 1.0 and 'x' in 'xyz' and 3 not in [1, 2]",
    "'' or 0 or 'last'",
    "'first' and 5 and ''",
    "not settings.empty",
    "None is None and settings.word is not None",
    "[1, 'a', (2, 3), {4}, {'k': 5}]",
    "{'PNG': 1, 'JPEG': 2}[C.scene.render.image_settings.file_format]",
    "'abcdef'[1:4] + 'abcdef'[-1] + 'abcdef'[::-2]",
    "(1, 2, 3)[1:]",
    "f'{C.scene.frame_end:06d}|{C.scene.name!r:>20}|{3.14159:.2f}|{1000000:,}|{0.5:%}|{settings.word!a}'",
    "f'{C.scene.frame_end:0{2 + 4}d}'",
    "f'{{}} {jobname} {1 + 1}'",
    "len('abc') + len([1, 2])",
    "min(3, 1, 2) + max([4, 9])",
    "round(2.675, 2) + round(5 / 2) + round(1234, -2)",
    "int('0x1f', 16) + int(3.9) + int(' 7 ')",
    "float('1e3') + float(True)",
    "str() + str(1.0) + str(None) + str(Path('a'))",
    "jobname.upper().replace(' ', '_').strip('_').title()",
    "'-'.join(['a', 'b', settings.word])",
    "'7'.zfill(4) + 'x'.ljust(3, '.') + 'x'.rjust(3) + 'x'.center(5, '*')",
    "'a,b,c'.split(',')[-1] + 'a b c'.rsplit(' ', 1)[0]",
    "'a.b.c'.partition('.') + 'a.b.c'.rpartition('.')",
    "'shot_010'.removeprefix('shot_').isdigit()",
    "jobname.startswith(('shot', 'x')) and jobname.endswith('010')",
    "'ß'.casefold() + 'ß'.upper()",
    "Path('/a/b.tar.gz').suffixes + [Path('/a/b.c').stem, Path('/a/b.c').suffix, Path('/a/b').anchor]",
    "Path('/a/b/c').parents[1]",
    "Path('/a/b/c').parts",
    "Path('/a/b').joinpath('c', Path('d')).with_suffix('.x').with_name('n.y').with_stem('s').as_posix()",
    "Path('/a/b/c').relative_to('/a')",
    "Path('/a/b').is_relative_to('/x') or Path('a').is_absolute()",
    "'/root' / Path('x')",
    "abspath('//../x') == abspath(abspath('//../x'))",
    "last_n_dir_parts(1, '/x/y/z.blend')",
    "last_n_dir_parts(3, Path('z.blend'))",
    "bpy.path.basename('//file.png')",
    "bpy.path.abspath('/x/../y')",
    "  C.scene.name\n",
    "(C.scene.name # a remark\n)",
    "1 if settings.zero else 2 if settings.empty else 3",
]


STUDIO = [
    "C.scene.camera.name if C.scene.camera else 'none'",
    "C.scene.world.name if C.scene.world else 'none'",
    "C.scene.camera is None or not C.scene.world",
    "bool(C.scene.camera) and C.scene.world is None and C.scene.camera is not None",
    "C.scene.camera == C.object and C.scene.camera is C.object and C.scene.camera != C.scene",
    "(C.scene.world or C.scene.camera).name if 0 else (C.scene.camera and C.scene.camera.name)",
    "not bpy.data.scenes or bool(C.scene.objects)",
    "len(bpy.data.scenes) + len(C.scene.view_layers) + len(C.scene.objects)",
    "len(C.scene.view_layers[0].collections)",
    "C.scene.view_layers[0].name + C.scene.view_layers[-1].name",
    "C.scene.view_layers['Matte'].use",
    "bpy.data.scenes['Other'].frame_end",
    "bpy.data.scenes[settings.zero].name + bpy.data.scenes['Oth' + 'er'].name + bpy.data.scenes[0 - 1].name",
    "bpy.data.scenes.get('Other').frame_start",
    "bpy.data.scenes.get('Nothing') is None and bool(bpy.data.scenes.get('Other'))",
    "bpy.data.scenes.get('Nothing', C.scene) == C.scene",
    "bpy.data.scenes.keys()",
    "'Other' in bpy.data.scenes and settings.word not in bpy.data.scenes",
    "'shot' in C.scene and 'nothing' not in C.scene",
    "'ne' in C.scene.name",
    "C.scene['shot'] + str(C.scene['take']) + str(C.scene.get('ok'))",
    "C.scene.get('nothing', 'none') + str(C.scene.get('nothing')) + C.scene.get('shot', 1 and 'x')",
    "C.scene.view_layers[0]['pass']",
    "C.scene.name[0] + C.scene.name[-1] + C.scene.name[settings.zero] + C.scene.name[1:3]",
    "C.scene.cursor[2] + C.scene.cursor[-1]",
    "', '.join([v.name for v in C.scene.view_layers if v.use])",
    "', '.join(v.name for v in C.scene.view_layers)",
    "[s.name for s in bpy.data.scenes.values()]",
    "[v.get('pass', 'no') for v in C.scene.view_layers]",
    "[v['pass'] for v in C.scene.view_layers if 'pass' in v]",
    "[c.name + v.name for v in C.scene.view_layers for c in v.collections if v.use]",
    "[[c.name for c in v.collections] for v in C.scene.view_layers]",
    "[len(v.collections) for v in C.scene.view_layers if v.collections]",
    "[s.name for s in bpy.data.scenes if s.camera]",
    "[s.name for s in bpy.data.scenes if s == C.scene]",
    "{v.name: v.use for v in C.scene.view_layers}",
    "{v.use for v in C.scene.view_layers}",
    "sum(v.use for v in C.scene.view_layers)",
    "sum([1.5, 2], 3) + sum([])",
    "any(v.use for v in C.scene.view_layers) and not all([v.use for v in C.scene.view_layers])",
    "sorted([v.name for v in C.scene.view_layers], reverse=True) + sorted('bca')",
    "max((len(v.name) for v in C.scene.view_layers), default=0) + max([], default=7)",
    "[x.upper() for x in 'a,b'.split(',')]",
    "[character for character in C.scene.name if character.isalpha()]",
    "[part + 1 for part in C.scene.cursor]",
    "[a + b for a, b in [('x', 'y'), ('z', '')]]",
    "[x for x in {'k': 1, 'l': 2}]",
    "[[x for x in [x, x]] for x in [1, 2]]",
    "list((1, 2)) + [tuple([3]), set('aa')]",
    "{'PNG': 'png'}.get(C.scene.render.image_settings.file_format, 'exr') + str({}.get('x'))",
    "bpy.app.version >= (4, 2, 0) and bpy.app.version[0] == 5",
    "bpy.app.version_string",
    "bpy.path.clean_name(jobname + ' ü.%#', replace='-') + bpy.path.clean_name('a/b c')",
    "bpy.path.ensure_ext('a', '.exr') + bpy.path.ensure_ext('A.EXR', '.exr')",
    "bpy.path.ensure_ext('A.EXR', '.exr', case_sensitive=True)",
    "abs(-3) + abs(C.scene.frame_start)",
    "'%04d-%04d' % (C.scene.frame_start, C.scene.frame_end)",
    "'%s %r %5.2f %-6s| %% %x %c %+d' % ('a', 'b', 3.14159, 'c', 255, 'd', 5)",
    "'%(a)s-%(b)03d %(a)r' % {'a': 'x', 'b': 7}",
    "'%s' % jobname + '%s' % [1, 2] + '%s' % {} + '100%%' % ()",
    "'{}_{:04d}'.format(jobname, C.scene.frame_end)",
    "'{1}{0!r:>5}{1:{2}}'.format('a', 'b', 3)",
    "'{name}_{n:>{w}}{{}}'.format(name=jobname, n=2, w=5)",
]


@pytest.mark.parametrize("text", STUDIO)
def test_what_studios_write_gives_pythons_result(text: str) -> None:
    """Truth of pointers, collections, comprehensions, custom properties and formats have Python's meaning."""
    assert_same(World().interpreted(text), World().python(text))


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
@pytest.mark.parametrize("number", IN_USE)
def test_known_expressions_give_pythons_result(number: int, world: World) -> None:
    """Each expression of known job types has Python's value and type, in any state of the scene."""
    assert_same(world.interpreted(IN_USE[number]), world.python(IN_USE[number]))


@pytest.mark.parametrize("text", PIECES)
def test_allowed_constructs_give_pythons_result(text: str) -> None:
    """Operators, displays, f-strings, methods and functions have Python's meaning."""
    assert_same(World().interpreted(text), World().python(text))


def assert_same(interpreted: Any, python: Any) -> None:
    assert type(interpreted) is type(python)
    assert interpreted == python
    assert isinstance(interpreted, set) or repr(interpreted) == repr(python)


def test_chains_name_the_values_of_blender() -> None:
    """Chains name values, not the methods called on them; both ways to write the context give the same chain."""
    text = (
        "f'{bpy.context.scene.frame_start}{C.scene.frame_start}{C.blend_data.filepath.lower()}' "
        "+ bpy.path.basename(bpy.data.filepath) + settings.word"
    )
    expression = parse(text)
    assert expression.chains == {"C.scene.frame_start", "bpy.data.filepath"}
    assert expression.settings == {"word"}


def test_chains_name_elements_of_collections() -> None:
    """The attributes of a comprehension's variable are read for each element, and only these."""
    expression = parse("[v.name for v in C.scene.view_layers if v.use and 'x' in bpy.data.scenes]")
    layers = "C.scene.view_layers"
    searched = {"bpy.data.scenes", "bpy.data.scenes.keys()"}
    assert expression.chains == {layers, f"{layers}[...].name", f"{layers}[...].use", *searched}
    assert parse("C.scene.get('a\\'b').x[-1]['c']").chains == {"C.scene.get(\"a'b\").x[-1]['c']"}


def test_only_evaluated_branches_need_their_values() -> None:
    """A missing setting or value of Blender is no error in a branch that Python would not evaluate."""
    assert World().interpreted("'x' or settings.missing") == "x"
    assert World().interpreted("settings.missing if settings.zero else 'y'") == "y"
    assert World().interpreted("settings.zero and settings.missing") == 0


def test_paths_follow_the_rules_of_this_platform() -> None:
    """``Path`` is pure: it is compared and joined, and never accesses the disk."""
    assert isinstance(World().interpreted("Path('/etc') / 'hostname'"), PurePosixPath)
    assert not hasattr(World().interpreted("Path('/etc/hostname')"), "read_text")
