"""Whether references resolve to their targets on the farm."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from flamenco_client.submission.packing.placed_reference import (
    PlacedReference,
    needs_rewriting,
    relative,
    resolved_place,
    resolves,
)
from flamenco_client.tests.unit.submission.helpers import asset


def placed(written: str, owner: str, target: str, *, shared: bool = False) -> PlacedReference:
    return PlacedReference(asset("/anything", written), owner, target, shared)


@pytest.mark.parametrize(
    ("written", "owner", "target"),
    [
        ("//a.png", "shot.blend", "a.png"),
        ("//../tex/a.png", "shots/shot.blend", "tex/a.png"),
        (r"//..\tex\a.png", "shots/shot.blend", "tex/a.png"),
        ("//tex//./sub/../a.png", "shot.blend", "tex/a.png"),
        ("//t.<UDIM>.png", "shots/shot.blend", "shots/t.<UDIM>.png"),
        ("//cache/", "shots/shot.blend", "shots/cache"),
        ("//../", "shots/shot.blend", "."),
    ],
)
def test_relative_path_resolves(written: str, owner: str, target: str) -> None:
    """A relative path that resolves is not rewritten, whichever slashes it has."""
    assert resolves(placed(written, owner, target))
    assert not needs_rewriting(placed(written, owner, target))


@pytest.mark.parametrize(
    ("written", "owner", "target"),
    [
        ("/p/tex/a.png", "shots/shot.blend", "tex/a.png"),
        (r"C:\p\a.png", "shot.blend", "a.png"),
        (r"\\srv\share\a.png", "shot.blend", "a.png"),
        ("//../../../q/a.png", "shots/shot.blend", "_outside_project/123/a.png"),
        ("//../../film/tex/a.png", "shots/shot.blend", "tex/a.png"),
        ("//TEX/a.png", "shot.blend", "tex/a.png"),
        ("a.png", "shot.blend", "a.png"),
        ("", "shot.blend", "a.png"),
    ],
)
def test_path_that_does_not_resolve(written: str, owner: str, target: str) -> None:
    """A path that is absolute, leaves the pack or differs in case has to be rewritten."""
    assert needs_rewriting(placed(written, owner, target))


def test_nothing_to_rewrite() -> None:
    """A shared path resolves as it is; a reference with one file that is not uploaded is not rewritten."""
    assert resolves(placed("/srv/a.png", "shot.blend", "", shared=True))
    assert not needs_rewriting(placed("/srv/a.png", "shot.blend", "", shared=True))
    assert not needs_rewriting(placed("/p/a.png", "shot.blend", ""))
    assert not needs_rewriting(placed("/p/a.png", "", "a.png"))


@pytest.mark.parametrize(
    ("owner", "target"),
    [
        ("a.blend", "b.png"),
        ("x/a.blend", "b.png"),
        ("x/y/a.blend", "x/z/b.png"),
        ("x/a.blend", "x"),
        ("a.blend", "x/y"),
        ("x/a.blend", "x/a.blend"),
        ("x/a.blend", "."),
    ],
)
def test_relative_path_to_a_target(owner: str, target: str) -> None:
    """The path that ``relative`` writes resolves to the target."""
    assert resolved_place(owner, relative(owner, target)) == target
    assert not PurePosixPath(relative(owner, target)[2:]).is_absolute()
