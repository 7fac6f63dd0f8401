"""Which files the manifest's patterns exclude."""

from __future__ import annotations

import pytest

from flamenco_client.tools import archive


@pytest.mark.parametrize(
    ("name", "pattern", "excluded"),
    [
        ("tests/unit/a.py", "/tests/", True),
        ("ui/tests/a.py", "/tests/", False),
        ("tests", "/tests/", False),
        ("ui/__pycache__/a.pyc", "__pycache__/", True),
        ("ui/a.pyc", "*.py[co]", True),
        ("ui/a.py", "*.py[co]", False),
        (".ci/run", ".*", True),
        ("ui/.hidden", ".*", True),
        ("ui/not.hidden", ".*", False),
        ("build.py", "/build.py", True),
        ("tools/build.py", "/build.py", False),
        ("build/x", "/build.py", False),
        ("manager_client/openapi.yaml", "/manager_client/openapi.yaml", True),
        ("other/manager_client/openapi.yaml", "/manager_client/openapi.yaml", False),
        ("DOCS/a.md", "/docs/", False),
    ],
)
def test_patterns(name: str, pattern: str, excluded: bool) -> None:
    """Names anywhere, paths from the root, folders only with a slash at the end; case counts on every system."""
    assert archive.is_excluded(name, (pattern,)) is excluded


@pytest.mark.parametrize("pattern", ["!keep.py", "**/a", "a/b"])
def test_patterns_beyond_the_plain_ones_are_refused(pattern: str) -> None:
    """Better an error than a zip that differs from what Blender would build."""
    with pytest.raises(ValueError, match="is more than"):
        archive.is_excluded("a/b", (pattern,))


def test_wheels_are_left_to_the_manifest() -> None:
    """A wheel of another version that lies in the folder is not packed."""
    assert archive.select(["a.py", "wheels/old.whl"], ()) == ["a.py"]
