"""The manifest's patterns of excluded files."""

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
    """A pattern matches names anywhere, paths from the root, or folders with a slash at the end; case matters."""
    assert archive.is_excluded(name, (pattern,)) is excluded


@pytest.mark.parametrize("pattern", ["!keep.py", "**/a", "a/b"])
def test_unsupported_patterns_are_refused(pattern: str) -> None:
    """A pattern that build.py does not support is an error, because the zip would differ from Blender's."""
    with pytest.raises(ValueError, match="does not support"):
        archive.is_excluded("a/b", (pattern,))


def test_only_wheels_of_the_manifest_are_packed() -> None:
    """A wheel of another version in the folder is not packed."""
    assert archive.select(["a.py", "wheels/old.whl"], ()) == ["a.py"]
